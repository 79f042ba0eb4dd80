"""Rounds of self-assessment and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select

from foundation.db import db
from sustainability.models import AssessmentRound, AssessmentTaken, AssessmentTally
from sustainability.models.assessment import NO_ANSWER
from sustainability.questions import FEWEST, QUESTIONS
from tenants.access import subject
from web.pagination import Page, decode_cursor, page_of

SIZE = 12


@dataclass(frozen=True)
class Result:
    """What a round says of one domain."""

    total: int
    answers: int
    """Values given; "cannot answer" is no value."""
    silent: int

    @property
    def mean(self) -> Fraction | None:
        """1 to 7; None when nobody could answer."""
        return Fraction(self.total, self.answers) if self.answers else None


def open_round() -> AssessmentRound | None:
    """The one that is being asked now."""
    return db.session.scalars(select(AssessmentRound).where(AssessmentRound.closed_at.is_(None))).one_or_none()


def has_answered(round_id: int) -> bool:
    """Whether the reader has answered that round already."""
    mine = select(AssessmentTaken.round_id).where(
        AssessmentTaken.round_id == round_id, AssessmentTaken.membership_id == subject().membership_id
    )
    return db.session.scalar(mine) is not None


def rounds_page(cursor: str | None = None, size: int = SIZE) -> Page[AssessmentRound]:
    """The newest first."""
    wanted = select(AssessmentRound)
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(AssessmentRound.id < after[0])
    rows = db.session.scalars(wanted.order_by(AssessmentRound.id.desc()).limit(size + 1)).all()
    return page_of(rows, size, lambda row: (row.id,))


def is_shown(asked: AssessmentRound) -> bool:
    """Only when it is over and enough people have answered: fewer would point at somebody."""
    return asked.closed_at is not None and asked.respondents >= FEWEST


def results(rounds: Sequence[AssessmentRound]) -> dict[int, dict[str, Result]]:
    """By round and domain, of those that may be shown. One statement."""
    shown = {asked.id: asked.questions for asked in rounds if is_shown(asked)}
    value, n = AssessmentTally.value, AssessmentTally.n
    rows = db.session.execute(
        select(
            AssessmentTally.round_id,
            AssessmentTally.statement,
            func.coalesce(func.sum(value * n).filter(value != NO_ANSWER), 0),
            func.coalesce(func.sum(n).filter(value != NO_ANSWER), 0),
            func.coalesce(func.sum(n).filter(value == NO_ANSWER), 0),
        )
        .where(AssessmentTally.round_id.in_(shown))
        .group_by(AssessmentTally.round_id, AssessmentTally.statement)
    )
    found: dict[int, dict[str, Result]] = {}
    for round_id, statement, total, answers, silent in rows:
        domain = QUESTIONS[shown[round_id]].domain_of(statement)
        sums = found.setdefault(round_id, {})
        before = sums.get(domain, Result(0, 0, 0))
        sums[domain] = Result(before.total + int(total), before.answers + int(answers), before.silent + int(silent))
    return found


def overall(domains: dict[str, Result]) -> Fraction | None:
    """The mean of the domains' means, as the tool that gave the idea does."""
    means = [mean for each in domains.values() if (mean := each.mean) is not None]
    return sum(means, Fraction(0)) / len(means) if means else None
