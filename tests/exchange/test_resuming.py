"""A list is recorded piece by piece: whoever is killed half-way goes on, and nobody is recorded twice."""

import pytest
from sqlalchemy import func, select

from exchange import actions
from exchange.actions import checking
from exchange.models import ImportBatch, ImportChunk
from foundation import jobs
from foundation.db import db
from foundation.jobs import Outbox
from foundation.tenancy import Context, Reader, enter
from registry.models import Observation, Person
from tests.exchange import lists


@pytest.fixture
def in_pieces(monkeypatch) -> None:
    monkeypatch.setattr(checking, "CHUNK", 4)


def test_a_worker_that_dies_in_a_piece_leaves_none_of_it_and_the_next_goes_on(
    app, world, in_pieces, bring, check, visit, work, as_
):
    number = bring(lists.workbook(lists.rows(10)))
    assert "Simpan semua 10 baris" in check(number)
    with as_(world.a.back_office):
        batch = db.session.get_one(ImportBatch, (world.a.tenant_id, number))
        actions.keep(number, "all", batch.version)
        db.session.commit()
    with app.app_context():
        assert jobs.run_waiting(limit=1) == 1
    with app.app_context(), enter(Context(Reader.STAFF, world.a.tenant_id, sees_confidential=True)):
        actions.write_chunk(number, 1)
        assert _count(Person) == 8
        db.session.rollback()  # what a killed worker leaves
        assert _count(Person) == 4
        db.session.rollback()
    work()
    with as_(world.a.back_office):
        assert (_count(Person), _count(Observation), _count(ImportChunk)) == (10, 20, 0)
        batch = db.session.get_one(ImportBatch, (world.a.tenant_id, number))
        assert (batch.state, batch.written, batch.added) == ("done", 10, 10)


def test_the_same_work_delivered_twice_is_done_once(app, world, in_pieces, bring, check, keep, as_):
    number = bring(lists.workbook(lists.rows(10)))
    check(number)
    with app.app_context(), enter(Context(Reader.STAFF, world.a.tenant_id, sees_confidential=True)):
        actions.read_file(number)
        actions.check_chunk(number, 0)
        db.session.commit()
        batch = db.session.get_one(ImportBatch, (world.a.tenant_id, number))
        assert (batch.total, batch.checked, batch.state) == (10, 10, "checked")
        db.session.rollback()
    keep(number)
    with app.app_context(), enter(Context(Reader.STAFF, world.a.tenant_id, sees_confidential=True)):
        actions.write_chunk(number, 0)
        db.session.commit()
        assert _count(Person) == 10
        db.session.rollback()
    with as_(world.a.back_office):
        assert db.session.scalar(select(func.count()).select_from(Outbox).where(Outbox.done_at.is_(None))) == 0


def test_another_district_finds_no_list_of_ours(app, world, bring, check, sign_in):
    number = bring(lists.workbook(lists.rows(1)))
    check(number)
    theirs = sign_in(app.test_client(), world.b.back_office)
    for path in ("", "/kolom", "/ditolak", "/ditolak.csv"):
        assert theirs.get(f"/data/masuk/{number}{path}").status_code == 404
    assert "daftar.xlsx" not in theirs.get("/data").get_data(as_text=True)
    assert sign_in(app.test_client(), world.a.front_office).get("/data").status_code == 403


def _count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_file_that_proves_broken_half_way_leaves_no_piece_of_itself(bring, check, in_pieces, as_, world):
    told = [lists.HEADINGS, *lists.rows(40), ["x" * 200_000]]
    content = "\n".join(",".join(f'"{cell}"' for cell in row) for row in told).encode()
    page = check(number := bring(content, "daftar.csv"))
    assert "Berkas tidak dapat dibaca" in page
    with as_(world.a.back_office):
        assert db.session.get_one(ImportBatch, (world.a.tenant_id, number)).state == "cancelled"
        assert _count(ImportChunk) == 0
