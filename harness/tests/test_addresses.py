"""What SQL accepts as an address the mailer sends to, and nothing else: one definition, in three places."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import hypothesis.strategies as st
import psycopg
import pytest
from hypothesis import example, given

from .. import sql_directory
from ..email import message as mail
from ..email.message import ascii_domain, build_message, is_mailable
from ..server.embedded import EmbeddedServer
from .test_mail import SENDER, TEMPLATES, claimed

# Characters that some validator somewhere treats in its own way, and ordinary ones.
ODD = (
    "\t\n\r\x0b\x1b\x7f\x85\x9b\xa0\xad\u034f\u061c\u115f\u1680\u180e\u200b\u200d\u200e\u2028\u202e\u202f\u2060\u2066"
    "\u3000\u3002\u3164\ufe0f\ufeff\uff0e\uff20\uff61\uffa0\uffff\ue000\U000e0001\U0010ffff℀№ẞßςª\u017f\u212a\u2044①\uff41²İ\u0131؈"
)
PARTS = st.one_of(
    st.sampled_from([*ODD, *".-@_+'\"(),:;<>[]\\=?!#$%&*/^`{|}~ ", "=?", "..", "@.", "-.", "xn--", "x" * 63, "y" * 64]),
    st.sampled_from(["anna", "example", "org", "münchen", "пример", "例え", "مثال", "דוגמה", "उदाहरण", "ü" * 60, "1"]),
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
)
TEXTS = st.lists(PARTS, max_size=6).map("".join)
PAIRS = st.tuples(TEXTS, TEXTS)
ADDRESSES = st.one_of(TEXTS, PAIRS.map("@".join), PAIRS.map(lambda pair: f"a{pair[0]}@{pair[1]}b.example"))
LABELS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)
MAILABLE = st.tuples(
    st.lists(st.one_of(LABELS, st.sampled_from([*"!#$%&'*+-/=^_`{|}~.㋀€☕"])), min_size=1, max_size=3).map("".join),
    st.lists(LABELS, min_size=1, max_size=3).map(".".join),
).map("@".join)
KNOWN = ["ada@example.org\u00a0", "ada@example.org.", "a@b", "a@" + "x" * 64, '"a b"@example.org', "x" * 65 + "@b", ""]


@pytest.fixture(scope="module")
def asked(server: EmbeddedServer, template: str) -> Iterator[psycopg.Connection[Any]]:
    """A session that also says whether a text can be stored in the domain."""
    url = server.create_database("addresses", template)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("""
            create function pg_temp.stored(p text) returns boolean language plpgsql as $$
            begin
                perform p::maitred.email_address;
                return true;
            exception when check_violation then
                return false;
            end $$""")
        yield connection
    server.drop_database("addresses")


@given(st.lists(ADDRESSES, min_size=20, max_size=60))
@example(KNOWN)
def test_sql_and_the_mailer_agree(asked: psycopg.Connection[Any], addresses: list[str]) -> None:
    rows = asked.execute(
        "select a, maitred_internal.is_mailable(a), pg_temp.stored(a) from unnest(%s::text[]) as u (a)", (addresses,)
    )
    assert rows.fetchall() == [(a, is_mailable(a), is_mailable(a)) for a in addresses]


@given(MAILABLE.filter(is_mailable))
def test_what_is_mailable_becomes_a_message(address: str) -> None:
    message = build_message(claimed("booking_cancelled", to=address, restaurant_email=address), TEMPLATES, SENDER)
    assert message.recipient == ascii_domain(address)
    assert message.utf8 == (not message.recipient.isascii())
    assert message.data.startswith(f"To: {message.recipient}\r\n".encode()) or len(message.recipient) > 70


def test_the_three_say_it_in_the_same_words() -> None:
    for file in ("functions/core/booking/is_mailable.sql", "migrations/0002_floor.sql"):
        text = re.sub(r"'\n\s+'", "", (sql_directory() / file).read_text()).replace("\\\\", "\\")
        for pattern in (mail.NOT_IN_AN_ADDRESS.pattern, mail.NO_ADDRESS.pattern):
            assert pattern.replace("\\u0000", "\\u0001") in text, file


@given(ADDRESSES)
@example("ada@example.org\u00a0")
@example("\tada@example.org ")
@example("ada@bücher.example\n")
def test_what_a_booking_takes_is_sent(asked: psycopg.Connection[Any], address: str) -> None:
    with asked.transaction(force_rollback=True):
        restaurant = asked.execute(
            "insert into maitred.restaurants (name, timezone) values ('restaurant', 'Europe/Paris') returning id"
        ).fetchone()
        with suppress(psycopg.errors.InvalidParameterValue), asked.transaction():
            asked.execute(
                "select maitred.create_booking(%s, 2, now() + interval '1 day', 'Ada', %s)",
                (*(restaurant or ()), address),
            )
        taken = asked.execute("select guest_email from maitred.bookings where guest_email is not null").fetchall()
    for (stored,) in taken:
        assert build_message(claimed(to=stored), TEMPLATES, SENDER).recipient == ascii_domain(stored)
