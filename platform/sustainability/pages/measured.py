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
        _counted(
            _("Kasus yang tuntas"),
            ended.resolved,
            known.to_be_resolved,
            _("%(n)s dari %(of)s yang berakhir atau lewat tenggat"),
            url_for("cases.queue", state="closed") if subject().may("case:read") else "",
        ),
        Figure(
            _("Lama sampai warga diberi tahu"),
            _("%(n)s hari", n=number(median)) if median is not None else _nothing(),
            _("nilai tengah %(n)s kasus tuntas", n=number(ended.resolved)),
        ),
        _counted(
            _("Tuntas sebelum tenggat yang dijanjikan"),
            ended.in_time,
            ended.resolved,
            _("%(n)s dari %(of)s kasus tuntas"),
        ),
        _counted(
            _("Tuntas di tempat, tanpa rujukan"), ended.local, ended.resolved, _("%(n)s dari %(of)s kasus tuntas")
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
        _counted(
            _("Rujukan yang dijawab tepat waktu"),
            answered.in_time,
            answered.due,
            _("%(n)s dari %(of)s yang jatuh tempo"),
        ),
        _counted(_("Warga yang dimintai tanggapan"), ended.asked, ended.resolved, _("%(n)s dari %(of)s kasus tuntas")),
        _counted(_("Warga yang puas"), ended.satisfied, ended.asked, _("%(n)s dari %(of)s yang menjawab")),
    ]


def _crew(known: Measured) -> list[Figure]:
    crew = known.crew
    return [
        _counted(
            _("Fasilitator yang bekerja"),
            crew.working,
            crew.facilitators,
            _("%(n)s dari %(of)s yang terdaftar melangkahkan kasus"),
        ),
        _counted(
            _("Fasilitator bersurat tugas yang dibayar"),
            crew.paid,
            crew.appointed,
            _("%(n)s dari %(of)s yang bersurat tugas"),
        ),
        _counted(
            _("Masih bertugas sesudah setahun"),
            crew.stayed,
            crew.before,
            _("%(n)s dari %(of)s yang bertugas setahun lalu"),
        ),
        _counted(_("Desa dan kelurahan yang punya fasilitator"), crew.villages, known.villages, _("%(n)s dari %(of)s")),
    ]


def _registry(known: Measured) -> list[Figure]:
    seen = known.freshness
    return [
        _counted(
            _("Keluarga yang didata dalam 24 bulan terakhir"),
            seen.fresh,
            seen.families,
            _("%(n)s dari %(of)s keluarga"),
        ),
        _counted(
            _("Keluarga yang didata dalam 3 bulan terakhir"),
            seen.renewed,
            seen.families,
            _("%(n)s dari %(of)s keluarga"),
        ),
    ]


def _share(part: int, whole: int) -> str:
    return percent(part / whole) if whole else _nothing()


def _counted(label: str, n: int, of: int, base: str, url: str = "") -> Figure:
    """So many out of so many; `base` is the sentence about both, its places still open."""
    return Figure(label, _share(n, of), base % {"n": number(n), "of": number(of)}, url)


def _nothing() -> str:
    return _("belum ada bukti")


def _months(days: int) -> str:
    return _("%(months)s bulan terakhir", months=round(days / 30.4))
