"""SMS and WhatsApp leave signed, once, and only to an address that may be called."""

import socket

import pytest

from foundation import outgoing
from foundation.clock import now
from foundation.gateway import gateway_adapter
from foundation.messaging import Letter, Unacceptable, Undeliverable
from foundation.signatures import genuine, sign
from tests.foundation.provider import KEY, provider

__all__ = ["provider"]
LETTER = Letter("sms", "+6281234564410", "", "Kasus BLT-26-000001 terdaftar.", "case-message-4-1")
NEWS = "https://slrt.contoh.test/api/v1/messages/news"


def send(url: str, letter: Letter = LETTER) -> None:
    gateway_adapter(url, KEY, NEWS, private=True)(letter)


def test_a_message_leaves_signed_and_says_where_news_of_it_go(provider):
    send(provider.url)
    send(provider.url)
    assert provider.genuine == [True, True]
    assert provider.taken == {
        LETTER.reference: {
            "channel": "sms", "to": "+6281234564410", "text": LETTER.body, "reference": LETTER.reference,
            "news_url": NEWS,
        }
    }  # fmt: skip


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_provider_that_stumbles_is_asked_again_later(provider, status):
    provider.answers, provider.headers = [status], {"Retry-After": "120"}
    with pytest.raises(Undeliverable) as fault:
        send(provider.url)
    assert fault.value.retry_after == 120
    assert "4410" not in str(fault.value)


@pytest.mark.parametrize("status", [400, 401, 404, 422, 301, 302, 307])
def test_a_refusal_or_a_redirect_is_final_and_followed_nowhere(provider, status):
    provider.answers, provider.headers = [status], {"Location": provider.url}
    with pytest.raises(Unacceptable):
        send(provider.url)
    assert provider.calls == 1


def test_a_provider_that_hangs_is_given_up_on(provider, monkeypatch):
    monkeypatch.setattr(outgoing, "TIMEOUT", 0.2)
    provider.hang = 1
    with pytest.raises(Undeliverable, match="Timeout"):
        send(provider.url)


def test_nobody_listening_is_said_and_names_nobody():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(Undeliverable) as fault:
        send(f"http://127.0.0.1:{port}/")
    assert "4410" not in str(fault.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://localhost/", "https://10.0.0.8/x", "https://192.168.1.1/", "https://172.16.3.4/",
        "https://169.254.169.254/latest", "https://[::1]/", "https://[fe80::1]/", "https://[::ffff:10.0.0.8]/",
        "https://[64:ff9b::7f00:1]/", "https://0.0.0.0/", "https://100.64.0.1/", "https://224.0.0.1/",
        "https://2130706433/", "https://0x7f.1/",
    ],
)  # fmt: skip
def test_an_address_inside_this_network_is_not_called(url):
    with pytest.raises((outgoing.Forbidden, outgoing.Unreachable)) as fault:
        outgoing.post(url, b"{}", {})
    assert not isinstance(fault.value, outgoing.Unreachable) or "gaierror" in str(fault.value)


@pytest.mark.parametrize(
    "url",
    ["http://93.184.216.34/", "ftp://x/", "https://", "https://a:b@x/", "https://x:0/", "https://x:99999/", "x", ""],
)
def test_only_whole_https_addresses_are_accepted_at_all(url):
    with pytest.raises(outgoing.Forbidden):
        gateway_adapter(url, KEY, NEWS, private=False)


def test_the_name_is_looked_up_once_and_every_address_must_be_public(monkeypatch):
    answers = [[(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.8", 443))]]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *_a, **_k: answers.pop(0))
    with pytest.raises(outgoing.Forbidden):
        outgoing.post("https://gateway.contoh.test/", b"{}", {})
    assert answers == []


def test_a_note_is_genuine_only_whole_and_fresh():
    at = int(now().timestamp())
    good = sign(KEY, b"{}", at)
    assert genuine(KEY, b"{}", str(at), good)
    for key, body, time, signature in (
        (KEY, b"{ }", str(at), good),
        (b"x" * 32, b"{}", str(at), good),
        (KEY, b"{}", str(at + 1), good),
        (KEY, b"{}", str(at - 301), sign(KEY, b"{}", at - 301)),
        (KEY, b"{}", "", good),
        (KEY, b"{}", "9" * 400, good),
        (KEY, b"{}", "\u0661", good),
        (KEY, b"{}", str(at), "\u00e9"),
        (KEY, b"{}", str(at), ""),
    ):
        assert not genuine(key, body, time, signature)
