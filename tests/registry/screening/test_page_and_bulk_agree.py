"""Whatever the rule and whatever is known of whom: one person's page and the run over all give the same answer."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from foundation.db import db
from registry.models import Household, Participation, Person
from registry.screening import bulk
from registry.screening.rules import KINDS, Criterion, Rule, indicate
from registry.screening.subjects import subject_of
from tests.registry.screening.rules_at_random import AS_OF, HOUSEHOLDS, PROGRAMMES, conditions

MANY = settings(
    max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
CRITERIA = st.lists(st.tuples(st.sampled_from(KINDS), conditions()), min_size=1, max_size=4)
HELD = st.lists(
    st.tuples(st.booleans(), st.sampled_from(PROGRAMMES), st.sampled_from(["active", "suspended", "proposed"])),
    max_size=3,
)


@pytest.fixture
def ask_both(world, as_):
    """Keep these households, ask both ways, and take everything back."""

    def ask(rules: list[Rule], households: list, held: list) -> None:
        with as_(world.a.manager):
            _keep(households, held)
            run = db.session.execute(text(bulk.statement(rules, AS_OF)), {"tenant": world.a.tenant_id})
            found = {row.person_id: row for row in run}
            people = db.session.scalars(select(Person)).all()
            assert set(found) == {person.id for person in people}
            for person in people:
                subject = subject_of(person, AS_OF)
                for number, rule in enumerate(rules):
                    said = indicate(rule, subject)
                    assert found[person.id]._mapping[f"r{number}"] is said.outcome, (rule, subject)
            db.session.rollback()

    return ask


def _keep(households: list, held: list) -> None:
    for values, members in households:
        home = Household(address="Jalan 1", village_code="19.06.01.2001", **values)
        db.session.add(home)
        db.session.flush()
        people = [Person(household_id=home.id, name="Rekaan", **member) for member in members]
        db.session.add_all(people)
        db.session.flush()
        for of_person, programme, standing in held:
            about = {"person_id": people[0].id} if of_person else {"household_id": home.id}
            db.session.add(
                Participation(
                    programme=programme, standing=standing, valid_from=date(2026, 1, 1), source="import", **about
                )
            )
    db.session.flush()


@MANY
@given(criteria=st.lists(CRITERIA, min_size=1, max_size=3), households=HOUSEHOLDS, held=HELD)
def test_page_and_bulk_never_disagree(ask_both, criteria, households, held):
    rules = [_rule([Criterion.of(*each) for each in listed]) for listed in criteria]
    ask_both(rules, households, held)


@pytest.mark.parametrize(
    "condition",
    ["floor_area / cattle < 7.2", "not (income > 0) or income is known", "count(members where pregnant) >= 1"],
)
def test_what_cannot_be_worked_out_is_unknown_both_ways(ask_both, condition):
    home = {"floor_area": 20, "cattle": 0}
    members = [{"sex": "female", "pregnant": None, "income": None}, {"sex": "male", "pregnant": True, "income": 1}]
    ask_both([_rule([Criterion.of("needed", condition)])], [(home, members)], [])


def _rule(criteria: list[Criterion]) -> Rule:
    return Rule("pkh", "test", date(2026, 1, 1), "Uji", "low", tuple(criteria))
