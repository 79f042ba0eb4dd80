"""Whatever people try in whatever order, a case is only ever where the table says, by someone who may."""

from functools import partial
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cases import actions
from cases.machine import FINAL, MAIN_MOVE, MOVES, State, legal_moves
from cases.models import Case, CaseEvent
from foundation.db import db
from foundation.errors import Refused
from registry.actions import create_person
from tenants.permissions import may
from tests.cases.conftest import intake, person_data

ROLES = ("front_office", "back_office", "manager", "head", "supervisor", "facilitator", "administrator")
NAMES = [*MOVES, "register", "fly"]


def test_every_open_state_has_one_next_step_and_final_ones_none():
    for state in State:
        assert (state in FINAL) == (not legal_moves(state))
        main = MAIN_MOVE.get(state)
        assert main is None or legal_moves(state)[0].name == main
    assert set(State) - FINAL - set(MAIN_MOVE) == {State.REFERRED}  # there the agency has the word


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tries=st.lists(
        st.tuples(st.sampled_from(ROLES), st.one_of(st.integers(0, 5), st.sampled_from(NAMES)), st.booleans()),
        max_size=40,
    )
)
def test_no_sequence_of_steps_leaves_the_table_or_skips_a_permission(story, world, tries):
    case_id = _case(story, world)
    state = State.REGISTERED
    for role, wish, with_words in tries:
        name = _name(wish, state)
        move = MOVES.get(name)
        allowed = (
            move is not None
            and not move.automatic
            and may(role, move.permission)
            and state in move.sources
            and (with_words or not move.note_required)
        )
        version = story.case(case_id).version
        attempt = partial(actions.move, case_id, name, version, "Catatan" if with_words else " ")
        if allowed:
            story.do(world.a.members[role], attempt)
            state = move.target
        else:
            with pytest.raises(Refused):
                story.do(world.a.members[role], attempt)
        assert story.case(case_id).state == state
    _events_join_up(story, world, case_id, state)


def _name(wish: int | str, state: State) -> str:
    """A number stands for one of the legal steps, so that tries get far; a name for any step at all."""
    legal = legal_moves(state)
    if isinstance(wish, str) or not legal:
        return str(wish)
    return legal[wish % len(legal)].name


def _case(story, world) -> int:
    with story.as_(world.a.front_office):
        person = create_person(person_data(world.a, nik=None, email=None, name=f"Warga {uuid4().hex}"), uuid4())
        case_id = actions.register(person.id, intake(world.a), uuid4()).id
        db.session.commit()
    return case_id


def _events_join_up(story, world, case_id: int, state: State) -> None:
    """Each step begins where the one before ended, and only declared ones are there."""
    with story.as_(world.a.manager):
        events = db.session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id)).all()
        before = None
        for event in events:
            assert event.from_state == before
            assert event.move == "register" or (
                State(event.from_state) in MOVES[event.move].sources and event.to_state == MOVES[event.move].target
            )
            assert may(event.actor_role, "case:register" if event.move == "register" else MOVES[event.move].permission)
            before = event.to_state
        assert before == state


def test_each_refusal_says_why(story, world):
    case_id = story.register()
    version = story.case(case_id).version

    def refusal(member, name, version=version, note="Catatan"):
        with pytest.raises(Refused) as refused:
            story.do(member, lambda: actions.move(case_id, name, version, note))
        return refused.value.status, refused.value.code, refused.value.field

    assert refusal(world.a.back_office, "close")[:2] == (409, "illegal_move")
    assert refusal(world.a.back_office, "accept", version=99)[:2] == (409, "stale")
    assert refusal(world.a.back_office, "ask_correction", note="") == (422, "refused", "note")
    assert refusal(world.a.supervisor, "accept")[:2] == (403, "forbidden")
    assert refusal(world.b.back_office, "accept")[0] == 404


def test_whoever_checks_a_case_first_looks_after_it_until_another_takes_it(story, world):
    case_id = story.register()
    story.move(case_id, "accept")
    assert story.case(case_id).owner_id == world.a.back_office.membership_id
    story.do(world.a.manager, lambda: actions.take(case_id))
    assert story.case(case_id).owner_id == world.a.manager.membership_id


def test_a_case_moved_by_two_at_once_moves_once(story, world):
    case_id = story.register()
    version = story.case(case_id).version
    story.do(world.a.back_office, lambda: actions.move(case_id, "accept", version))
    with pytest.raises(Refused) as refused:
        story.do(world.a.back_office, lambda: actions.move(case_id, "ask_correction", version, "KTP"))
    assert refused.value.code == "stale"
    assert isinstance(story.case(case_id), Case)
