"""Who signs proves it at that moment; a wrong code signs nothing and numbers nothing."""

from datetime import timedelta

import pytest
import time_machine
from pyotp.totp import TOTP
from sqlalchemy import select

from cases import actions
from cases.models import Letter, Referral
from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from tenants import signin
from tenants.access import acting_as, load_subject
from tenants.models import SigninThrottle
from tests.cases.conftest import referral_data
from tests.cases.visitor import Visitor
from tests.world import TOTP_SECRET

SEND = "Tanda tangani dan kirim"


@pytest.fixture
def unproved(app):
    """A browser whose sign-in gave its second factor long ago."""

    def enter_house(member):
        with app.app_context(), enter(Context(Reader.SIGNIN)):
            token = signin.open_session(member.account_id, member.tenant_id, member.membership_id)
            db.session.commit()
        client = app.test_client()
        client.set_cookie("slrt_session", token)
        return Visitor(client)

    return enter_house


def to_sign(browser, case_id, world):
    browser.open(f"/kasus/{case_id}/rujuk")
    agency = world.a.agencies["health_office"]
    return browser.press("Lihat dulu sebelum dikirim", agency_id=str(agency), service="Jadwal cuci darah")


def numbers(story, world) -> list[int]:
    with story.as_(world.a.manager):
        return list(db.session.scalars(select(Letter.number).order_by(Letter.id)))


def test_a_wrong_code_signs_and_numbers_nothing_and_loses_nothing(story, world, unproved, one_time_code):
    case_id = story.decided()
    browser = to_sign(unproved(world.a.manager), case_id, world).press(SEND, code="000000")
    assert browser.page.status_code == 422
    assert "Kode tidak cocok atau sudah dipakai" in browser.text
    assert "Jadwal cuci darah" in browser.text
    assert "000000" not in browser.text
    assert numbers(story, world) == []
    browser.press(SEND, code=one_time_code())
    assert "suratnya sudah terbit" in browser.text
    assert numbers(story, world) == [1]


def test_no_code_is_asked_for_and_one_given_lately_is_enough(story, world, unproved, one_time_code):
    case_id = story.decided()
    browser = to_sign(unproved(world.a.manager), case_id, world).press(SEND)
    assert "Masukkan kode sekali pakai untuk menandatangani" in browser.text
    browser.press(SEND, code=one_time_code())
    to_sign(browser, case_id, world)
    assert "Kode sekali pakai" not in browser.text
    browser.press(SEND)
    assert numbers(story, world) == [1, 2]
    with time_machine.travel(now() + timedelta(minutes=11)):
        to_sign(browser, case_id, world)
        assert "Kode sekali pakai" in browser.text


def test_a_code_proves_one_session_and_not_another_of_the_same_person(story, world, unproved, one_time_code):
    case_id = story.decided()
    to_sign(unproved(world.a.manager), case_id, world).press(SEND, code=one_time_code())
    assert "Kode sekali pakai" in to_sign(unproved(world.a.manager), case_id, world).text


def test_a_code_signs_once_and_wrong_ones_lock(story, app, world, one_time_code):
    case_id = story.decided()
    subject = None
    with app.app_context(), app.test_request_context():
        subject = load_subject(world.a.manager.membership_id, world.a.tenant_id)
        assert subject.confirmed_at is None
    code = one_time_code()

    def refer(given: str) -> str:
        data = referral_data(story.case(case_id), world.a.agencies["health_office"], code=given)
        with app.app_context(), app.test_request_context(), acting_as(subject):
            try:
                actions.refer(case_id, data)
            except Refused as refused:
                db.session.rollback()
                return f"{refused.code} at {refused.field}"
            db.session.commit()
            return "signed"

    assert refer(code) == "signed"
    assert refer(code) == "wrong_code at code"
    assert [refer("123456") for _time in range(5)][-1] == "locked at code"
    assert refer(TOTP(TOTP_SECRET).at(now() + timedelta(seconds=30))) == "locked at code"
    with story.as_(world.a.manager):
        assert len(db.session.scalars(select(Referral.id)).all()) == 1
    with app.app_context(), enter(Context(Reader.SIGNIN)):
        assert db.session.scalars(select(SigninThrottle.failures)).all()
