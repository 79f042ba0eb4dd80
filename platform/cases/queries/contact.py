"""By which ways a citizen is told, and by which not."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, bindparam, select

from cases.models import ContactChoice
from foundation import messaging
from foundation.reading import read
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


def choices_of(person_id: int) -> dict[str, Any]:
    """What that person has said about each channel, also under a record since merged; nothing for most.

    By channel: person_id, channel, preferred, stopped_at.
    """
    return {each.channel: each for each in read(_SAID, person=person_id)}


_PERSON = bindparam("person", type_=BigInteger)
_SAME = select(PersonMerge.merged_id).where(PersonMerge.survivor_id == _PERSON, PersonMerge.undone_at.is_(None))
_SAID = (
    select(ContactChoice.person_id, ContactChoice.channel, ContactChoice.preferred, ContactChoice.stopped_at)
    .where((ContactChoice.person_id == _PERSON) | ContactChoice.person_id.in_(_SAME))
    .order_by(ContactChoice.person_id == _PERSON, ContactChoice.id)  # what was said under the own record counts
)


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
