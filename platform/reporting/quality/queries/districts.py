"""What points at each district of a province, and what its office says to it: for the province and the ministry."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, func, select, true

from foundation.reading import Question, ask_together
from foundation.tenancy import Reader, current
from reporting.quality.checks import CHECKS, Check
from reporting.quality.figures import FIGURES
from reporting.quality.models import QualityCount, QualityFigure, QualityWord
from reporting.quality.queries.explained import NEWEST, SHOWN, Beside, Word
from tenants.models import Tenant


class Mark(NamedTuple):
    """A check that points at an office, as it is seen above: both numbers to the nearest five, None when held back."""

    slug: str
    part: int | None
    whole: int | None
    since: date | None
    is_told: bool = True
    """Whether its numbers are. The same people to the nearest five, night after night, beside what is published of a
    quarter and beside moved numbers, would tell the ministry of one more."""

    @property
    def check(self) -> Check:
        """Which one."""
        return CHECKS[self.slug]


class District(NamedTuple):
    """A district, what points at it, and what it has said last by check or figure. Equal as long as nothing of it has
    changed: how it is shown is remembered by it."""

    id: int
    name: str
    region_code: str
    noted_on: date | None
    marks: tuple[Mark, ...]
    far: tuple[Beside, ...]
    words: tuple[tuple[str, Word], ...]

    @property
    def signs(self) -> int:
        """How many things point at it."""
        return len(self.marks) + len(self.far)


def below(province_id: int, beside: Question | None = None) -> list[District]:
    """The districts of a province in the order of their codes, whoever is better or worse; numbers of people and cases
    are for the province itself. Three statements in one round trip, whatever the number of districts; what is asked
    `beside` travels with them."""
    asked = [Question(each(), {"province": province_id}) for each in (_districts, _far, _words)]
    ask_together(*asked, *([beside] if beside else ()))
    districts, far, words = (each.answer() for each in asked)
    is_ministry = current().reader is Reader.MINISTRY
    far_of = _by_office(far, lambda row: Beside(*row[1:], is_told=not is_ministry))
    words_of = _by_office(words, lambda row: (row.slug, Word(row.words, row.written_at)))
    return [
        District(
            row.id,
            row.name,
            row.region_code or "",
            row.noted_on,
            tuple(sorted((_mark(each, is_ministry) for each in row.marks or ()), key=_place_of)),
            tuple(sorted(far_of.get(row.id, ()), key=_place_of)),
            tuple(words_of.get(row.id, ())),
        )
        for row in districts
    ]


def asking_name(province_id: int) -> Question:
    """What that province is called: no row where the number is no province's."""
    return Question(_NAMED, {"province": province_id})


def _mark(found: Sequence[Any], is_ministry: bool) -> Mark:
    slug, part, whole, since = found
    is_told = not is_ministry or (whole is None and not CHECKS[slug].least)
    return Mark(slug, part, whole, date.fromisoformat(since) if since else None, is_told)


def _place_of(each: Mark | Beside) -> int:
    return _PLACES[each.slug]


def _by_office(rows: Sequence[Any], told: Any) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.tenant_id, []).append(told(row))
    return found


_PLACES = {slug: place for place, slug in enumerate((*CHECKS, *FIGURES))}
_PROVINCE: Any = bindparam("province", type_=Integer)
_NAMED: Any = select(Tenant.name).where(Tenant.id == _PROVINCE, Tenant.kind == "province")


@cache
def _districts() -> Select[*tuple[Any, ...]]:
    """Each with its marks as a list of lists: asked beside it, not among those of the whole country."""
    mark = func.jsonb_build_array(
        QualityCount.slug, QualityCount.shown_part, QualityCount.shown_whole, QualityCount.tripped_on
    )
    noted = (
        select(
            func.max(QualityCount.noted_on).label("noted_on"),
            func.jsonb_agg(mark).filter(QualityCount.tripped).label("marks"),
        )
        .where(QualityCount.tenant_id == Tenant.id)
        .lateral()
    )
    return (
        select(Tenant.id, Tenant.name, Tenant.region_code, noted.c.noted_on, noted.c.marks)
        .outerjoin(noted, true())
        .where(Tenant.parent_id == _PROVINCE, Tenant.kind == "district", Tenant.active, Tenant.id > 0)
        .order_by(Tenant.region_code, Tenant.id)
    )


@cache
def _far() -> Select[*tuple[Any, ...]]:
    of = select(QualityFigure.tenant_id, *SHOWN).join(Tenant, Tenant.id == QualityFigure.tenant_id)
    return of.where(Tenant.parent_id == _PROVINCE, QualityFigure.far)


@cache
def _words() -> Select[*tuple[Any, ...]]:
    return NEWEST.join(Tenant, Tenant.id == QualityWord.tenant_id).where(Tenant.parent_id == _PROVINCE)
