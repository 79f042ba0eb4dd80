"""Where the matter of a case lies: typed or from a link, near enough, for those who go there and nobody above."""

import json
import re

import pytest
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from cases.actions import places
from cases.models import CasePlace, ReferralPacket
from cases.packets import opened
from cases.queries.places import in_words, place_of
from foundation.db import db
from foundation.errors import Refused
from tests.caller import calls, is_problem
from tests.cases.test_api import INTAKE, PERSON
from tests.cases.visitor import Visitor

__all__ = ["calls"]

HERE = "-2.870000, 108.270000"


@pytest.fixture
def visit(app, sign_in):
    """`visit(world.a.manager)`: that member at a browser of their own."""
    return lambda member: Visitor(sign_in(app.test_client(), member))


@pytest.fixture
def road(story) -> int:
    return story.register(case_type="damaged_road", point=HERE, landmark="Depan masjid")


def test_a_point_and_a_landmark_are_kept_with_the_case_and_lead_to_the_map(story, world, visit, road):
    page = visit(world.a.back_office).open(f"/kasus/{road}").text
    assert 'href="geo:-2.87,108.27"' in page
    assert HERE in page
    assert "Depan masjid" in page
    browser = visit(world.a.back_office).open(f"/kasus/{road}/lokasi")
    assert f'value="{HERE}"' in browser.text
    browser.press("Simpan lokasi", point="https://maps.google.com/?q=-2.9,108.2", landmark="")
    assert "-2.900000, 108.200000" in browser.text
    assert "Depan masjid" not in browser.text
    browser.open(f"/kasus/{road}/lokasi").press("Simpan lokasi", point="")
    assert "geo:" not in browser.text


@pytest.mark.parametrize(
    ("point", "words"),
    [
        ("108.27, -2.87", "Lintang dan bujur terbalik"), ("52, 4", "di luar Indonesia"), ("sana", "Tulis dua angka"),
        ("https://maps.app.goo.gl/x", "Tautan pendek"), ("-7.6, 110.8", "jauh dari Belitung Timur"),
    ],
)  # fmt: skip
def test_a_wrong_point_is_refused_at_the_field_with_what_was_typed(story, world, visit, road, point, words):
    browser = visit(world.a.back_office).open(f"/kasus/{road}/lokasi")
    browser.press("Simpan lokasi", point=point, landmark="Simpang tiga")
    assert browser.page.status_code == 422
    assert words in browser.text
    assert 'href="#f-point"' in browser.text
    assert f'value="{point}"' in browser.text
    assert 'value="Simpang tiga"' in browser.text
    with story.as_(world.a.back_office):
        assert in_words(place_of(road)) == f"Depan masjid. {HERE}"


def test_a_point_far_away_can_be_said_to_be_right(story, world, visit, road):
    browser = visit(world.a.back_office).open(f"/kasus/{road}/lokasi").press("Simpan lokasi", point="-7.6, 110.8")
    assert "Titik ini memang benar" in browser.text
    browser.press("Simpan lokasi", point_sure="1")
    assert "-7.600000, 110.800000" in browser.text


def test_the_registration_asks_for_a_point_where_somebody_has_to_go(story, world, visit):
    story.register(person={"name": "Rusli"})
    browser = visit(world.a.front_office).open("/kasus/baru?person=1").press("Lanjutkan dengan orang ini")
    browser.press("Lanjutkan", case_type="damaged_road", kind="complaint")
    assert "<details" not in browser.text.partition("<form")[2].partition("</form>")[0]
    browser.press("Lanjutkan", summary="Jalan putus", point="-7.6 110.8")
    assert browser.page.status_code == 422
    assert "jauh dari Belitung Timur" in browser.text
    browser.press("Lanjutkan", point="-2,87; 108,27", landmark="Depan masjid")
    browser.press("Lanjutkan", consent_share="1")
    assert f"Depan masjid. {HERE}" in browser.text
    browser.press("Daftarkan kasus")
    with story.as_(world.a.manager):
        assert in_words(place_of(2)) == f"Depan masjid. {HERE}"


def test_an_agency_is_told_the_place_only_when_it_is_chosen(story, world):
    told = {}
    for number, fields in enumerate((["name", "place"], ["name"])):
        case_id = story.decided(person={"nik": None, "name": f"Orang {number}"}, case_type="damaged_road", point=HERE)
        referral = story.refer(case_id, fields=fields)
        with story.as_(world.a.health_office_officer):
            body = db.session.scalars(
                select(ReferralPacket.body_cipher).where(ReferralPacket.referral_id == referral)
            ).one()
            told[number] = json.dumps(opened(body).fields)
    assert HERE in told[0]
    assert "108.27" not in told[1]


def test_nobody_above_and_no_stranger_sees_where(story, world, visit, road):
    for member in (world.province, world.ministry, world.a.health_office_officer):
        with story.as_(member), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(select(CasePlace.id)).all()
    with story.as_(world.b.manager):
        assert db.session.scalars(select(CasePlace.id).execution_options(every_tenant=True)).all() == []
    assert visit(world.b.manager).open(f"/kasus/{road}/lokasi").page.status_code == 404
    assert visit(world.a.supervisor).open(f"/kasus/{road}/lokasi").page.status_code == 403
    secret = story.register(case_type="violence", kind="complaint", point=HERE, person={"nik": None})
    with story.as_(world.a.back_office):
        assert place_of(secret) is None


def test_a_program_registers_with_a_point(calls, world, mailbox):
    desk = calls(world.a.front_office)
    person = desk.post("/persons", PERSON).json["id"]
    told = {**INTAKE, "person_id": person}
    assert is_problem(desk.post("/cases", {**told, "point": "-7.6,110.8"}), 422, "far")["field"] == "point"
    assert set(is_problem(desk.post("/cases", {**told, "point": "x"}), 422)["errors"]) == {"point"}
    assert desk.post("/cases", {**told, "point": "-7.6,110.8", "point_sure": True}).status_code == 201


def test_a_point_with_the_wrong_country_never_reaches_a_row(story, world, admin, road):
    with pytest.raises(Exception, match="ck_case_place_in_indonesia"):
        admin.execute("UPDATE case_place SET latitude = 52")
    with pytest.raises(Exception, match="ck_case_place_whole_point"):
        admin.execute("UPDATE case_place SET latitude = NULL")


def test_looking_and_noting_leave_no_place_in_the_log(story, world, visit, road, admin):
    visit(world.a.back_office).open(f"/kasus/{road}/lokasi").press("Simpan lokasi", point="-2.9, 108.2")
    log = str(admin.execute("SELECT array_agg(a::text) FROM audit_entry a").fetchone())
    assert "case.placed" in log
    assert not re.search(r"108[.,]2|masjid", log)


def test_only_who_may_notes_a_place(story, world, road):
    with story.as_(world.a.supervisor), pytest.raises(Refused) as refused:
        places.note(road, {"point": HERE, "landmark": None})
    assert refused.value.status == 403
