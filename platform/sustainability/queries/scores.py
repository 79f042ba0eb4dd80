"""Scores that were stored, and the one that holds now."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from foundation.db import db
from foundation.errors import Refused
from sustainability.index import VERSIONS, Score, in_force, score
from sustainability.models import IndexScore
from sustainability.queries.evidence import inputs
from tenants.access import subject
from web.pagination import Page, decode_cursor, page_of

SIZE = 24


@dataclass(frozen=True)
class Archived:
    """A stored score with what a recomputation from its own inputs gives."""

    row: IndexScore
    again: Score

    @property
    def agrees(self) -> bool:
        """It must: version and inputs are frozen."""
        same = (self.row.points, self.row.grade, self.row.dimensions)
        return same == (self.again.points, self.again.level.slug, self.again.by_dimension)


def score_now(today: date) -> Score:
    """The reader's own site as its records and facts stand today."""
    own = subject().tenant
    return score(in_force(today), inputs({own.id: own.region_code}, today)[own.id])


def newest() -> IndexScore | None:
    """The last one stored."""
    wanted = select(IndexScore).order_by(IndexScore.scored_on.desc(), IndexScore.id.desc()).limit(1)
    return db.session.scalars(wanted).one_or_none()


def scores_page(cursor: str | None = None, size: int = SIZE) -> Page[IndexScore]:
    """The newest first."""
    wanted = select(IndexScore)
    if after := decode_cursor(cursor, (date, int)):
        day, number = after
        wanted = wanted.where((IndexScore.scored_on < day) | ((IndexScore.scored_on == day) & (IndexScore.id < number)))
    rows = db.session.scalars(wanted.order_by(IndexScore.scored_on.desc(), IndexScore.id.desc()).limit(size + 1)).all()
    return page_of(rows, size, lambda row: (row.scored_on.isoformat(), row.id))


def archived(score_id: int) -> Archived:
    """One stored score, recomputed from its own inputs by its own version. Refused (404)."""
    row = db.session.scalars(select(IndexScore).where(IndexScore.id == score_id)).one_or_none()
    if row is None:
        raise Refused(_("Nilai ini tidak ada di daerah Anda."), status=404, code="not_found")
    return Archived(row, score(VERSIONS[row.definition], row.inputs))
