"""A message leaves through a real SMTP server."""

import socket

import pytest
from aiosmtpd.controller import Controller

from foundation.messaging import Letter, Undeliverable, smtp_adapter


class Postbox:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, bytes]] = []

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        self.arrived.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK"


@pytest.fixture
def post_office():
    postbox = Postbox()
    server = Controller(postbox, hostname="127.0.0.1", port=0)
    server.port = _free_port()
    server.start()
    yield server, postbox
    server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


LETTER = Letter(
    "email", "warga@contoh.test", "Kasus BLT-26-000001", "Keluhan Anda sudah terdaftar.", "case-message-1-1"
)


def test_an_email_arrives_with_a_reference_that_shows_a_repeat(post_office) -> None:
    server, postbox = post_office
    send = smtp_adapter("127.0.0.1", server.port, "slrt@contoh.test")
    send(LETTER)
    ((recipient, content),) = postbox.arrived
    assert recipient == "warga@contoh.test"
    assert b"Message-ID: <case-message-1-1@slrt>" in content
    assert "sudah terdaftar" in content.decode()


def test_a_dead_server_is_said_and_names_nobody() -> None:
    with pytest.raises(Undeliverable) as fault:
        smtp_adapter("127.0.0.1", _free_port(), "slrt@contoh.test")(LETTER)
    assert "warga" not in str(fault.value)
