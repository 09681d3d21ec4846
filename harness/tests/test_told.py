"""What guests are told, after calls in random order: by the rules of this file, which know nothing of the SQL.

An answer is an email about what somebody did. A guest was told one when it was sent (or ended where it would have
been: suppressed, expired), with the facts that a worker was handed. Each change is loud or silent (``p_notify``). While
a guest waits for an answer, since the last one told says that a change is being looked into, or since one written after
it was never sent, the next confirmation is sent, however silent the change: a new one, or the one that waits. A silent
cancellation is told only to a guest who waits to hear of an edit.

What an example does follows from what was drawn, as in ``test_stateful``: ids are counted, what is due is made due by
the walk, in the order in which it was written, and no choice looks at the clock. A failure prints its script as SQL.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import hypothesis
import psycopg
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ..database import Connection
from ..server.embedded import EmbeddedServer
from .test_stateful import COUNTED, RELATIONS

pytestmark = pytest.mark.races

ALL = os.environ.get("MAITRED_RACES") == "all"
SETTINGS = hypothesis.settings(
    max_examples=int(os.environ.get("MAITRED_TOLD", 1500 if ALL else 120)),
    stateful_step_count=30 if ALL else 20,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    derandomize=not ALL,
    phases=set(hypothesis.Phase) - {hypothesis.Phase.explain} - (set() if ALL else {hypothesis.Phase.shrink}),
    print_blob=False,
)

CONFIRMATIONS = {"booking_confirmed", "modification_confirmed"}
CANCELLATIONS = {"booking_cancelled", "booking_declined"}
ANSWERS = {"booking_requested", "modification_pending", *CONFIRMATIONS, *CANCELLATIONS}
TOLD = {"sent", "suppressed", "expired"}
WAITING = {"pending", "pending_allocation"}
WITH_TABLES = {"confirmed", "seated", "completed"}

FLOOR = {"T1": 2, "T2": 2, "T3": 4}
PARTIES = [1, 2, 3, 4]
HOURS = [17, 18, 19, 20]
MOST_BOOKINGS = 4

LOOK = """
    select jsonb_build_object(
        'bookings', (
            select coalesce(jsonb_object_agg(b.id, jsonb_build_object(
                'status', b.status, 'cycle', b.pending_ref is not null, 'address', b.guest_email,
                'facts', jsonb_build_array(b.party_size, b.start_at, b.end_at, b.reference)
            )), '{}')
            from maitred.bookings as b where b.restaurant_id = %(restaurant)s
        ),
        'emails', (
            select coalesce(jsonb_agg(jsonb_build_array(e.email_id, e.booking_id, e.kind, e.state)), '[]')
            from maitred.list_emails(null, %(restaurant)s, null, '1 day', 1000) as e
        )
    )
"""

# Everything is due, in the order in which it was written; in a patient claim, what waits a while before it is sent, or
# sent again, goes on waiting.
DUE = (
    "update maitred_internal.outbox_ready set available_at = '2020-01-01'::timestamptz + email_id * interval '1 second'"
    " where lane = 'prompt'"
)
NOT_YET = (
    "update maitred_internal.outbox_ready as r set available_at = clock_timestamp() + interval '1 hour'"
    " from maitred_internal.outbox_keys as k"
    " where k.email_id = r.email_id and r.lane = 'prompt' and (r.attempts > 0 or k.kind = 'booking_requested')"
)

# The ids of bookings, of emails and of claims are counted again in every example.
BEGIN_AGAIN = """
    select setval(s.name, 1, false)
    from (
        values
        ('public.counted'), ('maitred_internal.outbox_claim_tokens'),
        (pg_get_serial_sequence('maitred_internal.outbox_keys', 'email_id'))
    ) as s (name)
"""


class Facts(NamedTuple):
    """What an answer says of a booking."""

    party: int
    start: datetime
    end: datetime
    reference: str

    def __str__(self) -> str:
        return f"{self.reference}, a party of {self.party} from {self.start:%H:%M} until {self.end:%H:%M}"


def facts_of(party: int, start: str, end: str, reference: str) -> Facts:
    return Facts(party, paris(start), paris(end), reference)


def paris(instant: str) -> datetime:
    return datetime.fromisoformat(instant).astimezone(ZoneInfo("Europe/Paris"))


class Seen(NamedTuple):
    """A booking, as it is."""

    status: str
    cycle: bool
    address: str | None
    facts: Facts

    def __str__(self) -> str:
        return f"{self.status}{' in a cycle' * self.cycle}, at {self.address}, {self.facts}"

    def fits(self, kind: str) -> bool:
        """Tell whether an answer is true of it."""
        if kind == "booking_requested":
            return self.status in WAITING
        if kind == "modification_pending":
            return self.cycle
        return self.status in (WITH_TABLES if kind in CONFIRMATIONS else {"cancelled"})


class Answer(NamedTuple):
    """An answer, and where it is or what became of it."""

    email_id: int
    kind: str
    state: str


class Heard(NamedTuple):
    """An answer that the guest was told; ``mark``: after how many changes a worker was handed it."""

    email_id: int
    kind: str
    facts: Facts
    mark: int
    suppressed: bool = False


@dataclass
class Guest:
    """Who is told: what was changed (loud or not), and what was heard of it."""

    loud: bool
    changes: list[bool] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    answers: dict[int, Answer] = field(default_factory=dict)
    confirmed: bool = False  # ever
    absent: bool = False  # was not there, has no table since, and is to hear of the next
    edits: list[bool] = field(default_factory=list)  # of the open cycle, loud or not
    asked: bool = False  # an email of the open cycle was written
    dropped: bool = False  # cancelled, without a word
    reasons: int = 1  # for confirmations, at most

    def change(self, *, loud: bool) -> None:
        self.loud = loud
        self.changes.append(loud)

    def hear(self, one: Heard) -> None:
        """Take in what was told; what is suppressed overtakes what was written before it, and nobody sees that."""
        overtaken = self.last and one.email_id < self.last.email_id and (one.suppressed or self.last.suppressed)
        self.heard.insert(len(self.heard) - bool(overtaken), one)

    @property
    def last(self) -> Heard | None:
        return self.heard[-1] if self.heard else None

    @property
    def unheard(self) -> list[bool]:
        """The changes, loud or not, since what was told last."""
        return self.changes[self.last.mark if self.last else 0 :]

    @property
    def unanswered(self) -> bool:
        if self.last and self.last.kind in ("modification_pending", "booking_requested"):
            return True
        return any(
            answer.state not in (TOLD | {"superseded"} if answer.kind == "booking_requested" else TOLD)
            for answer in self.answers.values()
            if answer.email_id > (self.last.email_id if self.last else 0)
        )

    @property
    def awaits(self) -> bool:
        """Whether the guest waits to hear how an edit ended."""
        return self.asked or bool(self.last and self.last.kind == "modification_pending")

    @property
    def may_hear(self) -> bool:
        """Whether there is something that the guest was to be told, and has not heard."""
        return self.unanswered or any(self.unheard)

    @property
    def must_hear(self) -> bool:
        """Whether it must be told in the end: to who never heard of the booking, unless some of it was silent."""
        return self.unanswered or (any(self.unheard) if self.heard else bool(self.unheard) and all(self.unheard))

    def has(self, kinds: set[str], *states: str) -> bool:
        return any(answer.kind in kinds and answer.state in states for answer in self.answers.values())


class Claim(NamedTuple):
    """What a worker has: the answers of a batch."""

    token: int
    email_ids: list[int]


any_of = st.integers(0, 1000)
guests = any_of
silences = st.sampled_from([None, True, False, False])
addresses = st.sampled_from([True, True, True, False])
sources = st.sampled_from(["guest", "guest", "ops", "import"])
outcomes = st.sampled_from(["sent", "sent", "sent", "failed", "dead", "released", None])
sizes = st.integers(1, 4)
happenings = st.sampled_from(
    [
        *("party", "party", "window", "party at once", "window at once"),
        *("clear", "clear", "another", "unassign", "no_show"),
        *("cancel", "cancel", "assign", "seat", "job", "nothing"),
    ]
)
events = st.tuples(happenings, silences, any_of)


def quoted(value: str | bool | None) -> str:
    return "null" if value is None else f"'{value}'" if isinstance(value, str) else str(value).lower()


class Told(RuleBasedStateMachine):
    """A restaurant with three tables, a few bookings, and workers that send emails."""

    connection: Connection
    relations: list[str]

    def __init__(self) -> None:
        super().__init__()
        self.script: list[str] = []
        self.ids: dict[str, str] = {}
        self.guests: dict[str, Guest] = {}
        self.seen: dict[str, Seen] = {}
        self.claims: list[Claim] = []
        self.handed: dict[int, tuple[Facts, int]] = {}
        self.made = count(1)
        self.asked = 0  # of which script the oracle was asked last
        self.forget_everything()
        self.run(
            "insert into maitred.restaurants (name, timezone) values ('restaurant', 'Europe/Paris') returning id",
            "restaurant",
        )
        self.run("insert into maitred.zones (restaurant_id, name) values (:restaurant, 'hall') returning id", "hall")
        for number, (table, seats) in enumerate(FLOOR.items()):
            self.run(
                "insert into maitred.table_inventory (restaurant_id, id, zone_id, name, capacity) values (:restaurant, "
                f"'00000000-0000-4000-8000-{number:012}', :hall, '{table}', {seats}) returning id",
                table,
            )

    def forget_everything(self) -> None:
        with self.connection.transaction():
            self.connection.execute("set local session_replication_role = replica")
            for relation in self.relations:
                self.connection.execute(f"delete from {relation}".encode())
            self.connection.execute(BEGIN_AGAIN)

    # --- Running statements ---

    def run(self, statement: str, name: str | None = None) -> list[dict[str, Any]]:
        """Run a statement with psql's :variables, and note it; ``name`` keeps the id that it gives."""
        shown = re.sub(r"^select id\b", f"select id as {name}", statement) if name else statement
        self.script.append(f"{shown} \\gset" if name else f"{shown};")
        text = re.sub(r"(?<!:):([A-Za-z]\w*)", lambda match: f"'{self.ids[match[1]]}'::uuid", statement)
        cursor = self.connection.execute(text.encode())
        if cursor.description is None:
            return []
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        if name and rows:
            self.ids[name] = str(rows[0]["id"])
        return rows

    def call(self, statement: str) -> bool:
        """Run a call, and tell whether it was done; what the contract refuses has changed nothing."""
        try:
            self.run(statement)
        except psycopg.Error as error:
            if not (error.sqlstate or "").startswith("MD"):
                raise
            self.script[-1] += f"  -- {error.sqlstate}"
            self.look(None)
            return False
        return True

    def fail(self, what: str, sentence: str) -> None:
        raise AssertionError("\n".join([f"{what}: {sentence}", "the script, for psql:", *self.script]))

    def look(self, subject: str | None) -> list[str]:
        """See what there is now; return the answers that were written to ``subject``, since nobody else may have any.

        What was written is true.
        """
        row = self.connection.execute(LOOK, {"restaurant": self.ids["restaurant"]}).fetchone()
        assert row is not None
        names = {value: name for name, value in self.ids.items()}
        written = []
        for booking_id, one in row[0]["bookings"].items():
            self.seen[names[booking_id]] = Seen(one["status"], one["cycle"], one["address"], facts_of(*one["facts"]))
        for email_id, booking_id, kind, state in sorted(row[0]["emails"]):
            if kind not in ANSWERS:
                continue
            name = names[booking_id]
            guest = self.guests[name]
            if email_id not in guest.answers:
                self.script.append(f"-- {name} is written {kind}")
                if name != subject:
                    self.fail("somebody else", f"{name} is written {kind}, which has nothing to do with it")
                if not self.seen[name].fits(kind):
                    self.fail("written untruth", f"{name} is written {kind}, and is {self.seen[name]}")
                written.append(kind)
                guest.asked = kind == "modification_pending"
            guest.answers[email_id] = Answer(email_id, kind, state)
            if state in TOLD and email_id not in (one.email_id for one in guest.heard):
                facts, mark = self.seen[name].facts, len(guest.changes)
                if state == "sent":
                    facts, mark = self.handed[email_id]
                self.script.append(f"-- {name} is told {kind}, of a party of {facts.party}")
                guest.hear(Heard(email_id, kind, facts, mark, state == "suppressed"))
        if len(written) > 1:
            self.fail("written twice", f"{subject} is written {written} about one change")
        return written

    @invariant()
    def nothing_is_lost(self) -> None:
        """No email is lost or in two places, and none is missing: the drift oracle says so."""
        if len(self.script) == self.asked:
            return
        self.asked = len(self.script)
        found = self.connection.execute(
            "select kind, detail from maitred.find_assignment_drift(%s)", (self.ids["restaurant"],)
        ).fetchall()
        for kind, detail in found:
            self.fail(f"drift {kind}", str(detail))

    def booking(self, number: int, *statuses: str) -> str | None:
        """Return a booking by its number: that one, or the next one that is in one of the statuses."""
        names = list(self.guests)
        first = number % len(names) if names else 0
        return next((name for name in names[first:] + names[:first] if self.seen[name].status in statuses), None)

    @staticmethod
    def at(hour: int) -> str:
        return f"'2031-06-07 {hour}:00+02'"

    # --- What happens to bookings ---

    @initialize(delay=st.sampled_from([0, 20]))
    def restaurant(self, delay: int) -> None:
        self.run(f"update maitred.installation set request_email_delay = '{delay} seconds'")

    @rule(
        party=st.sampled_from(PARTIES),
        start=st.sampled_from(HOURS),
        source=sources,
        notify=silences,
        address=addresses,
    )
    def create(self, party: int, start: int, source: str, notify: bool | None, address: bool) -> None:
        self.create_one(party, start, source, notify, address=address)

    def create_one(
        self, party: int, start: int, source: str, notify: bool | None = None, *, address: bool = True
    ) -> str | None:
        if len(self.guests) >= MOST_BOOKINGS:
            return None
        name = f"b{next(self.made)}"
        loud = notify if notify is not None else source in ("guest", "ops")
        guest = Guest(loud)
        guest.change(loud=loud)
        self.guests[name] = guest
        self.run(
            f"select id from maitred.create_booking(:restaurant, {party}, {self.at(start)}, '{name}', "
            f"{quoted(f'{name}@example.org' if address else None)}, p_end_at => {self.at(start + 2)}, "
            f"p_source => '{source}', p_notify => {quoted(notify)})",
            name,
        )
        written = self.look(name)
        if written != (["booking_requested"] if loud and address else []):
            self.fail("creation", f"{name}, {'loud' if loud else 'silent'}, is written {written}")
        return name

    def confirms(self, name: str, change: Callable[[], object], *, loud: bool | None = None) -> None:
        """Do what may give a booking its tables; ``loud``: it is a change by itself, and whether one to be told."""
        guest, before, unanswered = self.guests[name], self.seen[name], self.guests[name].unanswered
        news = loud is not None or before.cycle or guest.absent or not guest.confirmed
        knows = bool(guest.last and guest.last.kind in CONFIRMATIONS and guest.last.facts == before.facts)
        done = change()
        if done and loud is not None:
            guest.change(loud=loud)
        written = self.look(name)
        after = self.seen[name]
        if not done or after.status != "confirmed" or (before.status == "confirmed" and loud is None):
            if written:
                self.fail("no confirmation", f"{name} is written {written}, though nothing was confirmed")
            return
        guest.confirmed, guest.absent = True, False
        guest.reasons += unanswered or (loud is True)
        if not guest.loud and not unanswered and written:
            self.fail(
                "silent confirmation", f"{name} was confirmed in silence, waits for nothing, and is written {written}"
            )
        if not news and knows and not unanswered and written:
            self.fail("told again", f"{name} knows of its table, and is written {written}")
        told = bool(written) or guest.has(CONFIRMATIONS, "ready", "scheduled")
        if after.address and news and (guest.loud or unanswered) and not told:
            why = "loud" if guest.loud else "unanswered"
            self.fail(f"no confirmation, {why}", f"{name} was confirmed, and nobody tells the guest")

    @rule(which=guests, table=any_of)
    def assign(self, which: int, table: int) -> None:
        """Staff give a table to who has none: the first of all, from some one on, that the rules allow."""
        if name := self.booking(which, "pending", "pending_allocation", "no_show"):
            tables = list(FLOOR)[table % len(FLOOR) :] + list(FLOOR)[: table % len(FLOOR)]
            self.confirms(
                name,
                lambda: any(
                    self.call(f"select * from maitred.assign_tables_atomic_v2(:{name}, array[:{one}])")
                    for one in tables
                    if FLOOR[one] >= self.seen[name].facts.party
                ),
            )

    @rule(which=guests)
    def job(self, which: int) -> None:
        if name := self.booking(which, "pending", "pending_allocation"):
            self.confirms(name, lambda: self.work(name))

    def work(self, name: str) -> bool:
        """Let a worker do the job of a booking, at once and before all others; tell whether it found a table."""
        self.run(
            "update maitred_internal.assignment_jobs set attempts = 0, run_at = case"
            f" when booking_id = :{name} then '2020-01-01'::timestamptz else clock_timestamp() + interval '1 hour' end"
        )
        done = self.run("select maitred.run_assignment_job() as job")[0]["job"]
        if done is None or done["booking_id"] != self.ids[name]:
            self.fail("job", f"a worker did {done}, and {name} had a job")
        return bool(done["outcome"] == "assigned")

    @rule(
        which=guests,
        other=st.sampled_from(["party", "window"]),
        number=any_of,
        notify=silences,
        now=st.booleans(),
        source=st.sampled_from(["guest", "ops", "ops", "import"]),
    )
    def modify(self, which: int, other: str, number: int, notify: bool | None, now: bool, source: str) -> None:
        name = self.booking(which, "pending", "pending_allocation", "confirmed")
        if name is None:
            return
        guest, before = self.guests[name], self.seen[name]
        loud = notify if notify is not None else source in ("guest", "ops")
        hours = [hour for hour in HOURS if hour != before.facts.start.hour]
        parties = [party for party in PARTIES if party != before.facts.party]
        begins = hours[number % len(hours)]
        edit = (
            f"p_party_size => {parties[number % len(parties)]}"
            if other == "party"
            else f"p_start_at => {self.at(begins)}, p_end_at => {self.at(begins + 2)}"
        )
        statement = (
            f"select id from maitred.modify_booking(:{name}, {edit}, p_source => '{source}', "
            f"p_if_unavailable => '{'refuse' if now else 'pending'}', p_notify => {quoted(notify)})"
        )
        if now:
            self.confirms(name, lambda: self.call(statement), loud=loud)
            return
        if not self.call(statement):
            return
        guest.change(loud=loud)
        guest.reasons += loud or before.status == "confirmed"
        guest.edits = [*(guest.edits if before.cycle else []), loud]
        guest.asked = guest.asked and before.cycle
        written = self.look(name)
        if written not in ([], ["modification_pending"]) or (written and not loud):
            self.fail("edit", f"{name} was edited {'aloud' if loud else 'in silence'}, and is written {written}")
        if loud and before.address and not before.cycle and not written:
            self.fail("edit, not told", f"{name} was edited aloud, and nobody tells the guest")

    @rule(which=guests, address=st.sampled_from(["", "", "a", "b"]))
    def contact(self, which: int, address: str) -> None:
        name = self.booking(which, "pending", "pending_allocation", "confirmed", "seated")
        if name is None:
            return
        guest = self.guests[name]
        due = guest.may_hear
        email = f"{name}{address}@example.org" if address else ""
        if self.call(f"select id from maitred.modify_booking(:{name}, p_guest_email => '{email}')"):
            written = self.look(name)
            if written and (not address or not due):
                self.fail("contact", f"{name} has another address, waits for nothing, and is written {written}")
            if written == ["modification_pending"] and not any(guest.edits):
                self.fail("contact, of a silent edit", f"{name} was edited in silence, and is written {written}")

    @rule(which=guests)
    def unassign(self, which: int) -> None:
        if name := self.booking(which, "confirmed"):
            self.without_answer(name, f"select * from maitred.unassign_tables_atomic(:{name})")
            self.guests[name].reasons += 1

    @rule(which=guests, notify=silences)
    def no_show(self, which: int, notify: bool | None) -> None:
        name = self.booking(which, "confirmed")
        if name and self.goes_on("mark_no_show", name, notify):
            guest = self.guests[name]
            guest.reasons += 1
            if notify:
                guest.change(loud=True)
                guest.absent = True

    @rule(which=guests, notify=silences)
    def seat(self, which: int, notify: bool | None) -> None:
        if name := self.booking(which, "confirmed"):
            self.goes_on("seat_booking", name, notify)

    @rule(which=guests, notify=silences)
    def complete(self, which: int, notify: bool | None) -> None:
        if name := self.booking(which, "seated"):
            self.goes_on("complete_booking", name, notify)

    def goes_on(self, call: str, name: str, notify: bool | None) -> bool:
        if not self.without_answer(name, f"select id from maitred.{call}(:{name}, p_notify => {quoted(notify)})"):
            return False
        if notify is not None:
            self.guests[name].loud = notify
        return True

    def without_answer(self, name: str, statement: str) -> bool:
        if not self.call(statement):
            return False
        if written := self.look(name):
            self.fail("no answer", f"{name} is written {written} of what nobody is told of")
        return True

    @rule(which=guests, source=st.sampled_from(["guest", "ops", "ops", "import"]), notify=silences)
    def cancel(self, which: int, source: str, notify: bool | None) -> None:
        name = self.booking(which, "pending", "pending_allocation", "confirmed")
        if name is None:
            return
        guest = self.guests[name]
        loud = notify if notify is not None else source in ("guest", "ops")
        must = loud or guest.awaits
        if not self.call(
            f"select id from maitred.cancel_booking(:{name}, p_source => '{source}', p_notify => {quoted(notify)})"
        ):
            return
        guest.change(loud=loud)
        guest.dropped = not must
        written = self.look(name)
        if written and not must:
            self.fail(
                "silent cancellation", f"{name} was cancelled in silence, waits for nothing, and is written {written}"
            )
        if must and not written and self.seen[name].address:
            self.fail(
                "no cancellation", f"{name} was cancelled {'aloud' if loud else 'and waits for it'}: nobody says so"
            )

    def happen(self, which: int, event: tuple[str, bool | None, int]) -> None:
        """Something happens to a booking: an event of those above."""
        what, notify, number = event
        edit, *now = what.split(" ", 1)
        if edit in ("party", "window"):
            self.modify(which, edit, number, notify, bool(now), "ops")
        elif what in ("clear", "another"):
            self.contact(which, "" if what == "clear" else "ab"[number % 2])
        elif what == "cancel":
            self.cancel(which, "ops" if number % 2 else "guest", notify)
        elif what in ("no_show", "seat"):
            getattr(self, what)(which, notify)
        elif what == "assign":
            self.assign(which, number)
        elif what in ("unassign", "job"):
            getattr(self, what)(which)

    # --- What workers do ---

    def claim_some(self, size: int, *, patient: bool) -> Claim | None:
        """A worker claims emails: those of one booking one after the other, each with the facts of this moment."""
        self.run(DUE)
        if patient:
            self.run(NOT_YET)
        rows = self.run(f"select c.* from maitred.claim_emails('worker', {size}) as c order by c.email_id")
        names = {value: name for name, value in self.ids.items()}
        busy = [answer for claim in self.claims for answer in claim.email_ids]
        batch: list[int] = []
        self.look(None)
        for row in rows:
            name, email_id, kind = names[str(row["booking_id"])], row["email_id"], row["kind"]
            guest, now = self.guests[name], self.seen[name]
            self.script.append(f"-- a worker has {kind} of {name}, as {email_id}")
            said = facts_of(*(row["payload"][fact] for fact in ("party_size", "start_at", "end_at", "reference")))
            if any(one.email_id == email_id for one in guest.heard):
                self.fail("sent twice", f"{name} is sent {kind} once more")
            if any(other in guest.answers for other in [*busy, *batch]):
                self.fail("two in flight", f"two answers to {name} are in flight")
            follows = kind == "modification_pending" and guest.has(CONFIRMATIONS, "ready", "scheduled")
            if not (now.fits(kind) or follows):
                self.fail(f"untruth {kind}", f"{name} is sent {kind}, and is {now}")
            if said != now.facts or row["recipient"] != now.address:
                self.fail("old facts", f"{name} is sent {kind} of {said} to {row['recipient']}, and is {now}")
            batch.append(email_id)
            self.handed[email_id] = (said, len(guest.changes))
        if not rows:
            return None
        self.claims.append(Claim(rows[0]["claim_token"], batch))
        return self.claims[-1]

    def settle_some(self, claim: Claim, results: list[str | None]) -> None:
        """A worker says what became of the emails of its claim; None: not yet."""
        told = {one: results[number % len(results)] for number, one in enumerate(claim.email_ids)}
        listed = ", ".join(
            f'{{"email_id": {email_id}, "outcome": "{outcome}", "error": "x"}}'
            for email_id, outcome in told.items()
            if outcome
        )
        if listed:
            self.run(f"select maitred.settle_emails({claim.token}, '[{listed}]')")
        self.claims.remove(claim)
        if left := [email_id for email_id, outcome in told.items() if not outcome]:
            self.claims.append(Claim(claim.token, left))
        self.look(None)

    @rule(size=sizes, patient=st.booleans())
    def claim(self, size: int, patient: bool) -> None:
        self.claim_some(size, patient=patient)

    @rule(which=any_of, results=st.lists(outcomes, min_size=1, max_size=3))
    def settle(self, which: int, results: list[str | None]) -> None:
        if self.claims:
            self.settle_some(self.claims[which % len(self.claims)], results)

    @rule(which=any_of)
    def lapse(self, which: int) -> None:
        """A worker falls silent, its lease ends, and what it had is there again."""
        if self.claims:
            claim = self.claims.pop(which % len(self.claims))
            self.run(
                "update maitred_internal.outbox_claims set expires_at = clock_timestamp()"
                f" where claim_token = {claim.token}"
            )
            self.look(None)

    @rule(results=st.lists(outcomes, min_size=1, max_size=2), patient=st.booleans())
    def mail(self, results: list[str | None], patient: bool) -> None:
        """A worker sends what there is, or tries to."""
        if claim := self.claim_some(10, patient=patient):
            self.settle_some(claim, results)

    @rule()
    def retry_dead(self) -> None:
        """Staff have dead emails tried again: none that is untrue by now."""
        dead = {
            (name, answer.email_id): answer.kind
            for name, guest in self.guests.items()
            for answer in guest.answers.values()
            if answer.state == "dead"
        }
        self.run("select maitred.retry_dead_emails()")
        self.look(None)
        for (name, email_id), kind in dead.items():
            state = self.guests[name].answers[email_id].state
            untrue = kind == "modification_pending" and not self.seen[name].cycle
            untrue = untrue or (kind in CONFIRMATIONS and self.seen[name].status == "cancelled")
            if untrue and state in ("ready", "scheduled"):
                self.fail(f"revived {kind}", f"{name} is sent {kind} again, and is {self.seen[name]}")

    @rule(quiet=st.booleans())
    def suppress(self, quiet: bool) -> None:
        """The restaurant sends no emails for a while: to its guests it is as if it had sent them."""
        self.run(f"update maitred.restaurants set suppress_emails = {quiet}")

    @rule()
    def sweep(self) -> None:
        self.run("select maitred.expire_holds_and_sessions()")
        self.look(None)

    # --- What chance alone seldom does in this order ---

    @rule(party=st.sampled_from(PARTIES), start=st.sampled_from(HOURS), sent=st.booleans(), event=events)
    def booked(self, party: int, start: int, sent: bool, event: tuple[str, bool | None, int]) -> None:
        """A guest books, has a table, mostly hears of it, and then something happens."""
        if self.create_one(party, start, "guest"):
            which = len(self.guests) - 1
            self.job(which)
            if sent:
                self.mail(["sent"], patient=False)
            self.happen(which, event)

    @rule(which=guests, first=events, second=events, results=st.lists(outcomes, min_size=1, max_size=2))
    def meanwhile(
        self,
        which: int,
        first: tuple[str, bool | None, int],
        second: tuple[str, bool | None, int],
        results: list[str | None],
    ) -> None:
        """Two things happen between a claim and its result."""
        claim = self.claim_some(10, patient=False)
        self.happen(which, first)
        self.happen(which, second)
        if claim:
            self.settle_some(claim, results)

    @rule(which=guests, event=events, results=st.lists(outcomes, min_size=1, max_size=2))
    def before_the_claim(self, which: int, event: tuple[str, bool | None, int], results: list[str | None]) -> None:
        """Something happens after a job, before the confirmation is sent."""
        self.job(which)
        self.happen(which, event)
        if claim := self.claim_some(10, patient=False):
            self.settle_some(claim, results)

    # --- In the end ---

    @rule(sent=st.booleans(), mail_first=st.booleans(), addressed=st.booleans())
    def rest(self, sent: bool, mail_first: bool, addressed: bool) -> None:
        self.come_to_rest(sent=sent, mail_first=mail_first, addressed=addressed)

    def come_to_rest(self, *, sent: bool, mail_first: bool, addressed: bool) -> None:
        """Everything is done that waits, in either order, and what guests were told last agrees with their bookings.

        ``sent``: what workers have is sent, else they fall silent; ``addressed``: who had no address has one.
        """
        if addressed:
            for which, name in enumerate(self.guests):
                if self.seen[name].address is None:
                    self.contact(which, "a")
        while self.claims:
            if sent:
                self.settle_some(self.claims[0], ["sent"])
            else:
                self.lapse(0)
        self.retry_dead()
        if mail_first:
            self.send_all()
        self.work_all()
        self.send_all()
        for name in self.guests:
            if self.seen[name].address:
                self.knows(name)

    def work_all(self) -> None:
        while any(self.seen[name].status in WAITING and self.worked(name) for name in list(self.guests)):
            pass

    def worked(self, name: str) -> bool:
        self.confirms(name, lambda: self.work(name))
        return self.seen[name].status == "confirmed"

    def send_all(self) -> None:
        while True:
            heard = sum(len(guest.heard) for guest in self.guests.values())
            if claim := self.claim_some(10, patient=False):
                self.settle_some(claim, ["sent"])
            elif heard == sum(len(guest.heard) for guest in self.guests.values()):  # and nothing was suppressed
                return

    def knows(self, name: str) -> None:
        """Fail unless a guest with an address, of whom nothing waits any more, knows what there is to know."""
        guest, now, last = self.guests[name], self.seen[name], self.guests[name].last
        heard = sum(one.kind in CONFIRMATIONS for one in guest.heard)
        if heard > guest.reasons:
            self.fail("too many", f"{name} was told of {heard} confirmations, and {guest.reasons} had a reason")
        # Nobody is told of a table while staff decide, or at which it sits.
        staff = now.status in ("no_show", "seated", "completed") or (now.status in WAITING and not now.cycle)
        left = [one for one in guest.answers.values() if one.state not in (*TOLD, "superseded") and now.fits(one.kind)]
        if left and not staff:
            self.fail("stays", f"{name} is {now}, and nobody sends {left}")
        if staff or not guest.must_hear or (now.status == "cancelled" and guest.dropped):
            return
        kind = last.kind if last else "nothing"
        if now.status == "cancelled":
            if kind not in CANCELLATIONS:
                self.fail("cancelled, and told otherwise", f"{name} is cancelled, and was told {kind}")
        elif now.cycle:
            if guest.edits[-1] and kind != "modification_pending":
                self.fail("cycle, and told otherwise", f"{name} waits for another table, and was told {kind}")
        elif kind not in CONFIRMATIONS:
            self.fail("confirmed, and told otherwise", f"{name} is {now.status}, and was told {kind}")
        elif last and last.facts != now.facts:
            self.fail("confirmed, and told old facts", f"{name} is {now.facts}, and was told {last.facts}")

    def teardown(self) -> None:
        """Nobody is left without the answer in the end."""
        if sys.exc_info()[0] is None:  # else the example has failed, or was given up
            self.come_to_rest(sent=True, mail_first=False, addressed=True)
            self.nothing_is_lost()


def told_on(connection: Connection) -> type[Told]:
    """Prepare a freshly migrated database, that may be spoilt, for examples."""
    connection.execute("set jit = off")
    connection.execute(COUNTED)
    found = [name for (name,) in connection.execute(RELATIONS).fetchall()]
    empty = [name for name in found if connection.execute(f"select from {name} limit 1".encode()).rowcount == 0]
    return type("Told", (Told,), {"connection": connection, "relations": empty})


@pytest.fixture
def told(server: EmbeddedServer, template: str) -> Iterator[type[Told]]:
    dsn = server.create_database("told", template)
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield told_on(connection)
    server.drop_database("told")


def test_what_guests_are_told_agrees_with_their_bookings(told: type[Told]) -> None:
    run_state_machine_as_test(told, settings=SETTINGS)
