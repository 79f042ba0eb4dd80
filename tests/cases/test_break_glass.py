"""Broken glass: one case, for a reason, for some hours, under the district's eyes; and nothing else of the district."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from cases import actions
from cases.actions import break_glass
from cases.models import BreakGlass, Case, Notice
from cases.queries.break_glass import glass_view, glasses_on_us
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from tenants.models import AuditEntry
from tests.cases.conftest import NIK
from tests.cases.visitor import Visitor

WHY = {"reason": "Warga dipindahkan antarprovinsi malam ini", "hours": 4}


@pytest.fixture
def case_id(story) -> int:
    case_id = story.decided()
    story.refer(case_id)
    story.register(person={"nik": None, "name": "Ani Wulandari"})
    return case_id


@pytest.fixture
def glass_id(story, world, case_id) -> int:
    return story.do(world.province, lambda: break_glass.open_glass(world.a.tenant_id, case_id, WHY).id)


def looked(story, world, glass_id):
    return story.do(world.province, lambda: glass_view(glass_id))


def log_of(story, site):
    with story.as_(site.manager):
        wanted = select(AuditEntry.action, AuditEntry.actor, AuditEntry.subject_id).where(
            AuditEntry.action.like("glass%")
        )
        return [tuple(row) for row in db.session.execute(wanted.order_by(AuditEntry.id))]


def test_a_supervisor_reads_the_case_its_citizen_and_no_number_in_clear(story, world, glass_id):
    view = looked(story, world, glass_id)
    assert (view.person.name, view.summary) == ("Junaidi", "KIS nonaktif, harus cuci darah")
    assert view.household.address == "Dusun Lalang II RT 04"
    assert [agency for _referral, agency in view.referrals] == ["Dinas Kesehatan"]
    assert "Desil 3, aktif" in [step.note for step in view.story]
    assert NIK not in repr([vars(view.person), vars(view.household), view.story])


def test_every_look_stands_in_the_districts_log_with_who_from_where(story, world, case_id, glass_id):
    looked(story, world, glass_id)
    looked(story, world, glass_id)
    story.run_jobs()
    lines = log_of(story, world.a)
    assert [(action, subject) for action, _actor, subject in lines] == [
        ("glass.looked", case_id), ("glass.looked", case_id), ("glass.opened", case_id),
    ]  # fmt: skip
    assert all(world.province.name in actor for _action, actor, _subject in lines)
    assert "Bangka Belitung" in lines[0][1]


def test_the_district_is_told_at_once(story, world, case_id, glass_id):
    story.run_jobs()
    told = {world.a.privacy_officer, world.a.manager, world.a.back_office}
    for member in told:
        with story.as_(member):
            kinds = db.session.scalars(select(Notice.kind).where(Notice.membership_id == member.membership_id)).all()
            assert "glass_opened" in kinds, member.role
    with story.as_(world.a.privacy_officer):
        (row,) = glasses_on_us()
        assert (row.standing, row.glass.reason, row.code) == (True, WHY["reason"], story.case(case_id).code)


@pytest.mark.parametrize(
    "table",
    ["message", "referral_packet", "referral_event", "letter", "membership", "receipt", "audit_entry", "consent"],
)
def test_through_the_glass_nothing_else_of_the_district_is_seen(story, world, case_id, glass_id, table, app):
    glass = Context(Reader.BREAKGLASS, world.a.tenant_id, case_id=case_id, person_id=1, household_id=1)
    with app.app_context(), enter(glass), pytest.raises(ProgrammingError, match=r"permission denied|does not exist"):
        db.session.execute(text(f"SELECT * FROM {table}"))
    with app.app_context():
        db.session.rollback()


def test_postgresql_shows_this_case_and_its_citizen_alone(story, world, case_id, glass_id, app):
    everything = {
        "case": "id",
        "case_intake": "case_id",
        "narrative": "case_id",
        "case_event": "case_id",
        "referral": "case_id",
    }
    glass = Context(Reader.BREAKGLASS, world.a.tenant_id, case_id=case_id, person_id=1, household_id=1)
    with app.app_context(), enter(glass):
        for table, column in everything.items():
            assert set(db.session.scalars(text(f'SELECT {column} FROM "{table}"'))) == {case_id}, table
        assert db.session.scalars(text("SELECT name FROM person")).all() == ["Junaidi"]
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text("SELECT nik_cipher FROM person"))
        db.session.rollback()
    with app.app_context(), enter(Context(Reader.BREAKGLASS, world.a.tenant_id)):
        for table in (*everything, "person"):
            column = "id" if table == "person" else everything[table]
            assert db.session.scalars(text(f'SELECT {column} FROM "{table}"')).all() == [], table
        for change in (
            'UPDATE "case" SET state = state',
            "DELETE FROM narrative",
            "INSERT INTO narrative DEFAULT VALUES",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"):
                db.session.execute(text(change))
            db.session.rollback()


def test_the_glass_closes_by_itself(story, world, glass_id):
    with clock.set_to(clock.now() + timedelta(hours=4, minutes=1)):
        with pytest.raises(Refused) as refused:
            looked(story, world, glass_id)
        assert refused.value.code == "glass_over"


def test_the_district_ends_it_early(story, world, glass_id):
    with story.as_(world.a.front_office), pytest.raises(Refused):
        break_glass.end_glass(glass_id)
    with story.as_(world.b.privacy_officer), pytest.raises(Refused) as unknown:
        break_glass.end_glass(glass_id)
    assert unknown.value.status == 404
    story.do(world.a.privacy_officer, lambda: break_glass.end_glass(glass_id))
    with pytest.raises(Refused) as refused:
        looked(story, world, glass_id)
    assert refused.value.code == "glass_over"
    assert log_of(story, world.a)[-1][0] == "glass.ended"


def test_nobody_elses_glass_and_nobody_elses_district(story, world, case_id, glass_id):
    with story.as_(world.province_b):
        for act in (
            lambda: glass_view(glass_id),
            lambda: break_glass.close_glass(glass_id),
            lambda: break_glass.open_glass(world.a.tenant_id, case_id, WHY),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.status == 404
        insert = text(
            "INSERT INTO break_glass (tenant_id, case_id, province_id, membership_id, supervisor_name, reason,"
            " opened_at, expires_at) VALUES (:t, :c, 1, 1, 'x', 'x sepanjang dua puluh huruf', now(), now())"
        )
        with pytest.raises(ProgrammingError, match="row-level security"):
            db.session.execute(insert, {"t": world.a.tenant_id, "c": case_id})


def test_a_confidential_case_opens_to_no_glass(story, world, case_id, glass_id):
    hidden = story.register(case_type="violence", kind="complaint", person={"nik": None})
    with story.as_(world.province), pytest.raises(Refused) as refused:
        break_glass.open_glass(world.a.tenant_id, hidden, WHY)
    assert refused.value.status == 404
    version = story.case(case_id).version
    story.do(world.a.manager, lambda: actions.confidential.mark(case_id, version, "Ada ancaman"))
    with pytest.raises(Refused) as closed:
        looked(story, world, glass_id)
    assert closed.value.status in (403, 404)


def test_asking_twice_opens_one(story, world, case_id, glass_id):
    again = story.do(world.province, lambda: break_glass.open_glass(world.a.tenant_id, case_id, WHY).id)
    assert again == glass_id
    with story.as_(world.a.manager):
        assert len(db.session.scalars(select(BreakGlass.id)).all()) == 1


def test_who_is_no_supervisor_opens_nothing(story, world, case_id):
    for member in (world.a.manager, world.ministry, world.a.health_office_officer):
        with story.as_(member), pytest.raises(Refused) as refused:
            break_glass.open_glass(world.a.tenant_id, case_id, WHY)
        assert refused.value.status == 403


def test_the_pages_ask_why_colour_the_frame_and_close_it(story, world, case_id, client, sign_in):
    sign_in(client, world.province)
    page = Visitor(client).open("/provinsi/kasus")
    page.open(f"/provinsi/kasus/{world.a.tenant_id}/{case_id}/buka")
    page.press("Buka kasus", reason="iseng", hours="4")
    assert page.page.status_code == 422
    assert "iseng" in page.text
    page.press("Buka kasus", **WHY)
    assert "framed-glass" in page.text
    assert "Junaidi" in page.text
    assert WHY["reason"] in page.text
    path = page.path
    page.press("Tutup sekarang")
    assert "framed-glass" not in page.text
    assert client.get(path).status_code == 403
    assert story.case(case_id).state == "referred"
    for strange in (
        f"/provinsi/kasus/{world.b.tenant_id}/{case_id}/buka",
        "/provinsi/kasus/0/0/buka",
        "/akses-darurat/999",
    ):
        assert client.get(strange).status_code == 404, strange


def test_the_district_sees_and_ends_it_on_a_page(story, world, case_id, glass_id, client, sign_in):
    sign_in(client, world.a.privacy_officer)
    page = Visitor(client).open("/akses-darurat/ke-sini")
    assert WHY["reason"] in page.text
    page.press("Akhiri sekarang")
    assert "Berakhir" in page.text
    with story.as_(world.a.manager):
        assert db.session.scalars(select(BreakGlass.ended_by)).one() == world.a.privacy_officer.name
        assert db.session.scalars(select(Case.id)).all() != []
