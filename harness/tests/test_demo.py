"""The Saturday of the demo: the same twice over, and nothing in it contradicts itself."""

import email
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, tzinfo
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Self

import pytest
from click.testing import CliRunner

from ..cli import demo as cli_demo
from ..cli.console import main
from ..demo import evening as demo
from ..demo.evening import Evening

CANCELLATIONS = 10


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return [tmp_path_factory.mktemp("mail") for _ in range(2)]


@pytest.fixture(scope="module")
def evenings(folders: list[Path]) -> Iterator[list[Evening]]:
    with ThreadPoolExecutor(2) as pool:
        yield list(pool.map(demo.run, folders))


@pytest.fixture
def evening(evenings: list[Evening]) -> Evening:
    return evenings[0]


def messages(folder: Path) -> list[EmailMessage]:
    files = sorted(folder.glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=SMTP) for file in files]


def counts(evening: Evening) -> dict[str, int]:
    return {status: bookings for status, bookings, _ in evening.by_status}


def test_same_seed_gives_the_same_saturday(evenings: list[Evening]) -> None:
    assert evenings[0] == evenings[1]


def test_the_evening_is_consistent(evening: Evening) -> None:
    assert evening.drift == []


def test_every_booking_is_accounted_for(evening: Evening) -> None:
    turned_away = sum(told.saw.startswith("turned away") for told in evening.walk_ins)
    assert sum(counts(evening).values()) + evening.at_the_door.total() == 140 + 5 + 3
    assert counts(evening)["cancelled"] == CANCELLATIONS + turned_away
    without_table = counts(evening).get("pending", 0) + counts(evening).get("pending_allocation", 0)
    assert sum(bookings for _, bookings, _ in evening.refused) == without_table + turned_away
    assert without_table > 0
    assert counts(evening)["confirmed"] > 90


def test_it_does_what_it_says(evening: Evening) -> None:
    assert len(evening.edits) == 20
    assert len(evening.cancellations) == CANCELLATIONS
    assert len(evening.walk_ins) == 5
    assert any(told.saw.startswith("seated") for told in evening.walk_ins)
    assert len(evening.blocks) == 2
    assert any(told.saw.startswith("confirmed") for told in evening.edits)
    assert any("MD205" in told.saw for told in evening.edits)
    assert set(evening.at_the_door) >= {"MD302 outside_opening_hours"}
    assert evening.day.weekday() == 5
    assert evening.day > date.today()
    assert all(0 <= used <= seats for _, used, seats in evening.by_hour)


def test_two_staff_never_have_the_same_table(evening: Evening) -> None:
    assert [(told.who, told.saw.partition(":")[0]) for told in evening.fight] == [
        ("Ada", "HELD"),
        ("Bruno", "PROPOSED"),
        ("Chiyo", "PROPOSED"),
        ("Ada", "CANCELLED"),
        ("Bruno", "HELD"),
        ("Chiyo", "PROPOSED"),
        ("Chiyo", "HELD"),
        ("Bruno", "CONFIRMED"),
        ("Chiyo", "CONFIRMED"),
        ("Bruno", "CONFIRMED"),
        ("Ada", "CANCELLED"),
    ]
    assert "is taken by a hold of Ada" in evening.fight[1].saw
    assert "is taken by a hold of Bruno" in evening.fight[5].saw


def test_every_email_is_a_file(evening: Evening, folders: list[Path]) -> None:
    received = messages(folders[0])
    outcomes: Counter[str] = sum(evening.emails.values(), Counter())
    assert outcomes.keys() == {"sent", "superseded"}
    assert set(evening.emails["booking_requested"]) == {"sent", "superseded"}, "who has a table at once gets one email"
    assert len(received) == evening.files == outcomes["sent"] > 150
    assert len({message["Message-ID"] for message in received}) == evening.files
    recipients = {str(message["To"]) for message in received}
    assert "salle@jardin.example" in recipients
    assert any(not recipient.isascii() for recipient in recipients)


def test_the_command_shows_it_and_fails_on_drift(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: object, **options: object) -> Evening:
        assert options["seed"] == 7
        return evening

    monkeypatch.setattr(demo, "run", run)
    shown = CliRunner().invoke(main, ["demo", "--seed", "7"])
    assert shown.exit_code == 0, shown.output
    assert "find_assignment_drift(): 0 rows" in shown.output
    assert re.search(r"20:00 +█+ +[\d.]+ of \d+", shown.output)
    for heading in ("Edits", "Bookings", "Refused", "Seats in use", "Emails", "out/mail"):
        assert heading in shown.output
    evening.drift.append(("overlapping_allocations",))
    try:
        assert CliRunner().invoke(main, ["demo", "--seed", "7"]).exit_code == 1
    finally:
        evening.drift.clear()


def test_names_in_brackets_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    cli_demo.grid("[x]", ("a",), [("[bold]b[/]",)])
    assert "[bold]b[/]" in capsys.readouterr().out


@pytest.mark.parametrize("weekday", range(7))
def test_the_saturday_is_in_the_future(weekday: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls(2031, 6, 2, 12, tzinfo=tz) + timedelta(days=weekday)

    monkeypatch.setattr(demo, "datetime", Clock)
    assert demo.next_saturday("Europe/Paris") == date(2031, 6, 7 if weekday < 5 else 14)
