"""What a server's answers mean, said by one that keeps to a script."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ..email.message import Message
from ..email.smtp import Connection, TransportPausedError, TransportStoppedError, parse_url
from .racing import PATIENCE

MESSAGE = Message("tables@example.org", "anna@example.org", b"Subject: x\r\n\r\n.dot\r\n", utf8=False)
ENVELOPE = b"MAIL FROM:<tables@example.org>\r\nRCPT TO:<anna@example.org>\r\nDATA\r\n"
EHLO = b"250-script\r\n250 PIPELINING\r\n"


@contextmanager
def script(*answers: bytes) -> Iterator[tuple[Connection, list[bytes]]]:
    """Run a server that gives the next answer to whatever comes, and hangs up after the last; yield what it heard."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        client = listener.accept()[0]
        with client:
            client.sendall(b"220 script\r\n")
            end = b"\r\n"
            for answer in answers:
                data = b""
                while not data.endswith(end):
                    if not (piece := client.recv(65536)):
                        return
                    data += piece
                heard.append(data)
                client.sendall(answer)
                end = b"\r\n.\r\n" if b"354" in answer else b"\r\n"

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    connection = Connection(parse_url(f"smtp://127.0.0.1:{listener.getsockname()[1]}?starttls=no"), timeout=PATIENCE)
    try:
        yield connection, heard
    finally:
        connection._drop()
        thread.join(PATIENCE)
        listener.close()


def test_commands_go_together_where_the_server_takes_them() -> None:
    with script(EHLO, b"250 a\r\n250 b\r\n354 c\r\n", b"250 kept\r\n") as (connection, heard):
        assert connection.send(MESSAGE).outcome == "sent"
    assert heard[1] == ENVELOPE
    assert heard[2] == b"Subject: x\r\n\r\n..dot\r\n.\r\n"


def test_commands_go_one_by_one_where_it_does_not() -> None:
    with script(b"250 script\r\n", b"250 a\r\n", b"250 b\r\n", b"354 c\r\n", b"250 kept\r\n") as (
        connection,
        heard,
    ):
        assert connection.send(MESSAGE).outcome == "sent"
    assert heard[1:4] == ENVELOPE.splitlines(keepends=True)


@pytest.mark.parametrize(("answer", "outcome"), [(b"550 5.1.1 nobody", "dead"), (b"450 4.2.1 later", "failed")])
def test_of_answers_that_come_together_the_first_refusal_counts(answer: bytes, outcome: str) -> None:
    together = b"250 a\r\n" + answer + b"\r\n503 no recipient\r\n"
    with script(EHLO, together, b"250 reset\r\n", b"250 a\r\n250 b\r\n354 c\r\n", b"250 kept\r\n") as (
        connection,
        heard,
    ):
        result = connection.send(MESSAGE)
        assert (result.outcome, result.error) == (outcome, f"RCPT: {answer.decode()}")
        assert heard[2] == b"rset\r\n"
        assert connection.send(MESSAGE).outcome == "sent", "the connection goes on"


def test_a_server_that_waits_for_a_message_to_nobody_gets_none() -> None:
    with script(EHLO, b"250 a\r\n550 5.1.1 nobody\r\n354 go on\r\n", b"250 sent to whom?\r\n") as (connection, heard):
        assert connection.send(MESSAGE).outcome == "dead"
    assert heard[2:] == [], "hung up on"


def test_a_pause_in_the_middle_is_a_pause() -> None:
    with (
        script(EHLO, b"250 a\r\n421 4.3.2 shutting down\r\n") as (connection, _),
        pytest.raises(TransportPausedError, match="RCPT: 421"),
    ):
        connection.send(MESSAGE)


def test_a_refused_sender_stops_the_transport_though_more_was_answered() -> None:
    with (
        script(EHLO, b"550 not you\r\n503 no sender\r\n503 no sender\r\n", b"221 bye\r\n") as (connection, _),
        pytest.raises(TransportStoppedError, match="MAIL: 550"),
    ):
        connection.send(MESSAGE)


def test_a_connection_lost_among_the_answers_is_safe_to_repeat() -> None:
    with script(EHLO, b"250 a\r\n250 b\r\n") as (connection, _):
        assert connection.send(MESSAGE).outcome == "failed"
