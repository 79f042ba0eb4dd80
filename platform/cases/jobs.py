"""What happens after a transaction: messages and notices leave, and an agency's answer reaches the case."""

from sqlalchemy import select

from cases.actions import break_glass, contact, from_citizens, incoming, lateness, messages, rounds, sites
from cases.actions.notices import mail_of, notify, tell_keepers
from cases.actions.referrals import bring_answers
from cases.models import Case, Referral
from foundation import messaging
from foundation.db import db
from foundation.jobs import at_office, job
from tenants.everywhere import in_every_tenant


@job("cases.send_message")
def send_message(message_id: int) -> None:
    """Hand one message to its channel. Undeliverable passes through: the outbox tries again later."""
    messages.deliver(message_id)


@job("cases.message_news")
def message_news(message_id: int, news: str, why: str) -> None:
    """What the channel says became of a message."""
    if news == "delivered":
        messages.arrived(message_id)
    else:
        messages.lost(message_id, why)


@job("cases.stop_by_link")
def stop_by_link(message_id: int) -> None:
    """The link in an e-mail was followed."""
    contact.stop_as_told_by(message_id)


@job("cases.reply")
def reply(recipient: str, channel: str, wanted: str) -> None:
    """Somebody answered STOP or MULAI; the number is known by its hash."""
    contact.answered(bytes.fromhex(recipient), channel, wanted)


@job("cases.papers_came")
def papers_came(case_id: int, first_id: int, last_id: int) -> None:
    """A citizen has sent papers."""
    from_citizens.papers_came(case_id, first_id, last_id)


@job("cases.word_came")
def word_came(word_id: int) -> None:
    """A citizen objects, or says what they think of the result."""
    from_citizens.word_came(word_id)


@job("cases.mail_notice")
def mail_notice(notice_id: int) -> None:
    """Hand a notice to the e-mail channel, if its member has an address."""
    letter = mail_of(notice_id)
    if letter is not None:
        messaging.send(letter)


@job("cases.referral_assigned")
def referral_assigned(referral_id: int) -> None:
    """The agency's officer who is to work on it is told."""
    referral = db.session.scalars(select(Referral).where(Referral.id == referral_id)).one()
    if referral.officer_id is not None:
        notify(
            "referral_assigned", membership_id=referral.officer_id, case_id=referral.case_id, referral_id=referral.id
        )


@job("cases.glass_opened")
def glass_opened(glass_id: int) -> None:
    """The district learns that the province has opened one of its cases."""
    break_glass.tell_district(glass_id)


@job("cases.carry_referral")
def carry_referral(referral_id: int) -> None:
    """The courier: what we ask of another site, and every step of ours, is written down there in its own transaction.

    Delivered twice it changes nothing: packet and steps carry keys.
    """
    parcel = sites.parcel(referral_id)
    with at_office(parcel.to_tenant_id):
        incoming.take_in(parcel)


@job("cases.carry_reply")
def carry_reply(incoming_id: int) -> None:
    """The courier on the way back: what this site has done with a request reaches the sender."""
    reply = incoming.reply_of(incoming_id)
    with at_office(reply.to_tenant_id):
        sites.take_back(reply)


def by_the_clock() -> None:
    """Close in silence, raise what is late, remind of cut-offs, tenant by tenant. Once a day; safe to run again.

    In practice nothing happens by itself.
    """
    in_every_tenant(_day_begins)


def _day_begins() -> None:
    lateness.close_in_silence()
    lateness.raise_late_referrals()
    lateness.raise_late_cases()
    rounds.remind()


@job("cases.referral_answered")
def referral_answered(referral_id: int) -> None:
    """Whoever looks after the case is told; the case follows once every one of its referrals is over."""
    referral = db.session.scalars(select(Referral).where(Referral.id == referral_id)).one()
    case = db.session.scalars(select(Case).where(Case.id == referral.case_id)).one()
    tell_keepers("referral_answered", case, referral.id)
    bring_answers(case.id)
