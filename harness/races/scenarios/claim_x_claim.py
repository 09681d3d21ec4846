"""Workers claim emails at the same time: no email goes to two of them, and a late one cannot speak for another."""

from collections.abc import Iterator

from ..scenario import READ_COMMITTED, REPEATABLE_READ, Scenario, Seen

MAIL = "select id from maitred.create_booking({restaurant}, 2, '2031-06-07 19:00+02', '%s', '%s@example.org')"
THREE = {name: MAIL % (name, name) for name in ("bert", "carl", "dora")}
CLAIM = "begin; select email_id, claim_token from maitred.claim_emails('%s', %s)"
FAIL_ALL = (
    "select maitred.fail_email(c.email_id, c.claim_token, 'busy', false) as state"
    " from maitred.claim_emails('%s', 10) as c"
)
IN_HAND = {
    "bert": MAIL % ("bert", "bert"),
    "email": "select email_id from maitred.claim_emails('slow', 10)",
    "token": "select claim_token from maitred_internal.outbox_claims",
    "over soon": "update maitred_internal.outbox_claims set expires_at = clock_timestamp() + interval '80 ms'",
}
WAIT = "select pg_sleep(0.085)"
TWO_CONFIRMED = {
    **{name: MAIL % (name, name) for name in ("bert", "carl")},
    **{
        f"{name} has a table": f"select from maitred.auto_assign_booking({{{name}}}, true)" for name in ("bert", "carl")
    },
}
BATCH = "begin; select email_id, booking_id, kind from maitred.claim_emails('%s', 10)"
LOSES_TABLE = ["begin; select * from maitred.unassign_tables_atomic({bert})", "commit"]
BATCH_IN_HAND = TWO_CONFIRMED | {
    "batch": "select count(*) from maitred.claim_emails('slow', 10)",
    "token": "select claim_token from maitred_internal.outbox_claims",
    "berts": "select email_id from maitred_internal.outbox_keys"
    " where booking_id = {bert} and kind = 'booking_confirmed'",
    "carls": "select email_id from maitred_internal.outbox_keys"
    " where booking_id = {carl} and kind = 'booking_confirmed'",
}


def no_email_twice(seen: Seen) -> Iterator[str]:
    """What was claimed and committed was claimed once; nothing is lost."""
    claimed = [
        row["email_id"]
        for name in seen.trace.replies
        if seen.outcome(name) == "ok"
        for row in seen.replies(name)[0].rows
    ]
    if len(claimed) != len(set(claimed)):
        yield f"claimed twice: {claimed}"
    ready = seen.query("select count(*) from maitred_internal.outbox_ready")
    if ready + len(claimed) != 3:
        yield f"of 3 emails {len(claimed)} are claimed and {ready} ready"


def one_speaks(seen: Seen) -> Iterator[str]:
    """Either the first worker's word counts and nobody else got the email, or the second one has it."""
    accepted = seen.row("slow").get("done") == "t" and seen.outcome("slow") == "ok"
    taken = [row for row in seen.replies("quick")[0].rows if seen.outcome("quick") == "ok"]
    if accepted and taken:
        yield "the email was recorded as sent, and given to another worker"
    if accepted and seen.replies("slow")[0].began > seen.replies("clock")[0].finished:
        yield "a worker was believed whose lease was over before it spoke"
    sent = seen.query(
        "select count(*) from maitred_internal.outbox_attempts where outcome = 'sent' and email_id = {email}"
    )
    if sent != int(accepted):
        yield f"the worker was told {seen.row('slow').get('done')}, and {sent} sendings are recorded"
    ready = seen.query("select count(*) from maitred_internal.outbox_ready where email_id = {email}")
    held = seen.query("select count(*) from maitred_internal.outbox_claims where {email}::bigint = any(email_ids)")
    if ready + held + int(accepted) != 1:
        yield f"the email is ready {ready} times, claimed {held} times, sent {int(accepted)} times"


def none_is_lost(seen: Seen) -> Iterator[str]:
    """Of four emails one is late past its use and one superseded; two were tried, and are tried again."""
    told = [row["state"] for name in seen.trace.replies for row in seen.replies(name)[0].rows]
    ready = seen.query("select count(*) from maitred_internal.outbox_ready")
    if told != ["ready"] * len(told) or ready != 2:
        yield f"the workers were told {told}, and {ready} of 2 emails are ready"


def one_at_a_time(seen: Seen) -> Iterator[str]:
    """The oldest email of a booking goes first, and never two of them are in flight."""
    claimed = [row["email_id"] for name in seen.trace.replies for row in seen.replies(name)[0].rows]
    first = str(
        seen.query(
            "select email_id from maitred_internal.outbox_keys"
            " where restaurant_id = {restaurant} and kind = 'modification_pending'"
        )
    )
    if claimed != [first]:
        yield f"claimed were {claimed}, and the one to go first is {first}"


def marked_while_it_matters(seen: Seen) -> Iterator[str]:
    """Of a cancelled booking, what may still be tried is marked; what is finished is not, after the next look."""
    seen.query("select maitred_internal.clear_superseded_marks()")
    marked = seen.query("select count(*) from maitred_internal.outbox_superseded where email_id = {email}")
    finished = seen.query(
        "select count(*) from maitred_internal.outbox_attempts"
        " where email_id = {email} and outcome in ('sent', 'superseded')"
    )
    if finished > 1:
        yield f"the email ended {finished} times"
    if finished and marked:
        yield "the email is finished, and its mark stays"
    if seen.status("bert") == "cancelled" and not finished and not marked:
        yield "the booking is cancelled, and the email will be tried again"


def told_what_is_stored(seen: Seen) -> Iterator[str]:
    """An email says what the booking is, and a worker that claims it after the edit is given that."""
    told = seen.query(
        "select payload ->> 'party_size' from maitred_internal.outbox_contents"
        " where booking_id = {bert} and kind = 'modification_pending'"
    )
    party = str(seen.history["bookings"][seen.names["bert"]]["party_size"])
    if told != party:
        yield f"the email says {told}, and the booking is of {party}"
    given = seen.row("quick").get("party")
    edited = seen.replies("guest")[-1].finished if seen.outcome("guest") == "ok" else None
    if given and edited and edited < seen.replies("quick")[0].began and given != party:
        yield f"the worker was given {given} after the booking had become one of {party}"


def confirmed_with_a_table(seen: Seen) -> Iterator[str]:
    """Of a batch, each email ends once, goes to nobody twice, and tells nobody of a table that is gone."""
    workers = [name for name in seen.trace.replies if name not in ("staff", "slow") and seen.outcome(name) == "ok"]
    rows = [(name, row) for name in workers for row in seen.replies(name)[0].rows]
    if len({row["email_id"] for _, row in rows}) != len(rows):
        yield f"claimed twice: {rows}"
    lost = seen.replies("staff")[-1].finished if seen.outcome("staff") == "ok" else None
    for name, row in rows:
        if row["booking_id"] == seen.names["bert"] and lost and lost < seen.replies(name)[0].began:
            yield f"{name} was given {row['kind']} of bert, whose table was gone before"
    taken_back = seen.query(
        "select count(*) from maitred_internal.outbox_attempts as a"
        " inner join maitred_internal.outbox_keys as k on a.email_id = k.email_id"
        " where k.booking_id = {carl} and k.kind = 'booking_confirmed' and a.outcome in ('superseded', 'suppressed')"
    )
    if taken_back:
        yield "carl kept his table, and his confirmation was taken back"


SCENARIOS = {
    "": Scenario(
        setup=THREE,
        sessions={"one": [CLAIM % ("one", 2), "commit"], "two": [CLAIM % ("two", 2), "commit"]},
        pauses=("outbox_ready", "outbox_claims"),
        levels=(READ_COMMITTED, REPEATABLE_READ),
        clear=True,
        expect=no_email_twice,
    ),
    "two emails of one booking": Scenario(
        setup={
            "bert": MAIL % ("bert", "bert"),
            "bert has T1": "select from maitred.auto_assign_booking({bert}, true)",
            "three come": "select from maitred.modify_booking({bert}, 3)",
            "and have T1": "select from maitred.auto_assign_booking({bert}, true, 'modified')",
        },
        sessions={"one": [CLAIM % ("one", 1), "commit"], "two": [CLAIM % ("two", 1), "commit"]},
        pauses=("outbox_ready", "outbox_claims"),
        levels=(READ_COMMITTED, REPEATABLE_READ),
        clear=True,
        expect=one_at_a_time,
    ),
    "some end at the claim": Scenario(
        setup={
            **THREE,
            "emil": MAIL % ("emil", "emil"),
            "carl's is late": "update maitred_internal.outbox_contents set expires_at = clock_timestamp()"
            " where booking_id = {carl}",
            "dora's is superseded": "insert into maitred_internal.outbox_superseded (email_id, booking_id)"
            " select c.email_id, c.booking_id from maitred_internal.outbox_contents as c"
            " where c.booking_id = {dora}",
        },
        sessions={name: [FAIL_ALL % name] for name in ("one", "two")},
        pauses=("outbox_ready", "insert outbox_attempts"),
        clear=True,
        limit=150,
        expect=none_is_lost,
    ),
    "complete after the lease": Scenario(
        setup=IN_HAND,
        sessions={
            "slow": ["begin; select maitred.complete_email({email}, {token}) as done", "commit"],
            "quick": ["begin; select email_id from maitred.claim_emails('quick', 10)", "commit"],
            "clock": [WAIT],
        },
        pauses=("insert outbox_attempts",),
        clear=True,
        limit=40,
        expect=one_speaks,
    ),
    "and a cancellation": Scenario(
        setup=IN_HAND | {"over soon": "select 1"},
        sessions={
            "slow": [
                "begin; select maitred.fail_email({email}, {token}, 'busy', false) as state",
                "commit",
            ],
            "guest": ["begin; select id, status from maitred.cancel_booking({bert})", "commit"],
            "quick": ["begin; select email_id from maitred.claim_emails('quick', 10)", "commit"],
        },
        pauses=("outbox_ready",),
        clear=True,
        limit=150,
        expect=marked_while_it_matters,
    ),
    "sent, and a cancellation": Scenario(
        setup=IN_HAND | {"over soon": "select 1"},
        sessions={
            "slow": ["begin; select maitred.complete_email({email}, {token}) as done", "commit"],
            "guest": ["begin; select id, status from maitred.cancel_booking({bert})", "commit"],
            "quick": ["begin; select email_id from maitred.claim_emails('quick', 10)", "commit"],
        },
        pauses=("insert outbox_attempts", "outbox_superseded"),
        clear=True,
        limit=150,
        expect=marked_while_it_matters,
    ),
    "and a second edit": Scenario(
        setup={"bert": MAIL % ("bert", "bert"), "first edit": "select from maitred.modify_booking({bert}, 3)"},
        sessions={
            "guest": ["begin; select id, status from maitred.modify_booking({bert}, 4)", "commit"],
            "quick": [
                "begin; select email_id, payload ->> 'party_size' as party from maitred.claim_emails('quick', 10)",
                "commit",
            ],
        },
        pauses=("outbox_ready", "outbox_contents", "outbox_claims"),
        clear=True,
        limit=150,
        expect=told_what_is_stored,
    ),
    "back from the dead, and a cancellation": Scenario(
        setup=IN_HAND | {"over soon": "select maitred.fail_email({email}, {token}, 'no such user', true)"},
        sessions={
            "person": ["begin; select maitred.retry_dead_emails() as back", "commit"],
            "guest": ["begin; select id, status from maitred.cancel_booking({bert})", "commit"],
            "quick": ["begin; select email_id from maitred.claim_emails('quick', 10)", "commit"],
        },
        pauses=("outbox_ready", "outbox_dead", "outbox_superseded"),
        clear=True,
        limit=150,
        expect=marked_while_it_matters,
    ),
    "a batch, and a lost table": Scenario(
        tables={"T1": 2, "T2": 2},
        setup=TWO_CONFIRMED,
        sessions={"one": [BATCH % "one", "commit"], "two": [BATCH % "two", "commit"], "staff": LOSES_TABLE},
        pauses=("outbox_ready", "insert outbox_claims"),
        clear=True,
        limit=80,
        expect=confirmed_with_a_table,
    ),
    "a batch comes back, and a lost table": Scenario(
        tables={"T1": 2, "T2": 2},
        setup=BATCH_IN_HAND,
        sessions={
            "slow": [
                "begin; select maitred.settle_emails({token}, jsonb_build_array("
                "jsonb_build_object('email_id', {berts}::bigint, 'outcome', 'released'),"
                " jsonb_build_object('email_id', {carls}::bigint, 'outcome', 'released'))) as taken",
                "commit",
            ],
            "staff": LOSES_TABLE,
            "quick": [BATCH % "quick", "commit"],
        },
        pauses=("outbox_ready", "insert outbox_attempts", "outbox_superseded"),
        clear=True,
        limit=80,
        expect=confirmed_with_a_table,
    ),
}
