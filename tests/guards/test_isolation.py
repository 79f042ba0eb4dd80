"""Nobody sees another's rows: not through the ORM, not with the ORM's filter off, not without a context."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from cases.models import (
    Attachment,
    Case,
    CaseEvent,
    EventDetail,
    IncomingEvent,
    IncomingReferral,
    Message,
    Narrative,
    Referral,
    ReferralPacket,
)
from foundation.clock import now
from foundation.db import Base, db
from foundation.storage import StoredFile
from foundation.tenancy import Context, NoContext, Reader, TenantKey, enter
from registry.models import (
    Household,
    Need,
    NikRegister,
    Observation,
    Participation,
    ParticipationEvent,
    Person,
    PersonCategory,
    PersonMerge,
    SiksCheck,
    WelfareStatus,
)
from tenants.sites.models import DeskMessage
from tests.filled import CANARY
from workforce.models import (
    Appointment,
    AppointmentVillage,
    Certificate,
    CourseMaterial,
    Equipment,
    EquipmentMove,
    OwnCourse,
    Pay,
    RosterFile,
    TestResult,
    Trainee,
    Training,
    Worker,
)

PERSONAL = [
    Person,
    Household,
    Narrative,
    ReferralPacket,
    Message,
    EventDetail,
    Attachment,
    StoredFile,
    PersonMerge,
    Worker,
    RosterFile,
    Trainee,
    TestResult,
    Equipment,
    EquipmentMove,
]
INCOMING = [IncomingReferral, IncomingEvent]
OF_THE_REGISTRY = [Observation, WelfareStatus, SiksCheck, Participation, ParticipationEvent, Need, PersonCategory]
OF_THE_ROSTER = [Appointment, AppointmentVillage, Pay, Certificate, Training, OwnCourse, CourseMaterial]
UNREADABLE = {NikRegister}
"""No reader's role may read a row of these: one function answers about them."""
ABOVE = {DeskMessage}
"""What a desk above the districts has written: staff have no grant at all."""


def _count(model: type[Base], **options: bool) -> int:
    return db.session.scalar(select(func.count()).select_from(model).execution_options(**options)) or 0


def test_staff_see_their_own_tenant_and_no_other(filled, as_) -> None:
    for site in (filled.a, filled.b):
        with as_(site.back_office):
            assert {case.tenant_id for case in db.session.scalars(select(Case))} == {site.tenant_id}
            assert [person.name for person in db.session.scalars(select(Person))] == [f"{CANARY} {site.prefix}"]


def test_with_the_filter_off_postgresql_alone_gives_nothing(filled, as_) -> None:
    tables = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, TenantKey)]
    assert len(tables) >= 33
    with as_(filled.a.back_office):
        foreign = filled.b.tenant_id
        for model in set(tables) - UNREADABLE - ABOVE:
            rows = db.session.execute(
                select(func.count()).where(model.tenant_id == foreign).execution_options(every_tenant=True)
            ).scalar_one()
            assert rows == 0, model.__tablename__
        assert _count(Case, every_tenant=True) == 1


@pytest.mark.parametrize("model", list(ABOVE))
def test_staff_are_refused_what_lies_above_them(filled, as_, model) -> None:
    with as_(filled.a.back_office), pytest.raises(ProgrammingError, match="permission denied"):
        _count(model)


def test_without_a_reader_nothing_begins(app) -> None:
    with app.app_context(), pytest.raises(NoContext):
        db.session.execute(text("SELECT 1"))


def test_staff_without_a_tenant_see_no_row(filled, app) -> None:
    with app.app_context(), enter(Context(Reader.STAFF)):
        assert _count(Case) == 0
        assert _count(Case, every_tenant=True) == 0
        db.session.rollback()


@pytest.mark.parametrize("model", [*PERSONAL, *OF_THE_REGISTRY])
def test_a_supervisor_is_refused_personal_tables(filled, as_, model) -> None:
    with as_(filled.province), pytest.raises(ProgrammingError, match="permission denied"):
        _count(model)


def test_a_supervisor_sees_case_shapes_of_own_districts_only(filled, as_) -> None:
    with as_(filled.province):
        rows = db.session.execute(select(Case.tenant_id, Case.code)).all()
        assert [row.tenant_id for row in rows] == [filled.a.tenant_id]
        everywhere = select(Case.tenant_id).execution_options(every_tenant=True)
        assert db.session.scalars(everywhere).all() == [filled.a.tenant_id]
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(select(Case.person_id)).all()


@pytest.mark.parametrize("model", INCOMING)
def test_a_supervisor_sees_what_was_sent_to_the_province_and_nothing_sent_to_a_district(
    filled, app, as_, model
) -> None:
    """A district's incoming requests hold names; the province reads only rows of its own."""
    sent = {
        "key": "k", "kind": "site", "from_tenant_id": filled.b.tenant_id, "code": "SKH-26-000001", "state": "sent",
        "body_cipher": b"x", "sent_at": now(), "accept_due_on": now().date(), "answer_due_on": now().date(),
    }  # fmt: skip
    for tenant_id in (filled.a.tenant_id, filled.province.tenant_id):
        with app.app_context(), enter(Context(Reader.STAFF, tenant_id=tenant_id)):
            incoming = IncomingReferral(**sent)
            db.session.add(incoming)
            db.session.flush()
            step = {"key": "s", "at": now(), "move": "send", "to_state": "sent", "actor_name": "x"}
            db.session.add(IncomingEvent(incoming_id=incoming.id, **step))
            db.session.commit()
    with as_(filled.province):
        seen = db.session.scalars(select(model.tenant_id).execution_options(every_tenant=True)).all()
        assert seen == [filled.province.tenant_id]


@pytest.mark.parametrize("model", [Case, CaseEvent, Referral, *INCOMING, *PERSONAL, *OF_THE_REGISTRY, *OF_THE_ROSTER])
def test_the_ministry_is_refused_every_case_row(filled, as_, model) -> None:
    with as_(filled.ministry), pytest.raises(ProgrammingError, match="permission denied"):
        _count(model)


@pytest.mark.parametrize(
    "model",
    [Case, CaseEvent, *INCOMING, *PERSONAL[:3], EventDetail, *OF_THE_REGISTRY, Worker, *OF_THE_ROSTER],
)
def test_an_agency_is_refused_all_but_its_referrals(filled, as_, model) -> None:
    with as_(filled.a.health_office_officer), pytest.raises(ProgrammingError, match="permission denied"):
        _count(model)


@pytest.mark.parametrize("reader", list(Reader))
@pytest.mark.parametrize("verb", ["SELECT", "INSERT", "UPDATE"])
def test_no_reader_touches_the_register_of_niks(filled, admin, reader, verb) -> None:
    held = admin.execute("SELECT has_any_column_privilege(%s, 'nik_register', %s)", [reader.value, verb]).fetchone()
    assert held == (False,)
    assert admin.execute("SELECT count(*) FROM nik_register").fetchone() == (2,)


def test_the_public_reads_no_table(filled, app) -> None:
    with app.app_context(), enter(Context(Reader.PUBLIC, tenant_id=filled.a.tenant_id)):
        with pytest.raises(ProgrammingError, match="permission denied"):
            _count(Case)
        db.session.rollback()


def test_staff_cannot_write_into_another_tenant(filled, as_) -> None:
    with as_(filled.a.back_office):
        db.session.add(Household(tenant_id=filled.b.tenant_id, address="x", village_code="33.11.01.2001"))
        with pytest.raises(ProgrammingError, match="row-level security"):
            db.session.flush()


def test_a_hundred_interleaved_threads_never_cross(filled, app) -> None:
    def look(number: int) -> set[int]:
        site = filled.a if number % 2 else filled.b
        with app.app_context(), enter(Context(Reader.STAFF, tenant_id=site.tenant_id)):
            found = set(db.session.scalars(select(Case.tenant_id).execution_options(every_tenant=True)))
            db.session.rollback()
        return found ^ {site.tenant_id}

    with ThreadPoolExecutor(100) as pool:  # on a pool of fifteen connections
        assert [wrong for wrong in pool.map(look, range(400)) if wrong] == []


def test_pages_of_one_district_never_hold_the_others_words(filled, client, sign_in) -> None:
    sign_in(client, filled.a.front_office)
    for path in ("/antrean", "/warga", "/pesan", "/jumlah", "/cari?q=Kenari"):
        answer = client.get(path, follow_redirects=True)
        assert f"{CANARY} {filled.b.prefix}".encode() not in answer.data, path
        assert b"SKH-" not in answer.data, path


def test_anothers_case_is_not_found_rather_than_forbidden(filled, client, sign_in, admin) -> None:
    (foreign,) = admin.execute('SELECT id FROM "case" WHERE tenant_id = %s', [filled.b.tenant_id]).fetchone()
    sign_in(client, filled.a.manager)
    assert client.get(f"/kasus/{foreign}").status_code == 404
