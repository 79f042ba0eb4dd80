"""Reading past the session: both folds of isolation hold, and a server that was restarted fails nobody."""

import psycopg
import pytest
from sqlalchemy import bindparam, select

from foundation.db import db
from foundation.reading import Question, ask_together, look_up, read
from foundation.tenancy import Context, MixedContext, Reader, enter
from tenants.models import Agency, Receipt
from tenants.subjects import load_subject
from tests.statements import counted

AGENCIES = select(Agency.tenant_id, Agency.name).order_by(Agency.id)
ONE = AGENCIES.where(Agency.id == bindparam("wanted"))


def end_connections(admin: psycopg.Connection) -> None:
    """What a restart does to those who are connected."""
    ended = admin.execute("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'slrt_app'")
    assert ended.fetchone()[0] > 0


def test_a_reader_s_rows_come_by_name_and_are_the_tenant_s_own(as_, world) -> None:
    for site in (world.a, world.b, world.a):  # the same statement, kept, for one tenant after the other
        with as_(site.manager):
            rows = read(AGENCIES)
            assert {row.tenant_id for row in rows} == {site.tenant_id}
            assert {row.name for row in rows} >= {"Dinas Kesehatan", "Disdukcapil"}


def test_another_tenant_s_number_finds_nothing(as_, world) -> None:
    with as_(world.a.manager):
        assert len(read(ONE, wanted=world.a.agencies["health_office"])) == 1
        assert read(ONE, wanted=world.b.agencies["health_office"]) == []


def test_the_statement_names_the_tenant_even_where_the_database_would_not(as_, world, admin) -> None:
    admin.execute("ALTER TABLE agency NO FORCE ROW LEVEL SECURITY; ALTER TABLE agency DISABLE ROW LEVEL SECURITY")
    try:
        with as_(world.a.manager):
            assert {row.tenant_id for row in read(AGENCIES)} == {world.a.tenant_id}
    finally:
        admin.execute("ALTER TABLE agency ENABLE ROW LEVEL SECURITY; ALTER TABLE agency FORCE ROW LEVEL SECURITY")


def test_the_database_refuses_even_where_the_statement_does_not_name_the_tenant(as_, world) -> None:
    everybody_s = AGENCIES.execution_options(every_tenant=True)
    with as_(world.a.manager):
        assert {row.tenant_id for row in read(everybody_s)} == {world.a.tenant_id}


def test_what_travels_beside_another_question_is_answered_for_the_same_reader_and_asked_once(as_, world) -> None:
    with as_(world.a.manager):
        beside = Question(ONE, {"wanted": world.a.agencies["health_office"]})
        with counted() as sent:
            assert {row.tenant_id for row in beside.answer_beside(AGENCIES)} == {world.a.tenant_id}
            assert [row.name for row in beside.answer()] == ["Dinas Kesehatan"]
            assert len(sent) == 2
        foreign = Question(ONE, {"wanted": world.b.agencies["health_office"]})
        db.session.connection()  # and so within a transaction that has begun
        assert {row.tenant_id for row in foreign.answer_beside(AGENCIES)} == {world.a.tenant_id}
        assert foreign.answer() == []


def test_questions_asked_together_are_each_answered_once_and_for_the_same_reader(as_, world) -> None:
    with as_(world.a.manager):
        foreign = Question(ONE, {"wanted": world.b.agencies["health_office"]})
        asked = [Question(AGENCIES, {}), Question(ONE, {"wanted": world.a.agencies["health_office"]}), foreign]
        with counted() as sent:
            ask_together(*asked)
            everybody, one, nobody = (each.answer() for each in asked)
        assert {row.tenant_id for row in everybody} == {world.a.tenant_id}
        assert [row.name for row in one] == ["Dinas Kesehatan"]
        assert nobody == []
        assert len(sent) == 3


def test_what_is_pending_is_seen(as_, world) -> None:
    with as_(world.a.manager):
        db.session.add(Receipt(request_key="twice", body_hash=b"-", subject_kind="case"))
        assert [row.request_key for row in read(select(Receipt.request_key))] == ["twice"]


def test_a_transaction_of_another_reader_is_refused(as_, world) -> None:
    with as_(world.a.manager):
        db.session.connection()
        with enter(Context(Reader.STAFF, world.b.tenant_id)), pytest.raises(MixedContext):
            read(AGENCIES)


def test_after_a_restart_of_the_server_no_question_fails(as_, app, world, admin) -> None:
    with as_(world.a.manager):
        assert read(AGENCIES)
    with app.app_context():
        end_connections(admin)
        assert load_subject(world.a.manager.membership_id, world.a.tenant_id).name == world.a.manager.name
        end_connections(admin)
    with as_(world.a.manager):
        assert read(AGENCIES)
    with app.app_context(), enter(Context(Reader.STAFF, world.a.tenant_id)):
        assert read(AGENCIES)
        db.session.rollback()
        end_connections(admin)
        assert read(AGENCIES)  # BEGIN found out


def test_a_question_that_cannot_be_answered_is_still_an_error(app) -> None:
    with app.app_context():
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            look_up(Reader.PUBLIC, "SELECT id FROM account")
        assert look_up(Reader.SIGNIN, "SELECT 1 AS one WHERE false") is None
        assert look_up(Reader.SIGNIN, "SELECT %(text)s AS said", text="O'Brien; DROP") == {"said": "O'Brien; DROP"}
