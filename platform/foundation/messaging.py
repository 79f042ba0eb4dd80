"""The one port by which words leave the house. Adapters: SMTP here, SMS and WhatsApp in `foundation.gateway`."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid

from flask import Flask, current_app

from foundation.config import Settings
from foundation.tenancy import practising


@dataclass(frozen=True)
class Letter:
    """One message to one recipient. `reference` makes a second delivery recognisable (Message-ID)."""

    channel: str
    recipient: str
    subject: str
    body: str
    reference: str


class Undeliverable(RuntimeError):
    """The channel did not take the message; trying again later may help, `retry_after` seconds at the earliest."""

    def __init__(self, why: str, retry_after: int = 0) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class Unacceptable(RuntimeError):
    """The channel will never take this message; trying again does not help."""


Adapter = Callable[[Letter], None]


def init_app(app: Flask, settings: Settings) -> None:
    """Install e-mail, which every deployment has."""
    app.extensions["slrt_messaging"] = {
        "email": smtp_adapter(settings.smtp_host, settings.smtp_port, settings.mail_from)
    }


def install(app: Flask, channel: str, adapter: Adapter) -> None:
    """One more channel."""
    app.extensions["slrt_messaging"][channel] = adapter


def channels() -> frozenset[str]:
    """Those by which words can leave this house."""
    return frozenset(current_app.extensions["slrt_messaging"])


def send(letter: Letter) -> bool:
    """Hand the message to its channel. False when it is written for practice: then it stays in the house.

    Raises Undeliverable, Unacceptable.
    """
    if practising():
        return False
    adapters: dict[str, Adapter] = current_app.extensions["slrt_messaging"]
    if letter.channel not in adapters:
        raise Undeliverable(f"no adapter for channel {letter.channel}")
    adapters[letter.channel](letter)
    return True


def smtp_adapter(host: str, port: int, sender: str) -> Adapter:
    """E-mail by SMTP; the reference becomes the Message-ID so that a receiver can drop a repeat."""

    def deliver(letter: Letter) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, letter.recipient, letter.subject
        mail["Message-ID"] = f"<{letter.reference}@slrt>" if letter.reference else make_msgid()
        mail.set_content(letter.body)
        try:
            with smtplib.SMTP(host, port, timeout=10) as server:
                server.send_message(mail)
        except (OSError, smtplib.SMTPException) as fault:
            raise Undeliverable(f"smtp {type(fault).__name__}") from fault

    return deliver
