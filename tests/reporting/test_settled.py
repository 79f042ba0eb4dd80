"""What is remembered of answers of many offices is what the facts say, however long it has been remembered."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from foundation.clock import today
from foundation.db import db
from foundation.kept import forget_everything
from foundation.tenancy import Context, Reader, enter
from reporting import actions, jobs
from reporting.counting import asked, shown
from reporting.spans import span_around
from tests.statements import sent_with_values
from tests.world import Member, World

LONG_AGO = -45
"""Days from today: in a month that is over, whatever the date."""


@pytest.fixture
def over() -> tuple[date, date]:
    """Months that are over, the day of LONG_AGO among them."""
    first = span_around(today("Asia/Jakarta") + timedelta(LONG_AGO), "month")
    return first.after(-2).first, first.last


@pytest.fixture
def folded(app: Flask) -> Callable[[], None]:
    def fold() -> None:
        with app.app_context():
            jobs.compact_facts()

    return fold


@pytest.fixture
def opened_long_ago(as_, world: World, over: tuple[date, date]) -> Callable[[], tuple[int, bool]]:
    """The province's number, and whether facts were read for it."""
    since, until = over

    def ask() -> tuple[int, bool]:
        with as_(world.province), sent_with_values() as sent:
            told = shown(asked("cases_opened", ["sector"], since=since, until=until)).total
        return told, any("case_fact_month" in statement for statement, _values in sent)

    return ask


def test_what_is_over_is_read_again_only_after_somebody_has_changed_the_past(
    world: World, fill, folded, opened_long_ago
) -> None:
    fill(world.a.tenant_id, 3, opened=LONG_AGO)
    folded()
    assert opened_long_ago() == (3, True)
    fill(world.a.tenant_id, 2)
    folded()
    assert opened_long_ago() == (3, False), "the present has moved on"
    fill(world.a.tenant_id, 1, opened=LONG_AGO)
    assert opened_long_ago() == (4, False), "a case that comes late is pending"
    folded()
    assert opened_long_ago() == (4, True), "and then settled"


def test_a_case_that_moves_on_changes_no_past(world: World, fill, folded, opened_long_ago, admin) -> None:
    ids = fill(world.a.tenant_id, 3, opened=LONG_AGO)
    folded()
    opened_long_ago()
    admin.execute("""UPDATE "case" SET state = 'referred', version = version + 1 WHERE id = ANY (%s)""", [ids])
    folded()
    assert opened_long_ago() == (3, False)
    admin.execute("""UPDATE "case" SET sector = 'food', version = version + 1 WHERE id = %s""", [ids[0]])
    folded()
    assert opened_long_ago() == (3, True)


def test_a_past_that_is_put_right_is_read_again(
    app: Flask, world: World, fill, folded, opened_long_ago, over: tuple[date, date]
) -> None:
    fill(world.a.tenant_id, 3, opened=LONG_AGO)
    folded()
    opened_long_ago()
    month = over[1].replace(day=1).isoformat()
    wrong = actions.Drift(world.a.tenant_id, "month", "health", 1, "n", {"opened_month": month, "sector": "health"})
    with app.app_context(), enter(Context(Reader.RELAY)):
        actions.repair([wrong])
        db.session.commit()
    assert opened_long_ago() == (2, True)


def test_who_sees_other_offices_is_not_told_what_another_has_read(as_, world: World, fill, folded, over) -> None:
    since, until = over
    fill(world.a.tenant_id, 3, opened=LONG_AGO)
    fill(world.b.tenant_id, 7, opened=LONG_AGO)
    folded()

    def told(member: Member) -> object:
        with as_(member):
            return shown(asked("cases_opened", since=since, until=until)).total

    for _turn in range(2):
        assert [told(member) for member in (world.province, world.province_b)] == [3, 7]


@pytest.mark.parametrize("reader", ["province", "ministry"])
def test_whatever_is_remembered_is_what_the_facts_and_the_ledger_say(
    as_, world: World, fill, folded, admin, over: tuple[date, date], reader: str
) -> None:
    chooser, (since, until) = random.Random(11), over
    questions = [
        ("cases_opened", ["sector", "month"], since, until), ("cases_opened", ["office"], None, None),
        ("cases_closed", ["month"], since, until), ("cases_open", ["office", "state"], None, None),
        ("cases", ["sector", "stage"], None, None), ("cases_standing", ["sector"], None, until),
        ("cases_opened", ["province", "case_type"], since, until),
    ]  # fmt: skip

    def lives() -> None:
        site = chooser.choice((world.a, world.b))
        ids = fill(
            site.tenant_id, chooser.choice((1, 2, 17)), chooser.choice(("checking", "referred", "closed")),
            sector=chooser.choice(("food", "health")), opened=chooser.choice((0, LONG_AGO, LONG_AGO - 30)),
        )  # fmt: skip
        admin.execute("""UPDATE "case" SET sector = 'other', version = version + 1 WHERE id = %s""", [ids[0]])
        if chooser.random() < 0.5:
            admin.execute(
                """UPDATE "case" SET state = 'closed', closed_at = now() - interval '44 days', version = version + 1
                   WHERE id = %s""",
                [ids[-1]],
            )
        if chooser.random() < 0.5:
            folded()

    def answers() -> list[object]:
        with as_(getattr(world, reader)):
            return [shown(asked(measure, by, since=first, until=last)) for measure, by, first, last in questions]

    for _turn in range(8):
        lives()
        remembered = answers()
        forget_everything()
        assert answers() == remembered
