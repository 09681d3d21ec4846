"""Workers look for tables at the same time: every job is done once, and nobody is seated twice or on a taken table."""

from collections.abc import Iterator

from ..scenario import LEVELS, READ_COMMITTED, REPEATABLE_READ, Party, Scenario, Seen

AUTOMATIC = "update maitred.restaurants set auto_assign_on_booking = true where id = {restaurant}"
JOB = (
    "with due as (update maitred.bookings set staff_decides = false where id = {%s} returning *)"
    " select maitred_internal.queue_job(d::maitred.bookings, false, 'standard', clock_timestamp()) from due as d"
)
WORK = ["begin; select run_assignment_job as job from maitred.run_assignment_job()", "commit"]


def each_once(seen: Seen) -> Iterator[str]:
    """Two tables, two bookings: both are confirmed when both workers came to work."""
    done = [reply.rows[0]["job"] for name in seen.trace.replies for reply in seen.replies(name)[:1] if reply.rows]
    confirmed = [booking for booking in ("anna", "bert") if seen.status(booking) == "confirmed"]
    if not seen.serialization() and len(confirmed) != len([job for job in done if job]):
        yield f"{done} jobs were done, confirmed are {confirmed}"
    for booking in confirmed:
        if len(seen.tables(booking)) != 1 or seen.emails(booking) != ["booking_confirmed"]:
            yield f"{booking} has {seen.tables(booking)} and was written {seen.emails(booking)}"


def not_twice(seen: Seen) -> Iterator[str]:
    """One job, many workers: it is done once."""
    if len(seen.events("auto_assign.succeeded")) > 1 or seen.emails("anna").count("booking_confirmed") > 1:
        yield f"the job was done {len(seen.events('auto_assign.succeeded'))} times"
    if seen.status("anna") != "confirmed" and not seen.serialization():
        yield f"anna is {seen.status('anna')}"


def follows_the_edit(seen: Seen) -> Iterator[str]:
    """Whatever comes first: no table of the old time."""
    if seen.outcome("guest") == "ok" and seen.query(
        "select count(*) from maitred.booking_table_assignments where booking_id = {anna}"
        " and start_at <> '2031-06-07 20:00+02'"
    ):
        yield "a table of the old time is left"
    if seen.status("anna") == "pending" and seen.names["anna"] not in seen.history["jobs"]:
        yield "anna waits, and no job is left to look for a table"


def woken(seen: Seen) -> Iterator[str]:
    """A job that looked in vain while the table was freed hears of it: the next worker seats anna, and immediately."""
    if seen.outcome("bert") != "ok" or seen.outcomes().count("40001") == len(seen.outcomes()):
        return
    status = seen.status("anna")
    while status != "confirmed" and seen.query("select maitred.run_assignment_job()"):
        status = seen.query("select status::text from maitred.bookings where id = {anna}")
    if status != "confirmed":
        yield f"a table was freed for anna, nobody told the workers, and she is {status}"


def nobody_waits(seen: Seen) -> Iterator[str]:
    """A table is free and somebody wants it: in whatever order they came, the next look seats anna, without a wait."""
    while seen.outcome("bert") == seen.outcome("anna") == "ok" and seen.query("select maitred.run_assignment_job()"):
        pass
    waiting = seen.query(
        "select count(*) from maitred.bookings where restaurant_id = {restaurant} and status = 'pending'"
    )
    if seen.outcome("bert") == seen.outcome("anna") == "ok" and waiting:
        yield "the table is free, and anna waits for it"


def one_at_the_table(seen: Seen) -> Iterator[str]:
    """The planner and the staff want one table, and anna may be gone before: nobody shares it."""
    if seen.outcome("paul") == "ok" and (seen.status("anna") != "cancelled" or seen.tables("anna")):
        yield f"anna was cancelled, and is {seen.status('anna')} at {seen.tables('anna')}"
    held = seen.row("olga").get("status") == "HELD"
    if held and len(seen.history["holds"]) != 1:
        yield f"olga was shown her hold, and there are {len(seen.history['holds'])}"
    if held and seen.events("tables.assigned", "anna") and not seen.events("tables.unassigned", "anna"):
        yield "the table is held for bert and given to anna"


def cancelled_is_cancelled(seen: Seen) -> Iterator[str]:
    """Whatever the planner was about to do: nothing is left of anna."""
    if seen.status("anna") != "cancelled" or seen.tables("anna") or seen.names["anna"] in seen.history["jobs"]:
        yield f"anna was cancelled, is {seen.status('anna')} at {seen.tables('anna')}, jobs {seen.history['jobs']}"
    if seen.emails("anna").count("booking_cancelled") != 1:
        yield f"anna was written {seen.emails('anna')}"


SCENARIOS = {
    "two bookings": Scenario(
        tables={"T1": 4, "T2": 4},
        bookings={"anna": Party(), "bert": Party()},
        setup={
            "automatic": AUTOMATIC,
            "anna waits": JOB % "anna",
            "bert waits": JOB % "bert",
        },
        sessions={"one": WORK, "two": WORK},
        pauses=("booking_table_assignments", "bookings", "assignment_jobs"),
        levels=LEVELS,
        clear=True,
        limit=150,
        expect=each_once,
    ),
    "one booking": Scenario(
        setup={"automatic": AUTOMATIC, "anna waits": JOB % "anna"},
        sessions={"one": WORK, "two": WORK, "three": WORK},
        pauses=("bookings",),
        clear=True,
        limit=300,
        expect=not_twice,
    ),
    "and an edit": Scenario(
        setup={"automatic": AUTOMATIC, "anna waits": JOB % "anna"},
        sessions={
            "worker": WORK,
            "guest": [
                "begin; select id, status from maitred.modify_booking({anna}, p_start_at => '2031-06-07 20:00+02')",
                "commit",
            ],
        },
        pauses=("booking_table_assignments", "bookings", "assignment_jobs"),
        levels=(READ_COMMITTED, REPEATABLE_READ),
        clear=True,
        limit=150,
        expect=follows_the_edit,
    ),
    "and staff": Scenario(
        tables={"T1": 4},
        bookings={"anna": Party(), "bert": Party()},
        users=("olga",),
        setup={"automatic": AUTOMATIC, "anna waits": JOB % "anna"},
        sessions={
            "worker": WORK,
            "olga": ["begin; select * from maitred.propose_manual_assignment({bert}, array[{T1}], {olga})", "commit"],
            "paul": ["begin; select * from maitred.cancel_booking({anna}, p_source => 'guest')", "commit"],
        },
        pauses=("insert booking_table_assignments",),
        clear=True,
        limit=150,
        expect=one_at_the_table,
    ),
    "and a cancellation": Scenario(
        setup={"automatic": AUTOMATIC, "anna waits": JOB % "anna"},
        sessions={
            "worker": WORK,
            "guest": ["begin; select id, status from maitred.cancel_booking({anna}, p_source => 'guest')", "commit"],
        },
        pauses=("booking_table_assignments", "bookings", "assignment_jobs"),
        levels=(READ_COMMITTED, REPEATABLE_READ),
        clear=True,
        limit=150,
        expect=lambda seen: iter(()) if seen.outcome("guest") == "40001" else cancelled_is_cancelled(seen),
    ),
    "and time that is freed": Scenario(
        tables={"T1": 4},
        bookings={"anna": Party(), "bert": Party()},
        setup={
            "automatic": AUTOMATIC,
            "bert has T1": "select from maitred.assign_tables_atomic_v2({bert}, array[{T1}])",
            "anna waits": JOB % "anna",
        },
        sessions={
            "one": WORK,
            "two": WORK,
            "bert": ["begin; select id, status from maitred.cancel_booking({bert}, p_source => 'guest')", "commit"],
        },
        pauses=("insert freed_time", "assignment_jobs"),
        levels=(READ_COMMITTED, REPEATABLE_READ),
        clear=True,
        limit=200,
        expect=woken,
    ),
    "and who begins to wait": Scenario(
        tables={"T1": 4},
        bookings={"bert": Party()},
        setup={
            "automatic": AUTOMATIC,
            "bert has T1": "select from maitred.assign_tables_atomic_v2({bert}, array[{T1}])",
        },
        sessions={
            "bert": ["begin; select id, status from maitred.cancel_booking({bert})", "commit"],
            "anna": [
                "begin; select id, status from maitred.create_booking("
                "{restaurant}, 2, '2031-06-07 19:00+02', 'anna', 'anna@example.org')",
                "commit; select run_assignment_job as job from maitred.run_assignment_job()",
            ],
        },
        pauses=("insert freed_time", "insert assignment_jobs", "insert bookings", "delete allocations"),
        levels=(READ_COMMITTED, REPEATABLE_READ),
        clear=True,
        limit=300,
        expect=nobody_waits,
    ),
    "and guests who leave a paced service": Scenario(
        tables={"T1": 2, "T2": 7},
        bookings={"anna": Party(7), "bert": Party()},
        setup={
            "automatic": AUTOMATIC,
            "eight covers": "insert into maitred.service_periods"
            " (restaurant_id, name, weekday, opens, closes, max_covers_present)"
            " values ({restaurant}, 'dinner', 6, '17:00', '23:00', 8)",
            "bert has T1": "select from maitred.assign_tables_atomic_v2({bert}, array[{T1}])",
            "anna waits": JOB % "anna",
        },
        sessions={
            "worker": WORK,
            "bert": ["begin; select id, status from maitred.cancel_booking({bert})", "commit"],
        },
        pauses=("insert freed_time", "assignment_jobs", "delete allocations"),
        levels=(READ_COMMITTED, REPEATABLE_READ),
        clear=True,
        limit=200,
        expect=woken,
    ),
    "and a table that comes back into service": Scenario(
        tables={"T1": 4},
        bookings={"anna": Party()},
        setup={
            "automatic": AUTOMATIC,
            "T1 is away": "update maitred.table_inventory set in_service = false where id = {T1}",
            "anna waits": JOB % "anna",
        },
        sessions={
            "worker": WORK,
            "bert": ["begin; update maitred.table_inventory set in_service = true where id = {T1}", "commit"],
        },
        pauses=("insert freed_time", "assignment_jobs"),
        levels=(READ_COMMITTED, REPEATABLE_READ),
        clear=True,
        limit=200,
        expect=woken,
    ),
}
