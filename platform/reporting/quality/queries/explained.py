"""How an office's figures lie among those of its peers, and what the office has said to a mark."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Text, bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on

from foundation.reading import read, union_of
from reporting.quality.checks import CHECKS
from reporting.quality.figures import FIGURES, PROVINCE, SIZES, Figure
from reporting.quality.models import QualityCount, QualityFigure, QualityWord
from web.i18n import current_language

MOST_SENTENCES = 8_192
"""Kept in both languages: more than all districts have figures."""


class Word(NamedTuple):
    """What an office says, and when it said so."""

    words: str
    written_at: datetime


class Beside(NamedTuple):
    """A figure of an office beside those of its peers."""

    slug: str
    value: float
    middle: float
    low: float
    high: float
    peers: int
    among: str
    far: bool
    is_told: bool = True
    """Whether the value itself is. A share to the per cent, held against what is published of four quarters, would
    tell the ministry how many people are behind it."""

    @property
    def figure(self) -> Figure:
        """Which one."""
        return FIGURES[self.slug]

    @property
    def is_higher(self) -> bool:
        """Than those of its peers."""
        return self.value > self.middle

    @property
    def sentence(self) -> str:
        """How far, and from whom."""
        return _sentence(self, current_language())

    @property
    def usually(self) -> Any:
        """What usually explains it, whichever way it differs."""
        return self.figure.higher if self.is_higher else self.figure.lower


def own_figures() -> list[Beside]:
    """All compared figures of the reader's own office, in the order of the table. One statement."""
    by_slug = {row.slug: Beside(*row) for row in read(_OWN)}
    return [by_slug[slug] for slug in FIGURES if slug in by_slug]


def own_words() -> Mapping[str, Word]:
    """What it has said last, by check or figure. One statement."""
    return {row.slug: Word(row.words, row.written_at) for row in read(NEWEST)}


def is_marked(slug: str) -> bool:
    """Whether it points at the reader's own office. One statement."""
    return bool(read(_MARKED, slug=slug))


def name_of(slug: str) -> Any:
    """Of a check or a figure."""
    return CHECKS[slug].name if slug in CHECKS else FIGURES[slug].name


@lru_cache(MOST_SENTENCES)
def _sentence(of: Beside, _language: str) -> str:
    """A figure changes by night, and is read by day."""
    said = of.figure.said
    direction = _("jauh lebih tinggi") if of.is_higher else _("jauh lebih rendah")
    return _(
        "%(name)s %(value)s. Pada %(n)s %(whom)s biasanya %(middle)s; separuhnya antara %(low)s dan %(high)s.",
        name=of.figure.name,
        value=said(of.value) if of.is_told else direction,
        n=of.peers,
        whom=_("kabupaten/kota lain di provinsi yang sama") if of.among == PROVINCE else SIZES[of.among][1],
        middle=said(of.middle),
        low=said(of.low),
        high=said(of.high),
    )


SHOWN = (
    QualityFigure.slug, QualityFigure.value, QualityFigure.middle, QualityFigure.low, QualityFigure.high,
    QualityFigure.peers, QualityFigure.among, QualityFigure.far,
)  # fmt: skip
"""What `Beside` is made of."""
_OWN: Any = select(*SHOWN)
NEWEST: Any = (
    select(QualityWord.tenant_id, QualityWord.slug, QualityWord.words, QualityWord.written_at)
    .ext(distinct_on(QualityWord.tenant_id, QualityWord.slug))
    .order_by(QualityWord.tenant_id, QualityWord.slug, QualityWord.id.desc())
)
_SLUG: Any = bindparam("slug", type_=Text)
_MARKED: Any = union_of(
    select(QualityCount.slug).where(QualityCount.slug == _SLUG, QualityCount.tripped),
    select(QualityFigure.slug).where(QualityFigure.slug == _SLUG, QualityFigure.far),
)
