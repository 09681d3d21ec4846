"""The lint of function bodies and of the restaurant's rules."""

from pathlib import Path

import pglast
import pytest

from ..dev import lint
from ..dev.lint import (
    Function,
    check_comment,
    check_file,
    check_function,
    check_header,
    check_layers,
    check_lines,
    check_names,
    check_raises,
    check_test,
    render,
    words_not_to_use,
)

GOOD = """\
create or replace function maitred.seat_it(p_booking_id uuid, p_tables maitred.table_inventory [])
returns maitred.bookings
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- Gives a booking its tables.
--
-- Locks:  the booking
-- Writes: bookings
-- Raises: 22023 MD101
declare
    v_booking maitred.bookings;
    v_count int;
begin
    select b.* into v_booking
    from maitred.bookings as b
    where b.id = p_booking_id
    for no key update;
    if not found then
        perform maitred_internal.raise_error('booking_not_found', 'no such booking');
    end if;
    v_count := maitred_internal.change_tables(
        v_booking, p_tables
    );
    update maitred.bookings as b set version = v_count where b.id = p_booking_id;
    if v_count = 0 then
        perform maitred_internal.refuse_argument('p_tables', p_tables::text, 'name a table');
    end if;
    return v_booking;
end;
$function$;

comment on function maitred.seat_it is 'Gives a booking its tables.';
"""
STATES = {"booking_not_found": "MD101"}


def function(text: str, name: str = "seat_it") -> Function:
    nodes = [raw.stmt for raw in pglast.parse_sql(text)]
    return Function(Path(f"{name}.sql"), text, next(n for n in nodes if type(n).__name__ == "CreateFunctionStmt"))


def findings(text: str, name: str = "seat_it") -> list[str]:
    made = function(text, name)
    statements = [raw.stmt for raw in pglast.parse_sql(text)]
    found = [*check_file(made.path, text, statements), *check_function(made), *check_header(made, STATES)]
    return [finding.text for finding in found]


def test_a_good_function_is_left_alone() -> None:
    assert findings(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("security definer\n", "", "SECURITY DEFINER"),
        ("set search_path = pg_catalog, pg_temp", "set search_path = public", "search_path"),
        ("volatile\nsecurity definer", "security definer\nvolatile", "out of order"),
        ("volatile\n", "", "neither volatile"),
        ("p_booking_id", "booking_id", "not named p_"),
        ("v_count", "n", "not named v_"),
        ("-- Locks:  the booking\n", "", "'Locks:'"),
        ("-- Writes: bookings\n", "", "'Writes:'"),
        ("22023 MD101", "22023", "raises MD101"),
        ("22023 MD101", "MD101", "raises 22023"),
        ("-- Writes: bookings", "-- Writes: booking", "writes bookings"),
        ("comment on function maitred.seat_it is 'Gives a booking its tables.';\n", "", "COMMENT ON"),
        ("-- Gives", "-- gives", "begin with a comment"),
        ("    return v_booking;\n", "    return v_booking;\n" + "    v_count := 1;\n" * 80, "more than 80"),
        ("end;\n$function$", "exception\n    when others then\n        return null;\nend;\n$function$", "WHEN OTHERS"),
        ("    return v_booking;\n", "    execute 'select 1';\n    return v_booking;\n", "EXECUTE"),
    ],
)
def test_a_violated_rule_is_found(old: str, new: str, complaint: str) -> None:
    assert any(complaint in text for text in findings(GOOD.replace(old, new)))


COMMENT = """\
Gives a booking its tables.

p_booking_id: the booking''s.
p_tables: in any
    order.
Returns: the booking.
Errors: 22023 invalid_argument; MD101 there is no such
    booking.

Nobody is told.\
"""


def complaints(comment: str) -> list[str]:
    text = GOOD.replace("'Gives a booking its tables.'", f"'{comment}'")
    return [found.text for found in check_comment(function(text, "seat_it"))]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("", "", ""),
        ("\n\nNobody is told.", "", ""),
        ("tables.\n\np_", "tables.\np_", "a blank line and its fields"),
        ("p_tables:", "p_table:", "names no argument: p_table"),
        ("Returns: the booking.\n", "", "other fields"),
        ("Returns: ", "Gives: ", "other fields"),
        ("MD101 there", "MD102 there", "lists the errors 22023 MD102, its header 22023 MD101"),
        ("22023 invalid_argument; ", "", "lists the errors MD101"),
    ],
)
def test_the_comment_of_a_public_function_has_fields(old: str, new: str, complaint: str) -> None:
    found = complaints(COMMENT.replace(old, new))
    assert bool(found) == bool(complaint)
    assert all(complaint in text for text in found)


def test_the_comment_of_an_internal_function_has_none() -> None:
    assert complaints("Gives a booking its tables.") != []
    text = GOOD.replace("maitred.seat_it", "maitred_internal.seat_it")
    assert list(check_comment(function(text, "seat_it"))) == []


def test_comments_do_not_count_as_lines_of_a_body() -> None:
    assert findings(GOOD.replace("    return v_booking;\n", "    return v_booking;\n" + "    -- long\n" * 80)) == []


@pytest.mark.parametrize(
    ("parameters", "complaint"),
    [
        (", ".join(f"p_{n} int" for n in range(7)), ""),
        (", ".join(f"p_{n} int" for n in range(8)), "8 parameters"),
        ("p_a boolean", ""),
        ("p_a boolean, p_b boolean", "2 of them boolean"),
    ],
)
def test_functions_take_few_parameters(parameters: str, complaint: str) -> None:
    text = (
        f"create function maitred_internal.seat({parameters}) returns int language sql as $function$select 1$function$;"
    )
    function = Function(lint.FUNCTIONS / "seat.sql", text, pglast.parse_sql(text)[0].stmt)
    found = [finding.text for finding in lint.check_function(function) if "parameters" in finding.text]
    assert bool(found) == bool(complaint)
    assert all(complaint in text for text in found)


def lies_in(folder: str, name: str, body: str) -> Function:
    schema = "maitred" if folder.startswith("api") else "maitred_internal"
    text = f"create or replace function {schema}.{name}() returns void language sql as $function${body}$function$;"
    return Function(lint.FUNCTIONS / folder / f"{name}.sql", text, pglast.parse_sql(text)[0].stmt)


@pytest.mark.parametrize(
    ("functions", "complaints"),
    [
        (
            [
                ("api/bookings", "book", "select maitred_internal.find()"),
                ("core/booking", "find", "select maitred_internal.look()"),
                ("core/booking", "look", "select maitred_internal.early()"),
                ("core/hours", "early", "select 1"),
            ],
            [],
        ),
        (
            [("api/bookings", "book", "select 1"), ("core/rules", "climb", "select maitred.book()")],
            ["calls book of api/bookings, above its own layer"],
        ),
        (
            [("core/drift", "late", "select 1"), ("core/hours", "early", "select maitred_internal.late()")],
            ["calls late of core/drift, above its own layer"],
        ),
        (
            [("core/rules/deeper", "deep", "select 1")],
            ["functions of maitred lie in api/<family>/, others in core/<layer>/"],
        ),
        ([("core/attic", "old", "select 1")], [f"attic is no layer: there are {', '.join(lint.LAYERS)}"]),
    ],
)
def test_calls_go_down_the_layers(functions: list[tuple[str, str, str]], complaints: list[str]) -> None:
    assert [finding.text for finding in check_layers([lies_in(*function) for function in functions])] == complaints


@pytest.mark.parametrize(
    ("header", "differs"),
    [
        ("-- Raises: 22023 MD101\n", []),
        ("-- Raises: 22023\n", ["['MD101']"]),
        ("-- Raises: 22023 MD101 MD301\n", ["['MD301']"]),
        ("", ["['22023', 'MD101']"]),
    ],
)
def test_a_public_function_says_what_those_that_it_calls_raise(header: str, differs: list[str]) -> None:
    functions = [
        lies_in("api/bookings", "book", f"\n{header}select maitred_internal.find()"),
        lies_in("core/booking", "find", "select raise_error('booking_not_found') from maitred_internal.look()"),
        lies_in("core/booking", "look", "select refuse_argument('p_x')"),
    ]
    found = [finding.text.rpartition(": ")[2] for finding in check_raises(functions, STATES)]
    assert found == differs


def test_a_layer_that_nobody_lives_in_is_not_listed() -> None:
    assert {path.name for path in (lint.FUNCTIONS / "core").iterdir()} == set(lint.LAYERS)


GLOSSARY = """\
| say | for | not |
| --- | --- | --- |
| restaurant | a row of restaurants | house, houses |
| in flight | emails that a worker has | (in hand) |
"""


@pytest.mark.parametrize(
    ("file", "text", "names"),
    [
        ("x.sql", "select p_house from t; -- the house\nselect 'house';", ["p_house"]),
        ("x.sql", "select warehouse, household from t;", []),
        ("the_house.sql", "select 1;", ["the_house"]),
        ("x.sql", "select house_attention;", []),
        ("x.py", "class OpenHouse:\n    def f(self, house):\n        houses = 1", ["OpenHouse", "houses", "house"]),
        ("x.py", "from elsewhere import house\nhouse.hand()", []),
    ],
)
def test_names_have_the_words_of_the_glossary(file: str, text: str, names: list[str]) -> None:
    words = words_not_to_use(GLOSSARY)
    assert words == {"house", "houses"}
    found = [finding.text.partition(":")[0] for finding in check_names(Path("sql") / file, text, words)]
    assert sorted(found) == sorted(names)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("select 1;\n-- " + "x" * 117 + "\n", []),
        ("select 1;\n-- " + "x" * 118 + "\n", [2]),
        ("comment on table t is '" + "x" * 120 + "';\n", []),
        ("comment on table t is\n'" + "x" * 120 + "';\n", []),
        ("comment on table t is 'x';\nselect '" + "x" * 120 + "';\n", [2]),
    ],
)
def test_a_line_has_up_to_120_columns_unless_it_is_a_comment_on_something(text: str, lines: list[int]) -> None:
    assert [finding.line for finding in check_lines(Path("sql/x.sql"), text)] == lines


def test_a_function_stands_in_a_file_of_its_name() -> None:
    assert findings(GOOD, "other") == ["seat_it stands in a file of another name"]


def test_statements_stand_on_their_lines_without_what_is_plpgsql() -> None:
    lines = render(function(GOOD)).splitlines()
    numbered = {number: line for number, line in enumerate(lines, start=1) if line}
    assert numbered == {
        17: "select b.*",
        18: "from maitred.bookings as b",
        19: "where b.id = p_booking_id",
        20: "for no key update;",
        21: "select not found;",
        22: "select maitred_internal.raise_error('booking_not_found', 'no such booking');",
        24: "select maitred_internal.change_tables(",
        25: "    v_booking, p_tables",
        26: ");",
        27: "update maitred.bookings as b set version = v_count where b.id = p_booking_id;",
        28: "select v_count = 0;",
        29: "select maitred_internal.refuse_argument('p_tables', p_tables::text, 'name a table');",
    }


def test_sqlfluff_sees_what_is_inside() -> None:
    bad = function(GOOD.replace("update maitred.bookings as b", "UPDATE maitred.bookings as b"))
    (finding,) = lint.sqlfluff([bad])
    assert (finding.line, finding.text[:4]) == (27, "CP01")


def test_what_is_no_plpgsql_is_found() -> None:
    (finding,) = lint.sqlfluff([function(GOOD.replace("end if;", "end;", 1))])
    assert "syntax error" in finding.text


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("begin;\nselect no_plan();\nset constraints all immediate;\n-- find_assignment_drift\nrollback;", "plan(n)"),
        ("begin;\nselect plan(2);\nset constraints all immediate;\n-- find_assignment_drift\ncommit;", "ROLLBACK"),
        ("begin;\nselect plan(2);\n-- find_assignment_drift\nrollback;", "set constraints"),
        ("begin;\nselect plan(2);\nset constraints all immediate;\nrollback;", "find_assignment_drift"),
    ],
)
def test_a_test_counts_checks_for_drift_and_rolls_back(text: str, complaint: str) -> None:
    assert [f.text for f in check_test(Path("sql/tests/f/x.sql"), text) if complaint in f.text]
