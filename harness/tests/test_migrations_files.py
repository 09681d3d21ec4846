"""Cutting SQL files into statements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..migrate.files import File, split_statements


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" -- nothing; at all\n/* nor; here */ ;;", []),
        ("select 1", [("select 1", 1)]),
        ("select 1; -- one\n\n  select 2;\n", [("select 1", 1), ("select 2", 3)]),
        (
            "select ';', \";\", E'\\';', $$;$$, $a$ $b$; $a$;x",
            [("select ';', \";\", E'\\';', $$;$$, $a$ $b$; $a$", 1), ("x", 1)],
        ),
        (
            "select a$1, 'it''s; so' -- not; here\n;\n/* ; */ y",
            [("select a$1, 'it''s; so' -- not; here\n", 1), ("y", 3)],
        ),
        (
            "create function f() returns int begin atomic select 1; select case when true then 2 end; end; select 3",
            [
                ("create function f() returns int begin atomic select 1; select case when true then 2 end; end", 1),
                ("select 3", 1),
            ],
        ),
    ],
)
def test_semicolons_end_statements_unless_they_are_quoted(text: str, expected: list[tuple[str, int]]) -> None:
    assert [tuple(statement) for statement in split_statements(text)] == expected


quoted = st.sampled_from(
    ["';'", '";"', "$$;'$$", "$q$;$$;$q$", "E';\\';'", "'it''s;'", "/* ; */", "--;'\n", "1", "a_b"]
)
pieces = st.lists(quoted, min_size=1, max_size=6).map(lambda words: " ".join(["select", *words]))


@given(st.lists(pieces, max_size=5))
def test_what_was_joined_is_cut_again(statements: list[str]) -> None:
    text = ";\n".join(statements)
    found = split_statements(text)
    assert [statement.text.rstrip() for statement in found] == [statement.rstrip() for statement in statements]
    lines = text.split("\n")
    assert all(lines[statement.line - 1].startswith("select") for statement in found)


@pytest.mark.parametrize(
    ("text", "created"),
    [
        ("create or replace function maitred.f(a int) returns int as $$ create view x $$;", {"maitred.f"}),
        ("-- F.\ncreate procedure Maitred.P() language sql as '';", {"maitred.p"}),
        ("create or replace recursive view maitred.v (n) as select 1;", {"maitred.v"}),
        ("create materialized view if not exists maitred.m as select 1;", {"maitred.m"}),
        (
            "create constraint trigger t after insert or update of x on maitred.b deferrable for each row "
            "execute function maitred.f();",
            {"trigger t on maitred.b"},
        ),
        ("grant execute on function maitred.f to public; comment on view maitred.v is 'create view x';", set()),
        ("create table maitred.t (id int); create index i on maitred.t (id);", set()),
    ],
)
def test_a_file_knows_what_it_creates(text: str, created: set[str]) -> None:
    assert File("functions/x.sql", text).created == created


def test_directives_are_single_words_or_settings() -> None:
    text = (
        "-- maitred: the words here are a sentence\n-- maitred: no-transaction\n-- maitred: lock_timeout = 5s\nselect 1"
    )
    assert File("migrations/0002_x.sql", text).directives == {"no-transaction": "", "lock_timeout": "5s"}
