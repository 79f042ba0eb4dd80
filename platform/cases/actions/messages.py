"""Telling the citizen: which words, by which channel, when, and what to do when they do not arrive."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from cases import links
from cases.actions.notices import tell_keepers
from cases.indonesian import long_date, plain_date
from cases.message_words import CONFIDENTIAL, ENDING, FAREWELL, MOST_MISSING, TEMPLATES, UNNAMED, Template
from cases.models import Case, CaseEvent, EventDetail, Message
from cases.queries.contact import choices_of
from foundation import clock, jobs, messaging
from foundation.crypto import vault
from foundation.db import db
from foundation.jobs import later
from foundation.tenancy import current_tenant_id, practising
from reference import codes
from reference.identity import mask_phone
from registry.actions import Contact, contact_of
from tenants.models import Tenant

PURPOSE = "message.recipient"
PREFERENCE = ("whatsapp", "sms", "email")
"""Which channel is tried when the citizen has not said."""
RINGS = frozenset({"whatsapp", "sms"})
"""Channels that wake somebody up."""
MORNING, EVENING = 7, 21
"""Hours on the wall of the office between which a telephone may ring (usulan platform)."""
ON_THEIR_WAY = ("waiting", "sent")
MOST_TRIES = 8
"""After some two hours a message is given up, and its case's keeper is told."""


def tell_citizen(case: Case, occasion: str) -> Message | None:
    """Have the citizen told, if this occasion is one to tell of and there is a channel they have not stopped."""
    if occasion not in TEMPLATES:
        return None
    contact = contact_of(case.person_id)
    channel = _channel_for(case.person_id, contact)
    if channel is None:
        return None
    address = _address(contact, channel)
    message = Message(
        case_id=case.id,
        occasion=occasion,
        channel=channel,
        recipient_cipher=vault().encrypt(address, PURPOSE),
        recipient_hash=hash_of(channel, address),
        recipient_masked=_masked(channel, address),
        subject="",
        body="",
    )
    db.session.add(message)
    db.session.flush()
    message.subject, message.body = _worded(case, message)
    db.session.flush()
    later("cases.send_message", message_id=message.id)
    return message


def deliver(message_id: int) -> None:
    """Hand a waiting message to its channel: for the job. At night a telephone waits for the morning.

    Undeliverable passes through, so that the outbox tries again, until the last try.
    """
    message = _locked(message_id)
    if message.state != "waiting":
        return
    case = _case_of(message)
    choice = choices_of(case.person_id).get(message.channel)
    if choice is not None and choice.stopped_at is not None:
        message.state = "stopped"
        return
    if not (case.emergency or practising()):
        _wait_for_morning(message)
    recipient = vault().decrypt(message.recipient_cipher, PURPOSE)
    letter = messaging.Letter(message.channel, recipient, message.subject, message.body, reference(message))
    try:
        sent = messaging.send(letter)
    except messaging.Unacceptable as fault:
        _give_up(message, str(fault))
    except messaging.Undeliverable as fault:
        if jobs.attempt() < MOST_TRIES:
            raise
        _give_up(message, str(fault))
    else:
        message.state, message.sent_at = ("sent", clock.now()) if sent else ("practised", None)


def arrived(message_id: int) -> None:
    """The channel says that it reached the telephone. Repeatable."""
    message = _locked(message_id)
    if message.state in ON_THEIR_WAY:
        message.state, message.delivered_at = "delivered", clock.now()


def lost(message_id: int, why: str) -> None:
    """The channel took it on and could not deliver it. Repeatable; what has arrived stays arrived."""
    message = _locked(message_id)
    if message.state in ON_THEIR_WAY:
        _give_up(message, why)


def reference(message: Message) -> str:
    """What the channel calls it, so that a second delivery is recognised and news of it find their way."""
    return f"case-message-{current_tenant_id()}-{message.id}"


def hash_of(channel: str, address: str) -> bytes:
    """By what an address is found again: a telephone number as the registry finds it."""
    return vault().lookup(address, "email" if channel == "email" else "phone")


def quiet_until(at: datetime, timezone: str) -> datetime | None:
    """When a telephone may ring again; None while it may. `timezone` is the office's."""
    local = at.astimezone(ZoneInfo(timezone))
    if MORNING <= local.hour < EVENING:
        return None
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if local.hour < MORNING else morning + timedelta(days=1)


def _channel_for(person_id: int, contact: Contact) -> str | None:
    """The one the citizen prefers, else the usual one, of those that exist here, reach them and are not stopped."""
    chosen = choices_of(person_id)
    stopped = {channel for channel, each in chosen.items() if each.stopped_at}
    first = [channel for channel, each in chosen.items() if each.preferred]
    usable = messaging.channels() - stopped
    return next((each for each in (*first, *PREFERENCE) if each in usable and _address(contact, each)), None)


def _address(contact: Contact, channel: str) -> str:
    return (contact.email if channel == "email" else contact.phone) or ""


def _wait_for_morning(message: Message) -> None:
    if message.channel not in RINGS:
        return
    timezone = db.session.scalars(select(Tenant.timezone).where(Tenant.id == message.tenant_id)).one()
    morning = quiet_until(clock.now(), timezone)
    if morning is not None:
        raise jobs.Postponed(morning)


def _give_up(message: Message, why: str) -> None:
    """Say so where somebody looks: on the page of messages, and to whoever looks after the case."""
    message.state, message.failure = "failed", why
    tell_keepers("message_failed", _case_of(message))


def _case_of(message: Message) -> Case:
    return db.session.scalars(select(Case).where(Case.id == message.case_id)).one()


def _locked(message_id: int) -> Message:
    return db.session.scalars(select(Message).where(Message.id == message_id).with_for_update()).one()


def _worded(case: Case, message: Message) -> tuple[str, str]:
    template = CONFIDENTIAL if case.confidential else TEMPLATES[message.occasion]
    tenant = db.session.get_one(Tenant, case.tenant_id)
    short = message.channel != "email"
    say = plain_date if short else long_date
    words = {
        "code": case.code,
        "promised": say(case.promised_on),
        "due": say(case.due_on or case.promised_on),
        "missing": _missing(case, short) if message.occasion == "needs_correction" else "",
        "place": tenant.name,
        "phone": tenant.phone or "kantor kami",
        "url": links.follow_case().partition("://")[2] if short else links.follow_case(),
        "stop": links.stop_email(message),
    }
    return template.subject.format(**words), _text(template, case, short, tenant).format(**words)


def _missing(case: Case, short: bool) -> str:
    """The papers that the desk named when it last asked; a telephone's message names as many as fit."""
    last = select(func.max(CaseEvent.id)).where(CaseEvent.case_id == case.id, CaseEvent.move == "ask_correction")
    asked = select(EventDetail.body["documents"]).where(
        EventDetail.case_id == case.id, EventDetail.event_id == last.scalar_subquery()
    )
    named = [codes.DOCUMENTS[slug].label_id for slug in db.session.scalar(asked) or ()]
    if not named:
        return UNNAMED
    return fitting(named, MOST_MISSING) if short else ", ".join(named)


def fitting(named: list[str], most: int) -> str:
    """As many of these as fit into so many letters, and how many more there are."""
    for n in range(len(named), 0, -1):
        more = len(named) - n
        words = ", ".join(named[:n]) + (f" dan {more} lagi" if more else "")
        if len(words) <= most:
            return words
    return f"{len(named)} berkas"


def _text(template: Template, case: Case, short: bool, tenant: Tenant) -> str:
    if short or case.confidential:
        return template.short if short else template.body + FAREWELL
    return f"{template.body}{ENDING}\n{tenant.office} {tenant.full_name}\n{FAREWELL}"


def _masked(channel: str, address: str) -> str:
    if channel != "email":
        return mask_phone(address)
    name, _at, host = address.partition("@")
    return f"{name[:1]}•••@{host}"
