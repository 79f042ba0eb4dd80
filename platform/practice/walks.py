"""Invented colleagues take real steps: each case of a practice room stands where the house's own actions led it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast
from uuid import uuid4

from sqlalchemy import select

from cases import actions
from cases.actions.referrals import bring_answers
from cases.machine import MOVES
from cases.models import Case, Referral
from cases.schemas import USUAL_FIELDS, CaseIntakeSchema
from foundation import clock
from foundation.db import db
from practice.cast import COLLEAGUES, Cast
from practice.stories import Story
from registry.actions import create_person
from registry.schemas import PersonSchema
from tenants.permissions import may
from tenants.subjects import acting_as, load_subject
from web.schemas import BaseSchema

Result = TypeVar("Result")
BY_AGENCY = {"referral_accept": "Kami terima dan kerjakan.", "referral_answer": ""}
"""Steps that an agency's officer takes."""


class Errand:
    """Colleagues act, each in their own name. Every step commits, as a request does; the first ones lie in the past if
    `moment` does."""

    def __init__(self, cast_: Cast, moment: datetime) -> None:
        self.cast, self.moment = cast_, moment

    def act(self, membership_id: int, action: Callable[[], Result]) -> Result:
        """As that colleague, twenty minutes after the step before."""
        self.moment = min(self.moment + timedelta(minutes=20), clock.now())
        with acting_as(load_subject(membership_id, self.cast.tenant_id, self.moment)), clock.set_to(self.moment):
            result = action()
            db.session.commit()
        return result


class Walk(Errand):
    """One case on its way."""

    def __init__(self, cast_: Cast, story: Story, moment: datetime, agency_id: int | None = None) -> None:
        super().__init__(cast_, moment)
        self.story = story
        self.agency_id = agency_id or cast_.agencies.get(self._kind_of_agency)
        self.visitor_id = cast_.staff["facilitator"]
        self.case_id, self.code = 0, ""

    def register(self, person: dict[str, Any]) -> None:
        """Somebody comes to the counter."""

        def make() -> tuple[int, str]:
            who = create_person(loaded(PersonSchema(), person), uuid4())
            intake = loaded(CaseIntakeSchema(), self.story.intake(person["village_code"]))
            case = actions.register(who.id, intake, uuid4())
            return case.id, case.code

        self.case_id, self.code = self.act(self.cast.staff["front_office"], make)

    def take(self, step: str) -> None:
        """The next step, by whoever takes it, in the words of the story."""
        if step == "refer":
            self.act(self.cast.staff["manager"], self._refer)
        elif step in BY_AGENCY:
            self._at_the_agency(step)
        else:
            words, asked = self._words_for(step)
            who = self.cast.staff[role_for(step)]
            self.act(who, lambda: actions.move(self.case_id, step, self._case().version, words, asked))

    def _refer(self) -> None:
        data = {
            "agency_id": self.agency_id, "service": self.story.service or self.story.summary, "note": "",
            "fields": USUAL_FIELDS, "version": self._case().version,
        }  # fmt: skip
        actions.refer(self.case_id, data)

    @property
    def _kind_of_agency(self) -> str:
        """The story's, or any that the office has."""
        known = self.cast.agencies
        return self.story.agency if self.story.agency in known else next(iter(known), "")

    def _at_the_agency(self, step: str) -> None:
        found = self.act(self.cast.staff["manager"], self._open_referral)

        def answer() -> None:
            if step == "referral_accept":
                actions.accept_referral(found.id, found.version, BY_AGENCY[step])
            else:
                actions.answer_referral(found.id, found.version, "granted", self.story.answer)

        self.act(self.cast.officers[self._kind_of_agency], answer)
        if step == "referral_answer":
            self.act(self.cast.staff["manager"], lambda: bring_answers(self.case_id))

    def _open_referral(self) -> Referral:
        wanted = select(Referral).where(Referral.case_id == self.case_id, Referral.closed_at.is_(None))
        found = db.session.scalars(wanted.order_by(Referral.id.desc()).limit(1)).one()
        db.session.expunge(found)
        return found

    def _words_for(self, step: str) -> tuple[str, dict[str, Any] | None]:
        story = self.story
        today = self.moment.date()
        seen = dict.fromkeys(("tenure", "floor", "wall", "lighting", "toilet"))
        words = {
            "check": story.finding,
            "recommend": story.recommendation,
            "decide": story.decision,
            "record_result": story.answer,
            "ask_correction": "Mohon bawa salinan kartu keluarga.",
            "complete": "Salinan kartu keluarga sudah diterima.",
            "record_visit": story.finding,
            "inform": story.answer,
            "reject": "Sudah dibantu desa dengan bantuan yang sama.",
            "return": "Mohon dasar rekomendasinya ditambah.",
        }
        asked = {
            "ask_correction": {"documents": ["family_card"]},
            "order_visit": {"visitor_id": self.visitor_id, "visit_on": None},
            "record_visit": {"outcome": "found", "visited_on": today, **seen},
            "inform": {"channel": "phone", "said_by": None},
            "record_feedback": {"satisfied": "yes"},
            "reject": {"reason": "already_helped"},
        }
        return words.get(step, ""), asked.get(step)

    def _case(self) -> Case:
        return db.session.get_one(Case, (self.cast.tenant_id, self.case_id), populate_existing=True)


def role_for(step: str) -> str:
    """Who of the colleagues takes it; a visit is the facilitator's."""
    if step == "record_visit":
        return "facilitator"
    return next(role for role in COLLEAGUES if may(role, MOVES[step].permission))


def loaded(schema: BaseSchema, typed: dict[str, Any]) -> dict[str, Any]:
    """Clean data, as from a form."""
    return cast(dict[str, Any], schema.load(typed))
