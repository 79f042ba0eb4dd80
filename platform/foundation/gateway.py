"""SMS and WhatsApp through one gateway: a signed HTTPS POST per message; delivery comes back as a signed note.

The gateway is whatever the deployment has a contract with, behind a few lines of translation. It gets JSON:
`{"channel": "sms" | "whatsapp", "to": "+628…", "text": "…", "reference": "…", "news_url": "…"}` with the headers of
`foundation.signatures` and `Idempotency-Key: <reference>`: the same reference twice is the same message. 2xx means it
was taken on. 429 and 5xx mean: again later. Anything else means: never.
"""

import json

from foundation import clock, outgoing
from foundation.messaging import Adapter, Letter, Unacceptable, Undeliverable
from foundation.signatures import SIGNATURE, TIMESTAMP, sign

CHANNELS = ("whatsapp", "sms")


def gateway_adapter(url: str, key: bytes, news_url: str, *, private: bool) -> Adapter:
    """The adapter of both channels. Raises outgoing.Forbidden at once for an address that may not be called."""
    outgoing.checked(url, private=private)

    def deliver(letter: Letter) -> None:
        note = {
            "channel": letter.channel,
            "to": letter.recipient,
            "text": letter.body,
            "reference": letter.reference,
            "news_url": news_url,
        }
        body, at = json.dumps(note, ensure_ascii=False).encode(), int(clock.now().timestamp())
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": letter.reference,
            TIMESTAMP: str(at),
            SIGNATURE: sign(key, body, at),
        }
        try:
            answer = outgoing.post(url, body, headers, private=private)
        except outgoing.Unreachable as fault:
            raise Undeliverable(f"gateway {fault}") from fault
        except outgoing.Forbidden as fault:
            raise Undeliverable(f"gateway: {fault}") from fault
        _judge(answer)

    return deliver


def _judge(answer: outgoing.Answer) -> None:
    if answer.status == 429 or answer.status >= 500:
        raise Undeliverable(f"gateway {answer.status}", answer.retry_after)
    if not 200 <= answer.status < 300:
        raise Unacceptable(f"gateway {answer.status}")
