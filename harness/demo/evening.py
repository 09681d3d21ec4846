"""A Saturday in a restaurant, from empty floor to full outbox, on a throw-away server.

Only functions of ``maitred`` decide anything here; each person calls them in their own role. Nothing is printed. The
same seed gives the same Saturday: everybody acts in turn, and ids that could decide a tie follow from names.
"""

import csv
import json
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from psycopg.conninfo import make_conninfo
from psycopg.rows import namedtuple_row

from .. import migrate as migrations
from ..database import Connection, connect
from ..email import worker
from ..email.smtp import parse_url
from ..server.embedded import embedded_server

DATA = Path(__file__).resolve().parent
RESTAURANT = "select md5('restaurant')::uuid"
PEOPLE = UUID(int=0)
STAFF = ("Ada", "Bruno", "Chiyo")
WALK_INS = (
    ("12:30", 2, "Deux amis de passage"),
    ("13:15", 3, "Family with a pram"),
    ("18:30", 2, "Zwei Radfahrer"),
    ("20:15", 4, "Vier Theatergäste"),
    ("22:30", 2, "Una pareja después del cine"),
)
BLOCKS = (
    (("S14",), "18:00", "24:00", "a leg is broken"),
    (("T7",), "19:00", "22:30", "rain comes in through the awning"),
)

BOOK = """
    select b.id, b.start_at from maitred.create_booking(
        p_restaurant_id => %(restaurant)s,
        p_party_size => %(party_size)s,
        p_start_at => maitred.local_instant(%(restaurant)s, %(day)s::date + %(time)s::interval),
        p_guest_name => %(name)s, p_guest_email => %(email)s, p_guest_phone => %(phone)s, p_notes => %(notes)s,
        p_source => %(source)s, p_locale => %(locale)s
    ) as b
"""
SUGGEST = "select table_ids from maitred.suggest_tables(p_booking_id => %s, p_limit => 100)"
ASSIGN = "select from maitred.assign_tables_atomic_v2(p_booking_id => %s, p_table_ids => %s, p_assigned_by => %s)"
WHERE = """
    select b.status::text, coalesce((
        select string_agg(t.name, ' + ' order by length(t.name), t.name)
        from maitred.booking_table_assignments as a
        join maitred.table_inventory as t on t.restaurant_id = a.restaurant_id and t.id = a.table_id
        where a.booking_id = b.id and b.status <> 'completed'
    ), '')
    from maitred.bookings as b where b.id = %s
"""
DUE = "select count(*) from maitred_internal.assignment_jobs where run_at <= clock_timestamp()"
# What six minutes do: every job that waits for its next attempt is due. Those given up are looked at now and then.
PATIENCE = """
    with hurried as (
        update maitred_internal.assignment_jobs as j set run_at = clock_timestamp()
        from maitred.bookings as b
        where clock_timestamp() < j.run_at and b.restaurant_id = j.restaurant_id and b.id = j.booking_id
            and b.status = 'pending' and not b.staff_decides
        returning j.booking_id
    )
    select count(*) from hurried
"""
BY_STATUS = """
    select status::text, count(*), sum(party_size) from maitred.bookings group by status order by status
"""
REFUSED = """
    with failed as (
        select distinct on (e.booking_id) e.booking_id, e.payload -> 'reasons' as reasons
        from maitred.observability_events as e where e.name = 'auto_assign.failed'
        order by e.booking_id, e.occurred_at desc
    )
    select
        case
            when b.status = 'cancelled' then 'turned away at the door'
            when (f.reasons ->> 'options')::int = 0 then 'larger than any tables that may be joined'
            when jsonb_array_length(f.reasons -> 'rules') > 0 then 'forbidden by ' || (f.reasons -> 'rules' ->> 0)
            else 'every table that would do is taken'
        end as reason, count(*), sum(b.party_size)
    from maitred.bookings as b left join failed as f on f.booking_id = b.id
    where b.status in ('pending', 'pending_allocation') or b.status = 'cancelled' and b.source = 'walk_in'
    group by reason order by 2 desc, 1
"""
BY_HOUR = """
    with restaurant as (
        select r.id, r.timezone, sum(t.capacity)::int as seats
        from maitred.restaurants as r join maitred.table_inventory as t on t.restaurant_id = r.id
        group by r.id
    ),
    hours as (
        select h.id, h.seats, n, tstzrange(
            (%(day)s::date + make_interval(hours => n)) at time zone h.timezone,
            (%(day)s::date + make_interval(hours => n + 1)) at time zone h.timezone
        ) as hour
        from restaurant as h, generate_series(11, 25) as n
    ),
    used as (
        select
            o.n, o.seats,
            coalesce(sum(t.capacity * extract(epoch from upper(u.part) - lower(u.part)) / 3600), 0) as used
        from hours as o
        left join maitred.allocations as l
            on l.restaurant_id = o.id and l.during && o.hour and l.kind = 'assignment'
        left join maitred.table_inventory as t on t.restaurant_id = l.restaurant_id and t.id = l.table_id
        left join lateral (select l.during * o.hour as part) as u on true
        group by o.n, o.seats
    )
    select lpad((n %% 24)::text, 2, '0') || ':00' as hour, used::float, seats from used order by n
"""
EMAILS = """
    select k.kind, coalesce(a.outcome, case when r.email_id is null then 'in flight' else 'waiting' end), count(*)
    from maitred_internal.outbox_keys as k
    left join lateral (
        select o.outcome from maitred_internal.outbox_attempts as o
        where o.email_id = k.email_id order by o.recorded_at desc, o.attempt desc limit 1
    ) as a on true
    left join maitred_internal.outbox_ready as r on r.email_id = k.email_id
    group by 1, 2
"""

Track = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Shows progress: ``with track("what", total) as advance``, and ``advance(n)`` says that n more are done."""


@contextmanager
def untracked(_what: str, _total: int) -> Iterator[Callable[[int], None]]:
    """Show no progress."""
    yield lambda _: None


class Booking(NamedTuple):
    """A booking as its guest knows it."""

    id: UUID
    name: str
    party_size: int
    start_at: datetime
    notes: str


class Told(NamedTuple):
    """Somebody did something, and what they saw then."""

    who: str
    did: str
    saw: str


@dataclass
class Evening:
    """What a Saturday came to."""

    day: date
    service: str
    edits: list[Told] = field(default_factory=list)
    cancellations: list[Told] = field(default_factory=list)
    walk_ins: list[Told] = field(default_factory=list)
    blocks: list[Told] = field(default_factory=list)
    fight: list[Told] = field(default_factory=list)
    at_the_door: Counter[str] = field(default_factory=Counter)  # bookings that no function accepted, by reason
    covers_at_the_door: Counter[str] = field(default_factory=Counter)
    by_status: list[tuple[str, int, int]] = field(default_factory=list)  # status, bookings, covers
    refused: list[tuple[str, int, int]] = field(default_factory=list)  # reason, bookings, covers
    by_hour: list[tuple[str, float, int]] = field(default_factory=list)  # hour, seats in use, seats
    emails: dict[str, Counter[str]] = field(default_factory=dict)  # kind: how many ended how
    files: int = 0
    drift: list[tuple[Any, ...]] = field(default_factory=list)


class Mailbox:
    """An SMTP server that writes what it receives to a folder, one .eml file a message."""

    def __init__(self, folder: Path) -> None:
        """Empty the folder of earlier mail."""
        self.folder = folder
        self.count = 0
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("[0-9][0-9][0-9]-*.eml"):
            old.unlink()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep one message."""
        self.count += 1
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        name = "".join(c if c.isalnum() or c in "@.-_" else "_" for c in envelope.rcpt_tos[0])
        (self.folder / f"{self.count:03}-{name}.eml").write_bytes(content)
        return f"250 2.0.0 kept as number {self.count}"

    @contextmanager
    def open(self) -> Iterator[str]:
        """Listen on a free port of this machine; yield the URL."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(self, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
        controller.start()
        try:
            yield f"smtp://127.0.0.1:{port}"
        finally:
            controller.stop()


def next_saturday(zone: str) -> date:
    """Return the first Saturday after today, on the restaurant's calendar."""
    today = datetime.now(ZoneInfo(zone)).date()
    return today + timedelta(days=(5 - today.weekday()) % 7 or 7)


class Saturday:
    """The restaurant, its people and what they do."""

    def __init__(self, url: str, smtp_url: str, seed: int, track: Track) -> None:
        """Open the restaurant on an empty database."""
        self.track = track
        self.random = random.Random(seed)
        self.stack = ExitStack()
        self.root = self.session(url)
        migrations.migrate(self.root)
        with self.root.transaction():
            self.root.execute((DATA / "saturday.sql").read_bytes())
            # Days pass in seconds here: guests without a table when emails are sent are told so.
            self.root.execute("update maitred.installation set request_email_delay = '0 seconds'")
        self.restaurant, zone = self.one("select id, timezone from maitred.restaurants")
        self.zone = ZoneInfo(zone)
        self.day = next_saturday(zone)
        self.tables: dict[str, UUID] = dict(
            self.root.execute("select name, id from maitred.table_inventory").fetchall()
        )
        self.names = {table: name for name, table in self.tables.items()}
        self.guest = self.session(url, "maitred_guest")
        self.staff = {name: self.session(url, "maitred_staff") for name in STAFF}
        self.manager = self.session(url, "maitred_manager")
        self.settings = worker.Settings(
            database_url=make_conninfo(url, options="-c role=maitred_worker"),
            server=parse_url(smtp_url),
            sender="Le Jardin d'Hiver <tables@jardin.example>",
            name="demo",
        )
        self.bookings: list[Booking] = []
        self.evening = Evening(self.day, "Le Jardin d'Hiver")

    def session(self, url: str, role: str | None = None) -> Connection:
        """Connect, as somebody in a role."""
        url = make_conninfo(url, options=f"-c role={role}") if role else url
        return self.stack.enter_context(connect(url, application_name=f"maitred demo {role or ''}"))

    def one(self, statement: str, *parameters: object, by: Connection | None = None) -> Any:
        """Run one statement and return its first row."""
        return (by or self.root).execute(statement.encode(), parameters or None).fetchone()

    # Bookings come in.

    def book(self, by: Connection, row: Mapping[str, Any]) -> Booking:
        """Make one booking."""
        request = {"restaurant": self.restaurant, "day": self.day, **row}
        found = by.execute(BOOK, request).fetchone()
        assert found
        return Booking(found[0], row["name"], int(row["party_size"]), found[1], row["notes"])

    def take_bookings(self) -> None:
        """Take the bookings of the CSV, as guests or, where they telephone, as staff."""
        with (DATA / "saturday.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with self.track("taking bookings", len(rows)) as advance:
            for row in rows:
                try:
                    self.bookings.append(self.book(self.guest if row["source"] == "guest" else self.staff["Ada"], row))
                except psycopg.Error as error:
                    reason = self.meaning(error)
                    self.evening.at_the_door[reason] += 1
                    self.evening.covers_at_the_door[reason] += int(row["party_size"])
                advance(1)

    def meaning(self, error: psycopg.Error) -> str:
        """Return what the database says about a refusal; an error that is none of maitred's is raised again."""
        known = self.one("select code from maitred.error_catalogue where sqlstate = %s", error.sqlstate)
        if not known:
            raise error
        detail = json.loads(error.diag.message_detail or "{}")
        return f"{error.sqlstate} {known[0]}" + (f": must {detail['must']}" if "must" in detail else "")

    # The worker.

    def work(self, what: str) -> None:
        """Run the jobs until none is due, patience included, and then send the emails."""
        while True:
            due = self.one(DUE)[0]
            if due:
                with self.track(f"{what}: assigning", due) as advance:
                    self.run_jobs(due, advance)
            if not self.one(PATIENCE)[0]:
                break
        waiting = self.one("select count(*) from maitred_internal.outbox_ready where available_at <= now()")[0]
        with self.track(f"{what}: sending emails", waiting) as advance:
            for _ in worker.drain(self.settings):
                advance(1)

    def run_jobs(self, due: int, advance: Callable[[int], None]) -> None:
        """Let the worker run its jobs, and look over its shoulder."""
        with connect(self.settings.database_url) as connection, ThreadPoolExecutor(1) as pool:
            running = pool.submit(worker.run_jobs, connection, "demo", threading.Event())
            seen = 0
            while not running.done():
                done = due - self.one(DUE)[0]
                advance(max(done - seen, 0))
                seen = max(done, seen)
                time.sleep(0.02)
            running.result()
            advance(due - seen)

    def outcome(self, booking: UUID) -> str:
        """Return what became of a booking: its status, and where it sits."""
        status, tables = self.one(WHERE, booking)
        return f"{status}, {tables}" if tables else str(status)

    # The day.

    def edit(self, bookings: Sequence[Booking]) -> None:
        """Edit bookings: time, party, both, or only a note; the first one twice, as an impatient browser does."""
        edits: list[tuple[Booking, str]] = []
        refused: dict[UUID, str] = {}
        with self.track("editing", len(bookings)) as advance:
            for number, booking in enumerate(bookings):
                shift = self.random.choice((-45, -30, 30, 45))
                changes: dict[str, Any] = {}
                if number % 5 in (0, 2, 3):
                    changes["p_start_at"] = booking.start_at + timedelta(minutes=shift)
                if number % 5 in (1, 3):
                    changes["p_party_size"] = booking.party_size + self.random.choice((1, 2))
                if number % 5 == 4:
                    changes["p_notes"] = "Nous serons à l'heure"
                if number % 5 == 2:
                    changes["p_if_unavailable"] = "refuse"
                for _ in range(2 if number == 0 else 1):
                    try:
                        self.call(self.guest, "modify_booking", p_booking_id=booking.id, p_source="guest", **changes)
                    except psycopg.Error as error:
                        refused[booking.id] = self.meaning(error)
                edits.append((booking, self.describe(booking, changes)))
                advance(1)
        self.work("after the edits")
        for booking, what in edits:
            saw = f"refused ({refused[booking.id]})" if booking.id in refused else self.outcome(booking.id)
            self.evening.edits.append(Told(booking.name, what, saw))

    def describe(self, booking: Booking, changes: Mapping[str, Any]) -> str:
        """Put an edit into words."""
        words = []
        if "p_start_at" in changes:
            words.append(f"{self.clock(booking.start_at)} -> {self.clock(changes['p_start_at'])}")
        if "p_party_size" in changes:
            words.append(f"{booking.party_size} -> {changes['p_party_size']} guests")
        if "p_notes" in changes:
            words.append("a note")
        if "p_if_unavailable" in changes:
            words.append("or leave it as it is")
        return ", ".join(words)

    def clock(self, at: datetime) -> str:
        """Return a time on the wall of the restaurant."""
        return f"{at.astimezone(self.zone):%H:%M}"

    def call(self, by: Connection, function: str, **arguments: object) -> Any:
        """Call one function of maitred with named arguments."""
        named = ", ".join(f"{name} => %({name})s" for name in arguments)
        cursor = by.cursor(row_factory=namedtuple_row)
        return cursor.execute(f"select * from maitred.{function}({named})".encode(), arguments).fetchone()

    def cancel(self, bookings: Sequence[Booking]) -> None:
        """Cancel bookings: most by their guests, two by the restaurant."""
        with self.track("cancelling", len(bookings)) as advance:
            for number, booking in enumerate(bookings):
                before = self.outcome(booking.id)
                restaurant = number % 5 == 4
                self.call(
                    self.staff["Bruno"] if restaurant else self.guest,
                    "cancel_booking",
                    p_booking_id=booking.id,
                    p_source="ops" if restaurant else "guest",
                    p_reason="the kitchen is short of hands" if restaurant else "plans have changed",
                )
                by = "cancelled by the restaurant" if restaurant else "cancelled"
                self.evening.cancellations.append(Told(booking.name, by, f"was {before}"))
                advance(1)
        self.work("after the cancellations")

    def walk_in(self) -> None:
        """Seat people who come in from the street, where there is a table, or turn them away."""
        host = self.staff["Chiyo"]
        with self.track("greeting walk-ins", len(WALK_INS)) as advance:
            for at, size, name in WALK_INS:
                row = {"time": at, "party_size": size, "name": name, "email": "", "phone": "", "notes": ""}
                booking = self.book(host, {**row, "source": "walk_in", "locale": "fr"})
                options = host.execute(SUGGEST, (booking.id,)).fetchone()
                if options:
                    host.execute(ASSIGN, (booking.id, options[0], person("Chiyo")))
                    self.call(host, "seat_booking", p_booking_id=booking.id, p_actor=person("Chiyo"))
                else:
                    self.call(host, "cancel_booking", p_booking_id=booking.id, p_source="ops", p_reason="full")
                saw = self.outcome(booking.id) if options else "turned away: no table"
                self.evening.walk_ins.append(Told(name, f"{at}, {size} guests", saw))
                advance(1)

    def block(self) -> None:
        """Take tables out of service: parties that sit there are moved first, or wait."""
        with self.track("blocking tables", len(BLOCKS)) as advance:
            for names, starts, ends, reason in BLOCKS:
                request = {
                    "p_restaurant_id": self.restaurant,
                    "p_table_ids": [self.tables[name] for name in names],
                    "p_start_at": self.instant(starts),
                    "p_end_at": self.instant(ends),
                    "p_reason": reason,
                }
                moved = []
                try:
                    self.call(self.manager, "block_tables", **request)
                except psycopg.Error as error:
                    taken = json.loads(error.diag.message_detail or "{}")["taken"]
                    moved = list(dict.fromkeys(t["blocker_id"] for t in taken if t["blocked_by"] == "assignment"))
                    for booking in moved:
                        self.call(self.manager, "unassign_tables_atomic", p_booking_id=booking)
                    self.call(self.manager, "block_tables", **request)
                for booking in moved:
                    self.call(
                        self.manager,
                        "auto_assign_booking",
                        p_booking_id=booking,
                        p_bypass_feature_flag=True,
                        p_email_mode="none",
                    )
                told = [f"{self.name_of(booking)} is {self.outcome(booking)}" for booking in moved]
                did = f"blocked {' + '.join(names)}, {starts} to {ends}: {reason}"
                self.evening.blocks.append(Told("the manager", did, "; ".join(told) or "nobody sat there"))
                advance(1)

    def name_of(self, booking: UUID) -> str:
        """Return the name of a booking's guest."""
        return str(self.one("select guest_name from maitred.bookings where id = %s", booking)[0])

    def instant(self, at: str) -> datetime:
        """Return a time of the day as an instant; 24:00 and later is the night after."""
        statement = "select maitred.local_instant(%s, %s::date + %s::interval)"
        return self.one(statement, self.restaurant, self.day, at)[0]  # type: ignore[no-any-return]

    # Three of the staff, two tables.

    def fight(self) -> None:
        """Let three of the staff want the same two tables of the Saturday after, and note what each of them saw."""
        wishes = {"Ada": (9, "Zürcher Kegelklub"), "Bruno": (5, "Familia Iturralde"), "Chiyo": (4, "Club de lecture")}
        bookings: dict[str, Booking] = {}
        for name, (size, guest) in wishes.items():
            row = {"time": "20:00", "party_size": size, "name": guest, "email": f"{name.lower()}s.guest@example.org"}
            row |= {"phone": "", "notes": "", "source": "ops", "locale": "en", "day": self.day + timedelta(days=7)}
            bookings[name] = self.book(self.staff[name], row)
        options = self.staff["Ada"].execute(SUGGEST, (bookings["Ada"].id,)).fetchall()
        pair: list[UUID] = next(tables for (tables,) in options if len(tables) == 2)
        small, large = sorted(pair, key=lambda table: (len(self.names[table]), self.names[table]))
        with self.track("fighting for tables", 11) as advance:
            sessions: dict[str, Any] = {}

            def act(name: str, function: str, *wanted: UUID) -> None:
                subject: dict[str, object]
                if function == "propose":
                    subject = {"p_booking_id": bookings[name].id, "p_table_ids": list(wanted)}
                else:
                    subject = {"p_session_id": sessions[name]}
                session = self.call(
                    self.staff[name], f"{function}_manual_assignment", **subject, p_user_id=person(name)
                )
                sessions[name] = session.id
                did = f"{function}s {' + '.join(self.names[table] for table in wanted)}".strip()
                self.evening.fight.append(Told(name, f"{did} for {wishes[name][0]} guests", self.told(session)))
                advance(1)

            act("Ada", "propose", small, large)
            act("Bruno", "propose", large)
            act("Chiyo", "propose", small)
            act("Ada", "cancel")
            act("Bruno", "propose", large)
            act("Chiyo", "propose", large)
            act("Chiyo", "propose", small)
            act("Bruno", "confirm")
            act("Chiyo", "confirm")
            act("Bruno", "confirm")
            act("Ada", "confirm")
        self.work("after the fight")

    def told(self, session: Any) -> str:
        """Put into words what a screen shows of a session."""
        people = {str(person(name)): name for name in STAFF}
        problems = []
        for problem in session.problems:
            if problem["severity"] != "block":
                continue
            detail = problem["detail"]
            if problem["rule"] == "free":
                holder = people.get(str(detail.get("held_by")), "a guest")
                problems.append(f"{detail['table']} is taken by a {detail['blocked_by']} of {holder}")
            else:
                problems.append(problem["message"])
        return f"{session.status}: {'; '.join(problems)}" if problems else str(session.status)

    # The end.

    def close(self) -> Evening:
        """Count."""
        evening, day = self.evening, {"day": self.day}
        evening.by_status = self.root.execute(BY_STATUS).fetchall()
        evening.refused = self.root.execute(REFUSED).fetchall()
        evening.by_hour = self.root.execute(BY_HOUR, day).fetchall()
        for kind, outcome, count in self.root.execute(EMAILS).fetchall():
            evening.emails.setdefault(kind, Counter())[outcome] += count
        evening.drift = self.root.execute("select * from maitred.find_assignment_drift()").fetchall()
        self.stack.close()
        return evening


def person(name: str) -> UUID:
    """Return the id of a member of staff."""
    return uuid5(PEOPLE, name)


def run(mail: Path, *, seed: int = 1, track: Track = untracked) -> Evening:
    """Live through the Saturday; what guests and restaurant are sent lands in the folder ``mail``."""
    mailbox = Mailbox(mail)
    with embedded_server() as server, mailbox.open() as smtp_url:
        saturday = Saturday(server.create_database("saturday"), smtp_url, seed, track)
        saturday.take_bookings()
        saturday.work("the bookings")
        chosen = saturday.random.sample(saturday.bookings, 30)
        saturday.edit(chosen[:20])
        saturday.cancel(chosen[20:])
        saturday.walk_in()
        saturday.block()
        saturday.work("after walk-ins and blocks")
        saturday.fight()
        evening = saturday.close()
    evening.files = mailbox.count
    return evening
