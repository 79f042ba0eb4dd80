"""Welfare status as received, programmes, needs: the newest quarter holds, one form makes one, an end has a reason."""

from datetime import date
from itertools import permutations
from uuid import uuid4

import pytest
from marshmallow import ValidationError
from sqlalchemy import func, select

from foundation.db import db
from foundation.errors import Refused
from registry import actions, queries
from registry.models import Need, Participation, SiksCheck, WelfareStatus
from registry.quarters import behind, is_stale, latest_periods, period_of
from registry.schemas import NeedSchema, ParticipationChangeSchema, ParticipationSchema, WelfareStatusSchema
from tests.registry.families import family

STATUSES = (
    {"desil": 4, "dtsen_status": "active", "period": "2025-Q4", "received_on": date(2026, 1, 5)},
    {"desil": 2, "dtsen_status": None, "period": "2026-Q2", "received_on": date(2026, 7, 1)},
    {"desil": None, "dtsen_status": "inactive", "period": "2026-Q3", "received_on": date(2026, 10, 1)},
)


def received(**said):
    return {"source": "siks_ng", "note": None, **said}


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_newest_quarter_holds_in_whatever_order_statuses_arrive(world, as_, order):
    with as_(world.a.front_office):
        house, _son, mother = family()
        for number in order:
            actions.receive_status("household", house, received(**STATUSES[number]), uuid4())
        row = queries.get_household(house)
        assert (row.desil, row.desil_period, row.dtsen_status) == (2, "2026-Q2", "inactive")
        assert queries.get_person(mother).desil is None, "a person's own status is another thing"
        actions.receive_status("person", mother, received(**STATUSES[0]), uuid4())
        own, theirs = queries.standings_of(queries.get_person(mother))
        assert ((own.own, own.desil), (theirs.own, theirs.desil)) == ((True, 4), (False, 2))
        assert len(queries.statuses_of(queries.get_person(mother))) == 1


def test_the_same_form_sent_twice_makes_one_of_each(world, as_):
    with as_(world.a.front_office):
        house, _son, mother = family()
        key = uuid4()
        for _again in range(2):
            actions.receive_status("household", house, received(**STATUSES[0]), key)
        key = uuid4()
        need = {"kind": "elderly", "noted_on": date(2026, 1, 1), "source": "visit", "note": None}
        assert actions.add_need("person", mother, need, key).id == actions.add_need("person", mother, need, key).id
        key = uuid4()
        look = {"checked_on": date(2026, 10, 5), "answer": "not_found", "desil": None, "period": None,
                "operator_name": None, "note": None}  # fmt: skip
        assert actions.record_check(mother, look, key).id == actions.record_check(mother, look, key).id
        assert (count(WelfareStatus), count(Need), count(SiksCheck)) == (1, 1, 1)
        assert queries.get_person(mother).dtsen_status is None, "not found says nothing about a standing"


def test_a_status_is_stale_when_two_newer_quarters_have_begun():
    day = date(2026, 11, 20)
    assert period_of(day) == "2026-Q4"
    assert latest_periods(day, 5) == ["2026-Q4", "2026-Q3", "2026-Q2", "2026-Q1", "2025-Q4"]
    assert [behind(period, day) for period in latest_periods(day, 5)] == [0, 1, 2, 3, 4]
    assert [is_stale(period, day) for period in latest_periods(day, 4)] == [False, False, True, True]
    assert [period_of(date(2026, month, 1)) for month in (1, 3, 4, 12)] == ["2026-Q1", "2026-Q1", "2026-Q2", "2026-Q4"]


def test_a_participation_goes_on_changes_and_ends_once(world, as_):
    with as_(world.a.front_office):
        house, *_people = family()
        nothing = dict.fromkeys(["valid_until", "amount", "amount_every", "end_reason", "note"])
        began = {**nothing, "programme": "sembako", "standing": "proposed", "valid_from": date(2026, 1, 1),
                 "source": "musdes"}  # fmt: skip
        kept = actions.add_participation("household", house, began, uuid4())
        change = {"standing": "active", "amount": 200_000, "amount_every": "month", "end_reason": None,
                  "effective_on": date(2026, 3, 1), "source": "siks_ng", "note": None, "version": 1}  # fmt: skip
        actions.change_participation(kept.id, change)
        early = {**change, "effective_on": date(2025, 1, 1), "version": 2}
        for said, field in ((early, "effective_on"), (change, None)):
            with pytest.raises(Refused) as refused:
                actions.change_participation(kept.id, said)
            assert refused.value.field == field
        end = {**change, "standing": "ended", "end_reason": "deceased", "effective_on": date(2026, 6, 30), "version": 2}
        actions.change_participation(kept.id, end)
        assert (kept.valid_until, kept.end_reason, kept.amount) == (date(2026, 6, 30), "deceased", 200_000)
        events = queries.participation_events(kept.id)
        assert [(each.standing, each.effective_on.month) for each in events] == [
            ("ended", 6),
            ("active", 3),
            ("proposed", 1),
        ]
        with pytest.raises(Refused) as refused:
            actions.change_participation(kept.id, {**change, "version": 3})
        assert refused.value.code == "ended"
        assert actions.add_participation("household", house, began, uuid4()).id != kept.id, "again, later"
        assert count(Participation) == 2


def test_a_need_leads_to_one_case_and_back(world, as_):
    with as_(world.a.front_office):
        _house, son, mother = family()
        said = {"kind": "no_jkn", "noted_on": date(2026, 1, 1), "source": "visit", "note": None}
        need = actions.add_need("person", mother, said, uuid4())
        actions.link_need(need.id, 7)
        actions.link_need(need.id, 7)
        with pytest.raises(Refused) as refused:
            actions.link_need(need.id, 8)
        assert refused.value.code == "linked"
        actions.link_need(need.id, None)
        assert (need.case_id, queries.needs_of(queries.get_person(son))) == (None, [])


STATUS = {"desil": 1, "period": "2026-Q1", "received_on": "2026-04-01", "source": "siks_ng"}
BEGIN = {"programme": "pkh", "standing": "active", "valid_from": "2026-02-01", "source": "visit"}
CHANGE = {"standing": "active", "effective_on": "2026-02-01", "source": "visit", "version": 1}
NEED = {"kind": "food", "noted_on": "2026-01-01", "source": "visit"}
UNFIT = [
    (WelfareStatusSchema, STATUS, {"desil": None}, "desil"),
    (WelfareStatusSchema, STATUS, {"desil": 11}, "desil"),
    (WelfareStatusSchema, STATUS, {"period": "1999-Q1"}, "period"),
    (WelfareStatusSchema, STATUS, {"received_on": "2199-01-01"}, "received_on"),
    (ParticipationSchema, BEGIN, {"standing": "ended", "valid_until": "2026-03-01"}, "end_reason"),
    (ParticipationSchema, BEGIN, {"standing": "ended", "end_reason": "moved"}, "valid_until"),
    (ParticipationSchema, BEGIN, {"valid_until": "2026-01-01"}, "valid_until"),
    (ParticipationSchema, BEGIN, {"programme": "x"}, "programme"),
    (ParticipationChangeSchema, CHANGE, {"amount": "2,5", "amount_every": "month"}, "amount"),
    (ParticipationChangeSchema, CHANGE, {"amount": -1, "amount_every": "month"}, "amount"),
    (ParticipationChangeSchema, CHANGE, {"amount": 5}, "amount_every"),
    (ParticipationChangeSchema, CHANGE, {"end_reason": "moved"}, "end_reason"),
    (NeedSchema, NEED, {"kind": "gold"}, "kind"),
]


@pytest.mark.parametrize(("schema", "good", "wrong", "field"), UNFIT)
def test_what_does_not_fit_is_blamed_at_its_field(app, schema, good, wrong, field):
    with app.test_request_context():
        assert schema().load(good)
        with pytest.raises(ValidationError) as refused:
            schema().load({**good, **wrong})
    assert set(refused.value.normalized_messages()) == {field}
