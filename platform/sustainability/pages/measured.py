"""What the system measures about the site; nothing on this page was typed."""

from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases.queries.outcomes import days_to_resolution
from sustainability.pages.blueprint import sustainability, today_here
from sustainability.queries.measured import FRESH, LATELY, YEAR, Measured, measured, median_days
from sustainability.queries.profile import profile
from tenants import access
from tenants.access import subject
from web.formats import number, percent


@dataclass(frozen=True)
class Figure:
    """One line: what, how much, out of how many, in which period, and where the cases are."""

    label: str
    value: str
    base: str
    url: str = ""


@sustainability.get("/keberlanjutan/terukur")
@access.permits("sustain:read")
def measured_figures() -> ResponseReturnValue:
    """Out of the facts, exact at this moment."""
    today, own = today_here(), subject().tenant
    known = measured({own.id: own.region_code}, today)[own.id]
    median = median_days(days_to_resolution(today - YEAR))
    return render_template(
        "sustainability/measured.html",
        groups=[
            (_("Kasus yang tuntas"), _months(YEAR.days), _resolution(known, median)),
            (_("OPD dan warga"), _months(YEAR.days), _others(known)),
            (_("Fasilitator"), _("%(days)s hari terakhir", days=LATELY.days), _crew(known)),
            (_("Data keluarga"), _months(FRESH.days), _registry(known)),
        ],
    )


def _resolution(known: Measured, median: int | None) -> list[Figure]:
    ended = known.outcomes
    kept = profile()
    load, base = None, _("jumlah keluarga belum diisi")
    if kept and kept.families:
        load = known.registered * 10_000 // kept.families
        base = _("%(n)s kasus terdaftar", n=number(known.registered))
    return [
        Figure(
            _("Kasus yang tuntas"),
            _share(ended.resolved, known.to_be_resolved),
            _(
                "%(n)s dari %(of)s yang berakhir atau lewat tenggat",
                n=number(ended.resolved),
                of=number(known.to_be_resolved),
            ),
            url_for("cases.queue", state="closed"),
        ),
        Figure(
            _("Lama sampai warga diberi tahu"),
            _("%(n)s hari", n=number(median)) if median is not None else _nothing(),
            _("nilai tengah %(n)s kasus tuntas", n=number(ended.resolved)),
        ),
        Figure(
            _("Tuntas sebelum tenggat yang dijanjikan"),
            _share(ended.in_time, ended.resolved),
            _("%(n)s dari %(of)s kasus tuntas", n=number(ended.in_time), of=number(ended.resolved)),
        ),
        Figure(
            _("Tuntas di tempat, tanpa rujukan"),
            _share(ended.local, ended.resolved),
            _("%(n)s dari %(of)s kasus tuntas", n=number(ended.local), of=number(ended.resolved)),
        ),
        Figure(
            _("Kasus per 10.000 keluarga"),
            number(load) if load is not None else _nothing(),
            base,
            url_for("sustainability.profile") if load is None and subject().may("sustain:write") else "",
        ),
    ]


def _others(known: Measured) -> list[Figure]:
    ended, answered = known.outcomes, known.answers
    return [
        Figure(
            _("Rujukan yang dijawab tepat waktu"),
            _share(answered.in_time, answered.due),
            _("%(n)s dari %(of)s yang jatuh tempo", n=number(answered.in_time), of=number(answered.due)),
        ),
        Figure(
            _("Warga yang dimintai tanggapan"),
            _share(ended.asked, ended.resolved),
            _("%(n)s dari %(of)s kasus tuntas", n=number(ended.asked), of=number(ended.resolved)),
        ),
        Figure(
            _("Warga yang puas"),
            _share(ended.satisfied, ended.asked),
            _("%(n)s dari %(of)s yang menjawab", n=number(ended.satisfied), of=number(ended.asked)),
        ),
    ]


def _crew(known: Measured) -> list[Figure]:
    crew = known.crew
    return [
        Figure(
            _("Fasilitator yang bekerja"),
            _share(crew.working, crew.facilitators),
            _(
                "%(n)s dari %(of)s yang terdaftar melangkahkan kasus",
                n=number(crew.working),
                of=number(crew.facilitators),
            ),
        ),
        Figure(
            _("Fasilitator bersurat tugas yang dibayar"),
            _share(crew.paid, crew.appointed),
            _("%(n)s dari %(of)s yang bersurat tugas", n=number(crew.paid), of=number(crew.appointed)),
        ),
        Figure(
            _("Masih bertugas sesudah setahun"),
            _share(crew.stayed, crew.before),
            _("%(n)s dari %(of)s yang bertugas setahun lalu", n=number(crew.stayed), of=number(crew.before)),
        ),
        Figure(
            _("Desa dan kelurahan yang punya fasilitator"),
            _share(crew.villages, known.villages),
            _("%(n)s dari %(of)s", n=number(crew.villages), of=number(known.villages)),
        ),
    ]


def _registry(known: Measured) -> list[Figure]:
    seen = known.freshness
    return [
        Figure(
            _("Keluarga yang didata dalam 24 bulan terakhir"),
            _share(seen.fresh, seen.families),
            _("%(n)s dari %(of)s keluarga", n=number(seen.fresh), of=number(seen.families)),
        ),
        Figure(
            _("Keluarga yang didata dalam 3 bulan terakhir"),
            _share(seen.renewed, seen.families),
            _("%(n)s dari %(of)s keluarga", n=number(seen.renewed), of=number(seen.families)),
        ),
    ]


def _share(part: int, whole: int) -> str:
    return percent(part / whole) if whole else _nothing()


def _nothing() -> str:
    return _("belum ada bukti")


def _months(days: int) -> str:
    return _("%(months)s bulan terakhir", months=round(days / 30.4))
