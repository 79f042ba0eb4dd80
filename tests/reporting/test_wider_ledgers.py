"""What dashboards are made of agrees with a recount after every kind of change, and is put right when it does not."""

from collections.abc import Callable
from datetime import date, timedelta

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, update

from foundation.clock import today
from foundation.config import Settings
from foundation.db import db
from foundation.errors import Unfit
from registry.models import Household, Person
from reporting import jobs
from reporting.counting import asked, count
from reporting.ledgers import LEDGERS
from reporting.models import FactCheck
from tests.world import World

VILLAGE = "19.06.01.2001"


def answer(*question, **more) -> dict:
    return dict(count(asked(*question, **more)))


@pytest.fixture
def proved(app: Flask) -> Callable[[], None]:
    """Nothing has drifted: before folding, half folded, and after."""

    def prove() -> None:
        with app.app_context():
            assert jobs.reconcile_facts() == []
            jobs.compact_facts(batch=2)
            assert jobs.reconcile_facts() == []

    return prove


def test_cases_are_told_apart_by_village_type_channel_and_desk(as_, world: World, fill, proved) -> None:
    fill(world.a.tenant_id, 3)
    fill(world.a.tenant_id, 2, state="needs_correction", sector="food")
    fill(world.a.tenant_id, 1, state="closed")
    for _ in range(2):
        with as_(world.a.manager):
            assert answer("cases_open", ["village", "desk"]) == {
                (VILLAGE, "back_office"): 3, (VILLAGE, "front_office"): 2,
            }  # fmt: skip
            assert answer("cases_opened", ["case_type", "channel"]) == {("pbi_reactivation", "walk_in"): 6}
            month = today("Asia/Jakarta").replace(day=1)
            assert answer("cases_opened", ["village", "sector"], since=month) == {
                (VILLAGE, "food"): 2, (VILLAGE, "health"): 4,
            }  # fmt: skip
        proved()


def test_a_case_closes_on_the_day_on_its_office_s_wall_and_never_did_when_opened_again(
    as_, world: World, fill, admin, proved
) -> None:
    """Half past eleven at night in universal time is already tomorrow in Sukoharjo, and later still in Ambon."""
    (case_id,) = fill(world.a.tenant_id, 1, state="closed")
    admin.execute('UPDATE "case" SET closed_at = %s WHERE id = %s', ["2026-03-31 17:30+00", case_id])
    with as_(world.a.manager):
        assert answer("cases_closed", ["month", "state"]) == {(date(2026, 4, 1), "closed"): 1}
        assert answer("cases_closed", since=date(2026, 4, 1), until=date(2026, 4, 1)) == {(): 1}
    proved()
    admin.execute("""UPDATE "case" SET closed_at = NULL, state = 'assessing' WHERE id = %s""", [case_id])
    with as_(world.a.manager):
        assert answer("cases_closed") == {}
    proved()


def test_late_and_deleted_data_are_right(as_, world: World, fill, admin, proved) -> None:
    """A case written down long after its day counts on its day; a deleted one nowhere."""
    ids = fill(world.a.tenant_id, 3, opened=-400)
    proved()
    then = today("Asia/Jakarta") - timedelta(400)
    with as_(world.a.manager):
        assert answer("cases_opened", ["village"], since=then.replace(day=1)) == {(VILLAGE,): 3}
        assert answer("cases_opened", since=then + timedelta(1)) == {}
    admin.execute('DELETE FROM "case" WHERE id = ANY (%s)', [ids[:2]])
    proved()
    with as_(world.a.manager):
        assert answer("cases_opened", ["case_type"]) == {("pbi_reactivation",): 1}


def test_referrals_are_told_apart_by_agency_and_by_what_became_of_them(as_, world: World, fill, admin, proved) -> None:
    (case_id,) = fill(world.a.tenant_id, 1)
    agency_id = world.a.agencies["health_office"]
    (sent,) = admin.execute(
        """INSERT INTO referral (tenant_id, case_id, agency_id, state, sent_at, accept_due_on, answer_due_on, version)
           VALUES (%s, %s, %s, 'sent', '2026-04-30 20:00+00', '2026-05-05', '2026-05-10', 1) RETURNING id""",
        [world.a.tenant_id, case_id, agency_id],
    ).fetchone()
    proved()
    with as_(world.a.manager):
        assert answer("referrals_sent", ["month", "agency", "accepted", "answered"]) == {
            (date(2026, 5, 1), agency_id, "open", "open"): 1
        }
    admin.execute("UPDATE referral SET decided_on = '2026-05-06' WHERE id = %s", [sent])
    admin.execute("UPDATE referral SET state = 'answered', closed_at = '2026-05-10 09:00+00' WHERE id = %s", [sent])
    proved()
    with as_(world.province):
        assert answer("referrals_sent", ["accepted", "answered"]) == {("late", "in_time"): 1}
    admin.execute("UPDATE referral SET state = 'revoked' WHERE id = %s", [sent])
    proved()
    with as_(world.a.manager):
        assert answer("referrals_sent") == {}


def test_needs_and_programmes_follow_every_change(as_, world: World, fill, admin, proved) -> None:
    fill(world.a.tenant_id, 1)
    (person_id,) = admin.execute("SELECT id FROM person").fetchone()
    for kind in ("food", "food", "house"):
        admin.execute(
            "INSERT INTO need (tenant_id, person_id, kind, noted_on, source)"
            " VALUES (%s, %s, %s, '2026-02-03', 'visit')",
            [world.a.tenant_id, person_id, kind],
        )
    admin.execute(
        """INSERT INTO participation (tenant_id, person_id, programme, standing, valid_from, source)
           VALUES (%s, %s, 'pkh', 'active', '2026-01-15', 'visit')""",
        [world.a.tenant_id, person_id],
    )
    admin.execute("UPDATE need SET state = 'met', closed_on = '2026-03-01' WHERE kind = 'house'")
    proved()
    with as_(world.a.manager):
        assert answer("needs", ["need", "need_state"]) == {("food", "open"): 2, ("house", "met"): 1}
        assert answer("participations", ["programme", "standing"]) == {("pkh", "active"): 1}
    admin.execute("UPDATE participation SET standing = 'ended', end_reason = 'graduated'")
    admin.execute("DELETE FROM need WHERE state = 'met'")
    proved()
    with as_(world.a.manager):
        assert answer("participations", ["standing"]) == {("ended",): 1}
        assert answer("needs") == {(): 2}


def test_needs_and_programmes_live_where_their_family_lives(as_, world: World, fill, admin, proved) -> None:
    """A family moves, a person moves to another, a household's own need, one behind the veil: each is counted where it
    is now."""
    there = "19.06.01.2002"
    fill(world.a.tenant_id, 1)
    fill(world.a.tenant_id, 1)
    (first, home), (_second, other) = admin.execute("SELECT id, household_id FROM person ORDER BY id").fetchall()
    for about, id_ in (("person_id", first), ("household_id", home)):
        admin.execute(
            f"""INSERT INTO need (tenant_id, {about}, kind, noted_on, source)
                VALUES (%s, %s, 'food', '2026-02-03', 'visit')""",
            [world.a.tenant_id, id_],
        )
        admin.execute(
            f"""INSERT INTO participation (tenant_id, {about}, programme, standing, valid_from, source)
                VALUES (%s, %s, 'pkh', 'active', '2026-01-15', 'visit')""",
            [world.a.tenant_id, id_],
        )
    admin.execute("UPDATE need SET veil = 7 WHERE person_id = %s", [first])

    def by_village() -> tuple[dict, dict]:
        proved()
        with as_(world.a.manager):
            found = tuple(answer(measure, ["village"]) for measure in ("participations", "needs"))
            assert answer("participations") == answer("needs") == {(): 2}
        return found

    both = {(VILLAGE,): 2}
    assert by_village() == (both, both)
    with as_(world.a.facilitator):
        db.session.execute(update(Household).where(Household.id == home).values(village_code=there))
        db.session.commit()
    assert by_village() == ({(there,): 2}, {(there,): 2})
    with as_(world.a.front_office):
        db.session.execute(update(Person).where(Person.id == first).values(household_id=other))
        db.session.commit()
    assert by_village() == ({(there,): 1, (VILLAGE,): 1}, {(there,): 1, (VILLAGE,): 1})
    with as_(world.province), pytest.raises(Unfit):
        asked("needs", ["village", "month"])
    admin.execute("DELETE FROM need WHERE household_id IS NOT NULL")
    proved()
    with as_(world.a.manager):
        assert answer("needs", ["village", "need"]) == {(VILLAGE, "food"): 1}


def test_who_holds_a_decree_on_a_day_is_the_sum_of_comings_and_goings(as_, world: World, admin, proved) -> None:
    for last, ended in (("2026-12-31", None), (None, None), ("2026-12-31", "2026-07-01")):
        (worker_id,) = admin.execute(
            "INSERT INTO worker (tenant_id, name, version) VALUES (%s, 'Kenari', 1) RETURNING id", [world.a.tenant_id]
        ).fetchone()
        admin.execute(
            """INSERT INTO appointment (tenant_id, worker_id, post, sk_number, sk_date, valid_from, valid_until,
                                        funding, entered_by, ended_on, ended_why)
               VALUES (%s, %s, 'facilitator', '1', '2026-01-01', '2026-01-01', %s, 'state', 'x', %s, %s)""",
            [world.a.tenant_id, worker_id, last, ended, ended and "left"],
        )
    proved()
    with as_(world.a.manager):
        on = {day: sum(answer("staff", until=date.fromisoformat(day)).values()) for day in
              ("2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01", "2026-12-31", "2027-01-01")}  # fmt: skip
    assert list(on.values()) == [0, 3, 3, 2, 2, 1]


def test_every_kind_of_fact_that_has_drifted_is_put_right_and_written_down(
    as_, app: Flask, world: World, fill, admin, proved
) -> None:
    fill(world.a.tenant_id, 2, state="closed")
    fill(world.a.tenant_id, 3)
    proved()
    with app.app_context():
        jobs.compact_facts()
    facts = {fact.name: fact for ledger in LEDGERS for fact in ledger.facts}
    assert len(facts) == sum(len(ledger.facts) for ledger in LEDGERS), "two facts of one name"
    filled = [name for name, fact in facts.items() if admin.execute(f"SELECT 1 FROM {fact.table} LIMIT 1").fetchone()]
    assert len(filled) >= 15
    for name in filled:
        part = [*facts[name].sums][-1]
        admin.execute(f"UPDATE {facts[name].table} SET {part} = {part} + 7")
    with app.app_context():
        found = jobs.reconcile_facts()
        assert {drift.fact for drift in found} == set(filled)
        assert jobs.reconcile_facts() == []
    with as_(world.ministry):
        checks = {check.tenant_id: check for check in db.session.scalars(select(FactCheck))}
        ours, theirs = checks[world.a.tenant_id], checks[world.b.tenant_id]
        assert (ours.repaired, ours.drifts, theirs.repaired, theirs.drifted_at) == (len(found), 0, 0, None)
        assert ours.drifted_at < ours.checked_at


def test_a_lost_fact_comes_back(as_, app: Flask, world: World, fill, admin) -> None:
    fill(world.a.tenant_id, 4)
    with app.app_context():
        jobs.compact_facts()
        admin.execute("TRUNCATE case_fact_village, case_fact_day")
        assert {drift.fact for drift in jobs.reconcile_facts()} == {"village", "day"}
    with as_(world.a.manager):
        assert answer("cases", ["village"]) == answer("cases_opened", ["village"]) == {(VILLAGE,): 4}


def test_a_compaction_that_is_killed_loses_nothing_and_counts_nothing_twice(
    as_, app: Flask, settings: Settings, world: World, fill, admin: psycopg.Connection, proved
) -> None:
    """The server kills the folder at its work, again and again; whoever reads meanwhile sees the same sum."""
    fill(world.a.tenant_id, 6)
    for sector in ("food", "health", "education"):
        fill(world.a.tenant_id, 2, sector=sector)
    for statement in [ledger.fold_sql().replace(":batch", "2") for ledger in LEDGERS] * 2:
        with psycopg.connect(settings.database_url) as folder:
            folder.execute("SET ROLE slrt_relay")
            folder.execute(statement)
            admin.execute("SELECT pg_terminate_backend(%s)", [folder.info.backend_pid])
            with pytest.raises(psycopg.OperationalError):
                folder.commit()
        with as_(world.a.manager):
            assert answer("cases_opened") == {(): 12}
    proved()


def test_the_ministry_s_role_learns_no_village(app: Flask, admin) -> None:
    for table in ("case_delta", "case_fact_village", "case_fact_place"):
        asking = "SELECT has_column_privilege('slrt_ministry', %s, 'village_code', 'SELECT')"
        assert admin.execute(asking, [table]).fetchone() == (False,)


COUNTED = {
    "state": "'referred'",
    "sector": "'food'",
    "opened_on": "opened_on - 1",
    "due_on": "due_on + 3",
    "village_code": "'19.06.01.2002'",
    "case_type": "'other'",
    "channel": "'phone'",
    "owner_id": '(SELECT min(id) FROM membership m WHERE m.tenant_id = "case".tenant_id)',
    "state_on": "state_on - 1",
    "closed_at": "now()",
}


def test_whatever_a_ledger_tells_apart_is_noticed_when_it_changes(app: Flask, world: World, fill, admin) -> None:
    """Each alone, over several cases in one statement: no trigger may pass over it."""
    fill(world.a.tenant_id, 2)
    for column, value in COUNTED.items():
        admin.execute(f'UPDATE "case" SET {column} = {value} WHERE tenant_id = %s', [world.a.tenant_id])
        with app.app_context():
            assert jobs.reconcile_facts() == [], column


def test_what_no_ledger_tells_apart_is_written_nowhere(app: Flask, world: World, fill, admin) -> None:
    fill(world.a.tenant_id, 2)
    with app.app_context():
        jobs.compact_facts()
    admin.execute('UPDATE "case" SET version = version + 1, moved_on = moved_on + 1, emergency = true')
    with app.app_context():
        assert jobs.compact_facts() == 0
        assert jobs.reconcile_facts() == []
