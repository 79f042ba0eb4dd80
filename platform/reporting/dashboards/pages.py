"""One page for every reader: a few figures, each beside what it is compared with, each opening what is behind it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.clock import today
from foundation.tenancy import Reader
from reporting.dashboards import queries
from reporting.dashboards.figures import OF
from reporting.dashboards.looks import DAYS, Look, look_at
from reporting.dashboards.queries import Told
from reporting.dashboards.schemas import LookSchema, MonthlyLookSchema
from reporting.figures import cell_text
from reporting.spans import span_around
from tenants import access
from tenants.access import Subject, subject
from web.formats import change_text, percent, short_date
from web.forms import Form

dashboards = Blueprint("dashboards", "reporting.dashboards", template_folder="templates")


@dashboards.get("/perkembangan")
@access.permits("dashboard:read")
def overview() -> ResponseReturnValue:
    """How is it going: in a period, and as things stood when a day ended."""
    who = subject()
    form = Form.read(schema_for(who), request.args)
    if not form.valid:
        return render_template("dashboards/overview.html", form=form, look=None), form.status
    look = look_of(who, form.data)
    told = queries.dashboard(who, look)
    return render_template(
        "dashboards/overview.html",
        form=Form.blank(form.schema, {"dari": look.since, "sampai": look.until, "per": look.at}),
        look=look,
        figures=[_as_shown(each, look) for each in told],
        about_medians=_about_medians(told, look),
        periods=_periods(look, by_month(who)),
        blurred=who.reader is Reader.MINISTRY,
        veiled=who.reader is Reader.STAFF and who.role != "facilitator" and not who.may("case:confidential"),
    )


def by_month(who: Subject) -> bool:
    """Whether that reader is shown whole months only."""
    return who.reader is Reader.MINISTRY


def schema_for(who: Subject) -> LookSchema:
    """What that reader may ask for."""
    return MonthlyLookSchema() if by_month(who) else LookSchema()


def look_of(who: Subject, data: dict[str, Any]) -> Look:
    """From clean data of that schema."""
    return look_at(data["dari"], data["sampai"], data["per"], today(who.tenant.timezone), by_month(who))


def address_of(told: Told) -> str:
    """Where what is behind the figure is; empty where there is nothing to open."""
    return url_for(told.behind.endpoint, **told.behind.args) if told.behind else ""


def _as_shown(told: Told, look: Look) -> dict[str, Any]:
    return {
        "label": told.figure.label,
        "value": "–" if told.now is None else cell_text(told.now),
        "compare": _compared(told, look),
        "link": told.behind.label if told.behind else "",
        "url": address_of(told),
    }


def _compared(told: Told, look: Look) -> list[str]:
    """What stands under a figure, line by line."""
    if told.now is None:
        return [_("Tidak dapat dihitung untuk hari yang sudah lewat: yang diketahui hanya keadaan hari ini")]
    said = []
    if isinstance(told.now, int) and isinstance(told.before, int):
        said.append(change_text(told.now, told.before) if told.now or told.before else _("tetap"))
    elif told.before is not None:
        said.append(_("sebelumnya %(before)s", before=cell_text(told.before)))
    if told.share is not None:
        said.append(f"{percent(told.share)} {OF[told.figure.of]}")
    if told.median is not None:
        said.append(_median_text(told, look))
    if told.behind is None:
        said.append(_("Daftarnya hanya ada untuk hari ini"))
    return said


def _median_text(told: Told, look: Look) -> str:
    """With its day where that is another than the one looked at."""
    middle = cell_text(told.median) if told.median is not None else ""
    if told.figure.median == "late_share":
        middle = f"{middle}%"
    if told.median_on in (look.until, look.at):
        return _("Median provinsi %(n)s", n=middle)
    return _("Median provinsi %(n)s (%(day)s)", n=middle, day=short_date(told.median_on))


def _about_medians(told: Sequence[Told], look: Look) -> str:
    """What a median is, or why one that might be expected is not there."""
    compared = {each.figure.median: each.median for each in told if each.figure.median}
    if not compared:
        return ""
    if compared["open"] is None:
        return _("Median provinsi tampil mulai dari lima kabupaten/kota yang sudah bekerja di provinsi yang sama.")
    said = [_("Median provinsi: kabupaten/kota yang di tengah, dibulatkan ke kelipatan lima.")]
    if compared["opened"] is None:
        said.append(_("Untuk kasus masuk dan ditutup hanya ada dalam masa tujuh hari atau lebih."))
    if compared.get("late_share", 0) is None:
        said.append(_("Bagian yang lewat tenggat dicatat tiap malam; untuk hari itu belum ada."))
    return " ".join(said)


def _periods(look: Look, whole_months: bool) -> list[dict[str, Any]]:
    month = span_around(look.today, "month")
    last, quarter = month.after(-1), span_around(look.today, "quarter").after(-1)
    if whole_months:
        year = (last.after(-11).first, last.last)
        wanted = [(_("Bulan lalu"), last.first, last.last), (_("12 bulan terakhir"), *year)]
    else:
        lengths = (7, DAYS, 90, 365)
        wanted = [(_("%(n)s hari", n=days), look.today - timedelta(days - 1), look.today) for days in lengths]
        wanted += [(_("Bulan ini"), month.first, look.today), (_("Bulan lalu"), last.first, last.last)]
    wanted.append((_("Triwulan lalu"), quarter.first, quarter.last))
    return [
        {
            "label": label,
            "url": url_for("dashboards.overview", dari=first, sampai=until),
            "current": (first, until) == (look.since, look.until),
        }
        for label, first, until in wanted
    ]
