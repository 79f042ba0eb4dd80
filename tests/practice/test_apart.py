"""Practice and the real thing never meet: not through the ORM, not in the database, not above and not outside."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.exc import ProgrammingError

from cases.actions import sites
from cases.models import Case, CaseFactState
from cases.queries.public import check_letter, follow
from cases.queries.sites import site_choices
from foundation import messaging
from foundation.clock import today
from foundation.db import Base, db
from foundation.errors import Refused
from foundation.jobs import LeavesPractice, Outbox, at_office, later_in
from foundation.tenancy import Context, Reader, TenantKey, enter
from practice import resetting
from reference.periods import Period
from registry.models import Person
from reporting.jobs import compact_facts
from reporting.offices import queries as totals
from reporting.opendata.queries import places_counted
from tests.filled import CANARY, filled
from tests.guards.test_isolation import ABOVE, UNREADABLE

assert filled


def _as_staff(tenant_id: int) -> Context:
    return Context(Reader.STAFF, tenant_id=tenant_id, sees_confidential=True)


def test_with_the_filter_off_neither_side_sees_a_row_of_the_other(filled, app, practising, fill, one, room_id) -> None:
    practising(filled.a.back_office)
    fill()
    tables = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, TenantKey)]
    for here, there in ((room_id, -room_id), (-room_id, room_id), (filled.b.tenant_id, room_id)):
        with app.app_context(), enter(_as_staff(here)):
            for model in set(tables) - UNREADABLE - ABOVE:
                wanted = select(func.count()).where(model.tenant_id == there).execution_options(every_tenant=True)
                assert db.session.execute(wanted).scalar_one() == 0, model.__tablename__
            seen = set(db.session.scalars(select(Case.tenant_id).execution_options(every_tenant=True)))
            assert seen == {here}
            db.session.rollback()


def test_pages_of_practice_hold_no_real_citizen_and_the_other_way_round(
    filled, app, practising, fill, one, sign_in, admin
) -> None:
    inside = practising(filled.a.front_office)
    fill()
    outside = sign_in(app.test_client(), filled.a.front_office)
    (real,) = admin.execute('SELECT min(id) FROM "case" WHERE tenant_id = %s', [filled.a.tenant_id]).fetchone()
    (invented,) = admin.execute('SELECT min(id) FROM "case" WHERE tenant_id < 0').fetchone()
    assert inside.get(f"/kasus/{real}").status_code == 404
    assert outside.get(f"/kasus/{invented}").status_code == 404
    assert inside.get(f"/kasus/{invented}").status_code == outside.get(f"/kasus/{real}").status_code == 200
    for path in ("/antrean", "/warga", "/pesan", f"/cari?q={CANARY}"):
        assert f"{CANARY} BLT" not in inside.get(path, follow_redirects=True).text, path
        assert "LATIHAN" not in outside.get(path, follow_redirects=True).text, path


def test_totals_of_province_and_ministry_stay_as_they_are(filled, app, as_, practising, fill, one, room_id) -> None:
    practising(filled.a.back_office)
    fill()
    with app.app_context():
        compact_facts()
    with app.app_context(), enter(_as_staff(room_id)):
        assert db.session.scalar(select(func.sum(CaseFactState.n))) == 1  # the room's own pages count
        db.session.rollback()
    for member in (filled.ministry, filled.province):
        with as_(member):
            everywhere = select(CaseFactState.tenant_id, CaseFactState.n).execution_options(every_tenant=True)
            rows = [tuple(row) for row in db.session.execute(everywhere)]
            assert {tenant for tenant, _n in rows} == {filled.a.tenant_id} | (
                {filled.b.tenant_id} if member is filled.ministry else set()
            )
            assert sum(n for _tenant, n in rows) == len(rows)
            period = Period(30, today("Asia/Jakarta"))
            assert room_id not in {office.id for office in totals.nation(period).offices}
            assert room_id not in {place.id for place in places_counted()}
            assert room_id not in {office.id for office in totals.province(member.tenant_id, period).offices}


def test_the_supervisor_of_the_province_has_no_practice_room_below(filled, as_, practising, room_id) -> None:
    practising(filled.a.back_office)
    with as_(filled.province) as who:
        assert who.district_ids == (filled.a.tenant_id,)


def test_nothing_is_sent_and_no_number_of_the_office_is_used(
    filled, app, practising, fill, one, monkeypatch, room_id, admin
) -> None:
    counters = "SELECT series, last FROM year_counter WHERE tenant_id = %s ORDER BY 1"
    before = admin.execute(counters, [filled.a.tenant_id]).fetchall()
    left = []
    monkeypatch.setitem(app.extensions["slrt_messaging"], "email", left.append)
    monkeypatch.setitem(app.extensions["slrt_messaging"], "sms", left.append)
    browser = practising(filled.a.front_office)
    fill()
    fill()
    assert left == []
    assert "Tidak dikirim: ini latihan" in browser.get("/pesan").text
    with app.app_context(), enter(_as_staff(room_id)):
        assert messaging.send(messaging.Letter("email", "a@contoh.test", "", "", "")) is False
    assert left == []
    assert admin.execute(counters, [filled.a.tenant_id]).fetchall() == before
    ((code,),) = admin.execute('SELECT code FROM "case" WHERE tenant_id < 0').fetchall()
    assert re.fullmatch(r"LATIHAN-BLT-\d\d-\d{6}", code)


def test_a_letter_of_practice_says_so_in_its_number_and_across_the_page(
    filled, app, practising, fill, monkeypatch, admin
) -> None:
    monkeypatch.setattr(resetting, "PLAN", resetting.PLAN[14:15])
    browser = practising(filled.a.manager)
    fill()
    letter_id, number, code = admin.execute("SELECT id, number_text, check_code FROM letter").fetchone()
    assert number.startswith("LATIHAN/")
    paper = PdfReader(BytesIO(browser.get(f"/surat/{letter_id}.pdf").data)).pages[0].extract_text()
    assert paper.count("LATIHAN") >= 3  # across the page, in the number and in the case's code
    with app.app_context():
        assert check_letter(code) is None


def test_no_work_and_no_parcel_crosses(filled, app, as_, practising, room_id) -> None:
    practising(filled.a.manager)
    for here, there in ((room_id, filled.b.tenant_id), (filled.a.tenant_id, room_id)):
        with app.app_context(), enter(_as_staff(here)):
            with pytest.raises(LeavesPractice):
                later_in(there, "cases.send_message", message_id=1)
            with pytest.raises(LeavesPractice), at_office(there):
                pass
            db.session.rollback()
    with app.app_context(), enter(_as_staff(room_id)):
        assert site_choices() == []
        with pytest.raises(Refused, match="daerah"):
            sites._site(filled.b.tenant_id)
        assert db.session.scalars(select(Outbox.job)).all() == ["practice.reset"]
        db.session.rollback()


def test_a_nik_typed_for_practice_is_known_nowhere_else_and_asks_nobody(
    filled, app, practising, fill, one, admin, room_id
) -> None:
    practising(filled.a.front_office)
    fill()
    assert admin.execute("SELECT count(*) FROM nik_register WHERE tenant_id < 0").fetchone() == (0,)
    with app.app_context(), enter(_as_staff(filled.b.tenant_id)):
        known = db.session.scalars(select(Person.nik_hash)).one()
        db.session.rollback()
    for asking, offices in ((filled.a.tenant_id, 1), (room_id, 0)):
        with app.app_context(), enter(_as_staff(asking)):
            found = db.session.execute(select(func.count()).select_from(func.registered_elsewhere(known))).scalar_one()
            db.session.rollback()
        assert found == offices


def test_the_role_that_empties_a_practice_room_can_empty_no_office(filled, app, admin) -> None:
    with app.app_context(), enter(Context(Reader.RESETTER, tenant_id=filled.a.tenant_id)):
        connection = db.session.connection()
        assert connection.execute(Outbox.__table__.delete()).rowcount == 0
        assert connection.execute(Base.metadata.tables["audit_entry"].delete()).rowcount == 0
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(Base.metadata.tables["membership"].delete())
        db.session.rollback()
    assert admin.execute('SELECT count(*) FROM "case"').fetchone() == (2,)


def test_neither_the_public_nor_anybody_above_finds_it_even_when_they_name_the_room(
    filled, app, practising, fill, one, admin, room_id
) -> None:
    practising(filled.a.front_office)
    fill()
    case_id, code, digits = admin.execute(
        'SELECT c.id, code, right(phone_masked, 4) FROM "case" c JOIN person p ON p.tenant_id = c.tenant_id'
        " AND p.id = c.person_id WHERE c.tenant_id < 0"
    ).fetchone()
    with app.app_context():
        assert follow(code, digits) is None
        with enter(Context(Reader.PUBLIC, tenant_id=room_id)):
            asked = select(func.count()).select_from(func.follow_case(code, digits))
            assert db.session.execute(asked).scalar_one() == 0
            db.session.rollback()
    for reader in (Reader.SUPERVISOR, Reader.BREAKGLASS):
        context = Context(reader, tenant_id=room_id, district_ids=(room_id,), case_id=case_id)
        with app.app_context(), enter(context):
            assert db.session.scalars(select(Case.id).execution_options(every_tenant=True)).all() == []
            db.session.rollback()
