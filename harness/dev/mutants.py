"""Does anything notice? Small faults are put into the SQL one by one, in a scratch copy, and the tests are asked.

Each mutant is one change of one function. It is caught when an SQL test, a race, the order of locks, the test of all
calls in random order, that of what guests are told, or one of random evenings that are planned again and again says
that something is wrong; first they are all asked about the files as they are, of which none may say so. ``python -m
harness.dev.mutants [name ...]`` tries some, or all.
"""

import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import hypothesis
import psycopg
from hypothesis.stateful import run_state_machine_as_test
from rich.console import Console

from .. import HarnessError, sql_directory
from ..races.explore import explore
from ..races.sandbox import INSTALL, Sandbox, open_sandbox
from ..races.scenario import find
from ..races.strategy.sampled import Sampled
from ..server.embedded import EmbeddedServer
from . import pgtap

out = Console(soft_wrap=True, highlight=False)

TEMPLATE = "mutants"
COPY = "mutant"
A_FEW = 12  # schedules of the races that were not named for a mutant
EVENINGS = 12


@dataclass(frozen=True)
class Mutant:
    """A fault: what is replaced in which function, and what should see it first."""

    name: str
    function: str
    old: str
    new: str
    races: Sequence[str] = ()
    tests: Sequence[str] = ()
    evenings: bool = False
    locks: Sequence[str] = ()  # calls of test_lock_order that should see it

    def text(self) -> str:
        """Return the file with the fault in it."""
        path = next((sql_directory() / "functions").rglob(f"{self.function}.sql"))
        text = path.read_text()
        if self.old not in text:
            raise HarnessError(f"The mutant {self.name} does not fit {path.name} any more: {self.old!r} is not there.")
        return text.replace(self.old, self.new, 1)


MUTANTS = [
    Mutant(
        "bookings are not locked",
        "lock_booking",
        "\n        for no key update\n",
        "\n",
        ["same_key", "modify_x_modify"],
    ),
    Mutant(
        "tables are not locked",
        "lock_tables",
        "\n            for no key update\n",
        "\n",
        ["swap_x_swap/and-two-who-exchange-by-hand", "assign_x_assign_pairs"],
    ),
    Mutant(
        "tables are locked in the order asked for",
        "lock_tables",
        "select distinct w.id from unnest(p_table_ids) as w (id) order by w.id",
        "select w.id from unnest(p_table_ids) with ordinality as w (id, n) order by w.n",
        ["assign_x_assign_pairs/held-up-while-adding-to-a-table"],
    ),
    Mutant(
        "only the new tables are locked, not those given up",
        "change_tables",
        "v_holdings.has || v_holdings.held || p_change.table_ids",
        "p_change.table_ids",
        ["swap_x_swap/and-two-who-exchange-by-hand"],
    ),
    Mutant(
        "time is taken without ON CONFLICT",
        "take_time",
        "on conflict on constraint allocations_no_overlap do nothing",
        "",
        ["assign_x_assign", "hold_x_purge"],
    ),
    Mutant(
        "live holds are cleared away like expired ones",
        "purge_expired_holds",
        " and l.expires_at <= p_now",
        "",
        ["block_x_assign/and-a-hold"],
    ),
    Mutant(
        "expired holds are in the way",
        "purge_expired_holds",
        "l.expires_at <= p_now",
        "l.expires_at <= p_now - interval '1 hour'",
        ["hold_x_purge"],
    ),
    Mutant(
        "an expired hold can be used",
        "check_hold_is_live",
        "p_hold.expires_at <= p_now",
        "p_hold.expires_at <= p_now - interval '1 hour'",
        ["hold_x_purge/from-hold", "confirm_x_expiry"],
    ),
    Mutant(
        "confirming reads the clock before it waits",
        "confirm_manual_assignment",
        "v_holdings := maitred_internal.lock_holdings"
        "(v_booking, array[]::uuid [], p_user_id, true, v_session.hold_id);\n"
        "    v_now := clock_timestamp();",
        "v_now := clock_timestamp();\n"
        "    v_holdings := maitred_internal.lock_holdings"
        "(v_booking, array[]::uuid [], p_user_id, true, v_session.hold_id);",
        ["confirm_x_expiry/confirm"],
    ),
    Mutant(
        "a hold is extended in two of its three places",
        "set_hold_expiry",
        "update maitred.allocations as l\n    set expires_at = p_expires_at",
        "update maitred.allocations as l\n    set expires_at = l.expires_at",
        ["cancel_x_everything/extend", "hold_x_purge"],
    ),
    Mutant(
        "a hold takes tables that its booking has",
        "take_hold",
        "if p_has && p_table_ids then",
        "if false then",
        ["swap_x_swap/with-a-hold-on-both-tables", "confirm_x_confirm"],
    ),
    Mutant(
        "releasing a table leaves the holds that name it",
        "end_holds_on",
        "if cardinality(v_hold_ids) = 0 then",
        "if cardinality(v_hold_ids) < 1000 then",
        ["swap_x_swap/with-a-hold-on-both-tables"],
    ),
    Mutant(
        "releasing a table leaves its key in the ledger",
        "release_tables",
        "and i.table_ids && p_table_ids;",
        "and i.table_ids && p_table_ids and false;",
        ["assign_x_unassign", "assign_x_modify"],
    ),
    Mutant(
        "another request under the same key counts as the same",
        "reserve_key",
        "v_done.table_ids @> p_table_ids and v_done.table_ids <@ p_table_ids",
        "true",
        ["same_key/another-request"],
    ),
    Mutant(
        "another verb under the same key counts as the same",
        "reserve_key",
        "if not v_same or v_done.verb <> p_verb or v_done.hold_id is distinct from p_hold_id then",
        "if not v_same then",
        ["same_key/another-verb"],
    ),
    Mutant(
        "exactly the tables of a key are refused to another verb",
        "reserve_key",
        "if v_same and p_verb = 'reassign' and v_done.verb <> p_verb then",
        "if false then",
        ["same_key/another-verb-exactly-these-tables"],
    ),
    Mutant(
        "what staff name comes to what the worker chose",
        "choice_replaces",
        "    if cardinality(p_has) = 0",
        "    if true or cardinality(p_has) = 0",
        ["staff_x_worker/another-table"],
    ),
    Mutant(
        "what staff name replaces what staff chose",
        "choice_replaces",
        "cardinality(p_chosen) > 0 or ",
        "",
    ),
    Mutant(
        "who names a table that the booking has gives it up for the others",
        "choice_replaces",
        " or p_has && p_table_ids then",
        " then",
        ["staff_x_worker/one-of-two-tables-and-a-third"],
    ),
    Mutant(
        "what staff name replaces what was chosen, though it is not enough",
        "choice_replaces",
        "return not maitred_internal.violations_block(maitred_internal.evaluate_rules(maitred_internal.make_proposal(",
        "return not maitred_internal.violations_block('{}') or maitred_internal.violations_block("
        "maitred_internal.evaluate_rules(maitred_internal.make_proposal(",
    ),
    Mutant(
        "the table that the worker chose is not pinned when staff name it",
        "place_tables",
        "if p_change.pinned and p_holdings.has && p_change.table_ids then",
        "if false then",
        ["staff_x_worker/the-same-table"],
    ),
    Mutant(
        "what the worker chooses is pinned",
        "try_option",
        "p_pinned => false",
        "p_pinned => true",
        ["staff_x_worker/another-table"],
    ),
    Mutant(
        "a hold is evaluated beside what the booking has, always",
        "create_table_hold_v2",
        ") then p_table_ids",
        ") then v_holdings.has || p_table_ids",
    ),
    Mutant(
        "check evaluates beside what the booking has, always",
        "violations_of",
        "        v_all := p_table_ids;\n",
        "",
    ),
    Mutant(
        "a proposal for a booking that is over is active",
        "write_session",
        "when p_booking.status in ('completed', 'cancelled') then 'CANCELLED'",
        "when false then 'CANCELLED'",
    ),
    Mutant(
        "sweeping waits for bookings",
        "lock_expired_bookings",
        "limit p_limit\n        for no key update skip locked",
        "limit p_limit\n        for no key update",
        locks=["sweep"],
    ),
    Mutant(
        "sweeping waits for tables",
        "lock_expired_bookings",
        "order by t.id\n        for no key update skip locked",
        "order by t.id\n        for no key update",
        locks=["sweep"],
    ),
    Mutant(
        "sweeping takes bookings whose tables somebody has",
        "lock_expired_bookings",
        " and h.table_ids && v_busy",
        " and false",
        locks=["sweep"],
    ),
    Mutant(
        "a dry run keeps the locks of one restaurant while it waits in the next",
        "repair_restaurant",
        "    loop\n        begin\n            v_scope := maitred_internal.lock_drift(p_restaurant_id, p_kinds);\n",
        "    v_scope := maitred_internal.lock_drift(p_restaurant_id, p_kinds);\n    loop\n        begin\n",
        locks=["what a repair would do"],
    ),
    Mutant(
        "a repair locks tables without their bookings",
        "lock_drift",
        "    order by b.id\n    for no key update;",
        "    order by b.id;",
        locks=["repair"],
    ),
    Mutant(
        "a repair is taken back without the locks of bookings and tables",
        "undo_repair",
        "    perform maitred_internal.lock_repaired(v_restaurant_id, p_repair_id);\n",
        "",
        locks=["undo", "repair"],
    ),
    Mutant(
        "pruning waits for bookings",
        "prune_history",
        "for update skip locked",
        "for update",
        locks=["prune"],
    ),
    Mutant(
        "pruning waits for a call that tells of freed time, or takes a repair back",
        "prune_blocks_and_events",
        "            for update skip locked\n        ) as o\n        where l.",
        "            for update\n        ) as o\n        where l.",
        locks=["prune", "undo"],
    ),
    Mutant(
        "blocks are pruned without their table",
        "prune_blocks",
        "            for no key update skip locked\n        ) as t",
        "        ) as t",
        locks=["prune"],
    ),
    Mutant(
        "two swaps lock their bookings in the order they name them",
        "swap_tables_atomic",
        "lock_booking(least(p_booking_a, p_booking_b), null)",
        "lock_booking(p_booking_a, null)",
        ["swap_x_swap"],
    ),
    Mutant(
        "a booking without tables stays confirmed",
        "derive_status",
        "elsif not v_seated and p_booking.status = 'confirmed' then",
        "elsif not v_seated and p_booking.status = 'no_show' then",
        ["assign_x_unassign"],
    ),
    Mutant(
        "the job of a confirmed booking stays",
        "derive_status",
        "where j.restaurant_id = p_booking.restaurant_id and j.booking_id = p_booking.id;",
        "where j.restaurant_id = p_booking.restaurant_id and j.booking_id is null;",
        ["assign_x_modify", "job_x_job"],
    ),
    Mutant(
        "the expected version is not looked at",
        "modify_booking",
        "if p_expected_version <> v_old.version then",
        "if p_expected_version < 0 then",
        ["modify_x_modify/one-version"],
    ),
    Mutant(
        "every edit opens a cycle of its own",
        "realign_booking",
        "coalesce(p_old.pending_ref, gen_random_uuid())",
        "gen_random_uuid()",
        ["modify_x_modify/both-are-kept"],
    ),
    Mutant(
        "cancelling frees nothing",
        "cancel_booking",
        "maitred_internal.release_everything(v_old, false, p_actor, 'booking cancelled', v_now)",
        "array[]::maitred_internal.event []",
        ["cancel_x_everything/seat"],
    ),
    Mutant(
        "a repeated creation is not answered",
        "create_booking",
        "return maitred_internal.replay_creation(p_restaurant_id, p_idempotency_key, v_request);",
        "return null;",
        ["same_key/same-booking-made-twice"],
    ),
    Mutant(
        "a key of creation is not waited for",
        "reserve_creation_key",
        "    return found;",
        "    return true;",
        ["same_key/same-booking-made-twice"],
    ),
    Mutant(
        "who is refused stays as a booking",
        "confirm_immediately",
        "        perform maitred_internal.raise_no_table(p_booking, p_now, p_is_new => true);",
        "        return p_booking;",
        ["create_x_create"],
    ),
    Mutant(
        "who was told of a cycle does not hear how it ended",
        "awaits_answer",
        "a.kind = any(p_questions)\n        from",
        "false\n        from",
        ["modify_x_modify/told-and-silent"],
        tests=["modify_booking"],
    ),
    Mutant(
        "what a silent edit makes untrue is forgotten",
        "take_back_emails",
        "            when p_booking.notify\n",
        "            when true\n",
        tests=["modify_booking"],
    ),
    Mutant(
        "a confirmation is sent although its table is gone",
        "park_confirmations",
        "                and o.lane = 'prompt'\n",
        "                and o.lane = 'parked'\n",
        tests=["unassign_tables_atomic"],
    ),
    Mutant(
        "a confirmation that comes back is not asked about",
        "have_no_siblings",
        " and not r.returned)",
        ")",
        tests=["unassign_tables_atomic"],
    ),
    Mutant(
        "what is parked is asked about only when it expires",
        "ask_again_at",
        "p_now + case p_lane when 'parked' then interval '5 minutes' else interval '10 seconds' end",
        "p_expires_at",
        tests=["modify_booking"],
    ),
    Mutant(
        "an edit that keeps the start takes the reminder",
        "take_back_emails",
        "case when p_booking.start_at <> p_old.start_at then",
        "case when true then",
        tests=["schedule_emails"],
    ),
    Mutant(
        "an edit that a worker has, and that was taken back, needs no answer",
        "awaits_answer",
        "or a.state = 'marked' and a.kind = any(p_questions)",
        "or false",
        tests=["modify_booking"],
    ),
    Mutant(
        "a silent edit takes the answer to a request",
        "is_silent",
        "then array['booking_requested', 'modification_pending']",
        "then array['modification_pending']",
        tests=["modify_booking"],
    ),
    Mutant(
        "the restaurant is sent to look for a table that is there",
        "emit_confirmation",
        "p_before.status = 'pending_allocation'",
        "false",
        tests=["modify_booking"],
    ),
    Mutant(
        "an edit that was answered is announced from the dead",
        "retry_dead_emails",
        "where m.wanted = 'never'",
        "where false",
        tests=["retry_dead_emails"],
    ),
    Mutant(
        "an address that comes late hears of another party than came",
        "write_missing_email",
        "(c.payload ->> 'party_size')::int <> p_booking.party_size",
        "false",
        tests=["modify_booking"],
    ),
    Mutant(
        "completing forgets who sat where",
        "complete_booking",
        "release_everything(v_booking, true,",
        "release_everything(v_booking, false,",
        ["at_the_table/leaves"],
    ),
    Mutant(
        "an email that exists is written again",
        "queue_email",
        "on conflict on constraint outbox_mails_once_a_cycle do nothing",
        "",
        ["assign_x_unassign/of-the-same-booking"],
    ),
    Mutant(
        "the result of a late worker is accepted",
        "settle_emails",
        "if not found or v_claim.expires_at <= v_now then",
        "if not found then",
        ["claim_x_claim/complete-after-the-lease"],
    ),
    Mutant(
        "two emails of one booking are sent side by side",
        "claim_emails",
        "if not maitred_internal.have_no_siblings(v_batch) then",
        "if false then",
        ["claim_x_claim/two-emails-of-one-booking"],
    ),
    Mutant(
        "a lease is swept without a lock",
        "sweep_email_claims",
        "\n        for update of c skip locked",
        "",
        ["claim_x_claim/complete-after-the-lease", "claim_x_claim"],
    ),
    Mutant(
        "the mark of an email in flight is forgotten",
        "clear_superseded_marks",
        "        and s.email_id not in (select f.email_id from maitred_internal.emails_in_flight() as f)\n",
        "",
        ["claim_x_claim/and-a-cancellation"],
    ),
    Mutant(
        "arrivals are counted without a pacing lock",
        "count_with_pacing_lock",
        "    perform maitred_internal.lock_pacing_days(",
        "    perform format('%s%s%s%s',",
        ["pacing_x_pacing"],
    ),
    Mutant(
        "any change of status is allowed",
        "tg_booking_transition_is_allowed",
        "if not exists (",
        "if false and not exists (",
        ["cancel_x_everything/no-show", "cancel_x_everything/seat"],
    ),
    Mutant(
        "a job is taken without its booking",
        "claim_job",
        "\n            for no key update of b skip locked",
        "",
        ["job_x_job"],
    ),
    Mutant(
        "freed time is forgotten when a worker has the job",
        "claim_woken",
        "save_bookings_to_wake(v_freed, array_remove(v_left, v_booking_id))",
        "save_bookings_to_wake(v_freed, array[]::uuid [])",
        ["job_x_job/and-time-that-is-freed"],
    ),
    Mutant(
        "freed time is noted only while somebody is seen to wait",
        "note_freed_time",
        "if upper(p_during) > v_now then",
        "if upper(p_during) > v_now and exists (select from maitred_internal.assignment_jobs as j"
        " where j.restaurant_id = p_restaurant_id) then",
        ["job_x_job/and-who-begins-to-wait"],
    ),
    Mutant(
        "what a hold gives back is told to nobody",
        "end_holds_and_sessions",
        "if not v_hold.is_over and cardinality(v_hold.allocations) > 0 then",
        "if false then",
        tests=["freed_time"],
    ),
    Mutant(
        "the end of a hold that was over is told once more",
        "end_holds_and_sessions",
        "if not v_hold.is_over and cardinality(",
        "if cardinality(",
        tests=["freed_time"],
    ),
    Mutant(
        "what an assignment takes of a hold is told to be free",
        "take_over_holds",
        "p_taken_ids => p_table_ids",
        "p_taken_ids => '{}'",
        tests=["freed_time"],
    ),
    Mutant(
        "a repair gives time back and tells nobody",
        "retake_time",
        "perform maitred_internal.note_unused_time(v_old, v_wanted);",
        "continue;",
        tests=["repair_assignment_drift"],
    ),
    Mutant(
        "what belonged to a booking that is gone is free, and nobody is told",
        "repair_row_without_booking",
        "perform maitred_internal.note_freed_time(v_restaurant, v_allocation.table_id, v_allocation.during);",
        "continue;",
        tests=["repair_assignment_drift"],
    ),
    Mutant(
        "what stays takes the buffer as it is now",
        "buffers_kept",
        "else greatest(least(p_buffer, upper(l.during) - p_booking.end_at), interval '0')",
        "else p_buffer",
        tests=["modify_booking"],
    ),
    Mutant(
        "a table that a shorter stay could keep counts as taken",
        "rank_options",
        " except select k.table_id from kept as k",
        "",
        tests=["modify_booking"],
    ),
    Mutant(
        "a booking that changes its window gives its own table back first",
        "try_option",
        "p_booking, v_holdings.has, p_table_ids,",
        "p_booking, v_holdings.has, '{}',",
        tests=["modify_booking"],
    ),
    Mutant(
        "where a booking sits already it needs the buffer as it is now",
        "rule_free",
        "and a.table_id = w.id\n",
        "and a.table_id = w.id and false\n",
        tests=["confirm_manual_assignment"],
    ),
    Mutant(
        "an edit is asked again for the party that it leaves alone",
        "realign_booking",
        "if p_new.party_size <> p_old.party_size then",
        "if true then",
        tests=["modify_booking"],
    ),
    Mutant(
        "an edit is asked again for the start that it leaves alone",
        "realign_booking",
        "if p_new.start_at <> p_old.start_at then",
        "if true then",
        tests=["modify_booking"],
    ),
    Mutant(
        "the hours of today forbid what was accepted",
        "describe_violation",
        "case when v_booking.confirmed_at is null then 'block' else 'warn' end",
        "'block'",
        tests=["modify_booking"],
    ),
    Mutant(
        "the planner looks for no table where the hours were changed since",
        "rank_options",
        " and p_booking.confirmed_at is null\n",
        "\n",
        tests=["modify_booking"],
    ),
    Mutant(
        "staff go on deciding after another party or window",
        "realign_booking",
        "v_booking.staff_decides := false;",
        "",
        tests=["bookings"],
    ),
    Mutant(
        "a corrected phone number seats a party",
        "write_booking",
        "staff_decides = p_booking.staff_decides,",
        "staff_decides = false,",
        tests=["bookings"],
    ),
    Mutant(
        "a reassignment under the key of an assignment is not carried out",
        "reserve_key",
        "if v_same and p_verb = 'reassign' and v_done.verb <> p_verb then\n        return true;",
        "if v_same and p_verb = 'reassign' and v_done.verb <> p_verb then\n        return false;",
        tests=["assign_tables_atomic_v2"],
    ),
    Mutant(
        "only those are woken who could sit at the table that is free",
        "waiting_for",
        "when h.any_table then",
        "when h.any_table and p_freed.table_id is null then",
        ["job_x_job/and-guests-who-leave-a-paced-service"],
    ),
    Mutant(
        "a table that comes back wakes nobody",
        "tg_change_wakes_waiting",
        "from (select * from new_rows except select * from old_rows) as c;",
        "from (select * from new_rows except select * from old_rows) as c where false;",
        ["job_x_job/and-a-table-that-comes-back-into-service"],
    ),
    Mutant(
        "a booking that is made waits without a job",
        "emit_creation",
        "if p_booking.start_at > p_now and not p_immediately then",
        "if p_booking.start_at > p_now and not p_immediately and not p_booking.staff_decides then",
        ["same_key"],
    ),
    Mutant(
        "a worker waits for a lock for as long as it is kept",
        "attempt_job",
        "set lock_timeout = '1s'\n",
        "",
        tests=["run_assignment_job"],
    ),
    Mutant(
        "the restaurant that is due longest has every turn",
        "claim_job",
        "(select distinct j.restaurant_id from maitred_internal.assignment_jobs as j where j.run_at <= p_now)",
        "(select j.restaurant_id from maitred_internal.assignment_jobs as j where j.run_at <= p_now"
        " order by j.run_at limit 1)",
        tests=["run_assignment_job"],
    ),
    Mutant(
        "every look in vain is told",
        "postpone_job",
        "in ('no_table', 'error') and p_booking.status = 'pending'",
        "in ('no_table', 'error')",
        tests=["run_assignment_job"],
    ),
    Mutant(
        "who waits is looked at as seldom in the last hour",
        "recheck_after",
        "interval '1 minute')",
        "interval '1 day')",
        tests=["run_assignment_job"],
    ),
    Mutant(
        "a booking that has begun is looked at for ever",
        "look_for_table",
        "if p_booking.start_at <= p_now and (",
        "if p_booking.end_at <= p_now and (",
        tests=["run_assignment_job"],
    ),
    Mutant(
        "who was taken off a table is given it again",
        "derive_status",
        "staff_event(p_actor, 'last table released'), p_staff_decides => true",
        "staff_event(p_actor, 'last table released')",
    ),
    Mutant(
        "a booking takes the first instant of the next",
        "place_tables",
        "tstzrange(p_booking.start_at, p_booking.end_at + p_buffer)",
        "tstzrange(p_booking.start_at, p_booking.end_at + p_buffer + interval '1 microsecond')",
        ["cancel_x_everything/assign"],
    ),
    Mutant(
        "a table for four is too small for four",
        "evaluate_rules",
        "p_proposal.seats < (p_proposal.booking).party_size",
        "p_proposal.seats <= (p_proposal.booking).party_size",
    ),
    Mutant(
        "a user may take one hold per minute more",
        "rule_hold_rate",
        "v_holds >= 5",
        "v_holds > 5",
    ),
    Mutant(
        "a window that the booking had once is accepted",
        "evaluate_rules",
        "<> ((p_proposal.booking).start_at, (p_proposal.booking).end_at)",
        "> ((p_proposal.booking).start_at, (p_proposal.booking).end_at)",
        ["assign_x_modify/same-booking-window-believed"],
    ),
    Mutant(
        "who is in the way is asked later than whether somebody is",
        "place_tables",
        "v_untaken, v_during, p_change.actor, v_locked_at",
        "v_untaken, v_during, p_change.actor, clock_timestamp()",
        ["confirm_x_expiry/of-somebody-who-takes-the-table"],
    ),
    Mutant(
        "tables are left, and the holds that name them ended, before others are taken",
        "place_tables",
        "    -- The new tables first: a hold",
        "    perform maitred_internal.release_tables(p_booking, v_leaves, false, p_change.actor, 'first');\n"
        "    v_leaves := '{}';\n    -- The new tables first: a hold",
        ["reassign_x_propose"],
    ),
    Mutant(
        "an edit leaves what a worker has as it was, so that a retry says what is not so any more",
        "refresh_emails",
        """
            or k.email_id in (
                select f.email_id from maitred_internal.emails_in_flight(array[p_booking.id]) as f
            )
""",
        "",
        ["claim_x_claim/and-a-second-edit"],
    ),
    Mutant(
        "what is late past its use is counted among the results of the claim",
        "take_emails",
        "m.ended, p_now, nextval('maitred_internal.outbox_claim_tokens')",
        "m.ended, p_now, p_token",
        ["claim_x_claim/some-end-at-the-claim"],
    ),
    Mutant(
        "what is superseded is counted among the results of the next claim",
        "set_aside_emails",
        "nextval('maitred_internal.outbox_claim_tokens')",
        "(select s.last_value from maitred_internal.outbox_claim_tokens as s)",
        ["claim_x_claim/some-end-at-the-claim"],
    ),
    Mutant(
        "a plan begins with the buffer of now",
        "plan_begin",
        "| p_problem.masks_now[v_booking]",
        "| p_problem.masks[v_booking]",
        evenings=True,
    ),
    Mutant(
        "who may stay is asked with the buffer of now",
        "plan_best_option",
        "v_busy & p_problem.masks_now[p_booking] <> 0",
        "v_busy & p_problem.masks[p_booking] <> 0",
        evenings=True,
    ),
    Mutant(
        "who stays is seated with the buffer of now",
        "plan_fill",
        "v_mask := p_problem.masks_now[v_booking]",
        "v_mask := p_problem.masks[v_booking]",
        evenings=True,
    ),
    Mutant(
        "who is cleared away leaves with the buffer of now",
        "plan_clear",
        "v_mask := p_problem.masks_now[v_booking]",
        "v_mask := p_problem.masks[v_booking]",
        evenings=True,
    ),
    Mutant(
        "a table is chosen again with the buffer of now",
        "plan_schedule",
        "when p_table then p_problem.ends_now[v_booking]",
        "when p_table then p_problem.ends[v_booking]",
        evenings=True,
    ),
    Mutant(
        "who stays alone at a table has the buffer of now",
        "plan_seat_alone",
        "v_occupied := v_occupied | p_problem.masks_now[v_booking]",
        "v_occupied := v_occupied | p_problem.masks[v_booking]",
        evenings=True,
    ),
    Mutant(
        "who goes back goes back with the buffer of now",
        "plan_return",
        "v_mask := p_problem.masks_now[v_booking]",
        "v_mask := p_problem.masks[v_booking]",
        evenings=True,
    ),
    Mutant(
        "parties that share a cell are planned",
        "plan_placed",
        "theirs.id <> mine.id",
        "false",
        evenings=True,
    ),
]


@contextmanager
def template() -> Iterator[EmbeddedServer]:
    """Start a server with a database that is migrated and a sandbox, to be copied for each mutant."""
    with pgtap.prepared_server(TEMPLATE, {}) as server:
        with psycopg.connect(server.dsn(TEMPLATE), autocommit=True) as connection:
            connection.execute(INSTALL.read_bytes())
        yield server


@contextmanager
def _with(server: EmbeddedServer, mutant: Mutant | None) -> Iterator[str]:
    """Give a database with a fault in it that may be spoilt."""
    text = mutant.text() if mutant else ""
    dsn = server.create_database(COPY, TEMPLATE)
    try:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("set role maitred_owner")
            connection.execute(text.encode())  # refused when it is no SQL: that would be noticed for nothing
        yield dsn
    finally:
        server.drop_database(COPY)


def caught_by(server: EmbeddedServer, mutant: Mutant | None) -> str | None:
    """Return what notices a fault, None when nothing does; no mutant: the files as they are."""
    if mutant and mutant.tests:
        with _with(server, mutant):
            if found := _failed_test(server, mutant.tests):
                return found
    if mutant and mutant.locks:
        with _with(server, mutant) as dsn:
            return _against_the_order(dsn, mutant)
    if mutant and mutant.evenings:
        with _with(server, mutant) as dsn:
            if found := _evenings(dsn):
                return found
    with _with(server, mutant) as dsn, open_sandbox(dsn) as sandbox:
        if found := _noticed(sandbox, mutant.races if mutant else ()):
            return found
    with _with(server, mutant) as dsn:
        if found := _random_calls(dsn):
            return found
    with _with(server, mutant) as dsn:
        if found := _told(dsn):
            return found
    with _with(server, mutant) as dsn:
        if found := _evenings(dsn):
            return found
    with _with(server, mutant):
        return _failed_test(server, ())


def _failed_test(server: EmbeddedServer, folders: Sequence[str]) -> str | None:
    with psycopg.connect(server.dsn(COPY), autocommit=True) as connection:
        # Races do without it, since it is slow; SQL tests ask for it.
        connection.execute("alter table maitred.restaurants enable trigger restaurant_has_a_timezone")
    files = pgtap.find_tests([pgtap.TESTS / folder for folder in folders])
    # What the catalogue and the plans look like is not what a fault does: a test of them would notice the wrong thing.
    plans = ("reads_", "needs_no_statistics")
    files = [file for file in files if file.parent.name != "catalogue" and not file.stem.startswith(plans)]
    result = pgtap.prove(server, files, database=COPY)
    if result.failed:
        name = re.search(r"^(\S+)\s+\(Wstat", result.report, re.MULTILINE)
        return f"SQL test {name[1] if name else result.report.strip().splitlines()[-1]}"
    return None


def _noticed(sandbox: Sandbox, races: Sequence[str]) -> str | None:
    named = {name: race for wanted in races for name, race in find([wanted]).items()}
    for name, (_, scenario) in (named | find([])).items():
        strategy = Sampled(scenario.limit if name in named else A_FEW)
        for finding in explore(sandbox, name, scenario, strategy):
            return f"race {name}: {finding.wrong[0].splitlines()[0]}"
    return None


def _evenings(dsn: str) -> str | None:
    from ..tests.test_replanning import play

    with psycopg.connect(dsn, autocommit=True) as connection:
        try:
            for seed in range(EVENINGS):
                for wrong in play(connection, seed):
                    return f"random evenings: {wrong.splitlines()[0]}"
        except AssertionError as found:
            return f"random evenings: {str(found).splitlines()[0]}"
    return None


def _against_the_order(dsn: str, mutant: Mutant) -> str | None:
    from ..tests.test_lock_order import recorder, wrong

    with ExitStack() as stack:

        def connect(**options: Any) -> psycopg.Connection[Any]:
            return stack.enter_context(psycopg.connect(dsn, **options))

        found = wrong(recorder(connect), mutant.locks)
    return f"order of locks: {found[0]}" if found else None


def _random_calls(dsn: str) -> str | None:
    from ..tests.test_stateful import SETTINGS, calls_on

    few = hypothesis.settings(SETTINGS, max_examples=60, phases=[hypothesis.Phase.generate], database=None)
    with psycopg.connect(dsn, autocommit=True) as connection:
        calls = calls_on(connection)
        try:
            run_state_machine_as_test(calls, settings=few)
        except (Exception, ExceptionGroup) as found:
            return f"all calls in random order: {str(found).strip().splitlines()[0]}"
    return None


def _told(dsn: str) -> str | None:
    from ..tests.test_told import SETTINGS, STORIES, Step, steps_of, walk_on, walks

    few = hypothesis.settings(SETTINGS, max_examples=60, phases=[hypothesis.Phase.generate], database=None)
    with psycopg.connect(dsn, autocommit=True) as connection:
        walk = walk_on(connection)

        @few
        @hypothesis.given(program=walks)
        def play(program: list[Step]) -> None:
            walk().play(program)

        try:
            for story in STORIES:
                walk().play(steps_of(story))
            play()
        except (Exception, ExceptionGroup) as found:
            return f"what guests are told: {str(found).strip().splitlines()[0]}"
    return None


def main(names: Sequence[str]) -> int:
    """Try mutants and list which are caught; exit 1 when one is not."""
    chosen = [mutant for mutant in MUTANTS if not names or mutant.name in names]
    if unknown := set(names) - {mutant.name for mutant in MUTANTS}:
        raise HarnessError(f"There is no mutant called {min(unknown)}.")
    caught = 0
    with template() as server:
        if noticed := caught_by(server, None):
            raise HarnessError(f"Without any fault there is one, so nothing can be told: {noticed}")
        for mutant in chosen:
            started = time.monotonic()
            who = caught_by(server, mutant)
            seconds = time.monotonic() - started
            caught += who is not None
            outcome, style = (f"caught by {who}", "green") if who else ("NOT caught", "red")
            out.print(f"{mutant.name} ({mutant.function}), {seconds:.1f} s\n  {outcome}", style=style, markup=False)
    out.print(f"{caught} of {len(chosen)} mutants are caught.")
    return int(caught < len(chosen))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except HarnessError as error:
        sys.exit(str(error))
