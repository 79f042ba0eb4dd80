"""What is measured is counted by the database itself, and agrees with a recount after every kind of step."""

from datetime import date, timedelta

import pytest

from cases import actions
from cases.queries.outcomes import Answers, Outcomes, answers, at_work, days_to_resolution, outcomes, overdue
from foundation.clock import today
from foundation.tenancy import Context, Reader, enter
from registry.queries.freshness import Freshness, freshness
from reporting import jobs
from tests.cases.conftest import mailbox, story

__all__ = ["mailbox", "story"]
HERE = "Asia/Jakarta"


@pytest.fixture
def drift(app):
    """`drift()`: what does not agree, before and after folding."""

    def look():
        with app.app_context():
            before = jobs.reconcile_facts()
            jobs.compact_facts()
            return before + jobs.reconcile_facts()

    return look


def _year_ago() -> date:
    return today(HERE) - timedelta(days=365)


def test_a_case_counts_when_it_ends_and_no_longer_when_it_is_opened_again(world, story, as_, drift):
    case_id = story.decided()
    story.move(case_id, "handle")
    story.move(case_id, "record_result", "Beras diterima")
    story.move(case_id, "inform", "Diberi tahu")
    story.move(case_id, "record_feedback", "Terima kasih")
    with as_(world.a.manager):
        assert outcomes(_year_ago()) == {}
    story.move(case_id, "close")
    with as_(world.a.manager):
        assert outcomes(_year_ago()) == {world.a.tenant_id: Outcomes(1, 1, 1, 1, 1, 1, 0)}
        assert days_to_resolution(_year_ago()) == [(0, 1)]
    assert drift() == []
    story.move(case_id, "reopen", "Beras belum sampai")
    with as_(world.a.manager):
        assert outcomes(_year_ago())[world.a.tenant_id] == Outcomes()
    assert drift() == []


def test_a_referral_counts_in_the_month_it_is_due_and_by_whether_it_came_in_time(world, story, as_, drift):
    case_id = story.decided()
    referral_id = story.refer(case_id)
    with as_(world.a.manager):
        assert answers(_year_ago(), today(HERE) + timedelta(days=40))[world.a.tenant_id] == Answers(1, 0)
    officer = world.a.health_office_officer
    story.do(officer, lambda: actions.accept_referral(referral_id, 1, "Baik"))
    story.do(officer, lambda: actions.answer_referral(referral_id, 2, "granted", "Sudah"))
    story.run_jobs()
    with as_(world.a.manager):
        assert answers(_year_ago(), today(HERE) + timedelta(days=40))[world.a.tenant_id] == Answers(1, 1)
    assert drift() == []


def test_a_family_is_fresh_from_the_day_somebody_looked(world, story, as_, drift, admin):
    story.register()
    long_ago, lately = today(HERE) - timedelta(days=730), today(HERE) - timedelta(days=90)
    with as_(world.a.manager):
        known = freshness(long_ago, lately)[world.a.tenant_id]
    assert known.families == 1
    admin.execute("UPDATE household SET observed_on = %s", [today(HERE) - timedelta(days=200)])
    with as_(world.a.manager):
        assert freshness(long_ago, lately)[world.a.tenant_id] == Freshness(1, 1, 0)
    admin.execute("UPDATE household SET observed_on = NULL")
    with as_(world.a.manager):
        assert freshness(long_ago, lately)[world.a.tenant_id] == Freshness(1, 0, 0)
    assert drift() == []


def test_who_works_is_known_from_the_steps(world, story, as_):
    story.decided()
    with as_(world.a.manager):
        assert world.a.back_office.membership_id in at_work(_year_ago())[world.a.tenant_id]
        assert overdue(today(HERE)) == {}
        assert overdue(today(HERE) + timedelta(days=400)) == {world.a.tenant_id: 1}


def test_each_reader_counts_only_what_is_theirs(world, story, app, as_):
    case_id = story.register()
    story.move(case_id, "cancel", "Dicabut")
    for member, seen in ((world.a.manager, True), (world.province, True), (world.b.manager, False)):
        with as_(member):
            assert (world.a.tenant_id in outcomes(_year_ago())) is seen, member.role
    with app.app_context(), enter(Context(Reader.RELAY)):
        assert outcomes(_year_ago())[world.a.tenant_id] == Outcomes()
