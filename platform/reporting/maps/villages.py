"""A district's own numbers village by village, from the facts alone. Its staff see them exactly."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, cast, func, select

from foundation.db import db
from reference.models import Region
from registry.models import ScreeningCount, ScreeningRun
from registry.queries.runs import of_run
from reporting.counting import asked, count
from reporting.maps.steps import Drawn, Spot, drawn, text_of
from reporting.spans import span_around
from web.formats import number


@dataclass(frozen=True)
class Shown:
    """Something that a map of villages can show."""

    label: Any
    about: Any
    permission: str
    """Who sees it besides the totals."""


VILLAGES: Mapping[str, Shown] = {
    "open": Shown(_l("Kasus terbuka"), _l("Jumlah kasus yang belum selesai."), "totals:district"),
    "intake": Shown(_l("Kasus masuk"), _l("Kasus yang didaftarkan dalam 12 bulan terakhir."), "totals:district"),
    "needs": Shown(
        _l("Kebutuhan"),
        _l("Kebutuhan warga yang dicatat petugas dan belum terpenuhi, dari semua yang tercatat."),
        "totals:district",
    ),
    "missed": Shown(
        _l("Belum menerima"),
        _l("Terindikasi untuk sebuah program menurut penyaringan terbaru, dan belum menerimanya."),
        "planning:read",
    ),
}


@dataclass(frozen=True)
class Numbers:
    """Of each village that has any, and what they are a part of where that is known."""

    counts: Mapping[str, int]
    parts_of: Mapping[str, int]


def numbers(measure: str, today: date, run: ScreeningRun | None) -> Numbers:
    """The counts behind a measure. One statement, whatever the number of villages."""
    if measure == "missed":
        return _missed(run)
    if measure == "needs":
        return _needs()
    if measure == "intake":
        question = asked("cases_opened", ("village",), since=span_around(today, "month").after(-11).first)
    else:
        question = asked("cases_open", ("village",))
    return Numbers({keys[0]: n for keys, n in count(question)}, {})


def spots_of(groups: Sequence[tuple[Region, Sequence[str], str]], found: Numbers) -> Drawn:
    """A place for each region with the villages in it and where it leads to."""
    spots = []
    for region, villages, url in groups:
        n, of = (sum(each.get(code, 0) for code in villages) for each in (found.counts, found.parts_of))
        note = _("%(n)s dari %(of)s", n=number(n), of=number(of)) if of else ""
        name = region.title if region.valid_to is None else _("%(name)s (kode lama)", name=region.title)
        spots.append(Spot(region.code, region.code.rpartition(".")[2], name, n, text_of(n), url, note))
    return drawn(spots)


def middle_of(found: Drawn) -> int:
    """Half of the places have no more than this."""
    return round(median(spot.value for spot in found.spots if isinstance(spot.value, int))) if found.spots else 0


def _needs() -> Numbers:
    unmet: Counter[str] = Counter()
    noted: Counter[str] = Counter()
    for (code, state), n in count(asked("needs", ("village", "need_state"))):
        noted[code] += n
        unmet[code] += n if state == "open" else 0
    return Numbers(unmet, noted)


def _missed(run: ScreeningRun | None) -> Numbers:
    if run is None:
        return Numbers({}, {})
    rows = db.session.execute(
        select(
            ScreeningCount.village_code,
            cast(func.sum(ScreeningCount.missed), BigInteger),
            cast(func.sum(ScreeningCount.indicated), BigInteger),
        )
        .where(*of_run(run))
        .group_by(ScreeningCount.village_code)
    ).all()
    return Numbers({code: int(n) for code, n, _of in rows}, {code: int(of) for code, _n, of in rows})
