"""By which ways a citizen is told, and by which not."""

from dataclasses import dataclass

from sqlalchemy import select

from cases.models import ContactChoice
from foundation import messaging
from foundation.db import db
from registry.models import PersonMerge
from registry.queries import get_person


@dataclass(frozen=True)
class ContactView:
    """How one person is told now."""

    person_id: int
    preferred: str | None
    stopped: list[str]
    channels: list[str]
    """Those that this deployment has and that reach the person."""


def choices_of(person_id: int) -> dict[str, ContactChoice]:
    """What that person has said about each channel, also under a record since merged; nothing for most."""
    same = select(PersonMerge.merged_id).where(PersonMerge.survivor_id == person_id, PersonMerge.undone_at.is_(None))
    said = select(ContactChoice).where((ContactChoice.person_id == person_id) | ContactChoice.person_id.in_(same))
    own_last = said.order_by(ContactChoice.person_id == person_id, ContactChoice.id)
    return {each.channel: each for each in db.session.scalars(own_last)}


def contact_view(person_id: int) -> ContactView:
    """For the page. Refused (404) as the person is."""
    person = get_person(person_id)
    chosen = choices_of(person_id)
    reach = {"whatsapp": person.phone_cipher, "sms": person.phone_cipher, "email": person.email_cipher}
    return ContactView(
        person_id=person.id,
        preferred=next((channel for channel, each in chosen.items() if each.preferred), None),
        stopped=[channel for channel, each in chosen.items() if each.stopped_at],
        channels=[channel for channel in reach if channel in messaging.channels() and reach[channel]],
    )
