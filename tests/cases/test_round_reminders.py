"""Reminders of update rounds: five working days before the cut-off and one, to whoever's turn it is, once each."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from cases.jobs import by_the_clock
from cases.models import Notice
from foundation import clock
from foundation.db import db
from registry.rounds import actions
from registry.rounds.schemas import OpenSchema
from tests.registry import people

CUT_OFF = "2026-03-17"
"""A Tuesday; the fifth working day before it is the 10th."""


@pytest.fixture
def begun(world, as_) -> int:
    """A round of Desa Lalang, still a draft; its number."""
    with as_(world.a.back_office):
        told = {"village_code": people.LALANG, "basis": "musdes", "cut_off_on": CUT_OFF}
        round_id = actions.open_round(OpenSchema().load(told), uuid4()).id
        db.session.commit()
    return round_id


@pytest.fixture
def night(app):
    """`night(10)`: the clock's job early on that day of March 2026."""

    def run(day: int) -> None:
        with clock.set_to(datetime(2026, 3, day, 1, tzinfo=UTC)), app.app_context():
            by_the_clock()

    return run


@pytest.fixture
def reminders(as_):
    """`reminders(member)`: kind and round of each in that inbox, in order."""

    def read(member) -> list[tuple[str, int]]:
        with as_(member):
            mine = select(Notice.kind, Notice.round_id).where(Notice.membership_id == member.membership_id)
            return [(kind, about) for kind, about in db.session.execute(mine.order_by(Notice.id))]

    return read


def test_who_must_act_is_reminded_five_working_days_before_and_one_once_each(world, begun, night, reminders):
    for day, kinds in ((9, []), (10, ["round_soon"]), (13, ["round_soon"]), (16, ["round_soon", "round_last"])):
        for _again in range(2):
            night(day)
        for member in (world.a.facilitator, world.a.back_office):
            assert reminders(member) == [(kind, begun) for kind in kinds], (member.role, day)
    night(18)
    assert len(reminders(world.a.back_office)) == 2
    for member in (world.a.village_head, world.a.verifier, world.a.head, world.b.facilitator, world.b.back_office):
        assert reminders(member) == []


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("held", "village_head"), ("village_signed", "verifier"), ("verified", "head"), ("approved", "back_office"),
        ("sent", ""), ("answered", ""), ("cancelled", ""),
    ],
)  # fmt: skip
def test_the_reminder_follows_the_turn(world, begun, night, reminders, admin, state, told):
    admin.execute("UPDATE update_round SET state = %s", (state,))
    night(10)
    roles = ("facilitator", "village_head", "verifier", "head", "back_office", "manager")
    assert [role for role in roles if reminders(getattr(world.a, role))] == ([told] if told else [])


def test_a_village_head_elsewhere_is_left_alone(world, begun, night, reminders, admin):
    admin.execute("UPDATE update_round SET state = 'held', village_code = '19.06.02.2001'")
    admin.execute("DELETE FROM membership_village WHERE village_code = '19.06.02.2001'")
    night(16)
    assert reminders(world.a.village_head) == []


def test_a_missed_night_is_made_up_for(world, begun, night, reminders):
    night(12)
    assert reminders(world.a.facilitator) == [("round_soon", begun)]
    night(17)
    assert reminders(world.a.facilitator) == [("round_soon", begun), ("round_last", begun)]


def test_a_line_in_the_inbox_leads_to_the_round_which_says_whose_turn_it_is(
    world, begun, night, reminders, admin, client, sign_in
):
    admin.execute("UPDATE update_round SET state = 'held'")
    night(16)
    sign_in(client, world.a.village_head)
    with clock.set_to(datetime(2026, 3, 16, 3, tzinfo=UTC)):
        inbox = client.get("/kotak-masuk").get_data(as_text=True)
        assert "hampir lewat: giliran Anda" in inbox
        line = inbox.split('href="/kotak-masuk/')[1].split('"')[0]
        answer = client.get(f"/kotak-masuk/{line}")
        assert (answer.status_code, answer.location) == (303, f"/pemutakhiran/{begun}")
        page = client.get(answer.location).get_data(as_text=True)
    assert "1 hari kerja lagi sampai batas kirim" in page
    assert "Giliran Anda, supaya terkirim paling lambat" in page
