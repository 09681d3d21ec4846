"""The worker against a real SMTP server and a real database."""

import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

from .. import HarnessError
from ..cli.console import main
from ..email import limits, smtp
from ..email import queue as outbox
from ..email.message import Templates
from ..email.smtp import TransportStoppedError
from ..email.worker import Sender, Settings, Worker, drain
from .racing import PATIENCE
from .smtp_server import Mailbox, smtp_server

SENDER = "Chez Nous <tables@example.org>"
RESTAURANT = "00000000-0000-0000-0000-000000000001"
OTHER = "00000000-0000-0000-0000-000000000002"


def fill(database: str, *recipients: str, kind: str = "booking_confirmed", commit: bool = True) -> None:
    """Owe an email to each recipient."""
    with psycopg.connect(database) as connection:
        connection.execute(
            "insert into maitred.restaurants (id, name, timezone, email) values (%s, 'Chez Nous', 'Europe/Paris', "
            "'restaurant@example.org') on conflict do nothing",
            (RESTAURANT,),
        )
        connection.execute(
            """
            select maitred_internal.queue_email(jsonb_populate_record(null::maitred.bookings, jsonb_build_object(
                'restaurant_id', %s::text, 'id', md5(r.address), 'party_size', 2, 'version', 1, 'guest_name', 'Anna',
                'guest_email', r.address, 'locale', 'en', 'start_at', clock_timestamp() + interval '3 days',
                'end_at', clock_timestamp() + interval '3 days 2 hours'
            )), %s)
            from unnest(%s::text []) as r (address)
            """,
            (RESTAURANT, kind, list(recipients)),
        )
        if not commit:
            connection.rollback()


def fill_mixed(database: str, guests: int, every: int) -> None:
    """Owe an email to each guest, and after each ``every``-th guest three emails that end at the claim.

    These are superseded, late past their use, or of a restaurant that suppresses its emails by now. All have
    bookings, so that the drift oracle sees those that get lost.
    """
    with psycopg.connect(database) as connection:
        connection.execute("update maitred.installation set request_email_delay = '0 seconds'")
        connection.execute(
            "insert into maitred.restaurants (id, name, timezone)"
            " values (%s, 'Chez Nous', 'Europe/Paris'), (%s, 'Chez Eux', 'Europe/Paris')",
            (RESTAURANT, OTHER),
        )
        connection.execute(
            """
            with booking as (
                insert into maitred.bookings (
                    restaurant_id, party_size, start_at, end_at, guest_name, guest_email, locale, source, created_at,
                    updated_at
                )
                select
                    case when w.what = 'suppressed' then %(other)s else %(restaurant)s end::uuid, 2,
                    clock_timestamp() + interval '3 days', clock_timestamp() + interval '3 days 2 hours', 'Anna',
                    w.what || n || '@example.org', 'en', 'ops', clock_timestamp(), clock_timestamp()
                from generate_series(1, %(guests)s) as n
                cross join unnest(array['superseded', 'expired', 'suppressed', 'guest']) as w (what)
                where n %% case when w.what = 'guest' then 1 else %(every)s end = 0
                returning *
            )
            select maitred_internal.queue_email(
                b, 'booking_requested',
                p_expires_at => case when b.guest_email like 'expired%%' then clock_timestamp() end
            )
            from booking as b
            order by regexp_replace(b.guest_email, '[^0-9]', '', 'g')::int, b.guest_email
            """,
            {"restaurant": RESTAURANT, "other": OTHER, "guests": guests, "every": every},
        )
        connection.execute(
            """
            insert into maitred_internal.outbox_superseded (email_id, booking_id)
            select c.email_id, c.booking_id
            from maitred_internal.outbox_contents as c
            where c.recipient like 'superseded%'
            """
        )
        connection.execute("update maitred.restaurants set suppress_emails = true where id = %s", (OTHER,))


def lost(database: str) -> list[Any]:
    """Return the emails of bookings that are in no place and not finished, or in two places."""
    with psycopg.connect(database) as connection:
        return connection.execute(
            "select row_ref, detail from maitred.find_assignment_drift() where kind = 'email_lost'"
        ).fetchall()


def settings(database: str, url: str, **more: Any) -> Settings:
    return Settings(
        **{"database_url": database, "server": smtp.parse_url(url), "sender": SENDER, "timeout": PATIENCE, **more}
    )


def states(database: str) -> dict[str, int]:
    """Return how many emails lie where."""
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            """
            select 'ready', count(*) from maitred_internal.outbox_ready
            union all select 'claimed', count(*) from maitred_internal.outbox_claims
            union all select reason, count(*) from maitred_internal.outbox_dead group by reason
            union all select 'sent', count(*) from maitred_internal.outbox_attempts where outcome = 'sent'
            """
        ).fetchall()
    return {name: count for name, count in rows if count}


def drained(database: str, url: str, **more: Any) -> dict[str, str]:
    return {d.email.recipient: d.result.outcome for d in drain(settings(database, url, **more))}


@contextmanager
def working(worker: Worker) -> Iterator[list[BaseException]]:
    """Run a worker while the block lasts."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            worker.run()
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield errors
    finally:
        worker.stop.set()
        thread.join(2 * PATIENCE)
        assert not thread.is_alive()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.01)


@pytest.fixture
def mail() -> Iterator[tuple[str, Mailbox]]:
    """A mail server: its URL and what it delivered."""
    with smtp_server() as running:
        yield running


def test_each_answer_has_its_outcome(database: str, mail: tuple[str, Mailbox]) -> None:
    url, mailbox = mail
    names = ["ok", "rcpt450", "rcpt452", "rcpt550", "data450", "data552", "data554", "before", "after", "fine"]
    fill(database, *(f"{name}@example.org" for name in names))
    outcomes = {address.partition("@")[0]: outcome for address, outcome in drained(database, url).items()}
    assert outcomes == {
        "ok": "sent", "rcpt450": "failed", "rcpt452": "failed", "rcpt550": "dead", "data450": "failed",
        "data552": "dead", "data554": "dead", "before": "failed", "after": "uncertain", "fine": "sent",
    }  # fmt: skip
    assert states(database) == {"ready": 5, "permanent": 3, "sent": 2}
    with psycopg.connect(database) as connection:
        connection.execute("update maitred_internal.outbox_ready set available_at = clock_timestamp()")
    assert drained(database, url)["after@example.org"] == "sent"
    assert max(mailbox.ids.values()) == 2, "the one that was uncertain came again, under the same Message-ID"


def test_an_answer_that_the_database_cannot_keep_is_kept_without_it(database: str, mail: tuple[str, Mailbox]) -> None:
    fill(database, "nul@example.org", "anna@example.org")
    assert drained(database, mail[0]) == {"nul@example.org": "sent", "anna@example.org": "sent"}
    assert states(database) == {"sent": 2}


@pytest.mark.parametrize("who", ["rcpt530", "rcpt535", "rcpt571"])
def test_a_refusal_of_ours_stops_the_transport_and_uses_no_row_up(
    database: str, mail: tuple[str, Mailbox], who: str
) -> None:
    fill(database, f"{who}@example.org", "anna@example.org")
    with pytest.raises(TransportStoppedError, match="refuses to send for us"):
        drained(database, mail[0])
    assert states(database) == {"ready": 2}


def test_one_email_cannot_stop_the_transport_for_ever(database: str, mail: tuple[str, Mailbox]) -> None:
    fill(database, "rcpt571@example.org", "anna@example.org")
    for stop in range(3):
        with psycopg.connect(database) as connection:
            connection.execute("update maitred_internal.outbox_ready set available_at = clock_timestamp()")
        with pytest.raises(TransportStoppedError):
            drained(database, mail[0])
        others = drained(database, mail[0])
        assert others == ({"anna@example.org": "sent"} if stop == 0 else {})
    assert states(database) == {"permanent": 1, "sent": 1}


def test_a_refused_sender_stops_the_transport(database: str, mail: tuple[str, Mailbox]) -> None:
    fill(database, "anna@example.org")
    with pytest.raises(TransportStoppedError, match=r"5\.1\.8"):
        drained(database, mail[0], sender="refused@example.org")
    assert states(database) == {"ready": 1}


def test_421_gives_the_rest_back(database: str, mail: tuple[str, Mailbox]) -> None:
    url, mailbox = mail
    fill(database, *(f"guest{n}@example.org" for n in range(5)))
    mailbox.pause_after = 2
    with pytest.raises(HarnessError, match="wants a pause"):
        drained(database, url)
    assert states(database) == {"ready": 3, "sent": 2}
    with working(Worker(settings(database, url))):
        wait_for(lambda: len(mailbox.messages) == 5)


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_password_is_needed_and_checked(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(database, "anna@example.org")
    with smtp_server(password="right") as (url, mailbox):
        monkeypatch.setenv("DATABASE_URL", database)
        monkeypatch.setenv("MAITRED_SENDER", SENDER)
        monkeypatch.setenv("MAITRED_SMTP_USER", "maitred")
        monkeypatch.setenv("MAITRED_SMTP_PASSWORD", "wrong")
        for command in ("drain", "worker"):
            said = CliRunner().invoke(main, [command, "--smtp-url", url])
            assert said.exit_code == 1
            assert "refuses user maitred" in said.stderr
            assert "Traceback" not in said.stderr
            assert "wrong" not in said.stderr
        assert states(database) == {"ready": 1}
        monkeypatch.setenv("MAITRED_SMTP_PASSWORD", "gekühlt")
        said = CliRunner().invoke(main, ["drain", "--smtp-url", url])
        assert said.exit_code == 1
        assert "must be ASCII" in said.stderr
        assert states(database) == {"ready": 1}
        monkeypatch.setenv("MAITRED_SMTP_PASSWORD", "right")
        said = CliRunner().invoke(main, ["drain", "--smtp-url", url])
        assert said.exit_code == 0
        assert "1 sent" in said.stdout
        assert mailbox.recipients == ["anna@example.org"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "MAITRED_SMTP_URL is not set"),
        (["--smtp-url", "http://x"], "SMTP URL is not understood"),
        (["--smtp-url", "smtp://x:99999999"], "SMTP URL is not understood"),
        (["--smtp-url", "smtp://x?tls=1"], "no option but starttls"),
        (["--smtp-url", "smtp://x?starttls=maybe"], "required, optional or no"),
        (["--smtp-url", "smtp://user@x"], "MAITRED_SMTP_PASSWORD"),
        (["--smtp-url", "smtp://mail..example.org"], "no host name"),
        (["--smtp-url", "smtp://127.0.0.1:9"], "not available"),
        (["--smtp-url", "smtp://127.0.0.1:9", "--sender", "nobody"], "MAITRED_SENDER"),
        (["--smtp-url", "smtp://127.0.0.1:9", "--templates", "/nowhere"], "no folder"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    database: str, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    fill(database, "anna@example.org")
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("MAITRED_SENDER", SENDER)
    result = CliRunner().invoke(main, ["drain", *arguments])
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert states(database) == {"ready": 1}


def test_a_faulty_template_fails_its_row_and_no_other(database: str, mail: tuple[str, Mailbox], tmp_path: Any) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "booking_cancelled.txt").write_text("Oh\n\n{{ nothing }}")
    fill(database, "anna@example.org", kind="booking_cancelled")
    fill(database, "bert@example.org")
    outcomes = drained(database, mail[0], templates=tmp_path)
    assert outcomes == {"anna@example.org": "dead", "bert@example.org": "sent"}


@pytest.mark.parametrize(
    "text",
    [
        "{{ 'x' * 10 ** 9 }}",
        "{{ [1] * 10 ** 9 }}",
        "{{ 10 ** (10 ** 10) }}",
        "{{ 'x'.ljust(10 ** 9) }}",
        "{{ '%1000000000d' % 1 }}",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}"
        "{% endfor %}",
        "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}",
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    ],
)
def test_a_template_without_end_fails_its_row_and_no_other(
    database: str, mail: tuple[str, Mailbox], tmp_path: Any, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.5)
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "booking_cancelled.txt").write_text(f"Oh\n\n{text}")
    fill(database, "anna@example.org", kind="booking_cancelled")
    fill(database, "bert@example.org")
    said = {d.email.recipient: d.result for d in drain(settings(database, mail[0], templates=tmp_path))}
    assert said["bert@example.org"].outcome == "sent"
    assert said["anna@example.org"].outcome == "dead"
    assert re.match(r".*/en/booking_cancelled\.txt:3: ", said["anna@example.org"].error or "")


def test_a_rolled_back_booking_mails_nobody(database: str, mail: tuple[str, Mailbox]) -> None:
    fill(database, "anna@example.org", commit=False)
    assert drained(database, mail[0]) == {}


def test_suppressed_emails_are_not_sent(database: str, mail: tuple[str, Mailbox]) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("update maitred.installation set suppress_emails = true")
    fill(database, "anna@example.org")
    assert drained(database, mail[0]) == {}
    assert mail[1].messages == []


def test_the_emails_of_a_booking_arrive_in_order(database: str, mail: tuple[str, Mailbox]) -> None:
    kinds = ["booking_requested", "booking_confirmed", "modification_pending", "modification_confirmed"]
    guests = [f"guest{n}@example.org" for n in range(12)]
    for kind in kinds:
        fill(database, *guests, kind=kind)
    with working(Worker(settings(database, mail[0], batch=5))):
        wait_for(lambda: len(mail[1].messages) == 48)
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            """
            select array_agg(k.kind::text order by a.recorded_at)
            from maitred_internal.outbox_attempts as a
            inner join maitred_internal.outbox_keys as k on a.email_id = k.email_id
            where a.outcome = 'sent'
            group by k.booking_id
            """
        ).fetchall()
    assert rows == [(kinds,)] * 12


def test_four_workers_send_each_email_once(database: str, mail: tuple[str, Mailbox]) -> None:
    fill(database, *(f"guest{n}@example.org" for n in range(200)))
    workers = [Worker(settings(database, mail[0], batch=7, connections=2, name=f"w{n}")) for n in range(4)]
    with working(workers[0]), working(workers[1]), working(workers[2]), working(workers[3]):
        wait_for(lambda: states(database) == {"sent": 200})
    assert Counter(mail[1].recipients).most_common(1)[0][1] == 1
    assert len(mail[1].messages) == 200


def test_no_email_of_a_mixed_batch_is_lost(database: str, mail: tuple[str, Mailbox]) -> None:
    url, mailbox = mail
    mailbox.greylisting = True
    fill_mixed(database, 40, 10)
    workers = [Worker(settings(database, url, batch=20, connections=2, name=f"w{n}")) for n in range(2)]
    with working(workers[0]), working(workers[1]):
        wait_for(lambda: len(mailbox.known) == 40)
    assert lost(database) == []
    with psycopg.connect(database) as connection:
        connection.execute("update maitred_internal.outbox_ready set available_at = clock_timestamp()")
    drained(database, url)
    assert Counter(mailbox.recipients) == Counter(f"guest{n}@example.org" for n in range(1, 41))
    assert states(database) == {"sent": 40}
    assert lost(database) == []


def test_a_worker_that_slept_past_its_lease_hands_nothing_over(database: str, mail: tuple[str, Mailbox]) -> None:
    fill(database, "anna@example.org", "bert@example.org")
    sender = Sender(settings(database, mail[0], lease=1.0), Templates(), threading.Event())
    deadline, emails = sender.claim()
    time.sleep(1.1)
    assert drained(database, mail[0]) == {"anna@example.org": "sent", "bert@example.org": "sent"}
    with outbox.open_outbox(database) as connection:
        token = emails[0].claim_token
        assert outbox.settle(connection, token, [(emails[0].email_id, smtp.Result("sent"))]) == 0
        assert not outbox.extend(connection, token, 60)
        assert outbox.release(connection, token) == 0
    assert time.monotonic() > deadline
    assert len(mail[1].messages) == 2
    sender.close()


class Sleeper(Worker):
    """A worker whose senders do not poll: nothing but a wake-up wakes them."""

    asleep = 0

    def _sleep(self) -> None:
        with self._wake:
            self.asleep += 1
            self._wake.wait_for(lambda: self._rung or self.stop.is_set())
            self.asleep -= 1
            self._rung = False


def test_an_idle_worker_is_woken_by_the_wake_up(
    database: str, mail: tuple[str, Mailbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.email.worker.WAKEUP", 60.0)
    worker = Sleeper(settings(database, mail[0]))
    listening = "select from pg_stat_activity where application_name = 'maitred wake-up' and query ilike 'listen%%'"
    with working(worker), psycopg.connect(database, autocommit=True) as connection:
        wait_for(lambda: connection.execute(listening).rowcount == 1)
        for n in range(5):
            wait_for(lambda: worker.asleep == worker.settings.connections)
            fill(database, f"guest{n}@example.org")
            wait_for(lambda n=n: len(mail[1].messages) == n + 1)  # type: ignore[misc]


def test_without_a_wake_up_the_worker_polls(
    database: str, mail: tuple[str, Mailbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker(settings(database, mail[0], listen_url="postgresql://127.0.0.1:9/none"))
    slept: list[float | None] = []

    def wait(timeout: float | None = None) -> bool:
        slept.append(timeout)
        return sleep(timeout)

    sleep = worker._wake.wait
    monkeypatch.setattr(worker._wake, "wait", wait)
    with working(worker):
        wait_for(lambda: len(slept) >= worker.settings.connections)
        fill(database, "anna@example.org")
        wait_for(lambda: len(mail[1].messages) == 1)
    assert set(slept) == {1.0}, "an email waits for a second at most"


def test_a_server_that_is_away_is_waited_for(database: str) -> None:
    fill(database, "anna@example.org")
    said: list[str] = []
    worker = Worker(settings(database, "smtp://127.0.0.1:9"), said.append)
    with working(worker) as errors:
        wait_for(lambda: bool(said))
    assert errors == []
    assert "not available" in said[0]
    assert states(database) == {"ready": 1}


def test_the_rate_limit_is_shared(database: str, mail: tuple[str, Mailbox], monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    def take_token(*arguments: Any) -> float:
        waits.append(take(*arguments))
        return waits[-1]

    take = outbox.take_token
    monkeypatch.setattr("harness.email.queue.take_token", take_token)
    fill(database, *(f"guest{n}@example.org" for n in range(15)))
    started = time.monotonic()
    workers = [Worker(settings(database, mail[0], rate=10, name=f"w{n}")) for n in range(2)]
    with working(workers[0]), working(workers[1]):
        wait_for(lambda: len(mail[1].messages) == 15)
    assert time.monotonic() - started >= 1.0
    assert 0.0 < max(waits) < 0.11, "nobody waits longer than for the next tenth of a second"


def test_stopping_finishes_what_is_in_hand_and_releases_the_rest(database: str, mail: tuple[str, Mailbox]) -> None:
    mail[1].delay = 0.1
    fill(database, *(f"guest{n}@example.org" for n in range(300)))
    with working(Worker(settings(database, mail[0], connections=2))):
        wait_for(lambda: len(mail[1].messages) >= 2)
    sent = len(mail[1].messages)
    assert sent < 300
    assert states(database) == {"ready": 300 - sent, "sent": sent}


def test_a_long_batch_keeps_its_lease(
    database: str, mail: tuple[str, Mailbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, *(f"guest{n}@example.org" for n in range(8)))
    # On the worker's clock each message takes a quarter of the lease.
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + 15 * len(mail[1].messages), sleep=time.sleep)
    monkeypatch.setattr("harness.email.worker.time", clock)
    assert set(drained(database, mail[0], lease=60.0).values()) == {"sent"}
    assert states(database) == {"sent": 8}
    with psycopg.connect(database) as connection:
        row = connection.execute(
            "select count(distinct claim_token), count(*) filter (where outcome <> 'sent')"
            " from maitred_internal.outbox_attempts"
        ).fetchone()
    assert row == (1, 0), "one claim from the first to the last"


# The program as it is installed, with one function that fails as nobody expects.
FAILING = """
import sys
from unittest.mock import patch
from harness.cli import main
with patch(sys.argv.pop(1), side_effect=ZeroDivisionError("the wheel came off")):
    main()
"""


@pytest.mark.parametrize(
    "function",
    [
        "harness.email.worker.build_message",
        "harness.email.worker.run_jobs",
        "harness.email.worker.outbox.begin_settle",
        "harness.email.worker.outbox.request_email_wakeup",
        "harness.email.queue.class_row",
        "harness.email.worker.Worker._listen",
    ],
)
def test_an_error_that_nobody_expects_ends_the_worker(database: str, mail: tuple[str, Mailbox], function: str) -> None:
    fill(database, "anna@example.org")
    ended = subprocess.run(
        [sys.executable, "-c", FAILING, function, "worker", "--smtp-url", mail[0]],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "DATABASE_URL": database, "MAITRED_SENDER": SENDER},
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
    )
    assert ended.returncode == 1
    assert "Traceback" in ended.stderr
    assert "ZeroDivisionError: the wheel came off" in ended.stderr
    if (
        function != "harness.email.queue.class_row"
    ):  # a claim whose answer cannot be read comes back when its lease is over
        assert states(database).keys() <= {"ready", "sent"}, "what it had in flight is given back"


def test_a_preview_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Any) -> None:
    (tmp_path / "file").touch()
    said = CliRunner().invoke(main, ["outbox", "preview", "--into", str(tmp_path / "file")])
    assert said.exit_code == 1
    assert "cannot be written" in said.stderr
