"""Lint of what lies inside functions, and of this project's own rules.

To sqlfluff the body of a function is one long string. Here the statements are taken out of the bodies and linted by
sqlfluff like any other SQL, all in one run. The rules that no tool knows are checked on the parse tree and the text.

``python -m harness.dev.lint`` prints what it finds, as ``file:line: text``, and fails when it finds anything.
"""

import ast
import configparser
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pglast

ROOT = Path(__file__).resolve().parent.parent.parent
FUNCTIONS = ROOT / "sql" / "functions"
TESTS = ROOT / "sql" / "tests"
GLOSSARY = ROOT / "docs" / "glossary.md"

# The folders of sql/functions/core, in order: a function calls only its own layer and those before it, and none of api.
LAYERS = (
    *("errors", "events", "hours", "email", "booking", "occupancy", "rules", "assign", "hold", "session"),
    *("suggest", "jobs", "reoptimise", "edit", "drift", "repair", "adopt", "prune", "explain"),
)

LONGEST_BODY = 80  # lines without comments: a screen
MOST_PARAMETERS = 7  # of functions of ours alone; and one boolean: a call of two says nothing
# Those that have more: table_change gives names to what others take as one value, the rest is to become less.
MAY_TAKE_MORE = {
    "table_change",
    "change_status",
    "make_proposal",
    "release_tables",
    "reserve_key",
    "table_costs",
    "violations_of",
}
LONGEST_LINE = 120
ORDER = ["language", "volatility", "parallel", "strict", "security", "set", "cost", "rows", "as"]

# The one handler that takes whatever comes: an attempt at a job records it.
MAY_CATCH_OTHERS = {"attempt_job"}
CALLED_BY_THE_HARNESS = {"ensure_partitions", "stage_legacy", "adopt_staged"}  # internal, and nothing pins for them
# Partitions are named after months; a take-over reads the tables of another schema.
MAY_EXECUTE = {"make_partition", "prepare_partitions", "stage_legacy"}

# Rules of .sqlfluff that do not fit a statement without its surroundings: names of the function's variables (RF01,
# RF03), columns that go by position into variables and results (AL03, AL08, AM03, AM04, AM06), fences (AM09), the
# end of a file (LT12, LT13), and how statements are broken into lines.
NOT_INSIDE = "RF01, RF03, AL03, AL08, AM03, AM04, AM06, AM09, LT05, LT08, LT11, LT12, LT13, LT15, CV06"

OWN_TYPE = re.compile(r"\bmaitred(?:_internal)?\.(?P<name>\w+)(?P<array> ?\[\])?")
DECLARED = re.compile(
    r"(?m)^    (?P<name>\w+) (?P<constant>constant )?(?P<type>maitred(?:_internal)?\.\w+(?: ?\[\])?)?"
)
ROW_LOCK = re.compile(r"\bfor (?:no key )?update\b|\bfor (?:key )?share\b")
CHANGE = re.compile(r"(?:\b(?:insert into|delete from|merge into)|(?<!for )(?<!key )\bupdate) \w+\.(\w+)")
CALL = re.compile(r"\bmaitred(?:_internal)?\.(\w+)\(")
RAISED = re.compile(r"\braise_error\(\s*'(\w+)'")

# Errors that a public function reaches by the calls in the text and never raises: caught on the way, or impossible with
# what is passed there.
NEVER_RAISED = {
    "assign_tables_to_booking_from_hold_v3": {"MD101"},
    "auto_assign_booking": {"MD102", "MD105", "MD201", "MD202", "MD301", "MD401"},
    "cancel_booking": {"MD105"},
    "cancel_manual_assignment": {"MD101"},
    "confirm_manual_assignment": {"MD101", "MD201", "MD401"},
    "create_booking": {"MD102", "MD201", "MD202", "MD301", "MD401"},
    "explain_booking": {"MD102"},
    "explain_unassigned_booking": {"MD102"},
    "extend_table_hold": {"MD101"},
    "find_assignment_drift": {"22023"},
    "modify_booking": {"MD102", "MD105", "MD202", "MD301"},
    "release_table_hold": {"MD101"},
    "reoptimise_service": {"MD201", "MD301", "MD401"},
    "repair_assignment_drift": {"MD401"},
    "requires_table_realignment": {"MD105"},
    "run_assignment_job": {"22023", "MD101", "MD102", "MD105", "MD201", "MD202", "MD301", "MD401"},
}
RAISED_BY_POSTGRES = {"undo_repair": {"42501"}, "reoptimise_service": {"40001"}}
MAY_BE_NAMED = {"house_attention"}  # a kind of email that others know by this name


class Finding(NamedTuple):
    """Something that breaks a rule, and where."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.text}"


class Piece(NamedTuple):
    """A statement or an expression in a body."""

    start: int  # offset in the body
    text: str  # without INTO, which is plpgsql and not SQL


@dataclass(frozen=True)
class Function:
    """A CREATE FUNCTION and the file it stands in."""

    path: Path
    text: str  # of the file
    node: Any

    @cached_property
    def schema(self) -> str:
        """Its schema."""
        return str(self.node.funcname[0].sval)

    @cached_property
    def name(self) -> str:
        """Its name, without the schema."""
        return str(self.node.funcname[-1].sval)

    @cached_property
    def options(self) -> dict[str, Any]:
        """Its attributes, in the order in which they are written; of several SET the first."""
        found: dict[str, Any] = {}
        for option in self.node.options:
            found.setdefault(option.defname, option.arg)
        return found

    @cached_property
    def body(self) -> str:
        """What stands between the dollar quotes."""
        return str(self.options["as"][0].sval)

    @cached_property
    def code(self) -> str:
        """The body without comments."""
        return re.sub(r"--[^\n]*", "", self.body)

    @cached_property
    def body_line(self) -> int:
        """The line of the file that ``$function$`` stands on, the first of the body."""
        return self.text.count("\n", 0, self.text.index(self.body)) + 1

    @cached_property
    def header(self) -> dict[str, str]:
        """The parts of the comment that its body begins with, where psql and a dump show it."""
        lines = [line.removeprefix("--").rstrip() for line in _comment(self.body.lstrip())]
        parts: dict[str, str] = {}
        name = ""
        for line in lines:
            if match := re.match(r" (\w+): +(.*)", line):
                name = match[1]
                parts[name] = match[2]
            elif name and line.startswith("   "):
                parts[name] += " " + line.strip()
            else:
                name = ""
        return parts

    @property
    def is_trigger(self) -> bool:
        """Whether it returns ``trigger``."""
        return bool(self.node.returnType) and self.node.returnType.names[-1].sval == "trigger"

    @cached_property
    def tree(self) -> Any:
        """What libpg_query makes of the plpgsql."""
        return pglast.parse_plpgsql(self._readable())

    def pieces(self) -> list[Piece]:
        """Return the SQL in the body, in order."""
        if self.options["language"].sval != "plpgsql":
            return [Piece(len(self.body) - len(self.body.lstrip()), self.body.strip())]
        return sorted({_locate(self.body, query, mode) for query, mode in _queries(self.tree)})

    def _readable(self) -> str:
        """Return the CREATE FUNCTION without types and labels unknown to libpg_query, every character in its place."""
        head, body = self.text[self.text.index("create or replace function") :].split(self.body, 1)[0], self.body
        name = re.escape(f"{self.schema}.{self.name}")
        opening = re.match(rf"create or replace function {name}", head)
        end = opening.end() if opening else 0
        head = head[:end] + OWN_TYPE.sub(_known, head[end:])
        declare, begin, rest = body.partition("\nbegin\n")
        declare = DECLARED.sub(lambda match: OWN_TYPE.sub(_known, match[0]), declare)
        rest = re.sub(rf"\b{self.name}\.(?=\w)", lambda match: " " * len(match[0]), rest)
        return head + declare + begin + rest + self.options_quote

    @property
    def options_quote(self) -> str:
        """The dollar quote that ends the body."""
        return self.text.partition(self.body)[2].partition(";")[0]


def _known(match: re.Match[str]) -> str:
    # Arrays and enums are scalars, other types of ours have fields.
    scalar = match["array"] or match["name"].endswith("status")
    known = f"text{match['array'] or ''}" if scalar else f"public.{match['name']}"
    return known.ljust(len(match[0]))


def _comment(text: str) -> list[str]:
    """Return the comment lines that a text begins with."""
    lines = text.splitlines()
    end = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return lines[:end]


def _queries(node: Any) -> Iterator[tuple[str, int]]:
    """Yield every query below a node: its text, and 0 for a statement, 2 for an expression, more for an assignment."""
    if isinstance(node, list):
        for item in node:
            yield from _queries(item)
    elif isinstance(node, dict):
        for name, item in node.items():
            if name == "PLpgSQL_expr":
                if not item["query"].startswith('"__Case__'):  # a WHEN, not as it is written
                    yield item["query"], item["parseMode"]
            else:
                yield from _queries(item)


def _locate(body: str, query: str, mode: int) -> Piece:
    """Find a query in its body, where PERFORM stands for the SELECT that it begins with and INTO for blanks in it."""
    text = query.removeprefix("SELECT")
    performed = text != query
    for place in re.finditer(re.escape(text[:6]), body):
        start, source = place.start(), body[place.start() : place.start() + len(text)]
        differs = [n for n, (ours, theirs) in enumerate(zip(source, text, strict=False)) if ours != theirs]
        if len(source) < len(text) or any(text[n] != " " for n in differs):
            continue
        if performed:
            return Piece(start - len("perform"), "select" + source)
        if differs:
            before, after = source[: differs[0]].rstrip(), source[differs[-1] + 1 :].lstrip()
            gap = source[len(before) : len(source) - len(after)]
            blanks = gap.rpartition("\n")[2]
            indent = blanks[: len(blanks) - len(blanks.lstrip(" "))]
            source = before + ("\n" * gap.count("\n") + indent if "\n" in gap else " ") + after
        if mode:
            source = "select " + (source if mode == 2 else source.partition("=")[2].lstrip())
        return Piece(start, source)
    raise ValueError(f"cannot find in the body: {query}")


# ---------------------------------------------------------------------------------------------------------------------
# sqlfluff
# ---------------------------------------------------------------------------------------------------------------------


def render(function: Function) -> str:
    """Return the statements of a body on the lines of the file on which they stand, from the left margin on."""
    lines: list[str] = []
    for piece in function.pieces():
        line = function.body_line + function.body.count("\n", 0, piece.start) - 1
        first = function.body[function.body.rfind("\n", 0, piece.start) + 1 :]
        indent = len(first) - len(first.lstrip(" "))
        text = re.sub(rf"(?m)^ {{1,{indent}}}", "", piece.text) if indent else piece.text
        # sqlfluff takes the FROM for the clause.
        text = re.sub(r"\bis not distinct from\b", "=", re.sub(r"\bis distinct from\b", "<>", text))
        # And EXISTS for a function when it is a column.
        text = re.sub(r"^select exists \(", "select exists(", text)
        lines += [""] * (line - len(lines))
        lines += f"{text};".split("\n")
    return "\n".join(lines) + "\n"


def sqlfluff(functions: Iterable[Function]) -> list[Finding]:
    """Lint the statements in bodies, all in one run."""
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / ".sqlfluff")
    settings["sqlfluff"]["exclude_rules"] += f", {NOT_INSIDE}"
    sources: dict[str, Path] = {}
    findings: list[Finding] = []
    with tempfile.TemporaryDirectory() as scratch:
        with (Path(scratch) / ".sqlfluff").open("w") as file:
            settings.write(file)
        for number, function in enumerate(functions):
            name = f"{number}.sql"
            sources[name] = function.path
            try:
                (Path(scratch) / name).write_text(render(function))
            except (ValueError, pglast.parser.ParseError) as error:
                findings.append(Finding(function.path, function.body_line, str(error)))
        program = Path(sys.executable).parent / "sqlfluff"
        command = [str(program), "lint", "--processes", "2", "--format", "json", "--nofail", "."]
        done = subprocess.run(command, cwd=scratch, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    for file in json.loads(done.stdout[done.stdout.index("[") :]):
        findings += [
            Finding(
                sources[Path(file["filepath"]).name],
                violation["start_line_no"],
                f"{violation['code']} {violation['description']}",
            )
            for violation in file["violations"]
        ]
    return findings


# ---------------------------------------------------------------------------------------------------------------------
# The restaurant's rules
# ---------------------------------------------------------------------------------------------------------------------


def check_file(path: Path, text: str, statements: list[Any]) -> Iterator[Finding]:
    """Check that a file holds one thing, named after it, with a header and comments."""
    kinds = [type(statement).__name__ for statement in statements]
    made = kinds.count("CreateFunctionStmt") + kinds.count("ViewStmt")
    if made > 1 or (made == 0 and set(kinds) != {"GrantStmt"}):
        yield Finding(path, 1, f"{made} functions and views: a file makes one, or grants")
    if made and kinds.count("CommentStmt") == 0:
        yield Finding(path, 1, "no COMMENT ON")
    comment = text.partition("$function$\n")[2] if "CreateFunctionStmt" in kinds else text
    if not re.match(r"-- [A-Z'\"(\[]", comment):
        yield Finding(path, 1, "does not begin with a comment that says what it is for (a function: its body)")


def check_function(function: Function) -> Iterator[Finding]:
    """Check the attributes, names and header of a function."""
    path, line = function.path, function.body_line

    def finding(text: str) -> Finding:
        return Finding(path, line, text)

    if path.stem != function.name:
        yield finding(f"{function.name} stands in a file of another name")
    if path.stem.startswith("tg_") is not function.is_trigger:
        yield finding("trigger functions, and no others, are named tg_...")

    options = [option.defname for option in function.node.options]
    if options != sorted(options, key=ORDER.index):
        yield finding(f"attributes out of order: {', '.join(options)}; wanted: {', '.join(ORDER)}")
    if "volatility" not in options:
        yield finding("neither volatile, stable nor immutable")
    pinned = any(
        option.defname == "set"
        and option.arg.name == "search_path"
        and [part.val.sval for part in option.arg.args or ()] == ["pg_catalog", "pg_temp"]
        for option in function.node.options
    )
    should = function.schema == "maitred" or function.is_trigger
    if pinned is not (should or function.name in CALLED_BY_THE_HARNESS):
        yield finding(
            f"{'' if pinned else 'no '}SET search_path = pg_catalog, pg_temp: "
            "functions of maitred and triggers have it, and what runs inside them does not"
        )
    if bool("security" in options and function.options["security"].boolval) is not should:
        yield finding(f"{'not ' if should else ''}SECURITY DEFINER: functions of maitred and triggers are, no others")

    taken = [one for one in function.node.parameters or () if one.mode.value in "dibv"]
    booleans = sum(one.argType.names[-1].sval == "bool" for one in taken)
    if function.schema != "maitred" and (len(taken) > MOST_PARAMETERS or booleans > 1):
        if function.name not in MAY_TAKE_MORE:
            yield finding(
                f"{len(taken)} parameters, {booleans} of them boolean: more than {MOST_PARAMETERS}, or than one"
            )
    elif function.name in MAY_TAKE_MORE:
        yield finding("takes no more than others: take it off MAY_TAKE_MORE")
    for parameter in function.node.parameters or ():
        if parameter.mode.value in "dibv" and not str(parameter.name).startswith("p_"):
            yield finding(f"parameter {parameter.name} is not named p_...")
    if function.options["language"].sval == "plpgsql":
        declare = function.body.partition("\nbegin\n")[0].partition("declare\n")[2]
        for match in DECLARED.finditer(declare):
            if not match["name"].startswith("v_"):
                yield finding(f"variable {match['name']} is not named v_...")

    length = sum(bool(line.strip()) for line in function.code.splitlines())
    if length > LONGEST_BODY:
        yield finding(f"{length} lines without comments: more than {LONGEST_BODY}; is there a second idea with a name?")
    if re.search(r"\bwhen\s+others\b", function.code) and function.name not in MAY_CATCH_OTHERS:
        yield finding("WHEN OTHERS")
    if re.search(r"(?<!grant )\bexecute\b", function.code) and function.name not in MAY_EXECUTE:
        yield finding("EXECUTE: plpgsql_check sees nothing of it")


def check_header(function: Function, states: dict[str, str]) -> Iterator[Finding]:
    """Check that a header says what the body does: locks, writes, raises."""

    def finding(text: str) -> Finding:
        return Finding(function.path, 1, text)

    header, code = function.header, function.code
    if ROW_LOCK.search(code) and "Locks" not in header:
        yield finding("locks rows, and its header has no 'Locks:'")
    if written := set(CHANGE.findall(code)) - set(re.findall(r"\w+", header.get("Writes", ""))):
        yield finding(f"writes {', '.join(sorted(written))}, and its 'Writes:' does not say so")
    if missing := _raised(function, states) - set(header.get("Raises", "").split()):
        yield finding(f"raises {', '.join(sorted(missing))}, and its header does not say so")


def _raised(function: Function, states: dict[str, str]) -> set[str]:
    """Return the SQLSTATEs that a body raises itself."""
    if function.name in {"raise_error", "refuse_argument"}:
        return set()
    refused = {"22023"} if "refuse_argument(" in function.code else set()
    return refused | {states.get(code, code) for code in RAISED.findall(function.code)}


def check_raises(functions: Iterable[Function], states: dict[str, str]) -> Iterator[Finding]:
    """Check that the header of a public function says what it and all that it calls raise, and nothing else."""
    known = {function.name: function for function in functions}

    def reach(name: str, seen: set[str]) -> set[str]:
        if name in seen or name not in known:
            return set()
        seen.add(name)
        called = CALL.findall(known[name].code)
        return _raised(known[name], states).union(*(reach(other, seen) for other in called))

    for function in known.values():
        if function.schema == "maitred" and not function.is_trigger:
            name = function.name
            raised = reach(name, set()) - NEVER_RAISED.get(name, set()) | RAISED_BY_POSTGRES.get(name, set())
            said = set(function.header.get("Raises", "").split())
            if differs := sorted(raised ^ said):
                yield Finding(
                    function.path,
                    1,
                    f"raises {', '.join(sorted(raised)) or 'nothing'}; not so in its header: {differs}",
                )


def check_comment(function: Function) -> Iterator[Finding]:
    """Check the COMMENT of a public function: a sentence, arguments, Returns, and Errors as in its header.

    More sentences may follow behind another blank line.
    """

    def finding(text: str) -> Finding:
        return Finding(function.path, 1, f"the COMMENT of {function.name} {text}")

    if function.schema != "maitred" or function.is_trigger:
        return
    found = re.search(rf"(?s)comment on function maitred\.{function.name}\b[^']*'(.*?)';\n", function.text)
    parts = found[1].replace("''", "'").split("\n\n") if found else []
    if len(parts) not in {2, 3} or not parts[0].endswith(".") or "\np_" in parts[0]:
        yield finding("is no sentence, a blank line and its fields")
        return
    fields = re.findall(r"(?m)^(\w[\w, ]*): ((?:.|\n    )*)$", parts[1])
    names = [name for name, _ in fields]
    arguments = {parameter.name for parameter in function.node.parameters or ()}
    raised = function.header.get("Raises", "").split()
    if unknown := [one for name in names if name[0] == "p" for one in name.split(", ") if one not in arguments]:
        yield finding(f"names no argument: {', '.join(unknown)}")
    if [name for name in names if name[0] != "p"] != (["Returns", "Errors"] if raised else ["Returns"]):
        yield finding("has other fields than its arguments, Returns and, if it raises any, Errors")
    elif (said := re.findall(r"(?:^|; )(\w{5}) ", " ".join(fields[-1][1].split())) if raised else []) != raised:
        yield finding(f"lists the errors {' '.join(said)}, its header {' '.join(raised)}")


def check_layers(functions: Iterable[Function]) -> Iterator[Finding]:
    """Check that functions lie in the folder of their schema, and that calls go down the layers."""
    homes = {function.name: function.path.relative_to(FUNCTIONS).parts for function in functions}
    for function in functions:
        top, folder, *_ = home = homes[function.name]
        if (top == "api") is not (function.schema == "maitred") or len(home) != 3:
            yield Finding(function.path, 1, "functions of maitred lie in api/<family>/, others in core/<layer>/")
        elif top == "core" and folder not in LAYERS:
            yield Finding(function.path, 1, f"{folder} is no layer: there are {', '.join(LAYERS)}")
        elif top == "core":
            for called in sorted(set(CALL.findall(function.code)) & homes.keys()):
                where = homes[called]
                if where[0] == "api" or LAYERS.index(where[1]) > LAYERS.index(folder):
                    yield Finding(function.path, 1, f"calls {called} of {'/'.join(where[:2])}, above its own layer")


def check_lines(path: Path, text: str) -> Iterator[Finding]:
    """Check that lines are not too long, except the text of a COMMENT ON, which is one string."""
    before = ""
    for number, line in enumerate(text.splitlines(), start=1):
        comment = line.startswith("comment on ") or (before.startswith("comment on ") and line.startswith("'"))
        if len(line) > LONGEST_LINE and not comment:
            yield Finding(path, number, f"{len(line)} columns: more than {LONGEST_LINE}")
        before = line


def check_test(path: Path, text: str) -> Iterator[Finding]:
    """Check that a test counts its tests, and leaves the database as it was, and consistent."""
    if not re.search(r"^select (\* from )?plan\(\d+\)", text, re.MULTILINE):
        yield Finding(path, 1, "no SELECT plan(n)")
    if not text.rstrip().endswith("rollback;"):
        yield Finding(path, text.count("\n"), "does not end with ROLLBACK")
    if path.parent.name in {"catalogue", "roles"}:
        return
    for wanted in ("set constraints all immediate", "find_assignment_drift"):
        if wanted not in text:
            yield Finding(path, text.count("\n"), f"does not ask for {wanted} at its end")


def words_not_to_use(glossary: str) -> set[str]:
    """Return what stands in the last column of the glossary, without what is in brackets."""
    rows = [line.split("|") for line in glossary.splitlines() if line.startswith("| ")]
    cells = [row[3] for row in rows if len(row) == 5 and row[1].strip() not in {"say", "---"}]
    return {word.strip() for cell in cells for word in re.sub(r"\([^)]*\)", "", cell).split(",")} - {""}


def names_in(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """Yield the names that a file chooses, each with a line on which it stands: its own, and those in its code."""
    yield 1, path.stem
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(text)):
            line = getattr(node, "lineno", 1)
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield line, node.name
            elif isinstance(node, ast.arg):
                yield line, node.arg
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield line, node.id
    elif path.suffix == ".sql":
        blank = re.sub(r"--[^\n]*|'(?:[^']|'')*'", lambda match: "\n" * match[0].count("\n"), text)
        for number, line in enumerate(blank.splitlines(), start=1):
            yield from ((number, name) for name in re.findall(r"[A-Za-z_]\w*", line))


def check_names(path: Path, text: str, words: set[str]) -> Iterator[Finding]:
    """Check that no name of ours has a word in it that the glossary gives another one for."""
    found: set[str] = set()
    for line, name in names_in(path, text):
        parts = {part.lower() for part in re.split(r"_|(?<=[a-z0-9])(?=[A-Z])", name)}
        if parts & words and name.lower() not in MAY_BE_NAMED | found:
            found.add(name.lower())
            wrong = ", ".join(sorted(parts & words))
            yield Finding(path, line, f"{name}: docs/glossary.md has another word for {wrong}")


def error_codes() -> dict[str, str]:
    """Return the SQLSTATE of each code in the catalogue."""
    text = (FUNCTIONS / "api" / "errors" / "error_catalogue.sql").read_text()
    return {code: state for state, code in re.findall(r"'(MD\d{3}|22023)', '(\w+)'", text)}


def run() -> list[Finding]:
    """Check everything, and return what was found, file by file."""
    states = error_codes()
    functions: list[Function] = []
    findings: list[Finding] = []
    for path in sorted(FUNCTIONS.rglob("*.sql")):
        text = path.read_text()
        try:
            statements = [raw.stmt for raw in pglast.parse_sql(text)]
        except pglast.parser.ParseError as error:
            findings.append(Finding(path, 1, str(error)))
            continue
        findings += check_file(path, text, statements)
        for node in statements:
            if type(node).__name__ == "CreateFunctionStmt":
                function = Function(path, text, node)
                functions.append(function)
                findings += check_function(function)
                findings += check_header(function, states)
                findings += check_comment(function)
    findings += check_layers(functions)
    findings += check_raises(functions, states)
    for path in sorted((ROOT / "sql").rglob("*.sql")):
        findings += check_lines(path, path.read_text())
    for path in sorted(TESTS.rglob("*.sql")):
        if path.parent.name != "support":
            findings += check_test(path, path.read_text())
    words = words_not_to_use(GLOSSARY.read_text())
    for folder, kind in ((ROOT / "sql", "*.sql"), (ROOT / "harness", "*.py"), (ROOT / "harness", "*.sql")):
        for path in sorted(folder.rglob(kind)):
            findings += check_names(path, path.read_text(), words)
    findings += sqlfluff(functions)
    return sorted(findings)


def main() -> int:
    """Print what was found, and return the exit status."""
    findings = run()
    for finding in findings:
        print(finding)
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main())
