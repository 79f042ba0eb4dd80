"""What pages above the districts remember between two folds is never older than it says."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from cases.models import CaseFactStamp
from foundation import clock
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reference.periods import Period
from reporting import actions, jobs
from reporting.offices import queries as standing
from reporting.queries import Intake
from tests.statements import sent_with_values
from tests.world import World


@pytest.fixture
def period() -> Iterator[Period]:
    """At an hour when the date is the same on all walls."""
    with clock.set_to(clock.now().replace(hour=5)):
        yield Period(30, clock.today("Asia/Jakarta"))


def _open(as_, world: World, period: Period) -> dict[str, int]:
    """By name, as the ministry sees it."""
    with as_(world.ministry):
        return {office.name: office.open for office in standing.nation(period).offices if office.open}


def test_facts_are_read_once_between_two_folds_and_pending_deltas_every_time(
    as_, app: Flask, world: World, fill, period: Period
) -> None:
    fill(world.a.tenant_id, 3)
    fill(world.b.tenant_id, 2)
    with app.app_context():
        jobs.compact_facts()
    asked, found = [], []
    for _turn in range(2):
        with as_(world.ministry), sent_with_values() as sent:
            found.append(standing.nation(period))
            asked.append(["case_fact_office" in statement for statement, _values in sent])
        fill(world.b.tenant_id, 1, sector="food")
    assert asked == [[False, True], [False]]
    assert [nation.open_by_sector for nation in found] == [{"health": 5}, {"health": 5, "food": 1}]
    assert found[1].intake == Intake(6, 0)


def test_a_province_counts_its_offices_by_sector(as_, app: Flask, world: World, fill, period: Period) -> None:
    fill(world.a.tenant_id, 3, opened=-31, due=-1)
    with app.app_context():
        jobs.compact_facts()
    fill(world.a.tenant_id, 2, sector="food")
    fill(world.b.tenant_id, 7)
    for _turn in range(2):
        with as_(world.province):
            (office,), intake = standing.province(world.province.tenant_id, period)
        assert (office.open, office.late, office.soon) == (5, 3, 2)
        assert intake == {world.a.tenant_id: {"health": Intake(0, 3), "food": Intake(2, 0)}}


def test_a_number_put_right_is_read_again(as_, app: Flask, world: World, fill, admin, period: Period) -> None:
    fill(world.a.tenant_id, 3)
    with app.app_context():
        jobs.compact_facts()
    before = _open(as_, world, period)
    with app.app_context():
        found = [actions.Drift(world.a.tenant_id, "office", "checking", 1, "intake", {})]
        with enter(Context(Reader.RELAY)):
            actions.repair(found)
            db.session.commit()
    assert [sum(each.values()) for each in (before, _open(as_, world, period))] == [3, 2]


def test_an_office_with_another_name_is_read_again(as_, world: World, fill, admin, period: Period) -> None:
    fill(world.a.tenant_id, 3)
    assert list(_open(as_, world, period)) != ["Kabupaten Baru"]
    admin.execute("UPDATE tenant SET name = 'Kabupaten Baru' WHERE id = %s", [world.a.tenant_id])
    assert _open(as_, world, period) == {"Kabupaten Baru": 3}


def test_an_office_that_has_gone_is_read_no_more(as_, app: Flask, world: World, fill, admin, period: Period) -> None:
    fill(world.a.tenant_id, 3)
    fill(world.b.tenant_id, 2)
    with app.app_context():
        jobs.compact_facts()
    assert sum(_open(as_, world, period).values()) == 5
    for table in ("case_fact_office", "case_fact_open", "case_fact_intake", "case_fact_stamp"):
        admin.execute(f"DELETE FROM {table} WHERE tenant_id = %s", [world.b.tenant_id])
    assert sum(_open(as_, world, period).values()) == 3


def test_who_sees_less_is_not_told_what_another_has_read(as_, app: Flask, world: World, fill, period: Period) -> None:
    fill(world.a.tenant_id, 3)
    fill(world.b.tenant_id, 2)
    with app.app_context():
        jobs.compact_facts()
    for _turn in range(2):
        with as_(world.ministry):
            assert len([office for office in standing.nation(period).offices if office.open]) == 2
        with as_(world.province):
            assert [office.id for office in standing.nation(period).offices if office.open] == [world.a.tenant_id]
        with as_(world.province_b):
            assert list(standing.province(world.province.tenant_id, period).intake) == [world.b.tenant_id]


def test_only_whoever_marks_a_change_may_change_a_settled_number(admin) -> None:
    """Whoever folds and repairs stamps; who deletes a whole office deletes its stamp too."""
    may = """SELECT DISTINCT grantee FROM information_schema.column_privileges WHERE table_name LIKE %s
             AND privilege_type IN ('INSERT', 'UPDATE') AND grantee LIKE 'slrt_%%' AND grantee <> 'slrt_owner'"""
    for table in ("case_fact_%", "case_fact_stamp"):
        assert {role for (role,) in admin.execute(may, [table])} == {"slrt_relay"}


def test_a_fold_marks_only_the_offices_whose_numbers_it_changed(app: Flask, world: World, fill) -> None:
    def stamps() -> dict[int, object]:
        with enter(Context(Reader.RELAY)):
            found = db.session.execute(select(CaseFactStamp.tenant_id, CaseFactStamp.stamp)).all()
            db.session.rollback()
        return {row.tenant_id: row.stamp for row in found}

    with app.app_context():
        fill(world.a.tenant_id, 1)
        fill(world.b.tenant_id, 1)
        jobs.compact_facts()
        before = stamps()
        fill(world.b.tenant_id, 1)
        jobs.compact_facts()
        after = stamps()
    assert {id_ for id_ in after if after[id_] != before[id_]} == {world.b.tenant_id}
