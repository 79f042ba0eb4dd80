"""GALAT, PERINGATAN, KOSONG: each rule fires on its mistake and on nothing else; a draft is always kept."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from foundation.db import db
from foundation.errors import Refused
from reference import codes
from registry import actions, queries
from registry.checks import HOUSEHOLD_RULES, MEMBER_RULES, examine, missing
from registry.checks.record import Member, Record
from registry.values import variables_of
from tenants.models import AuditEntry
from tests.registry.families import ECONOMY, HOUSE, LIFE, complete, family, say
from tests.registry.people import NIK, record, typed

DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _in_request(app):
    with app.test_request_context():
        yield


def household(**changes: Any) -> Any:
    blank = dict.fromkeys(variables_of("household"))
    said = {"address": "Dusun Lalang", "village_code": "19.06.01.2001", "family_size": 2, **HOUSE, **ECONOMY}
    return SimpleNamespace(id=1, **{**blank, **said, **changes})


def member(number: int, **changes: Any) -> Member:
    blank = dict.fromkeys(variables_of("person"))
    said = {
        "name": f"Orang {number}", "relation": 1 if number == 1 else 2, "sex": "male" if number == 1 else "female",
        "birth_date": date(1980, 1, number), "presence": "found", "nik_state": "matched", **LIFE,
    }  # fmt: skip
    nik, categories = changes.pop("read", None), tuple(changes.pop("categories", ()))
    person: Any = SimpleNamespace(id=number, **{**blank, **said, **changes})
    born = person.birth_date
    age = None if born is None or born > DAY else (DAY - born).days * 4 // 1461
    return Member(person, age, nik, categories)


def found(*members: Member, **house: Any) -> dict[str, list[str]]:
    findings = examine(Record(household(**house), members or (member(1), member(2)), DAY, "19.06"))
    lists = {"galat": findings.errors, "peringatan": findings.warnings, "kosong": findings.empty}
    return {name: [each.rule for each in rows] for name, rows in lists.items()}


CLEAN = {"galat": [], "peringatan": [], "kosong": []}
HEAD = member(1)


def child(**changes: Any) -> Member:
    said = {"relation": 3, "marital_status": 1, "birth_date": date(2014, 5, 1), "schooling": 2, "school_level": 3,
            "working": False, "occupation": None, "work_sector": None}  # fmt: skip
    return member(2, **{**said, **changes})


WRONG: list[tuple[str, str, tuple[Member, ...], dict[str, Any]]] = [
    ("galat", "no_members", (member(1, presence="moved"),), {}),
    ("galat", "one_head", (member(1, relation=8), member(2, relation=8)), {}),
    ("galat", "one_head", (HEAD, member(2, relation=1)), {}),
    ("galat", "village_outside", (), {"village_code": "33.11.01.2001"}),
    ("galat", "half_coordinates", (), {"latitude": -2.8}),
    ("galat", "power_without_meter", (), {"lighting": 3}),
    ("galat", "closet_without_toilet", (), {"toilet": 6}),
    ("peringatan", "spouses", (HEAD, member(2), member(3)), {"family_size": 3}),
    ("peringatan", "family_size", (), {"family_size": 5}),
    ("peringatan", "same_member_twice", (HEAD, member(2, name="orang 1", birth_date=date(1980, 1, 1))), {}),
    ("peringatan", "floor_area_small", (), {"floor_area": 14}),
    ("peringatan", "title_of_a_rented_house", (), {"land_proof": 1, "tenure": 2}),
    ("peringatan", "no_spending", (), {"spending_food": 0, "spending_other": 0}),
    ("galat", "born_tomorrow", (HEAD, member(2, birth_date=date(2026, 11, 21))), {}),
    ("galat", "child_before_head", (HEAD, child(birth_date=date(1979, 1, 1), school_level=13)), {}),
    ("galat", "spouse_not_married", (HEAD, member(2, marital_status=4)), {}),
    ("galat", "married_child", (HEAD, child(birth_date=date(2018, 1, 1), marital_status=2)), {}),
    ("galat", "level_at_age", (HEAD, child(birth_date=date(2018, 1, 1), school_level=13)), {}),
    ("galat", "level_without_school", (HEAD, child(schooling=1)), {}),
    ("galat", "work_at_age", (HEAD, child(birth_date=date(2023, 1, 1), working=True, occupation=8, work_sector=1,
                                          schooling=1, school_level=None)), {}),
    ("galat", "work_without_working", (HEAD, member(2, working=False)), {}),
    ("galat", "turnover_of_an_employee", (HEAD, member(2, occupation=4, turnover=1)), {}),
    ("galat", "pregnant_man", (member(1, pregnant=True), member(2)), {}),
    ("peringatan", "nik_unsure", (HEAD, member(2, nik_state="unknown")), {}),
    ("peringatan", "nik_unsure", (HEAD, member(2, nik_state="mismatched")), {}),
    ("peringatan", "very_old", (HEAD, member(2, relation=6, birth_date=date(1910, 1, 1), support=1)), {}),
    ("peringatan", "young_head", (member(1, birth_date=date(2010, 6, 1), marital_status=1), member(2, relation=8)), {}),
    ("peringatan", "child_close_to_head", (HEAD, child(birth_date=date(1988, 1, 1), school_level=13)), {}),
    ("peringatan", "parent_after_head", (HEAD, member(2, relation=6, birth_date=date(1985, 1, 1))), {}),
    ("peringatan", "same_sex_spouse", (HEAD, member(2, sex="male")), {}),
    ("peringatan", "married_young", (HEAD, member(2, birth_date=date(2009, 1, 1))), {}),
    ("peringatan", "old_for_primary", (HEAD, child(birth_date=date(2005, 1, 1))), {}),
    ("peringatan", "out_of_school", (HEAD, child(schooling=3)), {}),
    ("peringatan", "child_labour", (HEAD, child(working=True, occupation=8, work_sector=1)), {}),
    ("peringatan", "public_servant", (HEAD, member(2, occupation=5)), {}),
    ("peringatan", "pregnant_at_age", (HEAD, member(2, pregnant=True, birth_date=date(1960, 1, 1))), {}),
    ("peringatan", "who_supports", (HEAD, member(2, relation=6, birth_date=date(1955, 1, 1))), {}),
    ("peringatan", "category_at_age", (HEAD, member(2, categories=["01"])), {}),
    ("kosong", "empty", (), {"floor": None}),
    ("kosong", "empty", (HEAD, member(2, occupation=None)), {}),
]  # fmt: skip


def test_a_good_record_has_no_finding():
    assert found() == CLEAN


@pytest.mark.parametrize(("severity", "rule", "members", "place"), WRONG)
def test_a_rule_finds_its_mistake_and_no_other_grave_one(severity, rule, members, place):
    lists = found(*members, **place)
    assert rule in lists[severity]
    if severity != "galat":
        assert lists["galat"] == []


def test_every_rule_is_shown_to_fire():
    named = {rule.name for rule in (*HOUSEHOLD_RULES, *MEMBER_RULES)}
    assert named - {rule for _severity, rule, *_rest in WRONG} == {"nik_disagrees"}, "shown below, with a real NIK"
    assert {rule.slug for rule in (*HOUSEHOLD_RULES, *MEMBER_RULES)} <= set(codes.VARIABLES)


def test_what_is_needed_depends_on_what_was_said():
    at_home: Any = member(2, working=False, occupation=None, work_sector=None).person
    assert missing(at_home, "person") == []
    assert missing(member(2, occupation=2).person, "person") == ["turnover"]
    assert missing(household(toilet=6, closet=None, sewage=None), "household") == []
    assert missing(household(tenure=2, land_proof=None), "household") == []
    assert missing(household(lighting=1, power=None), "household") == ["power"]


def test_a_draft_is_always_kept_and_a_final_needs_no_galat_and_nothing_missing(world, as_):
    with as_(world.a.facilitator):
        house_id, _marwan, rohani = family()
        house = queries.get_household(house_id)
        say(house, {"lighting": 4, "power": 900})
        assert (house.record_state, house.power) == ("draft", 900), "a GALAT is kept all the same"
        with pytest.raises(Refused) as refused:
            actions.finalise(house_id, house.version)
        assert refused.value.code == "not_ready"
        complete(house_id)
        findings = actions.finalise(house_id, house.version)
        assert [each.rule for each in findings.warnings] == ["nik_unsure", "nik_unsure"]
        assert (house.record_state, house.finalised_by) == ("final", world.a.facilitator.membership_id)
        say(queries.get_person(rohani), {"illness": 8})
        assert house.record_state == "draft", "a change makes it a draft again"
        assert db.session.query(AuditEntry).filter_by(action="household.finalised").one().subject_id == house_id


def test_a_record_changed_meanwhile_is_not_made_final(world, as_):
    with as_(world.a.front_office):
        house_id, *_people = family()
        complete(house_id)
        stale = queries.get_household(house_id).version
        say(queries.get_household(house_id), {"floor": 8})
        with pytest.raises(Refused) as refused:
            actions.finalise(house_id, stale)
        assert refused.value.code == "stale"


def test_a_nik_that_says_otherwise_is_a_galat(world, as_):
    with as_(world.a.front_office):
        person = record(typed(nik=NIK))
        queries.household_of(person)
        person.birth_date = date(1972, 4, 5)
        findings = examine(queries.record_of(queries.household_of(person)))
        assert [(each.rule, each.slug, each.person_id) for each in findings.errors] == [
            ("nik_disagrees", "nik", person.id)
        ]


def test_who_moved_away_or_died_is_no_member_any_more(world, as_):
    with as_(world.a.front_office):
        house_id, _marwan, rohani = family()
        complete(house_id)
        say(queries.get_person(rohani), {"presence": "deceased"})
        record_now = queries.record_of(queries.get_household(house_id))
        assert [each.person.name for each in record_now.living] == ["Marwan"]
        assert [each.rule for each in examine(record_now).warnings] == ["family_size", "nik_unsure"]
