"""A village's update round, opened and moved along by invented colleagues."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from foundation.db import db
from practice.cast import Cast
from practice.stories import Proposal
from practice.walks import Errand, loaded
from registry.actions import create_person
from registry.rounds import actions
from registry.rounds.models import UpdateRound
from registry.rounds.schemas import MinutesSchema, OpenSchema, ProposalSchema, StepSchema
from registry.schemas import PersonSchema

BY = {
    "hold": "back_office", "sign_village": "village_head", "return_village": "village_head", "verify": "verifier",
    "return_verifier": "verifier", "approve": "head", "return_head": "head",
}  # fmt: skip
"""Who of the colleagues takes a step."""
_MINUTES = {
    "number": "400.12/LATIHAN", "held_at": "Balai desa rekaan", "chair": "Wening Prasetya",
    "attendance": "Sugeng Contoh, Ketua RT 01\nSuharti Rekaan, kader", "summary": "Disepakati bersama.",
}  # fmt: skip
_UNTIL_CUT_OFF = timedelta(days=10)


class RoundWalk(Errand):
    """One round on its way."""

    def __init__(self, cast_: Cast, proposal: Proposal, moment: datetime, round_id: int = 0) -> None:
        super().__init__(cast_, moment)
        self.proposal, self.round_id = proposal, round_id

    def open(self, person: dict[str, Any]) -> None:
        """The village proposes somebody."""

        def make() -> int:
            who = create_person(loaded(PersonSchema(), person), uuid4())
            opening = {
                "village_code": person["village_code"], "basis": "musdes",
                "cut_off_on": (self.moment.date() + _UNTIL_CUT_OFF).isoformat(),
            }  # fmt: skip
            made = actions.open_round(loaded(OpenSchema(), opening), uuid4())
            actions.propose(made.id, who.id, loaded(ProposalSchema(), self.proposal.said()))
            return made.id

        self.round_id = self.act(self.cast.staff["back_office"], make)

    def take(self, step: str) -> None:
        """The next step, by whoever takes it."""

        def move() -> None:
            said = {"version": self._version()}
            if step == "hold":
                held = _MINUTES | said | {"held_on": self.moment.date().isoformat()}
                actions.write_minutes(self.round_id, loaded(MinutesSchema(), held))
            else:
                actions.move(self.round_id, step, loaded(StepSchema(), said))

        self.act(self.cast.staff[BY[step]], move)

    def _version(self) -> int:
        key = (self.cast.tenant_id, self.round_id)
        return db.session.get_one(UpdateRound, key, populate_existing=True).version
