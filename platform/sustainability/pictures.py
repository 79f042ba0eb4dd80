"""The room's pictures: money with its cliff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from sustainability.ends import due
from sustainability.outlook import Outlook
from sustainability.queries.money import Year
from sustainability.words import SOURCES
from web.charts import PATTERNS, Chart, Column, band, stacked_bars
from web.formats import month_name, number, plain_date

MILLION = 1_000_000
ON_A_DESK, ON_A_PHONE = 10, 5
"""How many years fit."""


@dataclass(frozen=True)
class FundingPicture:
    """Who pays, year by year, and where it breaks off."""

    wide: Chart
    narrow: Chart
    key: list[tuple[str, str]]
    sources: list[str]
    years: Sequence[Year]
    told: str
    """The picture in words."""


@dataclass(frozen=True)
class Cliff:
    """What the page says above everything else."""

    title: str
    text: str
    warns: bool


def funding_picture(years: Sequence[Year], ends_on: date | None) -> FundingPicture | None:
    """None while nothing is written down."""
    if not years:
        return None
    sources = [slug for slug in SOURCES if any(year.by_source.get(slug) for year in years)]
    names = [str(SOURCES[slug]) for slug in sources]
    cut_text = _("APBN berakhir %(day)s", day=plain_date(ends_on)) if ends_on else ""

    def drawn(shown: Sequence[Year], width: int, height: int, labels: int) -> Chart:
        cut = None
        if ends_on is not None and shown[0].year <= ends_on.year <= shown[-1].year:
            cut = sum(year.year <= ends_on.year for year in shown)
        columns = [_column(year, sources) for year in shown]
        labels = labels if any(columns[-1].parts) else 0  # names stand beside the last bar, where there is one
        return stacked_bars(
            columns, names, width=width, height=height, cut_before=cut, cut_text=cut_text, labels=labels
        )

    return FundingPicture(
        wide=drawn(_around(years, ends_on, ON_A_DESK), 940, 400, 180),
        narrow=drawn(_around(years, ends_on, ON_A_PHONE), 340, 320, 0),
        key=[(name, PATTERNS[place % len(PATTERNS)]) for place, name in enumerate(names)],
        sources=sources,
        years=years,
        told=_told(years, ends_on),
    )


@dataclass(frozen=True)
class OutlookPicture:
    """Cases that wait, month by month, and the first month that is not paid."""

    wide: Chart
    narrow: Chart
    told: str
    """The picture in words."""


def outlook_picture(result: Outlook) -> OutlookPicture:
    """The middle of all runs with its range; a line where the money usually ends."""
    ranges = [(each.low, each.middle, each.high) for each in result.waiting]
    stops = result.breaks_in(result.covered.middle)
    words = _("Tidak terbayar mulai %(month)s", month=month_name(stops)) if stops else ""

    def drawn(width: int, height: int) -> Chart:
        names = [str(month.year) if month.month == 1 or not place else "" for place, month in enumerate(result.months)]
        if result.months[0].month > 9:
            names[0] = ""  # too near the next year's name
        cut = result.covered.middle if stops else None
        return band(ranges, names, width=width, height=height, cut_before=cut, cut_text=words)

    last = result.waiting[-1]
    told = _(
        "Kasus menunggu di akhir %(month)s: %(middle)s, kisaran %(low)s sampai %(high)s.",
        month=month_name(result.months[-1]), middle=number(last.middle), low=number(last.low), high=number(last.high),
    )  # fmt: skip
    return OutlookPicture(drawn(940, 300), drawn(340, 260), f"{told} {words}".strip())


def cliff(years: Sequence[Year], ends_on: date | None, today: date) -> Cliff | None:
    """What happens when the state stops paying; None while its end is unknown."""
    if ends_on is None:
        return None
    after = next((year for year in years if year.year == ends_on.year + 1), None)
    if after is None or not after.need:
        text = _("Kebutuhan dan dana %(year)s belum diisi.", year=ends_on.year + 1)
    elif after.gap:
        text = _(
            "Dana yang sudah pasti untuk %(year)s baru Rp%(certain)s juta dari kebutuhan Rp%(need)s juta.",
            year=after.year,
            certain=millions(after.certain),
            need=millions(after.need),
        )
    else:
        text = _("Kebutuhan %(year)s sudah tertutup dana yang pasti.", year=after.year)
    past = ends_on < today
    near = due(ends_on, today)
    title = _("Dukungan APBN berakhir %(day)s", day=plain_date(ends_on))
    if near:
        title = _("Peringatan %(n)s bulan: dukungan APBN berakhir %(day)s", n=near[-1], day=plain_date(ends_on))
    if past:
        title = _("Dukungan APBN sudah berakhir %(day)s", day=plain_date(ends_on))
    return Cliff(title, text, after is None or not after.need or after.gap > 0)


def _around(years: Sequence[Year], ends_on: date | None, room: int) -> Sequence[Year]:
    """As many years as fit, those beside the cliff rather than the oldest."""
    if len(years) <= room or ends_on is None:
        return years[-room:]
    here = sum(year.year <= ends_on.year for year in years)
    first = max(0, min(here - room // 2, len(years) - room))
    return years[first : first + room]


def _column(year: Year, sources: Sequence[str]) -> Column:
    return Column(
        label=str(year.year),
        parts=[year.by_source.get(slug, 0) for slug in sources],
        total=millions(year.certain),
        missing=year.need if year.gap else 0,
        missing_text=f"−{millions(year.gap)}",
        hoped=min(year.planned, MILLION * 10**8),
    )


def millions(amount: int) -> str:
    """Rupiah in millions, with a decimal where they are few."""
    return number(round(amount / MILLION)) if amount >= 10 * MILLION else number(round(amount / MILLION, 1))


def _told(years: Sequence[Year], ends_on: date | None) -> str:
    each = "; ".join(
        _(
            "%(year)s: pasti %(certain)s juta, kurang %(gap)s juta",
            year=year.year,
            certain=millions(year.certain),
            gap=millions(year.gap),
        )
        for year in years
    )
    end = _("Dukungan APBN berakhir %(day)s.", day=plain_date(ends_on)) if ends_on else ""
    return f"{_('Dana menurut tahun')}. {each}. {end}".strip()
