"""Messages: what they say, and that nothing gets into them that was not meant."""

import email
import email.headerregistry
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from .. import HarnessError
from ..email.message import (
    SHIPPED,
    ClaimedEmail,
    Message,
    MessageError,
    Templates,
    ascii_domain,
    build_message,
    parse_sender,
)

KINDS = sorted(path.stem for path in (SHIPPED / "en").glob("[a-z]*.txt"))
LOCALES = ("en", "fr", "de", "es")
SENDER = "Chez Nous <tables@example.org>"
TEMPLATES = Templates()


def claimed(
    kind: str = "booking_confirmed", locale: str = "en", to: str = "anna@example.org", **more: Any
) -> ClaimedEmail:
    payload = {
        "reference": "7K3M9Q", "guest_name": "Anna", "party_size": 2, "start_at": "2031-06-07T17:00:00+00:00",
        "end_at": "2031-06-07T19:00:00+00:00", "timezone": "Europe/Paris", "restaurant": "Chez Nous",
        "restaurant_email": "restaurant@example.org", "version": 3, **more,
    }  # fmt: skip
    at = datetime(2031, 6, 1, 12, tzinfo=UTC)
    booking = UUID("00000000-0000-0000-0000-00000000002a")
    return ClaimedEmail(7, 1, booking, booking, kind, to, locale, payload, 1, "<7.x@maitred.invalid>", at, at)


def parsed(message: Message) -> EmailMessage:
    return email.message_from_bytes(message.data, _class=EmailMessage, policy=email.policy.SMTP)


def calendar(message: Message) -> Any:
    part = next(p for p in parsed(message).walk() if p.get_content_type() == "text/calendar")
    return icalendar.Calendar.from_ical(part.get_content())


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_speaks_every_language(kind: str, locale: str) -> None:
    subject, text, html = TEMPLATES.render(claimed(kind, locale))
    assert subject
    assert "\n" not in subject
    assert "Chez Nous" in html
    assert "7K3M9Q" in text
    assert "7K3M9Q" in html
    assert ("Anna" in text) == ("Anna" in html)
    assert "{" not in subject + text


def test_dates_are_in_the_guests_language_and_the_restaurants_zone() -> None:
    texts = {locale: TEMPLATES.render(claimed(locale=locale))[1] for locale in (*LOCALES, "de-CH", "xx")}
    assert "Saturday 7 June 2031, 19:00" in texts["en"]
    assert "samedi 7 juin 2031, 19 h 00" in texts["fr"]
    assert "Samstag, 7. Juni 2031, 19:00" in texts["de"]
    assert "sábado, 7 de junio de 2031, 19:00" in texts["es"]
    assert texts["de-CH"] == texts["de"]
    assert texts["xx"] == texts["en"]


@pytest.mark.parametrize(
    ("locale", "when"),
    [
        ("en-US", "Saturday, June 7, 2031, 7:00 PM"),
        ("fr-CH", "samedi, 7 juin 2031, 19:00"),
        ("fr-CA", "samedi 7 juin 2031, 19 h 00"),
        ("es-MX", "sábado, 7 de junio de 2031, 7:00 p.m."),
    ],
)
def test_dates_are_as_the_guests_country_writes_them(locale: str, when: str) -> None:
    _, text, html = TEMPLATES.render(claimed(locale=locale))
    assert when in text
    assert f'lang="{locale}"' in html


def test_the_first_of_a_month_is_the_first_in_french() -> None:
    at = "2031-06-01T17:00:00+00:00"
    assert "dimanche 1er juin 2031" in TEMPLATES.render(claimed(locale="fr", start_at=at))[1]
    assert "Sunday 1 June 2031" in TEMPLATES.render(claimed(start_at=at))[1]


def test_dates_are_in_the_language_of_the_template(tmp_path: Path) -> None:
    (tmp_path / "it").mkdir()
    (tmp_path / "it" / "booking_confirmed.txt").write_text("Prenotato: {{ date }}, {{ start_time }}\n\nA presto\n")
    subject, _, html = Templates(tmp_path).render(claimed(locale="it-CH"))
    assert subject == "Prenotato: sabato, 7 giugno 2031, 19:00"
    assert "Saturday 7 June 2031" in html
    assert 'lang="en"' in html


def test_the_ambiguous_hour_says_which_pass() -> None:
    text = TEMPLATES.render(claimed(start_at="2031-10-26T00:30:00+00:00"))[1]
    assert "02:30 (CEST)" in text


@pytest.mark.parametrize("locale", LOCALES)
def test_a_refusal_names_other_times(locale: str) -> None:
    times = [{"start_at": f"2031-06-07T{hour}:30:00+00:00", "end_at": "2031-06-07T20:00:00+00:00"} for hour in (16, 18)]
    _, text, html = TEMPLATES.render(claimed("booking_declined", locale, nearest_times=times))
    shown = "18 h 30, 20 h 30" if locale == "fr" else "18:30, 20:30"
    assert shown in text
    assert shown in html
    assert shown not in "".join(TEMPLATES.render(claimed("booking_declined", locale)))


def test_a_message_is_the_same_in_every_attempt() -> None:
    message = parsed(build_message(claimed(), TEMPLATES, SENDER))
    assert message["Message-ID"] == "<7.x@maitred.invalid>"
    assert message["Date"].datetime == datetime(2031, 6, 1, 12, tzinfo=UTC)
    assert message["X-Maitred-Email-Id"] == "7"
    assert message["Resend-Idempotency-Key"] == "7.x@maitred.invalid"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == "restaurant@example.org"
    assert message["From"] == "Chez Nous <tables@example.org>"


def test_a_decline_takes_the_tentative_entry_of_an_edit_away() -> None:
    entry = calendar(build_message(claimed("booking_declined", version=3, in_calendar=True), TEMPLATES, SENDER))
    assert (entry["METHOD"], entry.walk("VEVENT")[0]["STATUS"]) == ("CANCEL", "CANCELLED")


def test_a_decline_of_what_was_in_no_calendar_has_no_entry() -> None:
    message = parsed(build_message(claimed("booking_declined", in_calendar=False), TEMPLATES, SENDER))
    assert "text/calendar" not in [part.get_content_type() for part in message.walk()]


def test_a_cancellation_ends_the_entry_that_the_confirmation_made() -> None:
    made = calendar(build_message(claimed(version=1), TEMPLATES, SENDER))
    ended = calendar(build_message(claimed("booking_cancelled", version=2), TEMPLATES, SENDER))
    assert (str(made["METHOD"]), str(ended["METHOD"])) == ("REQUEST", "CANCEL")
    first, last = made.walk("VEVENT")[0], ended.walk("VEVENT")[0]
    assert first["UID"] == last["UID"]
    assert (first["SEQUENCE"], last["SEQUENCE"]) == (1, 2)
    assert first.decoded("DTSTART") == datetime(2031, 6, 7, 17, tzinfo=UTC)


@pytest.mark.parametrize("name", ["李小龍", "Владимир", "محمد", "Ann <script>", 'O"Brien', "Müller, Jürgen", "a" * 200])
def test_names_in_any_script_arrive(name: str) -> None:
    message = parsed(build_message(claimed("house_attention", guest_name=name), TEMPLATES, SENDER))
    assert name in str(message["Subject"])
    body = message.get_body(("html",))
    assert body is not None
    assert "<script>" not in body.get_content()


@pytest.mark.parametrize(
    "name",
    [
        "Eve\r\nBcc: all@example.org",
        "Eve\nBcc: all@example.org",
        "=?UTF-8?Q?x=0ABcc:_all@example.org?=",
        "Eve\u2028Bcc: x",
        "Eve\x85Bcc: x",
        "Eve\u202ecom.live//:ptth",
        "Eve\u2066",
        "Eve\x00",
    ],
)
def test_a_name_that_would_break_a_header_is_refused(name: str) -> None:
    with pytest.raises(MessageError, match="guest_name"):
        build_message(claimed("house_attention", guest_name=name), TEMPLATES, SENDER)


@given(st.text(min_size=1, max_size=120))
def test_no_name_adds_a_header(name: str) -> None:
    try:
        message = build_message(claimed("house_attention", guest_name=name), TEMPLATES, SENDER)
    except MessageError:
        return
    head = parsed(message)
    assert len(head.keys()) == len(set(head.keys()))
    assert "Bcc" not in head


@pytest.mark.parametrize(
    "address",
    [
        "",
        "@",
        "a",
        "a@",
        "@b",
        "a@b@c",
        "a b@c",
        "a@b\r\nRCPT TO:<x@y>",
        "<a@b>",
        "a,b@c",
        "=?x?=@b",
        "x" * 65 + "@b",
        "a@" + "b." * 130,
        "a@" + "b" * 64 + ".example",
        "a@example.org.",
        "a@.example.org",
        "a@-example.org",
        "a@example.org\u00a0",
        "a@\u200bexample.org",
        "a@exa\u3002mple",
        '"a b"@example.org',
        "a@[192.0.2.1]",
        "a\ud800@example.org",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(MessageError):
        build_message(claimed(to=address), TEMPLATES, SENDER)


def test_international_domains_are_sent_in_ascii() -> None:
    assert ascii_domain("anna@münchen.example") == "anna@xn--mnchen-3ya.example"
    assert ascii_domain("anna@STRAẞE.example") == "anna@xn--strae-oqa.example"
    assert ascii_domain("anna@\uff21\uff42\uff43.example") == "anna@abc.example"
    message = build_message(claimed(to="änne@münchen.example"), TEMPLATES, SENDER)
    assert message.utf8
    assert "änne@xn--mnchen-3ya.example".encode() in message.data


@pytest.mark.parametrize("domain", ["ü" * 60 + ".example", "℀.example", "№.example"])
def test_a_domain_that_dns_could_not_know_goes_as_it_is(domain: str) -> None:
    message = build_message(claimed(to=f"anna@{domain}"), TEMPLATES, SENDER)
    assert message.utf8 == (not message.recipient.isascii())
    assert message.recipient.partition("@")[2] in (domain, "no.example")


def test_a_message_is_the_same_byte_for_byte() -> None:
    assert build_message(claimed(), TEMPLATES, SENDER) == build_message(claimed(), TEMPLATES, SENDER)


def test_lines_of_a_message_are_short_and_end_as_they_must() -> None:
    name, restaurant = "李" * 200, "Très longue, maison; \\ " * 9
    for kind in KINDS:
        data = build_message(claimed(kind, "fr", guest_name=name, restaurant=restaurant), TEMPLATES, SENDER).data
        assert max(len(line) for line in data.split(b"\r\n")) <= 78
        assert b"\n" not in data.replace(b"\r\n", b"")
        assert b"\r" not in data.replace(b"\r\n", b"")
        assert data.isascii()


def test_texts_arrive_as_they_were_rendered() -> None:
    name = "Zoë = née . ' " + "x" * 100 + "=_alternative"
    mail = claimed(guest_name=name, restaurant="A; B, C\\ \u00fc" + "y" * 90)
    _, text, html = TEMPLATES.render(mail)
    message = parsed(build_message(mail, TEMPLATES, SENDER))
    for kind, meant in (("plain", text), ("html", html)):
        part = message.get_body((kind,))
        assert part is not None
        assert part.get_content() == meant.replace("\n", "\r\n")
    entry = calendar(build_message(mail, TEMPLATES, SENDER))
    assert entry.walk("VEVENT")[0]["SUMMARY"] == mail.payload["restaurant"]
    assert entry.errors == []


def test_a_stray_line_end_in_a_template_is_a_line_end(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "booking_confirmed.txt").write_text('Hi\n\na{{ "\\r" }}b{{ "\\r\\n.\\n" }}From c\n')
    part = parsed(build_message(claimed(), Templates(tmp_path), SENDER)).get_body(("plain",))
    assert part is not None
    assert part.get_content() == "a\r\nb\r\n.\r\nFrom c\r\n"


@pytest.mark.parametrize(
    "sender", ['"Müller, J. @ Haus" <tables@example.org>', "tables@example.org", "Haus <tische@münchen.example>"]
)
def test_the_sender_is_named(sender: str) -> None:
    message = parsed(build_message(claimed(), TEMPLATES, sender))
    assert str(message["From"].addresses[0]) == str(email.headerregistry.Address(*_named(sender)))


def _named(sender: str) -> tuple[str, str, str]:
    name, address = parse_sender(sender)
    return name, *address.split("@")  # type: ignore[return-value]


def test_a_sender_outside_of_ascii_needs_smtputf8() -> None:
    message = build_message(claimed(), TEMPLATES, "Jürgen <jürgen@example.org>")
    assert message.utf8
    assert "<jürgen@example.org>".encode() in message.data


def test_a_folder_goes_before_the_shipped_templates(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "booking_confirmed.txt").write_text("Ours\n\nHello {{ guest_name }}\n")
    subject, text, html = Templates(tmp_path).render(claimed())
    assert (subject, text) == ("Ours", "Hello Anna\n")
    assert "Chez Nous" in html


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Hi\n\n{{ nobody }}", r"booking_confirmed\.txt:3: 'nobody' is undefined"),
        ("Hi\n\n\n{% if %}", r"booking_confirmed\.txt:4: "),
        ("Hi\n{{ guest_name.__class__.__mro__ }}", r"booking_confirmed\.txt:2: access to attribute '__class__'"),
        ("Hi {{ 1 // 0 }}", r"booking_confirmed\.txt:1: "),
    ],
)
def test_a_faulty_template_is_named_with_its_line(tmp_path: Path, source: str, said: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "booking_confirmed.txt").write_text(source)
    with pytest.raises(MessageError, match=said):
        build_message(claimed(), Templates(tmp_path), SENDER)


def test_what_a_person_can_put_right_is_said() -> None:
    with pytest.raises(HarnessError, match="MAITRED_SENDER"):
        parse_sender("nobody")
    with pytest.raises(HarnessError, match="MAITRED_SENDER"):
        parse_sender("A\r\nBcc: b@c <a@b>")
    with pytest.raises(HarnessError, match="no folder"):
        Templates(Path("/nowhere"))
    with pytest.raises(MessageError, match="time zone"):
        build_message(claimed(timezone="Mars/Olympus"), TEMPLATES, SENDER)
    with pytest.raises(MessageError, match="start_at"):
        build_message(claimed(start_at=None), TEMPLATES, SENDER)
    with pytest.raises(MessageError, match="no template"):
        build_message(claimed("unknown"), TEMPLATES, SENDER)
