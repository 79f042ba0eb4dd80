"""What a citizen is told: short words, the channel they want, not at night, not after "stop", and never lost unseen."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from cases.actions.messages import MOST_TRIES, quiet_until
from cases.machine import FINAL, MOVES, State
from cases.message_words import CONFIDENTIAL, MOST_MISSING, SILENT, SMS, TEMPLATES, TWO_SMS
from cases.models import ContactChoice, Message, Notice
from foundation import clock, messaging
from foundation.db import db
from foundation.gateway import gateway_adapter
from foundation.signatures import SIGNATURE, TIMESTAMP, sign
from tests.caller import PREFIX
from tests.cases.visitor import Visitor
from tests.foundation.provider import KEY, provider

__all__ = ["provider"]
NOON = datetime.now(UTC).replace(hour=5, minute=0, second=0, microsecond=0) + timedelta(days=1)
"""12.00 in western Indonesia, tomorrow: what the database itself writes down is then due."""
NIGHT, MORNING = NOON + timedelta(hours=10.5), NOON + timedelta(hours=19)
"""22.30, and 07.00 the day after."""
GSM = set("@$_!\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz \n")
PHONE = "+6281234564410"


@pytest.fixture
def telephone(app, mailbox, provider):
    """A deployment with a gateway, at noon."""
    adapter = gateway_adapter(provider.url, KEY, "http://localhost/api/v1/messages/news", private=True)
    for channel in ("whatsapp", "sms"):
        messaging.install(app, channel, adapter)
    with clock.set_to(NOON):
        yield provider


def all_of(wanted):
    return list(db.session.scalars(wanted))


def messages(story):
    with story.as_(story.world.a.manager):
        return [(m.channel, m.state, m.failure) for m in all_of(select(Message).order_by(Message.id))]


def signed(client, path, body, key=KEY, at=None):
    sent, at = json.dumps(body).encode(), int(at or clock.now().timestamp())
    headers = {"Content-Type": "application/json", TIMESTAMP: str(at), SIGNATURE: sign(key, sent, at)}
    return client.post(PREFIX + path, data=sent, headers=headers)


# --- the words ------------------------------------------------------------------------------------------------------


def test_every_state_a_case_can_come_to_is_told_of_or_has_a_reason_for_silence():
    reached = {state for move in MOVES.values() if (state := move.target) is not None} | {State.REGISTERED}
    assert reached == set(State) - (FINAL - reached)
    assert {state.value for state in reached} <= set(TEMPLATES) | set(SILENT)
    assert set(TEMPLATES) & set(SILENT) == set()
    assert all(len(reason) > 10 for reason in SILENT.values())


@pytest.mark.parametrize("occasion", [*TEMPLATES, "confidential"])
def test_a_short_text_fits_a_telephone(occasion):
    template = TEMPLATES.get(occasion, CONFIDENTIAL)
    usual = {
        "code": "BLT-26-000123", "place": "Belitung Timur", "phone": "(0719) 91234", "url": "slrt.go.id/lacak",
        "promised": "30 November 2026", "due": "30 November 2026", "missing": "KTP, Kartu Keluarga",
    }  # fmt: skip
    longest = usual | {
        "code": "SITARO-26-000123", "place": "Kepulauan Siau Tagulandang Biaro", "phone": "(0432) 2310 012 pesawat 15",
        "url": "slrt.sitarokab.layanan.go.id/lacak", "missing": "x" * MOST_MISSING,
    }  # fmt: skip
    assert len(template.short.format(**usual)) <= SMS
    assert len(template.short.format(**longest)) <= TWO_SMS
    assert set(template.short.format(**longest)) <= GSM


def test_no_message_says_what_a_case_is_about(story, telephone):
    story.refer(story.decided())
    story.run_jobs()
    everything = json.dumps(list(telephone.taken.values()))
    for secret in ("Junaidi", "KIS", "cuci darah", "Kesehatan", "19060"):
        assert secret not in everything
    assert "BLT-26-000001" in everything


def test_of_a_confidential_case_not_even_who_writes(story, telephone):
    story.register(case_type="violence", kind="complaint")
    story.run_jobs()
    (note,) = telephone.taken.values()
    assert note["text"] == "Ada kabar untuk kode BLT-26-000001. Hubungi (0719) 91234."


# --- by which channel, and when -------------------------------------------------------------------------------------


def test_a_citizen_with_a_telephone_is_told_by_whatsapp_first(story, telephone):
    story.register()
    assert story.run_jobs() == 1
    (note,) = telephone.taken.values()
    assert (note["channel"], note["to"]) == ("whatsapp", PHONE)
    assert messages(story) == [("whatsapp", "sent", "")]


def test_the_channel_a_citizen_prefers_is_used(story, telephone, mailbox, client, sign_in, world):
    story.register()
    sign_in(client, world.a.front_office)
    page = Visitor(client).open("/warga/1/kabar").press("Simpan", preferred="email", stopped=["sms"])
    assert "Lebih dulu lewat Surel" in page.text
    story.move(1, "accept")
    story.move(1, "ask_correction", "KK")
    assert messages(story)[-1][0] == "email"


def test_a_channel_that_was_stopped_is_left_alone(story, telephone, mailbox, client, sign_in, world):
    case_id = story.register(person={"email": None})
    sign_in(client, world.a.front_office)
    Visitor(client).open("/warga/1/kabar").press("Simpan", stopped=["whatsapp", "sms"])
    assert story.run_jobs() == 1
    assert messages(story) == [("whatsapp", "stopped", "")]
    assert telephone.taken == {}
    story.move(case_id, "accept")
    story.move(case_id, "ask_correction", "KK")
    assert len(messages(story)) == 1, "no channel is left: nothing is written"


def test_at_night_a_telephone_waits_for_the_morning(story, telephone):
    with clock.set_to(NIGHT):
        story.register()
        assert story.run_jobs() == 0
    assert telephone.taken == {}
    with clock.set_to(MORNING - timedelta(minutes=1)):
        assert story.run_jobs() == 0
    with clock.set_to(MORNING):
        assert story.run_jobs() == 1
    assert messages(story) == [("whatsapp", "sent", "")]


def test_an_emergency_and_an_email_do_not_wait(story, telephone, mailbox):
    with clock.set_to(NIGHT):
        story.register(emergency=True)
        story.register(person={"nik": None, "phone": None})
        story.run_jobs()
    assert len(telephone.taken) == len(mailbox) == 1


@pytest.mark.parametrize(
    ("hour", "timezone", "rings_at"),
    [
        (23, "Asia/Jakarta", 24), (24, "Asia/Jakarta", None), (13, "Asia/Jakarta", None), (14, "Asia/Jakarta", 24),
        (21, "Asia/Jayapura", 22), (22, "Asia/Jayapura", None), (12, "Asia/Jayapura", 22), (22, "Asia/Makassar", 23),
    ],
)  # fmt: skip
def test_quiet_hours_are_those_on_the_wall_of_the_office(hour, timezone, rings_at):
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    wanted = midnight + timedelta(hours=rings_at) if rings_at is not None else None
    assert quiet_until(midnight + timedelta(hours=hour), timezone) == wanted


# --- what becomes of it ---------------------------------------------------------------------------------------------


def test_a_provider_that_stumbles_gets_the_same_message_again_and_once(story, telephone):
    telephone.answers, telephone.headers = [500, 429], {"Retry-After": "7200"}
    story.register()
    assert story.run_jobs() == 0
    assert story.run_jobs() == 0, "not before the provider asked for"
    for hours, done in ((2, 0), (5, 1)):
        with clock.set_to(NOON + timedelta(hours=hours, minutes=1)):
            assert story.run_jobs() == done
    assert (telephone.calls, len(telephone.taken)) == (3, 1)


def test_after_many_tries_it_is_given_up_and_whoever_looks_after_the_case_is_told(story, telephone, world):
    telephone.answers = [500] * 20
    case_id = story.register()
    story.move(case_id, "accept")
    for day in range(1, MOST_TRIES):
        with clock.set_to(NOON + timedelta(days=day)):
            story.run_jobs()
    assert messages(story) == [("whatsapp", "waiting", "")]
    with clock.set_to(NOON + timedelta(days=MOST_TRIES)):
        story.run_jobs()
    assert messages(story) == [("whatsapp", "failed", "gateway 500")]
    assert telephone.calls == MOST_TRIES
    with story.as_(world.a.back_office):
        kinds = all_of(select(Notice.kind).where(Notice.membership_id == world.a.back_office.membership_id))
        assert kinds == ["message_failed"]


def test_a_refusal_is_final_at_once(story, telephone, client, sign_in, world):
    telephone.answers = [400]
    story.register()
    story.run_jobs()
    assert messages(story) == [("whatsapp", "failed", "gateway 400")]
    sign_in(client, world.a.front_office)
    page = client.get("/pesan?keadaan=gagal").text
    assert "gateway 400" in page
    assert "4410" in page
    assert "81234564410" not in page


def test_news_of_delivery_reach_the_message(story, telephone, client):
    story.register()
    story.run_jobs()
    (reference,) = telephone.taken
    for _twice in range(2):
        answer = signed(client, "/messages/news", {"reference": reference, "state": "delivered"})
        assert (answer.status_code, answer.get_json()) == (202, {"taken": True})
    story.run_jobs()
    assert messages(story) == [("whatsapp", "delivered", "")]
    signed(client, "/messages/news", {"reference": reference, "state": "failed", "why": "late"})
    story.run_jobs()
    assert messages(story) == [("whatsapp", "delivered", "")], "what has arrived stays arrived"


def test_news_of_failure_are_shown_with_their_word(story, telephone, client):
    story.register()
    story.run_jobs()
    (reference,) = telephone.taken
    signed(client, "/messages/news", {"reference": reference, "state": "failed", "why": "absent_subscriber"})
    story.run_jobs()
    assert messages(story) == [("whatsapp", "failed", "absent_subscriber")]


def test_only_the_gateway_tells_news(story, telephone, client):
    story.register()
    story.run_jobs()
    (reference,) = telephone.taken
    news = {"reference": reference, "state": "delivered"}
    assert client.post(f"{PREFIX}/messages/news", json=news).status_code == 401
    assert signed(client, "/messages/news", news, key=b"x" * 32).status_code == 401
    assert signed(client, "/messages/news", news, at=NOON.timestamp() - 600).status_code == 401
    for strange in ("case-message-999999-1", f"{reference}9", "case-message-999999999-999999999999999999"):
        assert signed(client, "/messages/news", {**news, "reference": strange}).get_json() == {"taken": False}
    for wrong in (
        {**news, "reference": "x"}, {**news, "reference": f"{reference}\u0661"},
        {**news, "reference": f"{reference} x"}, {**news, "state": "read"}, {**news, "why": "+62812"},
        {**news, "more": 1}, [],
    ):  # fmt: skip
        assert signed(client, "/messages/news", wrong).status_code == 422
    story.run_jobs()
    assert messages(story) == [("whatsapp", "sent", "")]


@pytest.mark.parametrize("word", ["STOP", "stop.", " Berhenti "])
def test_stop_ends_messages_by_that_channel_and_mulai_begins_them_again(story, telephone, client, word):
    case_id = story.register()
    story.run_jobs()
    for text, expected in ((word, "sms"), ("MULAI", "whatsapp")):
        reply = {"channel": "whatsapp", "sender": "0812 3456 4410", "text": text}
        assert signed(client, "/messages/replies", reply).get_json() == {"taken": True}
        story.run_jobs()
        story.move(case_id, {"sms": "accept", "whatsapp": "check"}[expected], "Ada")
        story.move(case_id, "ask_correction", "KK")
        assert messages(story)[-1][0] == expected
        story.move(case_id, "complete", "KK")


def test_a_chat_is_not_a_stop_and_a_stranger_stops_nothing(story, telephone, client):
    story.register()
    story.run_jobs()
    for sender, text in ((PHONE, "Kapan selesai?"), ("081299990000", "STOP")):
        reply = {"channel": "sms", "sender": sender, "text": text}
        assert signed(client, "/messages/replies", reply).get_json() == {"taken": False}
    assert story.run_jobs() == 0


def test_the_link_in_an_email_ends_emails_after_asking_once(story, mailbox, client):
    case_id = story.register()
    story.run_jobs()
    (letter,) = mailbox
    (link,) = [word for word in letter.body.split() if "/berhenti/" in word]
    page = Visitor(client).open(link.removeprefix("http://localhost"))
    assert story.run_jobs() == 0, "opening the link alone stops nothing"
    assert "tidak akan dikirimi surel lagi" in page.press("Ya, jangan kirimi saya surel").text
    story.run_jobs()
    story.move(case_id, "accept")
    story.move(case_id, "ask_correction", "KK")
    story.run_jobs()
    assert len(mailbox) == 1


def test_a_made_up_link_leads_nowhere(client):
    for token in ("x", "WzQsMV0.abc", "é", "a" * 5000):
        assert client.get(f"/berhenti/{token}").status_code == 404


def test_what_a_citizen_chose_stays_in_its_tenant(story, telephone, client, world):
    story.register()
    story.register(site=world.b)
    story.run_jobs()
    signed(client, "/messages/replies", {"channel": "whatsapp", "sender": PHONE, "text": "STOP"})
    story.run_jobs()
    for site in (world.a, world.b):
        with story.as_(site.manager):
            stopped = all_of(select(ContactChoice.tenant_id).where(ContactChoice.stopped_at.is_not(None)))
            assert stopped == [site.tenant_id], "the number has been written to by both, and stops both"
