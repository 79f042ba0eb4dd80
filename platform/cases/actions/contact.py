"""What the citizen says about being told: by which channel first, by which no longer."""

from collections.abc import Collection

from sqlalchemy import select

from cases.models import Case, ContactChoice, Message
from cases.models.message import CHANNELS
from foundation import clock
from foundation.db import db
from registry.models import Person
from registry.queries import get_person
from tenants import access, audit


def choose(person_id: int, preferred: str | None, stopped: Collection[str]) -> None:
    """As the citizen told an officer: the channel to use first, and those to leave alone. Refused: 404, 403."""
    access.require("person:write")
    person = get_person(person_id)
    for channel in CHANNELS:
        choice = _choice(person.id, channel)
        choice.preferred = channel == preferred
        if (choice.stopped_at is not None) is not (channel in stopped):
            _set(choice, "desk" if channel in stopped else None)
    db.session.flush()
    audit.record("contact.chosen", "person", person.id, preferred=preferred, stopped=sorted(stopped))


def answered(recipient_hash: bytes, channel: str, wanted: str) -> None:
    """An answer to a message: `stop` or `start`, for everybody here with that telephone number. Repeatable."""
    for person_id in db.session.scalars(select(Person.id).where(Person.phone_hash == recipient_hash)).all():
        _set(_choice(person_id, channel), "sms" if wanted == "stop" else None)
        audit.record(f"contact.{wanted}", "person", person_id, channel=channel)


def stop_as_told_by(message_id: int) -> None:
    """The link in a message was followed: no more by that channel. Repeatable."""
    told = (
        select(Case.person_id, Message.channel).join(Case, Case.id == Message.case_id).where(Message.id == message_id)
    )
    for person_id, channel in db.session.execute(told):
        _set(_choice(person_id, channel), "link")
        audit.record("contact.stop", "person", person_id, channel=channel)


def _choice(person_id: int, channel: str) -> ContactChoice:
    own = select(ContactChoice).where(ContactChoice.person_id == person_id, ContactChoice.channel == channel)
    choice = db.session.scalars(own).one_or_none()
    if choice is None:
        choice = ContactChoice(person_id=person_id, channel=channel, preferred=False)
        db.session.add(choice)
        db.session.flush()
    return choice


def _set(choice: ContactChoice, stopped_how: str | None) -> None:
    choice.stopped_how = stopped_how
    choice.stopped_at = clock.now() if stopped_how else None
