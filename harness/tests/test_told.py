"""What guests are told, after calls in random order: by the rules of this file, which know nothing of the SQL.

An answer is an email about what somebody did. A guest was told one when it was sent (or ended where it would have been:
suppressed, expired), with the facts that a worker was handed. Each change is loud or silent (``p_notify``). While a
guest waits for an answer, since the last one told says that a change is being looked into, or since one written after
it was never sent, the next confirmation is sent, however silent the change: a new one, or the one that waits. A silent
cancellation is told only to a guest who waits to hear of an edit. Who sits at a table is not told what was missed while
there was no address, and after a silent edit nobody needs to be told of loud ones before it that had no address.

What an example does follows from what was drawn, as in ``test_stateful``: ids are counted, what is due is made due by
the walk, in the order in which it was written, and no choice looks at the clock. A failure prints its script as SQL.
``make races`` walks at random and shrinks; ``MAITRED_TOLD`` says how many walks.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, count
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import hypothesis
import psycopg
import pytest
from hypothesis import strategies as st

from ..database import Connection
from ..server.embedded import EmbeddedServer
from .test_stateful import COUNTED, RELATIONS

pytestmark = pytest.mark.races

ALL = os.environ.get("MAITRED_RACES") == "all"
SETTINGS = hypothesis.settings(
    max_examples=int(os.environ.get("MAITRED_TOLD", 600 if ALL else 120)),
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

PARIS = ZoneInfo("Europe/Paris")
FLOOR = {"T1": 2, "T2": 2, "T3": 4}
PARTIES = [1, 2, 3, 4]
HOURS = [17, 18, 19, 20]
MOST_BOOKINGS = 3

BOOKINGS = """
    select
        b.id::text, b.status::text, b.pending_ref is not null, b.guest_email::text,
        b.party_size, b.start_at, b.end_at, b.reference
    from maitred.bookings as b where b.restaurant_id = %s
"""
EMAILS = """
    select e.email_id, e.booking_id::text, e.kind, e.state
    from maitred.list_emails(null, %s, null, '1 day', 1000) as e
    order by e.email_id
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


def facts_of(party: int, start: datetime, end: datetime, reference: str) -> Facts:
    return Facts(party, start.astimezone(PARIS), end.astimezone(PARIS), reference)


def facts_in(payload: dict[str, Any]) -> Facts:
    start, end = (datetime.fromisoformat(payload[name]) for name in ("start_at", "end_at"))
    return facts_of(payload["party_size"], start, end, payload["reference"])


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
    missed: bool = False  # sat down while it had no address
    excused: int = 0  # how many changes nobody has to be told of: see excuse
    excused_email: int = 0  # the last email that nobody has to be told of
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
        """Whether it waits for an answer."""
        return self.unanswered_since(0)

    def unanswered_since(self, email_id: int) -> bool:
        if self.last and self.last.kind in ("modification_pending", "booking_requested"):
            return True
        return any(
            answer.state not in (TOLD | {"superseded"} if answer.kind == "booking_requested" else TOLD)
            for answer in self.answers.values()
            if answer.email_id > max(email_id, self.last.email_id if self.last else 0)
        )

    @property
    def awaits(self) -> bool:
        """Whether the guest waits, or is about to wait, to hear how an edit ended."""
        told = self.last.email_id if self.last else 0
        in_flight = any(
            one.kind == "modification_pending" and one.state == "claimed" and one.email_id > told
            for one in self.answers.values()
        )
        return self.asked or in_flight or bool(self.last and self.last.kind == "modification_pending")

    @property
    def may_hear(self) -> bool:
        """Whether there is something that the guest was to be told, and has not heard."""
        return self.unanswered or any(self.unheard)

    @property
    def must_hear(self) -> bool:
        """Whether it must be told in the end: to who never heard of the booking, unless some of it was silent."""
        if self.unanswered_since(self.excused_email):
            return True
        if not self.heard:
            return bool(self.unheard) and all(self.unheard) and not self.excused
        return any(self.changes[max(self.excused, self.last.mark if self.last else 0) :])

    def excuse(self) -> None:
        """Require nothing of what was before a silent change without an address, nor of what was taken back by then."""
        self.excused = len(self.changes)
        taken_back = (email_id for email_id, answer in self.answers.items() if answer.state == "superseded")
        self.excused_email = max(taken_back, default=0)

    def has(self, kinds: set[str], *states: str) -> bool:
        return any(answer.kind in kinds and answer.state in states for answer in self.answers.values())


class Claim(NamedTuple):
    """What a worker has: the answers of a batch."""

    token: int
    email_ids: list[int]


Step = tuple[str, dict[str, Any]]


def step(name: str, **values: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    """Draw a step of a walk: a method of ``Walk`` below, and its arguments."""
    return st.tuples(st.just(name), st.fixed_dictionaries(values))


def often(*weighed: tuple[int, st.SearchStrategy[Step]]) -> st.SearchStrategy[Step]:
    return st.sampled_from([strategy for times, strategy in weighed for _ in range(times)]).flatmap(lambda drawn: drawn)


any_of = st.sampled_from(range(60))
silences = st.sampled_from([None, True, False, False])
sources = st.sampled_from(["guest", "ops", "ops", "import"])
outcomes = st.sampled_from(["sent", "sent", "sent", "failed", "dead", "released", None])
created = step(
    "create",
    party=st.sampled_from(PARTIES),
    start=st.sampled_from(HOURS),
    source=st.sampled_from(["guest", "guest", "ops", "import"]),
    notify=st.sampled_from([None, None, None, True, False]),
    address=st.sampled_from([True, True, True, False]),
)
events = step(
    "happens",
    which=st.sampled_from([-1, -1, -1, 0, 1]),  # mostly to the newest booking
    chance=any_of,
    notify=silences,
    source=sources,
    number=any_of,
)
posts = often(
    (6, step("mail", results=st.lists(outcomes, min_size=1, max_size=2), patient=st.booleans())),
    (3, step("claim", size=st.integers(1, 4), patient=st.booleans())),
    (3, step("settle", number=any_of, results=st.lists(outcomes, min_size=1, max_size=2))),
    (1, step("lapse", number=any_of)),
    (1, step("retry_dead")),
    (1, step("rest", sent=st.booleans(), mail_first=st.booleans(), addressed=st.booleans())),
)
moments = st.one_of(st.tuples(events), st.tuples(posts, events), st.tuples(events, posts))
stories = st.tuples(
    created,
    st.sampled_from([[], [("job", {"which": -1})], [("job", {"which": -1})]]),
    st.lists(moments, min_size=2, max_size=7),
).map(lambda story: [story[0], *story[1], *chain.from_iterable(story[2])])
walks = st.tuples(
    st.tuples(
        step(
            "restaurant",
            delay=st.sampled_from([0, 20]),
            quiet=st.sampled_from([False] * 9 + [True]),
            asks=st.sampled_from([True, False, False]),
        )
    ),
    st.lists(stories, min_size=1, max_size=3).map(lambda some: list(chain.from_iterable(some))),
).map(lambda parts: [*parts[0], *parts[1]])


# What mostly happens to bookings.
EVENTS = {
    "pending": "job job job assign edit edit at_once contact contact cancel",
    "confirmed": "edit edit edit at_once at_once contact contact unassign no_show seat cancel cancel",
    "seated": "complete contact contact",
    "no_show": "assign",
}


def quoted(value: str | bool | None) -> str:
    return "null" if value is None else f"'{value}'" if isinstance(value, str) else str(value).lower()


class Walk:
    """A restaurant with three tables, a few bookings, and workers that send emails."""

    connection: Connection
    relations: list[str]

    def __init__(self) -> None:
        self.script: list[str] = []
        self.ids: dict[str, str] = {}
        self.guests: dict[str, Guest] = {}
        self.seen: dict[str, Seen] = {}
        self.claims: list[Claim] = []
        self.handed: dict[int, tuple[Facts, int]] = {}
        self.made = count(1)
        self.asks = True
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
            self.connection.execute("update maitred.installation set request_email_delay = default")
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

    def see(self) -> dict[str, str]:
        """See what the bookings are now; return their names by id."""
        names = {value: name for name, value in self.ids.items()}
        for booking_id, status, cycle, address, *facts in self.connection.execute(BOOKINGS, (self.ids["restaurant"],)):
            self.seen[names[booking_id]] = Seen(status, cycle, address, facts_of(*facts))
        return names

    def look(self, subject: str | None) -> list[str]:
        """See what there is now; return the answers that were written to ``subject``, since nobody else may have any.

        What was written is true.
        """
        names = self.see()
        written = []
        for email_id, booking_id, kind, state in self.connection.execute(EMAILS, (self.ids["restaurant"],)).fetchall():
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

    def nothing_is_lost(self) -> None:
        """No email is lost or in two places, and none is missing: the drift oracle says so."""
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

    def restaurant(self, delay: int, quiet: bool, asks: bool) -> None:
        """The restaurant waits before it says that it looks for a table; a quiet one suppresses its emails.

        asks: whether the oracle is asked after each step, and not only in the end.
        """
        self.asks = asks
        self.run(f"update maitred.installation set request_email_delay = '{delay} seconds'")
        self.run(f"update maitred.restaurants set suppress_emails = {quiet}")

    def create(self, party: int, start: int, source: str, notify: bool | None, *, address: bool) -> None:
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

    def confirms(self, name: str, change: Callable[[], object], *, loud: bool | None = None) -> None:
        """Do what may give a booking its tables; ``loud``: it is a change by itself, and whether one to be told."""
        guest, before = self.guests[name], self.seen[name]
        awaits, requires = guest.unanswered, guest.unanswered_since(guest.excused_email)
        news = loud is not None or before.cycle or guest.absent or not guest.confirmed
        knows = bool(guest.last and guest.last.kind in CONFIRMATIONS and guest.last.facts == before.facts)
        done = change()
        self.see()
        after = self.seen[name]
        confirmed = done and after.status == "confirmed" and (before.status != "confirmed" or loud is not None)
        if done and loud is not None:
            guest.change(loud=loud)
        elif confirmed and news:
            guest.changes.append(guest.loud)  # that there is a table is one more, told as what it follows
        written = self.look(name)
        if done and loud is False and not after.address:
            guest.excuse()
        if not confirmed:
            if written:
                self.fail("no confirmation", f"{name} is written {written}, though nothing was confirmed")
            return
        absent, guest.confirmed, guest.absent = guest.absent, True, False
        guest.reasons += awaits or (loud is True)
        if not guest.loud and not awaits and written:
            self.fail(
                "silent confirmation", f"{name} was confirmed in silence, waits for nothing, and is written {written}"
            )
        if not news and knows and not awaits and written:
            self.fail("told again", f"{name} knows of its table, and is written {written}")
        if before.status == "no_show" and written and not absent:
            self.fail("no-show, told again", f"{name} was absent, and is written {written}")
        # What waits or is in flight may be told instead, and is: see knows. Who was absent aloud is told again.
        told = bool(written) or (not absent and guest.has(CONFIRMATIONS, "ready", "scheduled", "claimed", "dead"))
        if after.address and news and (guest.loud or requires) and not told:
            why = "loud" if guest.loud else "unanswered"
            self.fail(f"no confirmation, {why}", f"{name} was confirmed, and nobody tells the guest")

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
        if not loud and not before.address:
            guest.excuse()
        if written not in ([], ["modification_pending"]) or (written and not loud):
            self.fail("edit", f"{name} was edited {'aloud' if loud else 'in silence'}, and is written {written}")
        if loud and before.address and not before.cycle and not written:
            self.fail("edit, not told", f"{name} was edited aloud, and nobody tells the guest")

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
            if written and self.seen[name].status == "seated":
                self.fail("contact, of who sits", f"{name} sits at a table, and is written {written}")
            if written == ["modification_pending"] and not any(guest.edits):
                self.fail("contact, of a silent edit", f"{name} was edited in silence, and is written {written}")

    def unassign(self, which: int) -> None:
        if name := self.booking(which, "confirmed"):
            self.without_answer(name, f"select * from maitred.unassign_tables_atomic(:{name})")
            self.guests[name].reasons += 1

    def no_show(self, which: int, notify: bool | None) -> None:
        name = self.booking(which, "confirmed")
        if name and self.goes_on("mark_no_show", name, notify):
            guest = self.guests[name]
            guest.reasons += 1
            if notify:
                guest.change(loud=True)
                guest.absent = True

    def seat(self, which: int, notify: bool | None) -> None:
        if name := self.booking(which, "confirmed"):
            self.guests[name].missed = self.seen[name].address is None
            self.goes_on("seat_booking", name, notify)

    def complete(self, which: int, notify: bool | None) -> None:
        if name := self.booking(which, "seated"):
            self.goes_on("complete_booking", name, notify)

    def goes_on(self, call: str, name: str, notify: bool | None) -> bool:
        if not self.without_answer(name, f"select id from maitred.{call}(:{name}, p_notify => {quoted(notify)})"):
            return False
        if notify is not None:
            self.guests[name].loud = notify
        if notify is False and not self.seen[name].address:
            self.guests[name].excuse()
        return True

    def without_answer(self, name: str, statement: str) -> bool:
        if not self.call(statement):
            return False
        if written := self.look(name):
            self.fail("no answer", f"{name} is written {written} of what nobody is told of")
        return True

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

    def happens(self, which: int, chance: int, notify: bool | None, source: str, number: int) -> None:
        """Something happens to a booking that is not over: one of what mostly does in its status."""
        name = self.booking(which, *EVENTS, "pending_allocation")
        if name is None:
            return
        which, status, address = list(self.guests).index(name), self.seen[name].status, self.seen[name].address
        events = EVENTS["pending" if status in WAITING else status].split()
        match events[chance % len(events)]:
            case "edit" | "at_once" as edit:
                self.modify(which, ("party", "window")[number % 2], number, notify, edit == "at_once", source)
            case "contact":
                self.contact(which, "a" if not address else ("", "", "b")[number % 3])
            case "cancel":
                self.cancel(which, source, notify)
            case "assign":
                self.assign(which, number)
            case "job" | "unassign" as what:
                getattr(self, what)(which)
            case what:
                getattr(self, what)(which, notify)

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
            said = facts_in(row["payload"])
            if any(one.email_id == email_id for one in guest.heard):
                self.fail("sent twice", f"{name} is sent {kind} once more")
            if any(other in guest.answers for other in [*busy, *batch]):
                self.fail("two in flight", f"two answers to {name} are in flight")
            if not (now.fits(kind) or self.follows(name, kind, "ready", "scheduled")):
                self.fail(f"untruth {kind}", f"{name} is sent {kind}, and is {now}")
            if said != now.facts or row["recipient"] != now.address:
                self.fail("old facts", f"{name} is sent {kind} of {said} to {row['recipient']}, and is {now}")
            batch.append(email_id)
            self.handed[email_id] = (said, len(guest.changes))
        if not rows:
            return None
        self.claims.append(Claim(rows[0]["claim_token"], batch))
        return self.claims[-1]

    def follows(self, name: str, kind: str, *states: str) -> bool:
        """Tell whether the answer to an edit follows, so that it may still be said that it is being looked into."""
        status = self.seen[name].status
        answered = status in WITH_TABLES and self.guests[name].has(CONFIRMATIONS, *states)
        return kind == "modification_pending" and (status in WAITING or answered)

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

    def claim(self, size: int, patient: bool) -> None:
        self.claim_some(size, patient=patient)

    def settle(self, number: int, results: list[str | None]) -> None:
        if self.claims:
            self.settle_some(self.claims[number % len(self.claims)], results)

    def lapse(self, number: int) -> None:
        """A worker falls silent, its lease ends, and what it had is there again."""
        if self.claims:
            claim = self.claims.pop(number % len(self.claims))
            self.run(
                "update maitred_internal.outbox_claims set expires_at = clock_timestamp()"
                f" where claim_token = {claim.token}"
            )
            self.look(None)

    def mail(self, results: list[str | None], patient: bool) -> None:
        """A worker sends what there is, or tries to."""
        if claim := self.claim_some(10, patient=patient):
            self.settle_some(claim, results)

    def retry_dead(self) -> None:
        """Staff have dead emails tried again: none that is untrue by now."""
        self.run("select maitred.expire_holds_and_sessions()")
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
            fits = self.seen[name].fits(kind) or self.follows(name, kind, "ready", "scheduled", "claimed", "dead")
            waits = kind in CONFIRMATIONS and self.seen[name].status != "cancelled"
            if not (fits or waits) and state in ("ready", "scheduled"):
                self.fail(f"revived {kind}", f"{name} is sent {kind} again, and is {self.seen[name]}")

    # --- In the end ---

    def play(self, program: list[Step]) -> None:
        """Take the steps, one after the other; in the end nobody is left without the answer."""
        for name, values in [*program, ("rest", {"sent": True, "mail_first": False, "addressed": True})]:
            getattr(self, name)(**values)
            if self.asks:
                self.nothing_is_lost()
        self.nothing_is_lost()

    def rest(self, sent: bool, mail_first: bool, addressed: bool) -> None:
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
        staff = now.status == "no_show" or (now.status in WAITING and not now.cycle)
        missed = now.status in ("seated", "completed") and guest.missed
        left = [one for one in guest.answers.values() if one.state not in (*TOLD, "superseded") and now.fits(one.kind)]
        if left and not staff:
            self.fail("stays", f"{name} is {now}, and nobody sends {left}")
        if staff or missed or not guest.must_hear or (now.status == "cancelled" and guest.dropped):
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


def walk_on(connection: Connection) -> type[Walk]:
    """Prepare a freshly migrated database, that may be spoilt, for walks."""
    connection.execute("set jit = off")
    connection.execute(COUNTED)
    found = [name for (name,) in connection.execute(RELATIONS).fetchall()]
    empty = [name for name in found if connection.execute(f"select from {name} limit 1".encode()).rowcount == 0]
    return type("Walk", (Walk,), {"connection": connection, "relations": empty})


@pytest.fixture(scope="module")
def walk(server: EmbeddedServer, template: str) -> Iterator[type[Walk]]:
    dsn = server.create_database("told", template)
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield walk_on(connection)
    server.drop_database("told")


@SETTINGS
@hypothesis.given(program=walks)
def test_what_guests_are_told_agrees_with_their_bookings(walk: type[Walk], program: list[Step]) -> None:
    walk().play(program)


# Steps by a word each, for what was told wrongly once; silent: p_notify false.
CREATED: Step = ("create", {"party": 1, "start": 17, "source": "guest", "notify": None, "address": True})
STEPS: dict[str, Step] = {
    "created": CREATED,
    "created_silently": ("create", CREATED[1] | {"notify": False}),
    "created_without_address": ("create", CREATED[1] | {"address": False}),
    "job": ("job", {"which": 0}),
    "assigned": ("assign", {"which": 0, "table": 0}),
    "unassigned": ("unassign", {"which": 0}),
    "no_show": ("no_show", {"which": 0, "notify": None}),
    "no_show_aloud": ("no_show", {"which": 0, "notify": True}),
    "no_show_silently": ("no_show", {"which": 0, "notify": False}),
    "seated": ("seat", {"which": 0, "notify": None}),
    "cancelled_silently": ("cancel", {"which": 0, "source": "guest", "notify": False}),
    "cleared": ("contact", {"which": 0, "address": ""}),
    "addressed": ("contact", {"which": 0, "address": "a"}),
    "sent": ("mail", {"results": ["sent"], "patient": False}),
    "dead": ("mail", {"results": ["dead"], "patient": False}),
    "claimed": ("claim", {"size": 4, "patient": False}),
    "settled": ("settle", {"number": 0, "results": ["sent"]}),
    "revived": ("retry_dead", {}),
    **{
        f"edited{'_at_once' * now}{'_silently' * silent}": (
            "modify",
            {"which": 0, "other": "party", "number": 0, "source": "ops", "now": now, "notify": not silent},
        )
        for now in (False, True)
        for silent in (False, True)
    },
}


STORIES = [
    # A silent change leaves what was not sent: it waits for the next table.
    "created job edited_silently job",
    "created job edited_at_once_silently",
    "created job sent edited_at_once edited_silently job",
    # The same, of what is in flight.
    "created job claimed edited_silently job",
    "created job claimed edited_at_once_silently",
    # A silent cancellation is told only to who waits to hear of an edit.
    "created job sent edited_at_once cancelled_silently",
    "created claimed job cancelled_silently",
    "created job claimed cancelled_silently",
    "created_silently edited cancelled_silently",
    "created job edited cancelled_silently",
    # A table that is gone.
    "created job unassigned claimed",
    "created job no_show claimed",
    "created job sent edited_at_once unassigned claimed",
    "created job sent edited_at_once no_show claimed",
    "created job sent edited job no_show_aloud claimed",
    "created job sent no_show assigned",
    "created job sent no_show_aloud assigned",
    # Back from the dead.
    "created job edited dead job sent revived",
    "created edited job dead revived",
    # No address for a while.
    "created cleared job addressed claimed",
    "created job cleared edited job addressed",
    "created job sent cleared edited_at_once addressed",
    # The same, until it sits at the table.
    "created job sent cleared edited_at_once seated addressed",
    "created_without_address assigned seated addressed",
    "created sent edited cleared job seated addressed",
    # The same, and a silent change, after which nothing needs to be told.
    "created job sent cleared edited edited_silently addressed job",
    "created job sent cleared edited_at_once edited_at_once_silently addressed",
    "created job edited cleared sent edited_at_once_silently addressed",
    "created job claimed edited cleared assigned edited_silently addressed settled job",
    "created job cleared edited job edited_silently addressed job",
    "created cleared job no_show_silently assigned addressed",
]


def steps_of(story: str) -> list[Step]:
    return [STEPS[word] for word in story.split()]


@pytest.mark.parametrize("story", STORIES)
def test_what_was_told_wrongly_once(walk: type[Walk], story: str) -> None:
    walk().play(steps_of(story))
