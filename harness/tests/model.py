"""The rules of a restaurant as plain Python: what every call must answer, and what must be there after it.

Written from the contract and not from the code. It knows one restaurant, always open, and one evening; it does not know
which of several free tables the planner prefers, only whether there is one.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import combinations

OVER = ("completed", "cancelled")
WITH_TABLES = ("confirmed", "seated")

Tables = frozenset[str]
NONE: Tables = frozenset()


class Refused(Exception):
    """What a call must be refused with: the SQLSTATE, and of MD301 the rules (of a swap: those of either booking)."""

    def __init__(self, sqlstate: str, rules: Iterable[str] = (), or_rules: Iterable[str] = ()) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate
        self.rules = {frozenset(rules), frozenset(or_rules or rules)}


@dataclass(frozen=True)
class Table:
    """A table of the floor."""

    zone: str
    seats: int
    min_party: int = 1
    movable: bool = True


@dataclass
class Booking:
    """A booking; times are hours of the evening."""

    party: int
    start: float
    end: float
    status: str = "pending"
    version: int = 1
    cycle: bool = False
    staff: bool = True
    confirmed: bool = False
    tables: Tables = NONE
    emails: Counter[str] = field(default_factory=Counter)
    chosen: Tables = NONE  # those of its tables that staff chose
    keys: dict[str, tuple[str, Tables, str | None]] = field(default_factory=dict)

    @property
    def job(self) -> bool:
        """Whether it has a job: everybody who waits has one; ``staff``: it looks for nothing."""
        return self.status in ("pending", "pending_allocation")


@dataclass
class Hold:
    """A hold: the tables it names, and those of them that it keeps by rows of its own."""

    booking: str
    tables: Tables
    rows: Tables
    user: str | None
    expired: bool = False


@dataclass
class Session:
    """A manual session."""

    booking: str
    user: str
    status: str = "PROPOSED"
    tables: Tables = NONE
    hold: str | None = None


FLOOR = {
    "T1": Table("hall", 2),
    "T2": Table("hall", 2),
    "T3": Table("hall", 4),
    "T4": Table("hall", 4),
    "T5": Table("hall", 6, min_party=3),
    "T6": Table("hall", 8, movable=False),
    "T7": Table("terrace", 2),
    "T8": Table("terrace", 4),
}
NEIGHBOURS = [("T1", "T2"), ("T2", "T3"), ("T3", "T4"), ("T5", "T6"), ("T7", "T8")]
MAX_COMBINED = 3
HOLDS_A_MINUTE = 5


@dataclass
class Restaurant:
    """The restaurant: what is in it, and what each call does to it."""

    bookings: dict[str, Booking] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    blocks: dict[str, tuple[str, float, float]] = field(default_factory=dict)
    out_of_service: set[str] = field(default_factory=set)
    taken_holds: Counter[tuple[str, str]] = field(default_factory=Counter)

    # --- What the rules say ---

    def violated(self, booking: Booking, tables: Tables) -> set[str]:
        """Return the blocking rules, except free, that tables break for a booking."""
        floor = [FLOOR[name] for name in tables]
        rules = {
            "enough_seats": sum(table.seats for table in floor) < booking.party,
            "table_count": len(floor) > MAX_COMBINED,
            "booking_status": booking.status in OVER,
            "in_service": bool(tables & self.out_of_service),
        }
        if len(floor) == 1:
            rules["min_party"] = booking.party < floor[0].min_party
        else:
            rules["one_zone"] = len({table.zone for table in floor}) > 1
            rules["movable"] = not all(table.movable for table in floor)
            rules["connected"] = not _connected(tables)
        return {rule for rule, is_violated in rules.items() if is_violated}

    def kept(self, booking: Booking, tables: Tables) -> Tables:
        """Return what a booking keeps when staff name tables: nothing, where those may replace what a machine chose."""
        replaces = not booking.chosen and not booking.tables & tables and not self.violated(booking, tables)
        return NONE if replaces else booking.tables

    def taken(self, tables: Tables, start: float, end: float, *, apart: str = "", user: str | None = None) -> Tables:
        """Return those of the tables that are taken in a window, but by a booking and its holds by one user."""
        found: set[str] = set()
        for name, booking in self.bookings.items():
            if name != apart and booking.status in WITH_TABLES and booking.start < end and start < booking.end:
                found |= booking.tables
        for hold in self.holds.values():
            owner = self.bookings[hold.booking]
            own = hold.booking == apart and hold.user == user
            if not hold.expired and not own and owner.start < end and start < owner.end:
                found |= hold.rows
        for table, begins, ends in self.blocks.values():
            if begins < end and start < ends:
                found.add(table)
        return frozenset(found) & tables

    def options(self, name: str, *, moving: bool = False) -> list[Tables]:
        """Return every set of tables that a booking could be put on; ``moving`` gives up what it has and holds."""
        booking = self.bookings[name]
        found = []
        for size in range(1, MAX_COMBINED + 1):
            for tables in map(frozenset, combinations(sorted(FLOOR), size)):
                taken = self.taken(tables, booking.start, booking.end, apart=name, user=None)
                if moving:
                    others = replace(self, holds={k: h for k, h in self.holds.items() if h.booking != name})
                    taken = others.taken(tables, booking.start, booking.end, apart=name)
                if not self.violated(booking, tables) and not taken:
                    found.append(tables)
        return found

    # --- What happens to tables ---

    def _end_holds(self, names: Iterable[str]) -> None:
        for name in list(names):
            hold = self.holds.pop(name)
            for session in self.sessions.values():
                if session.hold == name and session.status in ("PROPOSED", "HELD"):
                    session.status = "EXPIRED" if hold.expired else "CANCELLED"
                    session.hold = None

    def _end_claims(self, name: str) -> None:
        self._end_holds([key for key, hold in self.holds.items() if hold.booking == name])
        for session in self.sessions.values():
            if session.booking == name and session.status in ("PROPOSED", "HELD"):
                session.status, session.hold = "CANCELLED", None

    def _release(self, name: str, tables: Tables) -> None:
        booking = self.bookings[name]
        self._end_holds([k for k, hold in self.holds.items() if hold.booking == name and hold.tables & tables])
        booking.tables -= tables
        booking.chosen -= tables
        booking.keys = {key: value for key, value in booking.keys.items() if not value[1] & tables}

    def _settle(self, name: str) -> None:
        booking = self.bookings[name]
        if booking.tables and booking.status in ("pending", "pending_allocation", "no_show"):
            if booking.cycle:
                booking.emails["modification_confirmed"] += 1
            elif not booking.emails["modification_confirmed"]:  # who lost tables and got others has nothing new to hear
                booking.emails["booking_confirmed"] = 1
            booking.status, booking.cycle, booking.staff, booking.confirmed = "confirmed", False, False, True
        elif not booking.tables and booking.status == "confirmed":
            booking.status, booking.staff = "pending", True

    def _change(
        self, name: str, tables: Tables, user: str | None, *, swap: bool = False, claims: bool = False, hold: str = ""
    ) -> None:
        booking = self.bookings[name]
        if tables & self.out_of_service:
            raise Refused("MD102")
        stays = booking.tables & tables if swap else self.kept(booking, tables)
        if violated := self.violated(booking, stays | tables):
            raise Refused("MD301", violated)
        gives_up = {
            key
            for key, held in self.holds.items()
            if held.booking == name and (claims or key == hold or held.user == user)
        }
        left = replace(self, holds={key: held for key, held in self.holds.items() if key not in gives_up})
        if left.taken(tables - stays, booking.start, booking.end, apart=name, user=user):
            raise Refused("MD201")
        leaves = booking.tables - stays
        if leaves:
            self._release(name, leaves)
        self._end_holds(gives_up & self.holds.keys())
        booking.tables = stays | tables
        booking.chosen |= tables

    def _replay(self, booking: Booking, key: str | None, verb: str, tables: Tables, hold: str | None = None) -> bool:
        if key is None or key not in booking.keys:
            return False
        first = booking.keys[key]
        if verb == "reassign" and first[0] != verb and first[1] == tables:
            return False
        if first != (verb, tables, hold):
            raise Refused("MD203")
        return True

    # --- The calls ---

    def assign(self, name: str, tables: Tables, key: str | None, user: str | None, *, swap: bool) -> Tables:
        """Assign tables, or (``swap``) make them exactly these."""
        booking = self.bookings[name]
        verb = "reassign" if swap else "assign"
        if not self._replay(booking, key, verb, tables):
            if booking.status in OVER:
                raise Refused("MD401")
            self._change(name, tables, user, swap=swap)
            if key is not None:
                booking.keys.setdefault(key, (verb, tables, None))
            self._settle(name)
        return booking.tables if swap else tables

    def unassign(self, name: str, tables: Tables | None) -> Tables:
        """Release some tables or all."""
        booking = self.bookings[name]
        released = booking.tables if tables is None else booking.tables & tables
        if released:
            if booking.status == "completed" or (booking.status == "seated" and released == booking.tables):
                raise Refused("MD401")
            self._release(name, released)
            self._settle(name)
        return released

    def exchange(self, one: str, other: str) -> None:
        """Swap the tables of two bookings."""
        for name in sorted((one, other)):
            if self.bookings[name].status not in WITH_TABLES:
                raise Refused("MD401")
        a, b = self.bookings[one], self.bookings[other]
        violated_a, violated_b = self.violated(a, b.tables), self.violated(b, a.tables)
        if violated_a or violated_b:
            raise Refused("MD301", violated_a or violated_b, violated_b or violated_a)
        others = replace(self, bookings={k: v for k, v in self.bookings.items() if k not in (one, other)})
        others.holds = {k: h for k, h in self.holds.items() if h.booking not in (one, other)}
        mine = {k: h for k, h in self.holds.items() if h.booking in (one, other)}
        for who, wanted in ((a, b.tables), (b, a.tables)):
            held = {
                table
                for h in mine.values()
                if not h.expired and h.user is not None and not h.tables & self.bookings[h.booking].tables
                if self.bookings[h.booking].start < who.end and who.start < self.bookings[h.booking].end
                for table in h.rows
            }
            if others.taken(wanted, who.start, who.end) or held & wanted:
                raise Refused("MD201")
        of_a, of_b = a.tables, b.tables
        if a.start < b.end and b.start < a.end and of_a & of_b:
            raise AssertionError("two bookings share a table")
        self._release(one, of_a)
        self._release(other, of_b)
        a.tables, b.tables = a.chosen, b.chosen = of_b, of_a
        self._end_holds([k for k, h in self.holds.items() if h.booking in (one, other) and h.user is None])

    def modify(self, name: str, party: int, start: float, end: float, *, now: bool) -> bool:
        """Move a booking; true when the planner must now have found a table (``now``)."""
        booking = self.bookings[name]
        if booking.status in (*OVER, "no_show"):
            raise Refused("MD401")
        if (party, start, end) == (booking.party, booking.start, booking.end):
            return False
        if booking.status == "seated":
            if (party, start) != (booking.party, booking.start):
                raise Refused("MD401")
            others = replace(self, holds={k: h for k, h in self.holds.items() if h.booking != name})
            if others.taken(booking.tables, start, end, apart=name):
                raise Refused("MD201")
            tables, chosen = booking.tables, booking.tables if booking.chosen else NONE
            self._end_claims(name)
            self._release(name, tables)
            booking.tables, booking.chosen, booking.end = tables, chosen, end
            booking.version += 1
            return False
        old = (booking.party, booking.start, booking.end)
        booking.party, booking.start, booking.end = party, start, end
        if now:
            if not self.options(name, moving=True):
                booking.party, booking.start, booking.end = old
                raise Refused("MD205")
            booking.version += 1
            if old[1:] != (start, end):
                booking.chosen = NONE
            return True
        booking.version += 1
        self._end_claims(name)
        self._release(name, booking.tables)
        if not booking.cycle:
            booking.emails["modification_pending"] += 1
        booking.status, booking.cycle, booking.staff = "pending", True, False
        return False

    def moved_at_once(self, name: str, tables: Tables) -> None:
        """Take in which tables the planner found for a booking that was moved immediately."""
        booking = self.bookings[name]
        self._end_claims(name)
        chosen = booking.chosen & tables
        self._release(name, booking.tables)
        booking.tables, booking.chosen, booking.status = tables, chosen, "confirmed"
        booking.cycle, booking.staff, booking.confirmed = False, False, True
        booking.emails["modification_confirmed"] += 1

    def cancel(self, name: str, source: str) -> None:
        """Cancel a booking."""
        booking = self.bookings[name]
        if booking.status == "cancelled":
            return
        if booking.status in ("seated", "completed", "no_show"):
            raise Refused("MD401")
        self._end_claims(name)
        self._release(name, booking.tables)
        declined = source != "guest" and not booking.confirmed
        booking.emails["booking_declined" if declined else "booking_cancelled"] += 1
        booking.status, booking.cycle = "cancelled", False
        booking.version += 1

    def become(self, name: str, status: str) -> None:
        """Seat, complete, mark as no-show, or undo seating (confirmed)."""
        booking = self.bookings[name]
        needed = {"seated": "confirmed", "completed": "seated", "no_show": "confirmed", "confirmed": "seated"}
        if booking.status != needed[status]:
            raise Refused("MD401")
        if status in ("completed", "no_show"):
            self._end_claims(name)
            tables, chosen = booking.tables, booking.chosen
            self._release(name, tables)
            if status == "completed":
                booking.tables, booking.chosen = tables, chosen  # history
        booking.status = status

    def auto_assign(self, name: str) -> str:
        """Say what automatic assignment must come to: an outcome."""
        booking = self.bookings[name]
        if booking.status in WITH_TABLES:
            return "already_assigned"
        if booking.status not in ("pending", "pending_allocation"):
            return "not_assignable"
        if any(hold.booking == name and not hold.expired for hold in self.holds.values()):
            return "not_assignable"
        return "assigned" if self.options(name) else "no_table"

    def auto_assigned(self, name: str, tables: Tables) -> None:
        """Take in which tables the planner found."""
        self._end_holds([k for k, h in self.holds.items() if h.booking == name and h.user is None])
        self.bookings[name].tables = tables
        self._settle(name)

    def job_done(self, name: str, outcome: str, *, last: bool) -> None:
        """Take in that a worker looked for tables in vain; ``last``: for the last time."""
        booking = self.bookings[name]
        if outcome == "no_table" and last and booking.status == "pending":
            booking.status = "pending_allocation"

    def planned(self, plan: dict[str, Tables]) -> None:
        """Take in what a plan of the evening came to; it must be one that the rules allow."""
        for name in plan:
            booking = self.bookings[name]
            if booking.status not in ("pending", "pending_allocation", "confirmed"):
                raise AssertionError(f"the plan moves {name}, which is {booking.status}")
            self._release(name, booking.tables - plan[name])
        for name, tables in plan.items():
            booking = self.bookings[name]
            if self.violated(booking, tables) or self.taken(tables, booking.start, booking.end, apart=name):
                raise AssertionError(f"the plan puts {name} on {sorted(tables)}, which the rules forbid")
            booking.tables = tables
            self._settle(name)

    # --- Holds and sessions ---

    def _limited(self, name: str, user: str | None) -> bool:
        return user is not None and self.taken_holds[name, user] >= HOLDS_A_MINUTE

    def _take_hold(self, key: str, name: str, tables: Tables, user: str | None) -> None:
        rows = tables - (self.bookings[name].tables if self.bookings[name].status in WITH_TABLES else NONE)
        self.holds[key] = Hold(name, tables, rows, user)
        if user is not None:
            self.taken_holds[name, user] += 1

    def _release_holds(self, keys: Iterable[str]) -> None:
        for key in list(keys):
            for session in self.sessions.values():
                if session.hold == key and session.status == "HELD" and not self.holds[key].expired:
                    session.status, session.hold = "PROPOSED", None
            self._end_holds([key])

    def hold(self, key: str, name: str, tables: Tables, user: str | None) -> None:
        """Hold tables."""
        booking = self.bookings[name]
        if booking.status in OVER:
            raise Refused("MD401")
        if tables & self.out_of_service:
            raise Refused("MD102")
        if violated := self.violated(booking, self.kept(booking, tables) | tables):
            raise Refused("MD301", violated)
        if self._limited(name, user):
            raise Refused("MD404")
        needed = tables - (booking.tables if booking.status in WITH_TABLES else NONE)
        if self.taken(needed, booking.start, booking.end, apart=name, user=user):
            raise Refused("MD201")
        self._release_holds([k for k, h in self.holds.items() if h.booking == name and h.user == user])
        self._take_hold(key, name, tables, user)

    def extend(self, key: str) -> None:
        """Extend a hold."""
        if key not in self.holds:
            raise Refused("MD103")
        if self.holds[key].expired:
            raise Refused("MD402")

    def release_hold(self, key: str) -> bool:
        """Give up a hold."""
        if key not in self.holds:
            return False
        live = not self.holds[key].expired
        self._release_holds([key])
        return live

    def from_hold(self, key: str, request: str | None, user: str | None) -> Tables:
        """Turn a hold into an assignment."""
        held = self.holds.get(key)
        if held is None:
            for booking in self.bookings.values():
                if request is not None and request in booking.keys and booking.keys[request][2] == key:
                    return booking.keys[request][1]
            raise Refused("MD103")
        booking = self.bookings[held.booking]
        if user is not None and held.user is not None and user != held.user:
            raise Refused("MD501")
        if not self._replay(booking, request, "from_hold", held.tables, key):
            if booking.status in OVER:
                raise Refused("MD401")
            if held.expired:
                raise Refused("MD402")
            self._assign_hold(key, user or held.user)
            if request is not None:
                booking.keys[request] = ("from_hold", held.tables, key)
            self._settle(held.booking)
        return held.tables

    def _assign_hold(self, key: str, user: str | None) -> None:
        held = self.holds[key]
        session = next((s for s in self.sessions.values() if s.hold == key and s.status == "HELD"), None)
        if session:
            session.status, session.hold = "CONFIRMED", None
        try:
            self._change(held.booking, held.tables, user, swap=bool(session), claims=bool(session), hold=key)
        except Refused:
            if session:
                session.status, session.hold = "HELD", key
            raise
        if session:
            self._end_claims(held.booking)

    def propose(self, key: str, hold: str, name: str, tables: Tables, user: str) -> str:
        """Propose tables; ``key`` and ``hold`` name what may be made; return the session that answers."""
        booking = self.bookings[name]
        active = [
            k
            for k, s in self.sessions.items()
            if s.booking == name and s.user == user and s.status in ("PROPOSED", "HELD")
        ]
        found = active[0] if active else None
        if found is not None:
            kept = self.sessions[found].hold
            if self.sessions[found].status == "HELD" and kept is not None and self.holds[kept].expired:
                self._end_holds([kept])
                found = None
        if found is None:
            found = key
            self.sessions[key] = Session(name, user)
        session = self.sessions[found]
        if booking.status in OVER:
            session.status, session.tables = "CANCELLED", tables
            return found
        same = session.status == "HELD" and session.tables == tables
        blocked = bool(
            self.violated(booking, tables)
            or self.taken(tables, booking.start, booking.end, apart=name, user=user)
            or (not same and self._limited(name, user))
        )
        if not (same and not blocked):
            self._release_holds([k for k, h in self.holds.items() if h.booking == name and h.user == user])
            session.hold = None
            if not blocked:
                self._take_hold(hold, name, tables, user)
                session.hold = hold
        session.status = "PROPOSED" if blocked else "HELD"
        session.tables = tables
        return found

    def _own(self, key: str, user: str) -> Session:
        session = self.sessions[key]
        if session.user != user:
            raise Refused("MD501")
        if session.status == "HELD" and session.hold is not None and self.holds[session.hold].expired:
            self._end_holds([session.hold])
        return session

    def confirm(self, key: str, user: str) -> None:
        """Confirm a session."""
        session = self._own(key, user)
        if session.status != "HELD" or session.hold is None:
            return
        booking, tables = self.bookings[session.booking], session.tables
        if self.violated(booking, tables) or self.taken(
            tables, booking.start, booking.end, apart=session.booking, user=user
        ):
            return
        self._assign_hold(session.hold, user)
        self._settle(session.booking)

    def give_up(self, key: str, user: str) -> None:
        """Cancel a session."""
        session = self._own(key, user)
        if session.status in ("PROPOSED", "HELD"):
            if session.hold is not None:
                self._end_holds([session.hold])
            session.status, session.hold = "CANCELLED", None

    def sweep(self) -> int:
        """Tidy: end the holds that have run out."""
        over = [key for key, hold in self.holds.items() if hold.expired]
        self._end_holds(over)
        return len(over)

    # --- The floor ---

    def block(self, names: dict[str, str], start: float, end: float) -> None:
        """Block tables: ``names`` are the blocks to be made, by table."""
        if self.taken(frozenset(names), start, end):
            raise Refused("MD201")
        for table, key in names.items():
            self.blocks[key] = (table, start, end)


def _connected(tables: Tables) -> bool:
    reached = {min(tables)}
    while True:
        more = {
            b
            for pair in NEIGHBOURS
            for a, b in (pair, pair[::-1])
            if a in reached and a in tables and b in tables and b not in reached
        }
        if not more:
            return reached == tables
        reached |= more
