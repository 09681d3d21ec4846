"""Proves the optima of the evenings that the planner is measured on; ``python -m harness.dev.bench.solve``.

Needs OR-Tools (``pip install maitred[bench]``) and hours; the result is kept in a file, so that nobody needs either to
measure. Evenings that are in the file already are left out, except those whose optimum is not proven yet.
"""

import json
import sys

from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from .evenings import OPTIMA, Evening, all_evenings, ideal_evenings

SECONDS = 120.0  # for one evening, unless given as an argument


def _model(evening: Evening, wanted: list[int]) -> cp_model.CpModel:
    """State the problem: the most covers, each request at most once, each table at most one party at any time."""
    model = cp_model.CpModel()
    covers = []
    at_table: dict[int, list[tuple[int, int, cp_model.IntVar]]] = {}
    for number in wanted:
        request = evening.requests[number]
        chosen = [model.new_bool_var(f"{number}@{option}") for option in evening.options(request.party)]
        for option, here in zip(evening.options(request.party), chosen, strict=True):
            for table in option:
                at_table.setdefault(table, []).append((request.start, request.end, here))
        model.add_at_most_one(chosen)
        covers += [request.party * here for here in chosen]
    for sittings in at_table.values():
        for cell in {start for start, _, _ in sittings}:
            model.add_at_most_one(here for start, end, here in sittings if start <= cell < end)
    model.maximize(sum(covers))
    return model


def prove(evening: Evening, wanted: list[int] | None = None) -> tuple[int, int]:
    """Return the covers of the best plan found and a bound that no plan exceeds, for all requests or those wanted."""
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    solver.parameters.num_workers = 2
    solver.parameters.linearization_level = 2  # the linear relaxation is nearly tight
    solver.solve(_model(evening, list(range(len(evening.requests))) if wanted is None else wanted))
    return round(solver.objective_value), int(solver.best_objective_bound + 1e-6)


def relaxed(evening: Evening, wanted: list[int] | None = None) -> int:
    """Return a bound by linear programming: parties may be seated in parts, covers are whole."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    covers = []
    at_table: dict[int, list[tuple[int, int, pywraplp.Variable]]] = {}
    for number in range(len(evening.requests)) if wanted is None else wanted:
        request = evening.requests[number]
        chosen = []
        for option in evening.options(request.party):
            share = solver.NumVar(0, 1, "")
            chosen.append(share)
            for table in option:
                at_table.setdefault(table, []).append((request.start, request.end, share))
        solver.Add(solver.Sum(chosen) <= 1)
        covers += [request.party * share for share in chosen]
    for sittings in at_table.values():
        for cell in {start for start, _, _ in sittings}:
            solver.Add(solver.Sum([share for start, end, share in sittings if start <= cell < end]) <= 1)
    solver.Maximize(solver.Sum(covers))
    solver.Solve()
    return int(solver.Objective().Value() + 1e-6)


def ideal(evening: Evening) -> int:
    """Return the covers when each request is accepted for which some rearrangement of all accepted ones exists."""
    accepted: list[int] = []
    covers = 0
    for number, request in enumerate(evening.requests):
        tried, all_covers = [*accepted, number], covers + request.party
        # The linear bound is quick, and rules most of the impossible ones out.
        if relaxed(evening, tried) == all_covers and prove(evening, tried)[0] == all_covers:
            accepted.append(number)
            covers += request.party
    return covers


def main() -> None:
    """Solve what is missing and write it down, one evening after the other."""
    known: dict[str, dict[str, int]] = json.loads(OPTIMA.read_text()) if OPTIMA.exists() else {}
    for evening in ideal_evenings():
        if "ideal" not in known.setdefault(evening.name, {}):
            known[evening.name]["ideal"] = ideal(evening)
            _write(known)
    for evening in all_evenings():
        best = known.setdefault(evening.name, {})
        if "covers" not in best or best["covers"] < best["bound"]:
            covers, bound = prove(evening)
            best["covers"] = max(covers, best.get("covers", 0))
            best["bound"] = min(bound, relaxed(evening), best.get("bound", bound))
            print(f"{evening.name}: {best['covers']} of at most {best['bound']}", file=sys.stderr, flush=True)
            _write(known)


def _write(known: dict[str, dict[str, int]]) -> None:
    lines = (f"{json.dumps(name)}: {json.dumps(known[name], sort_keys=True)}" for name in sorted(known))
    OPTIMA.write_text("{\n  " + ",\n  ".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
