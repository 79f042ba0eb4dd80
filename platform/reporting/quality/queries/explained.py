"""How an office's figures lie among those of its peers, and what the office has said to a mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Integer, Select, Text, bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on

from foundation.reading import read, union_of
from foundation.tenancy import Reader, current
from reporting.quality.checks import CHECKS
from reporting.quality.figures import FIGURES, PROVINCE, SIZES, Figure
from reporting.quality.models import QualityCount, QualityFigure, QualityWord
from tenants.models import Tenant


@dataclass(frozen=True)
class Word:
    """What an office says, and when it said so."""

    words: str
    written_at: datetime


@dataclass(frozen=True)
class Beside:
    """A figure of an office beside those of its peers."""

    figure: Figure
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
    word: Word | None = None

    @property
    def is_higher(self) -> bool:
        """Than those of its peers."""
        return self.value > self.middle

    @property
    def sentence(self) -> str:
        """How far, and from whom."""
        said = self.figure.said
        direction = _("jauh lebih tinggi") if self.is_higher else _("jauh lebih rendah")
        return _(
            "%(name)s %(value)s. Pada %(n)s %(whom)s biasanya %(middle)s; separuhnya antara %(low)s dan %(high)s.",
            name=self.figure.name,
            value=said(self.value) if self.is_told else direction,
            n=self.peers,
            whom=_("kabupaten/kota lain di provinsi yang sama") if self.among == PROVINCE else SIZES[self.among][1],
            middle=said(self.middle),
            low=said(self.low),
            high=said(self.high),
        )

    @property
    def usually(self) -> Any:
        """What usually explains it, whichever way it differs."""
        return self.figure.higher if self.is_higher else self.figure.lower


def own_figures() -> list[Beside]:
    """All compared figures of the reader's own office, in the order of the table. One statement."""
    return _in_order(read(_OWN))


def own_words() -> Mapping[str, Word]:
    """What it has said last, by check or figure. One statement."""
    return {row.slug: Word(row.words, row.written_at) for row in read(_OWN_WORDS)}


def far_figures(province_id: int) -> Mapping[int, Sequence[Beside]]:
    """Of the districts of a province, those far from their peers; how far exactly is for the province. One
    statement."""
    rows: dict[int, list[Any]] = {}
    for row in read(_far(), province=province_id):
        rows.setdefault(row.tenant_id, []).append(row)
    is_told = current().reader is not Reader.MINISTRY
    return {id_: _in_order(each, is_told) for id_, each in rows.items()}


def words(province_id: int) -> Mapping[tuple[int, str], Word]:
    """What its districts have said last, by office and check or figure. One statement."""
    return {(row.tenant_id, row.slug): Word(row.words, row.written_at) for row in read(_words(), province=province_id)}


def is_marked(slug: str) -> bool:
    """Whether it points at the reader's own office. One statement."""
    return bool(read(_MARKED, slug=slug))


def name_of(slug: str) -> Any:
    """Of a check or a figure."""
    return CHECKS[slug].name if slug in CHECKS else FIGURES[slug].name


def _in_order(rows: Sequence[Any], is_told: bool = True) -> list[Beside]:
    by_slug = {row.slug: row for row in rows}
    return [
        Beside(figure, row.value, row.middle, row.low, row.high, row.peers, row.among, row.far, is_told)
        for slug, figure in FIGURES.items()
        if (row := by_slug.get(slug)) is not None
    ]


_SHOWN = (
    QualityFigure.tenant_id, QualityFigure.slug, QualityFigure.value, QualityFigure.middle, QualityFigure.low,
    QualityFigure.high, QualityFigure.peers, QualityFigure.among, QualityFigure.far,
)  # fmt: skip
_OWN: Any = select(*_SHOWN)
_NEWEST: Any = (
    select(QualityWord.tenant_id, QualityWord.slug, QualityWord.words, QualityWord.written_at)
    .ext(distinct_on(QualityWord.tenant_id, QualityWord.slug))
    .order_by(QualityWord.tenant_id, QualityWord.slug, QualityWord.id.desc())
)
_OWN_WORDS: Any = _NEWEST
_SLUG: Any = bindparam("slug", type_=Text)
_MARKED: Any = union_of(
    select(QualityCount.slug).where(QualityCount.slug == _SLUG, QualityCount.tripped),
    select(QualityFigure.slug).where(QualityFigure.slug == _SLUG, QualityFigure.far),
)
_PROVINCE: Any = bindparam("province", type_=Integer)


@cache
def _far() -> Select[*tuple[Any, ...]]:
    of = select(*_SHOWN).join(Tenant, Tenant.id == QualityFigure.tenant_id)
    return of.where(Tenant.parent_id == _PROVINCE, QualityFigure.far)


@cache
def _words() -> Select[*tuple[Any, ...]]:
    return _NEWEST.join(Tenant, Tenant.id == QualityWord.tenant_id).where(Tenant.parent_id == _PROVINCE)
