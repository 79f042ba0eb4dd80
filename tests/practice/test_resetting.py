"""Emptied and filled again: in seconds, once, whatever interrupts it; people and what they learnt stay."""

from collections import Counter
from time import perf_counter

import pytest
from sqlalchemy import select

from cases.machine import State
from foundation import jobs
from foundation.db import db
from foundation.jobs import Outbox
from foundation.tenancy import Context, Reader, enter
from practice import resetting
from practice.models import PracticeRoom
from practice.queries import room as queries
from practice.rooms import within
from practice.walks import Walk
from tests.filled import filled

assert filled
GROWS = {"audit_entry", "signin_session"}


def _asked(browser) -> None:
    assert browser.post("/latihan/isi-ulang").status_code == 303


@pytest.mark.drill
def test_a_room_is_filled_with_cases_in_all_stages_within_ten_seconds(world, practising, fill, admin) -> None:
    browser = practising(world.a.manager)
    assert "Sedang diisi: 0 dari" in browser.get("/latihan").text
    begun = perf_counter()
    fill()
    assert perf_counter() - begun < 10
    states = Counter(state for (state,) in admin.execute('SELECT state FROM "case" WHERE tenant_id < 0').fetchall())
    assert sum(states.values()) == queries.OF
    assert set(states) >= {
        State.REGISTERED, State.NEEDS_CORRECTION, State.CHECKING, State.VISITING, State.ASSESSING, State.HANDLING,
        State.AWAITING_DECISION, State.DECIDED, State.REFERRED, State.ANSWERED, State.INFORMED, State.CLOSED,
        State.REJECTED,
    }  # fmt: skip
    assert f"atas permintaan Manager BLT, dengan {queries.OF} kasus rekaan" in browser.get("/latihan").text


def test_emptying_leaves_the_people_and_fills_as_before(filled, practising, fill, few, rows_of, room_id) -> None:
    browser = practising(filled.a.manager)
    fill()
    office, room = rows_of(-room_id), rows_of(room_id)
    _asked(browser)
    fill()
    assert rows_of(-room_id) == office
    again = rows_of(room_id)
    assert {name for name in room.keys() | again.keys() if room.get(name) != again.get(name)} <= GROWS | {"outbox"}
    assert browser.get("/antrean").status_code == 200


def test_nothing_is_emptied_before_anybody_has_gone_in(world, client, sign_in, admin) -> None:
    office = sign_in(client, world.a.manager)
    assert office.post("/latihan/isi-ulang").status_code == 404
    assert admin.execute("SELECT count(*) FROM practice_room").fetchone() == (0,)


def test_asked_twice_it_is_done_once(world, practising, fill, few, app, room_id) -> None:
    browser = practising(world.a.manager)
    assert browser.post("/latihan/isi-ulang").status_code == 409
    fill()
    with app.app_context(), enter(Context(Reader.STAFF, tenant_id=room_id)):
        done = db.session.scalars(select(Outbox).where(Outbox.job == "practice.reset")).one().id
        db.session.rollback()
    with app.app_context():
        assert jobs.run(room_id, done) is False


@pytest.mark.parametrize("where", [pytest.param("while emptying", marks=pytest.mark.drill), "while filling"])
def test_killed_half_way_it_is_begun_again(world, practising, fill, few, app, admin, monkeypatch, where) -> None:
    practising(world.a.manager)
    fill()
    first = admin.execute('SELECT count(*), min(code) FROM "case" WHERE tenant_id < 0').fetchone()
    with monkeypatch.context() as killed, app.app_context():
        if where == "while filling":
            killed.setattr(Walk, "take", _killed)
        else:
            killed.setattr(resetting, "delete_all", _killed)
        with pytest.raises(KeyboardInterrupt):
            resetting.reset(-world.a.tenant_id)
    (left,) = admin.execute('SELECT count(*) FROM "case" WHERE tenant_id < 0').fetchone()
    assert left == (first[0] if where == "while emptying" else 2)
    with app.app_context():
        resetting.reset(-world.a.tenant_id)
    assert admin.execute('SELECT count(*), min(code) FROM "case" WHERE tenant_id < 0').fetchone() == first


def test_only_who_watches_or_administers_empties_the_room(world, practising, one) -> None:
    for member, status in ((world.a.back_office, 403), (world.a.civil_registry_officer, 403)):
        assert practising(member).post("/latihan/isi-ulang").status_code == status
    browser = practising(world.a.supervisor)
    assert "Kosongkan ruang latihan?" in browser.get("/latihan/kosongkan").text


def test_what_trainees_have_closed_is_counted_on_after_emptying(world, practising, fill, few, app, as_, admin) -> None:
    inside = practising(world.a.front_office)
    manager = practising(world.a.manager)
    fill()
    told, version = admin.execute(
        "SELECT id, version FROM \"case\" WHERE tenant_id < 0 AND state = 'informed'"
    ).fetchone()
    assert inside.post(f"/kasus/{told}/tutup", data={"version": version}).status_code == 303
    for _time in range(2):
        with as_(world.a.head):
            assert queries.closed_of(world.a.tenant_id) == 1  # the invented colleagues' own does not count
        _asked(manager)
        fill()
    with app.app_context(), within(world.a.tenant_id):
        assert db.session.scalars(select(PracticeRoom)).one().closed_before == 1


def _killed(*_nothing: object) -> None:
    raise KeyboardInterrupt
