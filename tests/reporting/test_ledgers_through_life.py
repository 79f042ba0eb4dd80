"""What happens to offices, villages and people in years: the totals follow, and what cannot follow is put right."""

from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, update

from cases.actions import withdrawal
from cases.models import Case, Consent
from foundation.clock import today
from foundation.db import db
from registry.models import Household
from reporting import jobs
from reporting.counting import asked, count
from tests.caller import calls
from tests.cases.conftest import Story, mailbox, story
from tests.world import World

__all__ = ["calls", "mailbox", "story"]
NOW = today("Asia/Jakarta")
OLD, NEW = "19.06.01.2001", "19.06.01.2002"


@pytest.fixture
def drifts(app: Flask):
    """`drifts()`: what the night finds; then the ledger is folded."""

    def look() -> list:
        with app.app_context():
            found = jobs.reconcile_facts()
            jobs.compact_facts()
        return found

    return look


def told(*question, **more) -> dict:
    return dict(count(asked(*question, **more)))


def test_an_office_whose_zone_changes_is_dated_anew_by_the_night(
    as_, app: Flask, admin: psycopg.Connection, world: World, fill, drifts
) -> None:
    """Half past three in the afternoon in universal time is today in Jakarta and tomorrow, in the next month, in
    Jayapura. A zone is changed by a law, not by a page (decision 0027); who forgets the facts is found out."""
    at = datetime(2026, 3, 31, 15, 30, tzinfo=UTC)
    (case_id,) = fill(world.a.tenant_id, 1, opened=-300)
    admin.execute(
        """UPDATE "case" SET state = 'closed', resolution = 'resolved', due_on = NULL, closed_at = %s WHERE id = %s""",
        [at, case_id],
    )
    admin.execute(
        """INSERT INTO case_event (tenant_id, case_id, at, move, from_state, to_state, actor_name, actor_role)
           VALUES (%s, %s, %s, 'close', 'informed', 'closed', 'x', 'front_office')""",
        [world.a.tenant_id, case_id, at],
    )
    assert drifts() == []
    admin.execute("UPDATE tenant SET timezone = 'Asia/Jayapura' WHERE id = %s", [world.a.tenant_id])
    wrong = drifts()
    assert {"closed", "ended", "step", "outcome"} <= {each.fact for each in wrong}
    assert {each.tenant_id for each in wrong} == {world.a.tenant_id}
    assert drifts() == []
    with as_(world.a.manager):
        assert told("cases_closed", ["day"]) == {(date(2026, 4, 1),): 1}
        assert told("cases_ended", ["month"]) == {(date(2026, 4, 1),): 1}
        assert told("steps_taken", ["day"]) == {(date(2026, 4, 1),): 1}
    (repaired,) = admin.execute("SELECT repaired FROM fact_check WHERE tenant_id = %s", [world.a.tenant_id]).fetchone()
    assert repaired == len(wrong)


def test_a_case_deleted_after_the_zone_changed_is_taken_off_the_day_it_was_counted_on(
    as_, admin, world: World, fill, drifts
) -> None:
    """The trigger that takes a case off again reads today's zone: a handful lands on the wrong day until the night."""
    (case_id,) = fill(world.a.tenant_id, 1, state="closed", opened=-300)
    admin.execute('UPDATE "case" SET closed_at = %s WHERE id = %s', ["2026-03-31 15:30+00", case_id])
    assert drifts() == []
    admin.execute("UPDATE tenant SET timezone = 'Asia/Jayapura' WHERE id = %s", [world.a.tenant_id])
    admin.execute('DELETE FROM "case" WHERE id = %s', [case_id])
    assert drifts() != []
    assert drifts() == []
    with as_(world.a.manager):
        assert told("cases_closed", ["day"]) == told("cases") == {}


@pytest.fixture
def former_village(admin):
    """A village whose code goes out of use; it comes back afterwards, for regions belong to no test."""
    admin.execute("UPDATE region SET valid_to = '2026-01-01' WHERE code = %s", [OLD])
    yield OLD
    admin.execute("UPDATE region SET valid_to = NULL WHERE code = %s", [OLD])


def test_a_village_whose_code_goes_out_of_use_stays_on_the_list_with_what_is_counted_there(
    browse, calls, world: World, fill, former_village: str
) -> None:
    fill(world.a.tenant_id, 4)
    reader = browse(world.a.manager)
    assert ">4</td>" in reader.get("/jumlah/desa").text, "the subdistrict still has them all"
    page = reader.get("/jumlah/desa?kecamatan=19.06.01").text
    assert "(kode lama)" in page
    assert page.count(">4</td>") == 1
    places = calls(world.a.manager).get("/maps/villages", measure="open").json["places"]
    assert sum(place["value"] for place in places) == 4


def test_cases_families_and_needs_move_when_a_village_is_merged_or_gets_another_number(
    as_, admin, world: World, fill, drifts
) -> None:
    fill(world.a.tenant_id, 4, opened=-70)
    fill(world.a.tenant_id, 2, state="closed")
    admin.execute(
        "INSERT INTO need (tenant_id, person_id, kind, noted_on, source)"
        " SELECT tenant_id, id, 'food', '2026-02-03', 'visit' FROM person"
    )
    assert drifts() == []
    with as_(world.a.manager):
        for table in (Household, Case):
            db.session.execute(update(table).where(table.village_code == OLD).values(village_code=NEW))
        db.session.commit()
    assert drifts() == []
    with as_(world.a.manager):
        assert told("cases_open", ["village"]) == {(NEW,): 4}
        assert told("needs", ["village"]) == {(NEW,): 2}
        assert told("cases_open", ["village"], until=NOW - timedelta(60)) == {(NEW,): 4}
        assert told("cases_opened", ["village"]) == {(NEW,): 6}


def test_another_type_another_agency_and_another_owner_are_followed(as_, admin, world: World, fill, drifts) -> None:
    """A case is told apart by what it is today, in the month it came: an old report counts it where it was found."""
    ids = fill(world.a.tenant_id, 3, opened=-40)
    admin.execute(
        """INSERT INTO referral (tenant_id, case_id, agency_id, state, sent_at, accept_due_on, answer_due_on, version)
           VALUES (%s, %s, %s, 'sent', now() - interval '9 days', current_date, current_date + 9, 1)""",
        [world.a.tenant_id, ids[0], world.a.agencies["health_office"]],
    )
    assert drifts() == []
    admin.execute("""UPDATE "case" SET case_type = 'kks_problem', sector = 'social' WHERE id = ANY (%s)""", [ids[:2]])
    admin.execute("UPDATE referral SET agency_id = %s", [world.a.agencies["civil_registry"]])
    assert drifts() == []
    with as_(world.a.manager):
        assert told("cases_opened", ["case_type"]) == {("kks_problem",): 2, ("pbi_reactivation",): 1}
        assert told("cases_opened", ["sector"]) == {("social",): 2, ("health",): 1}
        assert told("referrals_sent", ["agency"]) == {(world.a.agencies["civil_registry"],): 1}


def story_consents(case_id: int) -> list[int]:
    return list(db.session.scalars(select(Consent.id).where(Consent.case_id == case_id)))


def test_a_consent_taken_back_and_a_case_called_off_leave_no_drift(story: Story, world: World, drifts) -> None:
    case_id = story.decided()
    story.refer(case_id)
    assert drifts() == []
    with story.as_(world.a.manager):
        assert told("referrals_sent") == {(): 1}
        (consent,) = story_consents(case_id)
    version = story.case(case_id).version
    story.do(world.a.front_office, lambda: withdrawal.withdraw(case_id, consent, "Tidak jadi"))
    story.run_jobs()
    assert drifts() == []
    assert story.case(case_id).version > version
    with story.as_(world.a.manager):
        assert told("referrals_sent") == {}, "what is taken back was never awaited"
        assert told("cases", ["state"]) == {(story.case(case_id).state,): 1}
