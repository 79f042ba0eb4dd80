"""Whatever people try in whatever order, a case is only ever where the table says, by someone who may."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cases import actions
from cases.machine import FINAL, MOVES, PAPERS, RESTING, State, hindrance, legal_moves, main_move
from cases.models import Case, CaseEvent
from foundation.db import db
from foundation.errors import Refused
from registry.actions import create_person
from tenants.permissions import may
from tests.cases.conftest import intake, person_data, usual_answers

ROLES = ("front_office", "back_office", "manager", "head", "supervisor", "facilitator", "administrator")
NAMES = [*MOVES, "register", "fly"]
LATE_REST = FINAL | {State.INFORMED}
"""Where the clock of an emergency rests too."""


def test_every_open_state_has_one_next_step_and_the_ends_only_the_citizens_word():
    for state in State:
        case = Model(state)
        main = main_move(case)
        assert main is None or legal_moves(case)[0] == main
        if state in FINAL:
            assert {move.name for move in legal_moves(case)} <= {"reopen", "record_feedback"}
    waiting = {state for state in set(State) - FINAL if main_move(Model(state)) is None}
    assert waiting == {State.REFERRED}  # there the agency has the word


def test_an_emergency_is_told_to_help_first_and_owes_its_papers_before_it_closes():
    case = Model(State.REGISTERED, emergency=True)
    assert main_move(case).name == "start_emergency_help"
    case.go("start_emergency_help")
    assert (case.state, case.paperwork) == (State.HANDLING, "check")
    for name in ("record_result", "inform"):
        case.go(name)
    for name in ("file_check", "file_recommendation", "file_decision"):
        assert main_move(case).name == name
        assert "close" not in {move.name for move in legal_moves(case)}
        case.go(name)
    assert main_move(case).name == "record_feedback"
    assert "close" in {move.name for move in legal_moves(case)}


@dataclass
class Model:
    """What the table says of a case, worked out beside the application."""

    state: State
    emergency: bool = False
    paperwork: str | None = None
    satisfied: bool | None = None
    level: str = "district"
    reopen_until: datetime | None = None

    def go(self, name: str, answers: dict[str, Any] | None = None) -> None:
        before, self.state = self.state, MOVES[name].leads_to(self.state)
        match name:
            case "mark_emergency":
                self.emergency = True
            case "start_emergency_help":
                self.paperwork = PAPERS[{State.ASSESSING: 1, State.AWAITING_DECISION: 2}.get(before, 0)]
            case "file_check" | "file_recommendation" | "file_decision":
                owed = PAPERS.index(self.paperwork) + 1
                self.paperwork = PAPERS[owed] if owed < len(PAPERS) else None
            case "record_feedback":
                self.satisfied = (answers or {"satisfied": "yes"})["satisfied"] == "yes"
            case "inform" | "reopen":
                self.satisfied = None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    emergency=st.booleans(),
    tries=st.lists(
        st.tuples(
            st.sampled_from(ROLES), st.one_of(st.integers(0, 9), st.sampled_from(NAMES)), st.booleans(), st.booleans()
        ),
        max_size=40,
    ),
)
def test_no_sequence_of_steps_leaves_the_table_or_skips_a_permission(story, world, emergency, tries):
    case_id = _case(story, world, emergency)
    model = Model(State.REGISTERED, emergency)
    for role, wish, with_words, pleased in tries:
        name = _name(wish, model)
        move = MOVES.get(name)
        answers = _answers(story, world, name, pleased)
        allowed = (
            move is not None
            and not move.automatic
            and may(role, move.permission)
            and hindrance(model, move) is None
            and (with_words or not move.note_required)
        )
        version = story.case(case_id).version
        attempt = partial(actions.move, case_id, name, version, "Catatan" if with_words else " ", answers)
        if allowed:
            story.do(world.a.members[role], attempt)
            model.go(name, answers)
        else:
            with pytest.raises(Refused):
                story.do(world.a.members[role], attempt)
        _agrees(story.case(case_id), model)
    _events_join_up(story, world, case_id, model.state)


def _agrees(case: Case, model: Model) -> None:
    assert (case.state, case.emergency, case.paperwork, case.satisfied) == (
        model.state, model.emergency, model.paperwork, model.satisfied,
    )  # fmt: skip
    assert (case.closed_at is not None) == (model.state in FINAL) == (case.resolution is not None)
    assert (case.due_on is None) == (model.state in RESTING and not (model.emergency and model.state not in LATE_REST))
    if case.resolution == "resolved":
        assert model.satisfied is not False


def _name(wish: int | str, model: Model) -> str:
    """A number stands for one of the legal steps, so that tries get far; a name for any step at all."""
    legal = legal_moves(model)
    if isinstance(wish, str) or not legal:
        return str(wish)
    return legal[wish % len(legal)].name


def _answers(story, world, name: str, pleased: bool) -> dict[str, Any] | None:
    answers = usual_answers(name, world.a)
    if name == "record_feedback":
        answers["satisfied"] = "yes" if pleased else "no"
    if name == "mark_duplicate":
        answers = {"code": story.case(_case(story, world, False)).code}
    return answers or None


def _case(story, world, emergency: bool = False) -> int:
    with story.as_(world.a.front_office):
        person = create_person(person_data(world.a, nik=None, email=None, name=f"Warga {uuid4().hex}"), uuid4())
        case_id = actions.register(person.id, intake(world.a, emergency=emergency), uuid4()).id
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
                State(event.from_state) in MOVES[event.move].sources
                and event.to_state == MOVES[event.move].leads_to(State(event.from_state))
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
