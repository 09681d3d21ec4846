"""Each list stands once, in a catalogue, and says what the functions and constraints of a live database say."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from .. import sql_directory
from ..races.invariants import CATALOGUED
from .conftest import Connect

ROOT = Path(__file__).resolve().parents[2]
BODIES = """
    select p.proname::text, p.prosrc from pg_proc as p
    where p.pronamespace in ('maitred'::regnamespace, 'maitred_internal'::regnamespace)
"""
NAME = re.compile(r"'([a-z_]+(?:\.[a-z_]+)+)'")
LITERAL = re.compile(r"'((?:[^']|'')*)'")

# Every enum, domain and CHECK that is a list, and where the vocabulary has it.
CLOSED = {
    "type booking_status": "bookings.status",
    "type manual_assignment_session_status": "manual_assignment_sessions.status",
    "domain booking_source": "bookings.source",
    "domain email_kind": "list_emails.kind",
    "domain email_outcome": "outbox_attempts.outcome",
    "check migrations.kind": "migrations.kind",
    "check assignment_jobs.email_mode": "assignment_jobs.email_mode",
    "check booking_assignment_idempotency.verb": "booking_assignment_idempotency.verb",
    "check outbox_dead.reason": "outbox_dead.reason",
    "check installation.email_policy": "installation.email_policy",
    "check repair_log.action": "repair_log.action",
}

# Text in results that is free, or names a row.
FREE = {
    *("message", "row_ref", "recipient", "error", "locale", "message_id", "booking_reference", "reference", "name"),
}
# Results whose values another column of the vocabulary has.
SAME = {
    "explain_unassigned_booking.rule": "check_table_assignment.rule",
    "repair_assignment_drift.kind": "find_assignment_drift.kind",
    "claimed_email.kind": "list_emails.kind",
    "assignment_outcome.outcome": "auto_assign_booking.outcome",
}
# Functions whose one text is free.
ANY_TEXT = {"version", "applied_migrations"}


@pytest.fixture
def bodies(connect: Connect) -> dict[str, str]:
    return {name: re.sub(r"--[^\n]*", "", text) for name, text in connect().execute(BODIES).fetchall()}


@pytest.fixture
def vocabulary(connect: Connect) -> dict[str, set[str]]:
    words = defaultdict(set)
    for relation, column, value in connect().execute("select relation, column_name, value from maitred.vocabulary"):
        words[f"{relation}.{column}"].add(value)
    return words


# --- Events -----------------------------------------------------------------------------------------------------------


def objects(text: str) -> Iterator[set[str]]:
    """Give the keys of each outermost jsonb_build_object of a text, up to the end of its statement."""
    at = 0
    while (at := text.find("jsonb_build_object(", at)) >= 0:
        start = at = at + len("jsonb_build_object(")
        depth, parts, quoted = 1, [""], False
        while depth:
            sign = text[at]
            quoted ^= sign == "'"
            if not quoted:
                depth += (sign in "([") - (sign in ")]")
            if sign == "," and depth == 1 and not quoted:
                parts.append("")
            elif depth:
                parts[-1] += sign
            at += 1
        assert len(parts) % 2 == 0, text[start:at]
        yield {part.strip().strip("'") for part in parts[::2]}


def emitted(bodies: dict[str, str]) -> dict[str, set[str]]:
    """Return each event that a function writes by name, and the keys of its payload."""
    found: dict[str, set[str]] = defaultdict(set)
    for body in bodies.values():
        names = [n for n in NAME.finditer(body) if not n[1].startswith(("maitred.", "maitred_internal."))]
        for name in names:
            if re.search(r"name = $", body[: name.start()]):
                continue  # it is looked for
            statement = body[name.end() :].split(";")[0]
            found[name[1]] |= set().union(*objects(statement))
    return found


def test_every_event_that_a_function_writes_is_in_the_catalogue_and_no_other(
    connect: Connect, bodies: dict[str, str]
) -> None:
    found = emitted(bodies)
    statuses = connect().execute("select unnest(enum_range(null::maitred.manual_assignment_session_status))::text")
    (keys,) = objects(bodies["session_event"])
    found |= {f"session.{status}": keys for (status,) in statuses.fetchall()}
    # What a repair wrote and its undoing writes again goes by the name in the row.
    (undone,) = objects(bodies["delete_row"])
    assert undone <= found["booking.status_changed"]
    catalogue = connect().execute("select name, payload_keys from maitred.event_catalogue").fetchall()
    assert {name: set(keys) for name, keys in catalogue} == found


def test_every_event_says_when_it_is_written(connect: Connect) -> None:
    query = "select name from maitred.event_catalogue where written_when !~ '^[A-Z].*[.]$'"
    assert connect().execute(query).fetchall() == []


# --- Emails -----------------------------------------------------------------------------------------------------------


def test_the_catalogue_of_emails_is_the_domain_the_templates_and_the_lanes(connect: Connect) -> None:
    rows = connect().execute(
        "select kind, recipient, leaves, maitred_internal.queue_of(kind) = 'scheduled', written_when, superseded_by"
        " from maitred.email_catalogue"
    )
    kinds = {kind: (recipient, leaves, later) for kind, recipient, leaves, later, *_ in rows.fetchall()}
    for folder in (ROOT / "harness" / "email" / "templates").iterdir():
        if folder.is_dir():
            assert {path.stem for path in folder.glob("[a-z]*.txt")} == set(kinds), folder.name
    assert {kind for kind, (recipient, *_) in kinds.items() if recipient == "restaurant"} == {"house_attention"}
    assert {kind for kind, (_, leaves, later) in kinds.items() if (leaves == "scheduled") != later} == set()
    assert {kind for kind, (_, leaves, _) in kinds.items() if leaves == "delayed"} == {"booking_requested"}


def test_an_email_is_superseded_where_the_catalogue_says_so(connect: Connect) -> None:
    """A cancellation takes back all but what it writes itself."""
    connection = connect()
    catalogue = connection.execute("select kind, superseded_by from maitred.email_catalogue").fetchall()
    with connection.transaction(force_rollback=True):
        restaurant = connection.execute(
            "insert into maitred.restaurants (name, timezone, email) values ('r', 'UTC', 'r@example.org') returning id"
        ).fetchone()
        assert restaurant is not None
        row = connection.execute(
            "select id from maitred.create_booking(%s, 2, now() + interval '9 days', 'g', 'g@example.org')", restaurant
        ).fetchone()
        assert row is not None
        for kind, _ in catalogue:
            connection.execute(
                "select maitred_internal.queue_email(b, %s, p_cycle => 'tried') from maitred.bookings as b"
                " where b.id = %s",
                (kind, *row),
            )
        connection.execute("select maitred.cancel_booking(%s)", row)
        left = connection.execute(
            "select k.kind from maitred_internal.outbox_keys as k"
            " join maitred_internal.outbox_ready as r using (email_id) where k.booking_id = %s",
            row,
        ).fetchall()
    assert {kind for (kind,) in left} == {"booking_declined"}  # of the cancellation alone
    assert {kind for kind, by in catalogue if by is None} == {"booking_cancelled", "booking_declined"}


# --- Drift ------------------------------------------------------------------------------------------------------------


def test_every_kind_of_drift_names_what_finds_and_what_repairs_it(connect: Connect, bodies: dict[str, str]) -> None:
    rows = connect().execute("select kind, find_function, repair_functions from maitred.drift_catalogue").fetchall()
    kinds = {kind for kind, *_ in rows}
    assert {find for _, find, _ in rows} == {
        name for name in bodies if name.startswith("drift_") and name not in {"drift_in", "drift_of"}
    }
    repairs = defaultdict(set)
    for condition, function in re.findall(r"(?s)\bwhen (.*?)\s+then maitred_internal\.(\w+)", bodies["repair_finding"]):
        for kind in kinds & set(LITERAL.findall(condition)):
            repairs[kind].add(function)
    consequences = kinds & set(re.findall(r"\bwhen '(\w+)' then", bodies["repair_consequence"]))
    assert not consequences & set(repairs)
    repairs |= {kind: {"repair_consequence"} for kind in consequences}
    assert {kind: set(functions) for kind, _, functions in rows} == repairs
    for kind, find, _ in rows:
        found = re.search(
            rf"when '{kind}' then\s+return query select p_kind, d.* from maitred_internal.(\w+)\(", bodies["drift_in"]
        )
        assert found is not None, kind
        assert found[1] == find


# --- Errors -----------------------------------------------------------------------------------------------------------


def test_the_races_know_the_errors_of_the_catalogue(connect: Connect) -> None:
    codes = connect().execute("select sqlstate from maitred.error_catalogue").fetchall()
    assert {code for (code,) in codes} == CATALOGUED


# --- Vocabulary -------------------------------------------------------------------------------------------------------


def test_every_enum_domain_and_check_that_is_a_list_is_in_the_vocabulary(
    connect: Connect, vocabulary: dict[str, set[str]]
) -> None:
    connection = connect()
    found: dict[str, set[str]] = {}
    ours = "in ('maitred'::regnamespace, 'maitred_internal'::regnamespace)"
    for name, values in connection.execute(
        "select t.typname, array_agg(e.enumlabel::text) from pg_type as t join pg_enum as e on e.enumtypid = t.oid"
        f" where t.typnamespace {ours} group by t.typname"
    ):
        found[f"type {name}"] = set(values)
    for table, domain, text in connection.execute(
        "select c.relname, t.typname, pg_get_constraintdef(k.oid) from pg_constraint as k"
        " left join pg_class as c on c.oid = k.conrelid left join pg_type as t on t.oid = k.contypid"
        f" where k.contype = 'c' and k.connamespace {ours} and not coalesce(c.relispartition, false)"
    ):
        # A list of plain words, at the top of the condition.
        for column, values in re.findall(r"\((\w+) = ANY \(\(?ARRAY\[('[^]]*)\]", text):
            if "::maitred." not in values:
                name = f"domain {domain}" if domain else f"check {table}.{column}"
                found[name] = set(re.findall(r"'(\w+)'", values))
    del found["type email_queue"]  # of a relation that callers never see
    assert {name: vocabulary[CLOSED.get(name, name)] for name in found} == found
    assert set(found) == set(CLOSED)


def test_every_text_of_a_closed_list_in_a_result_is_in_the_vocabulary(
    connect: Connect, vocabulary: dict[str, set[str]]
) -> None:
    """A public function's text columns are free, or their values are listed."""
    columns = (
        connect()
        .execute(
            """
        select p.proname, a.name
        from pg_proc as p, unnest(p.proargnames, p.proallargtypes, p.proargmodes) as a (name, type, mode)
        where p.pronamespace = 'maitred'::regnamespace and a.mode in ('t', 'o') and a.type = 'text'::regtype
        union all
        select p.proname, 'result' from pg_proc as p
        where p.pronamespace = 'maitred'::regnamespace and p.prorettype = 'text'::regtype
        union all
        select distinct c.relname, a.attname
        from pg_proc as p join pg_class as c on c.reltype = p.prorettype
            join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
        where p.pronamespace = 'maitred'::regnamespace and c.relkind = 'c'
            and a.atttypid in (
                select t.oid from pg_type as t where t.oid = 'text'::regtype or t.typbasetype = 'text'::regtype
            )
        """
        )
        .fetchall()
    )
    assert len(columns) > 10
    unknown = [
        f"{name}.{column}"
        for name, column in columns
        if not vocabulary.get(SAME.get(f"{name}.{column}", f"{name}.{column}"))
        and column not in FREE
        and name not in ANY_TEXT
    ]
    assert unknown == []


def test_every_word_of_the_vocabulary_is_one_that_a_function_or_constraint_says(
    bodies: dict[str, str], vocabulary: dict[str, set[str]]
) -> None:
    files = [path.read_text(encoding="utf-8") for path in (sql_directory() / "migrations").glob("*.sql")]
    texts = [*bodies.values(), *(re.sub(r"--[^\n]*", "", text) for text in files)]
    spoken = {literal for text in texts for literal in LITERAL.findall(text)}
    # Those have tests of their own.
    elsewhere = {"observability_events.name", "adoption_quarantine.reason"}
    elsewhere |= {"email_catalogue.recipient", "email_catalogue.leaves"}
    unspoken = {
        (where, word)
        for where, words in vocabulary.items()
        if where not in elsewhere
        for word in words
        if word not in spoken
    }
    assert unspoken == set()


def test_the_words_that_functions_say_are_those_of_the_vocabulary(
    bodies: dict[str, str], vocabulary: dict[str, set[str]]
) -> None:
    rules = {name.removeprefix("rule_") for name in bodies if name.startswith("rule_")}
    rules |= set(re.findall(r"then\s+'(\w+)'\s+end", bodies["evaluate_rules"]))
    rules |= set(re.findall(r"\(\d, '(\w+)',", bodies["evaluate_combination"]))
    assert vocabulary["check_table_assignment.rule"] == rules
    outcomes = {
        word
        for name in ("attempt_assignment", "attempt_job", "look_for_table")
        for word in re.findall(r"outcome := (?:row\()?'(\w+)'", bodies[name])
    }
    assert vocabulary["run_assignment_job.outcome"] == outcomes
    assert vocabulary["auto_assign_booking.outcome"] == outcomes - {"error"}
    advice = re.findall(r"(?m)^\s+\(?'(\w+)',(?: |$)", bodies["find_unwise_assignments"])
    assert vocabulary["find_unwise_assignments.advice"] == set(advice)
    states = re.search(r"p_state not in \(([^)]*)\)", bodies["list_emails"])
    assert states is not None
    assert vocabulary["list_emails.state"] == set(LITERAL.findall(states[1]))
    assert vocabulary["email_metrics.name"] == set(re.findall(r"select '(\w+)'", bodies["email_metrics"]))
    assert vocabulary["plan_pruning.relation"] == set(re.findall(r"select '(\w+)', count", bodies["plan_pruning"]))
    pruned = "".join(bodies[name] for name in ("prune_history", "prune_bookings", "prune_blocks_and_events"))
    assert vocabulary["prune_history.relation"] == set(re.findall(r"select '(\w+)',", pruned))


def test_every_value_has_a_meaning_and_stands_once(connect: Connect) -> None:
    connection = connect()
    query = (
        "select relation, column_name, value from maitred.vocabulary where meaning !~ '^[A-Z].*[.]$|^[a-z_0-9]+[.]$'"
    )
    assert connection.execute(query).fetchall() == []
    query = "select relation, column_name, value from maitred.vocabulary group by 1, 2, 3 having count(*) > 1"
    assert connection.execute(query).fetchall() == []


# --- What is installed ------------------------------------------------------------------------------------------------


def test_a_reader_sees_what_is_installed(connect: Connect) -> None:
    connection = connect()
    files = [path.name for path in (sql_directory() / "migrations").glob("*.sql") if ".check." not in path.name]
    names = {f"migrations/{name}" for name in files}
    for role in ("maitred_reader", "maitred_worker", "maitred_doctor", "pg_monitor"):
        with connection.transaction(force_rollback=True):
            connection.execute(f"set local role {role}")
            rows = connection.execute("select release, migration, installed_at from maitred.installed").fetchall()
            (version,) = connection.execute("select maitred.version()").fetchone() or (None,)
        assert {migration for _, migration, _ in rows} == {*names, "functions"}
        assert {release for release, *_ in rows} == {version}
        assert version


def test_a_monitoring_login_reads_gauges_and_no_booking(connect: Connect) -> None:
    connection = connect()
    with connection.transaction(force_rollback=True):
        connection.execute("set local role pg_monitor")
        assert connection.execute("select * from maitred.email_metrics()").fetchall()
        ours = "relnamespace = 'maitred'::regnamespace and relkind in ('r', 'p', 'v')"
        rows = connection.execute(
            f"select relname from pg_class where {ours} and has_table_privilege(oid, 'select')"
        ).fetchall()
    assert rows == [("installed",)]
