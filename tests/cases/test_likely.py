"""Before a case is made, and beside one: open cases that may be the same, with why; by index, never a stranger's."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from cases import actions
from cases.queries.likely import likely_before, likely_beside
from foundation.db import db
from registry.actions import create_person
from tenants.models import AuditEntry
from tests.cases.conftest import intake, person_data
from tests.cases.visitor import Visitor
from tests.registry.test_queries import crowd, statements

CARD = "1906010101010001"


@pytest.fixture
def visit(app, sign_in):
    """`visit(world.a.manager)`: that member at a browser of their own."""
    return lambda member: Visitor(sign_in(app.test_client(), member))


def person(story, site=None, **changes) -> int:
    site = site or story.site
    data = person_data(site, **({"nik": None, "phone": None, "email": None, "birth_date": None} | changes))
    return story.do(site.front_office, lambda: create_person(data, uuid4()).id)


def case_of(story, person_id: int, site=None, **changes) -> int:
    site = site or story.site
    return story.do(site.front_office, lambda: actions.register(person_id, intake(site, **changes), uuid4()).id)


def whys(story, person_id, case_type="pbi_reactivation", sector="health", member=None) -> dict[int, list[str]]:
    with story.as_(member or story.site.front_office):
        found = likely_before(person_id, case_type, sector, story.site.villages[0])
        return {each.row.id: each.why[:2] for each in found.cases}


def test_open_cases_of_person_family_and_double_are_shown_with_why(story, world):
    junaidi = person(story, name="Junaidi", family_card=CARD, birth_date="1972-04-04")
    wife = person(story, name="Sumiati", family_card=CARD)
    double = person(story, name="Djunaedi", birth_date="1972-04-04")
    stranger = person(story, name="Rusli")
    same = case_of(story, junaidi)
    sector = case_of(story, junaidi, case_type="jkn_none", kind="request")
    other = case_of(story, junaidi, case_type="unfit_house", kind="request")
    wifes, doubles, _strangers = case_of(story, wife), case_of(story, double), case_of(story, stranger)
    assert whys(story, junaidi) == {
        doubles: ["mungkin orang yang sama (nama mirip 86 %, tanggal lahir sama, desa sama)", "jenis layanan sama"],
        wifes: ["satu keluarga dengan Sumiati", "jenis layanan sama"],
        sector: ["orang yang sama", "sektor sama"],
        same: ["orang yang sama", "jenis layanan sama"],
    }
    beside = story.case(other)
    with story.as_(world.a.front_office):
        assert likely_beside(beside, 1) == [], "another sector is another matter"


def test_a_closed_case_is_no_double_any_more(story, world):
    junaidi = person(story)
    case_id = case_of(story, junaidi)
    story.do(world.a.front_office, lambda: actions.move(case_id, "cancel", 1, "Dicabut warga"))
    assert whys(story, junaidi) == {}
    with story.as_(world.a.front_office):
        assert likely_beside(story.case(case_id), 1) == []


def test_a_damaged_road_is_the_same_whoever_reports_it(story):
    road = case_of(story, person(story, name="Rusli"), case_type="damaged_road")
    asker = person(story, name="Ani")
    assert whys(story, asker, "damaged_road", "infrastructure") == {road: ["desa yang sama", "jenis layanan sama"]}
    assert whys(story, asker) == {}


def test_confidential_cases_and_other_villages_and_tenants_stay_unseen(story, world):
    junaidi = person(story)
    case_of(story, junaidi, case_type="violence", kind="complaint")
    far = person(story, name="Ani", family_card=CARD, village_code=world.a.villages[1])
    case_of(story, far, village_code=world.a.villages[1])
    assert whys(story, junaidi, "violence", "protection", world.a.back_office) == {}
    assert whys(story, far, member=world.a.back_office) != {}
    near = person(story, name="Budi", village_code=world.a.villages[0])
    assert whys(story, near, member=world.a.facilitator) == {}
    case_of(story, person(story, world.b), world.b)
    assert len(whys(story, far, member=world.a.back_office)) == 1


def test_the_last_page_shows_them_and_going_on_is_written_down(story, world, visit):
    first = story.register(person={"name": "Sumiati"})
    browser = visit(world.a.front_office).open("/kasus/baru?person=1").press("Lanjutkan dengan orang ini")
    browser.press("Lanjutkan", case_type="pbi_reactivation", kind="complaint")
    browser.press("Lanjutkan", summary="KIS mati lagi").press("Lanjutkan", consent_share="1")
    assert "Mungkin sudah ada kasusnya" in browser.text
    assert "Karena orang yang sama, jenis layanan sama, terbuka sejak" in browser.text
    sent = browser.what_is_sent("Ini hal lain, daftarkan")
    assert sent["seen"] == [str(first)]
    again = browser.client.post(browser.path, data=sent | {"seen": []})
    assert again.status_code == 200, "what was not shown before is shown before anything is made"
    assert 'role="alert"' in again.text
    browser.press("Ini hal lain, daftarkan")
    assert "Kasus sudah terdaftar" in browser.text
    code = story.case(first).code
    case = visit(world.a.back_office).open("/kasus/2")
    assert f"Tetap didaftarkan walau ada kasus terbuka yang mirip: {code}" in case.text
    with story.as_(world.a.manager):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "case.registered_anyway")).one()
        assert entry.detail == {"like": [first]}


def test_beside_a_case_the_likely_one_is_shown_and_leads_to_marking_the_double(story, world, visit):
    first = story.register()
    second = case_of(story, 1)
    code = story.case(first).code
    browser = visit(world.a.back_office).open(f"/kasus/{second}")
    assert "Mungkin kasus yang sama" in browser.text
    browser.open(f"/kasus/{second}/duplikat?kode={code}")
    assert f'value="{code}"' in browser.text
    assert "Ini duplikatnya" not in visit(world.a.front_office).open(f"/kasus/{second}").text


def test_the_look_ups_go_by_index_through_the_real_policy(story, world, admin):
    junaidi = person(story, family_card=CARD)
    for n in range(3):
        person(story, name=f"Anggota {n}", family_card=CARD)
    case_of(story, junaidi)
    with story.as_(world.a.front_office):
        crowd(world.a.tenant_id, 5000, world.a.villages[1])
        db.session.commit()
    days = "opened_at, opened_on, state_on, moved_on, promised_on, due_on"
    same = f"case_type, kind, sector, channel, state, level, {days}"
    admin.execute(
        f'INSERT INTO "case" (tenant_id, code, person_id, village_code, version, {same})'
        f" SELECT tenant_id, code || n, person_id + n, '19.06.01.2002', 1, {same}"
        ' FROM "case", generate_series(4, 5000) AS n'
    )
    admin.execute("VACUUM ANALYZE")
    with story.as_(world.a.front_office), statements() as sent:
        likely_before(junaidi, "damaged_road", "infrastructure", world.a.villages[0])
    assert len(sent) <= 12
    with story.as_(world.a.front_office):
        connection = db.session.connection()
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        looked = [(sql, said) for sql, said in sent if "FROM person" in sql or 'FROM "case"' in sql]
        plans = ["\n".join(connection.exec_driver_sql(f"EXPLAIN {sql}", said).scalars()) for sql, said in looked]
    assert len(plans) >= 4
    assert not [plan for plan in plans if "Seq Scan on person" in plan or 'Seq Scan on "case"' in plan], plans
    of_cases = [plan for plan in plans if 'on "case"' in plan]  # which of its indexes depends on how many are alike
    assert of_cases
    assert all("ix_case_" in plan for plan in of_cases), plans
