"""How agencies respond: counted by what was sent in a period, and each figure opens exactly those referrals."""

from datetime import timedelta

import pytest

from cases import actions
from cases.queries.response import PARTS, Recipient, ResponseView, referrals_behind, responses
from tests.cases.test_watch import CALENDAR, ago, period
from tests.statements import counted


@pytest.fixture
def asked(story, world) -> dict[str, int]:
    """Five requests to the health office and one to the civil registry, each with its own fate."""
    ids = {}
    for name, days, agency in (
        ("before", 45, "health_office"),
        ("prompt", 20, "health_office"),
        ("tardy", 25, "health_office"),
        ("silent", 25, "health_office"),
        ("fresh", 0, "health_office"),
        ("declined", 10, "civil_registry"),
    ):
        with ago(days):
            case_id = story.decided(person={"nik": None, "name": f"Warga {name}"})
            ids[name] = story.refer(case_id, agency)
    officer = world.a.health_office_officer
    for name, days in (("before", 44), ("prompt", 19), ("tardy", 2)):
        with ago(days):
            story.do(officer, lambda name=name: actions.accept_referral(ids[name], 1))
            story.do(officer, lambda name=name: actions.answer_referral(ids[name], 2, "granted", "Sudah"))
    with ago(9):
        story.do(
            world.a.civil_registry_officer,
            lambda: actions.decline_referral(ids["declined"], 1, "Bukan kewenangan kami", "Dinas Sosial"),
        )
    with ago(5):
        story.do(world.a.back_office, lambda: actions.remind(ids["silent"]))
    story.run_jobs()
    return ids


def counts(line) -> dict[str, tuple[int, int]]:
    return {part: (line.counts[part].now, line.counts[part].before) for part in PARTS}


def test_each_agency_is_measured_by_what_it_was_sent(story, world, asked):
    with story.as_(world.a.supervisor):
        health, registry = responses(period())
    assert (health.name, registry.name) == ("Dinas Kesehatan", "Disdukcapil")
    assert counts(health) == {
        "sent": (4, 1), "accepted": (1, 1), "answered": (1, 1), "reminded": (1, 0), "late": (1, 0)
    }  # fmt: skip
    assert counts(registry) == {
        "sent": (1, 0), "accepted": (1, 0), "answered": (1, 0), "reminded": (0, 0), "late": (0, 0)
    }  # fmt: skip
    prompt = CALENDAR.working_days_between(CALENDAR.today() - timedelta(20), CALENDAR.today() - timedelta(19))
    tardy = CALENDAR.working_days_between(CALENDAR.today() - timedelta(25), CALENDAR.today() - timedelta(2))
    assert sorted(health.days[0].elements()) == sorted([prompt, tardy])
    assert health.median_now == (prompt + tardy) / 2
    assert registry.median_before is None


def test_every_figure_opens_exactly_its_referrals(story, world, asked):
    with story.as_(world.a.supervisor):
        for line in responses(period()):
            for part in PARTS:
                page = referrals_behind(ResponseView(part, line.recipient), period(), size=50)
                assert len(page.rows) == line.counts[part].now, (line.name, part)
        (late,) = referrals_behind(ResponseView("late"), period()).rows
        assert (late.id, late.reminders) == (asked["silent"], 1)
        assert late.due_days < 0
        everything = referrals_behind(ResponseView("sent"), period())
        first = referrals_behind(ResponseView("sent"), period(), size=2)
        rest = referrals_behind(ResponseView("sent"), period(), first.next)
        assert [row.id for row in (*first.rows, *rest.rows)] == [row.id for row in everything.rows]


def test_a_request_taken_back_was_sent_but_not_answered(story, world):
    case_id = story.decided()
    referral = story.refer(case_id)
    story.do(world.a.manager, lambda: actions.revoke(referral, 1, "Salah alamat"))
    with story.as_(world.a.manager):
        (line,) = responses(period())
        assert (line.counts["sent"].now, line.counts["answered"].now, line.median_now) == (1, 0, None)


def test_another_site_and_who_may_not_know_of_a_case_see_none_of_it(story, world, asked):
    with story.as_(world.b.manager):
        assert responses(period()) == []
        assert referrals_behind(ResponseView("sent"), period()).rows == []
    hidden = story.register(case_type="violence", kind="complaint", person={"nik": None})
    story.do(world.a.manager, lambda: actions.confidential.name(hidden, world.a.back_office.membership_id, "SK 1"))
    for name, note in (("accept", ""), ("check", "x"), ("recommend", "x"), ("decide", "x")):
        story.move(hidden, name, note)
    story.refer(hidden)
    for member, n in ((world.a.supervisor, 4), (world.a.manager, 5)):
        with story.as_(member):
            line = responses(period())[0]
            assert line.counts["sent"].now == n
            page = referrals_behind(ResponseView("sent", line.recipient), period())
            assert len(page.rows) == n


def test_it_costs_a_few_statements_however_many_were_sent(story, world, asked):
    with story.as_(world.a.manager), counted() as sent:
        responses(period(90))
        assert len(sent) <= 5
    with story.as_(world.a.manager), counted() as sent:
        referrals_behind(ResponseView("sent"), period(90))
        assert len(sent) <= 2


@pytest.mark.parametrize("slug", ["", "a", "s", "x1", "a-1", "a²", "a99999999999", "1"])
def test_a_recipient_nobody_has_named_is_left_out(slug):
    assert Recipient.from_slug(slug) is None
    assert ResponseView.from_args({"opd": slug}) == ResponseView()
