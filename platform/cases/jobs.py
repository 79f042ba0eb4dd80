"""What happens after a transaction: the citizen's message leaves, and an agency's answer reaches the case."""

from sqlalchemy import select

from cases.actions.messages import PURPOSE
from cases.actions.referrals import bring_answers
from cases.models import Message, Referral
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


@job("cases.referral_answered")
def referral_answered(referral_id: int) -> None:
    """The case follows once every one of its referrals is over."""
    case_id = db.session.scalars(select(Referral.case_id).where(Referral.id == referral_id)).one()
    bring_answers(case_id)
