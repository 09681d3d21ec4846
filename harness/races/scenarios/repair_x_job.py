"""Two restaurants are repaired while a worker looks for tables in one and wakes who waits in the other."""

from ..scenario import Party, Scenario
from .job_x_job import AUTOMATIC, JOB
from .repair_x_assign import LOST
from .repair_x_expire import OTHER, REPAIR, nobody_is_refused

SCENARIOS = {
    "": Scenario(
        tables={"T1": 4, "T2": 4},
        bookings={"anna": Party(), "bert": Party()},
        setup={
            **LOST,
            **OTHER,
            "automatic": AUTOMATIC,
            "anna waits": JOB % "anna",
            "olaf waits": JOB % "olaf",
            "for later": "update maitred_internal.assignment_jobs set run_at = now() + interval '1 hour'"
            " where booking_id = {olaf}",
            "time is free": "insert into maitred_internal.freed_time (restaurant_id, table_id, during, freed_at)"
            " select {other}, {O1}, tstzrange(b.start_at, b.end_at), clock_timestamp()"
            " from maitred.bookings as b where b.id = {olaf}",
        },
        sessions={
            "doctor": [REPAIR % "restaurant", REPAIR % "other"],
            "worker": ["select run_assignment_job as job from maitred.run_assignment_job()"],
        },
        pauses=("insert allocations", "update bookings", "update assignment_jobs"),
        clear=True,
        limit=80,
        consistent=False,
        expect=nobody_is_refused,
    ),
}
