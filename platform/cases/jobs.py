"""What happens after a transaction: messages and notices leave, and an agency's answer reaches the case."""

from sqlalchemy import select

from cases.actions.messages import PURPOSE
from cases.actions.notices import mail_of, tell_keepers
from cases.actions.referrals import bring_answers
from cases.models import Case, Message, Referral
from foundation import clock, messaging
from foundation.crypto import vault
from foundation.db import db
from foundation.jobs import job
from foundation.tenancy import current_tenant_id


@job("cases.send_message")
def send_message(message_id: int) -> None:
    """Hand one message to its channel. Undeliverable passes through: the outbox tries again later."""
    message = db.session.scalars(select(Message).where(Message.id == message_id).with_for_update()).one()
    if message.state == "sent":
        return
    recipient = vault().decrypt(message.recipient_cipher, PURPOSE)
    reference = f"case-message-{current_tenant_id()}-{message.id}"
    messaging.send(messaging.Letter(message.channel, recipient, message.subject, message.body, reference))
    message.state, message.sent_at = "sent", clock.now()


@job("cases.mail_notice")
def mail_notice(notice_id: int) -> None:
    """Hand a notice to the e-mail channel, if its member has an address."""
    letter = mail_of(notice_id)
    if letter is not None:
        messaging.send(letter)


@job("cases.referral_answered")
def referral_answered(referral_id: int) -> None:
    """Whoever looks after the case is told; the case follows once every one of its referrals is over."""
    referral = db.session.scalars(select(Referral).where(Referral.id == referral_id)).one()
    case = db.session.scalars(select(Case).where(Case.id == referral.case_id)).one()
    tell_keepers("referral_answered", case, referral.id)
    bring_answers(case.id)
