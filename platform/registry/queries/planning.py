"""What is needed for a budget: village by programme, from the totals of the newest run. No person is looked at here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import BigInteger, ColumnElement, case, cast, func, null, select, tuple_

from foundation.db import db
from reference.queries import places
from registry.models import ScreeningCount, ScreeningRun
from registry.queries.runs import Figures, asked_in, by_programme, figures_of, of_run
from web.pagination import Page, decode_cursor, page_of

SIZE = 100


@dataclass(frozen=True)
class Total:
    """What a list comes to. Persons are not added up over programmes: one may be indicated for several."""

    missed: int
    """Benefits that reach nobody yet."""
    unpriced: int
    """Those of them whose programme names no amount: left out of `money`, not counted as nothing."""
    money: int
    """Rupiah in a year for the others."""


@dataclass(frozen=True)
class VillageNeed:
    """One village over all programmes."""

    village_code: str
    place: str
    total: Total


def programme_needs(run: ScreeningRun) -> list[Figures]:
    """Each programme that somebody is indicated for or receives, over the villages this reader may see."""
    return [row for row in by_programme(run) if row.indicated or row.receiving]


def total_of(rows: Iterable[Figures]) -> Total:
    """Their sum, money and what has no price apart."""
    known = list(rows)
    return Total(
        missed=sum(row.missed for row in known),
        unpriced=sum(row.missed for row in known if row.money is None),
        money=sum(row.money for row in known if row.money is not None),
    )


def village_needs(run: ScreeningRun, cursor: str | None = None, size: int = SIZE) -> Page[VillageNeed]:
    """Village after village, in the order of their codes, so that a subdistrict stays together. 2 statements."""
    village, missed = ScreeningCount.village_code, ScreeningCount.missed
    prices = _prices(run)
    sums = select(
        village,
        func.sum(missed),
        func.coalesce(func.sum(missed).filter(prices.is_(None)), 0),
        func.coalesce(func.sum(missed * prices), 0),
    ).where(*of_run(run))
    if after := decode_cursor(cursor, (str,)):
        sums = sums.where(village > after[0])
    rows = db.session.execute(sums.group_by(village).order_by(village).limit(size + 1)).all()
    page = page_of(rows, size, lambda row: (row[0],))
    called = places(db.session(), [row[0] for row in page.rows]) if page.rows else {}
    return Page(
        [
            VillageNeed(code, called[code].label, Total(int(n), int(unpriced), int(money)))
            for code, n, unpriced, money in page.rows
        ],
        next=page.next,
    )


def programme_by_village(
    run: ScreeningRun, programme: str, cursor: str | None = None, size: int = SIZE
) -> Page[Figures]:
    """One programme, village after village in the order of their codes. 2 statements."""
    wanted = select(ScreeningCount).where(*of_run(run), ScreeningCount.programme == programme)
    if after := decode_cursor(cursor, (str,)):
        wanted = wanted.where(ScreeningCount.village_code > after[0])
    counts = db.session.scalars(wanted.order_by(ScreeningCount.village_code).limit(size + 1)).all()
    page = page_of(counts, size, lambda count: (count.village_code,))
    return Page(figures_of(run, page.rows), next=page.next)


def every_row(run: ScreeningRun, cursor: str | None = None, size: int | None = None) -> Page[Figures]:
    """Village by programme, all of it or page after page. 2 statements."""
    key = (ScreeningCount.programme, ScreeningCount.village_code)
    wanted = select(ScreeningCount).where(*of_run(run)).order_by(*key)
    if after := decode_cursor(cursor, (str, str)):
        wanted = wanted.where(tuple_(*key) > (after[0], after[1]))
    counts = db.session.scalars(wanted.limit(None if size is None else size + 1)).all()
    page = page_of(counts, len(counts) if size is None else size, lambda row: (row.programme, row.village_code))
    return Page(figures_of(run, page.rows), next=page.next)


def as_table(rows: Iterable[Figures]) -> Iterator[Sequence[str | int | None]]:
    """The rows of a file, the headings first. A programme without an amount leaves its money empty and says why."""
    yield (
        _("Kode desa"), _("Desa"), _("Kode program"), _("Program"), _("Satuan"), _("Terindikasi"), _("Menerima"),
        _("Belum menerima"), _("Data kurang"), _("Nilai per penerima setahun (Rp)"), _("Kebutuhan setahun (Rp)"),
        _("Keterangan"), _("Peraturan"),
    )  # fmt: skip
    for row in rows:
        yield (
            row.village_code, row.place, row.programme.official, row.programme.label, unit_label(row.programme.unit),
            row.indicated, row.receiving, row.missed, row.unknown, row.rule.yearly, row.money,
            "" if row.money is not None else _("Nilai tidak ditetapkan, tidak dihitung"), row.rule.regulation,
        )  # fmt: skip


def unit_label(unit: str) -> str:
    """Who receives a programme, in the reader's language."""
    return {"household": _("keluarga"), "person": _("orang")}[unit]


def _prices(run: ScreeningRun) -> ColumnElement[int | None]:
    """What one more recipient of a row's programme costs in a year; NULL where the rule names no amount."""
    known = {slug: rule.yearly for slug, rule in asked_in(run).items() if rule.yearly is not None}
    return cast(case(known, value=ScreeningCount.programme) if known else null(), BigInteger)
