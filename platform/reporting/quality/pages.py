"""The quality of data: an office's own page with what to do, its province's, and the ministry's totals."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.clock import today
from reporting.quality import actions
from reporting.quality.checks import CHECKS, GROUPS
from reporting.quality.figures import FIGURES
from reporting.quality.queries import districts, explained, noted
from reporting.quality.queries.districts import District
from reporting.quality.queries.records import PAGES
from reporting.quality.schemas import WordSchema
from tenants import access, audit, tallies
from tenants.access import subject
from web.forms import Form
from web.rows import FigureCell, FigureRow

quality = Blueprint("quality", "reporting.quality", template_folder="templates")
EXPLAINED = ", ".join(f'"{slug}"' for slug in (*CHECKS, *FIGURES))
LISTED = ", ".join(f'"{check.slug}"' for check in CHECKS.values() if check.records)


@quality.get("/mutu-data")
@access.permits("quality:read")
def district() -> ResponseReturnValue:
    """Every check of our own office: what it found, what to do, and the list behind it."""
    lines, figures = noted.own_lines(), explained.own_figures()
    return render_template(
        "quality/district.html",
        lines=lines,
        figures=figures,
        words=explained.own_words(),
        may_explain=subject().may("quality:explain"),
        groups=GROUPS,
        noted_on=max((line.noted_on for line in lines), default=None),
        links={line.check.slug: _list_of(line.check) for line in lines},
    )


@quality.get(f"/mutu-data/<any({LISTED}):slug>")
@access.permits("quality:read")
def records(slug: str) -> ResponseReturnValue:
    """The records behind a check, for whoever may open such records. Who looked is written down."""
    check, who, cursor = CHECKS[slug], subject(), request.args.get("sesudah")
    page = None
    if who.may(check.permission):
        page = PAGES[check.records](slug, today(who.tenant.timezone), cursor)
        audit.record("quality.listed", "quality", None, check=slug, rows=len(page.rows))
    return render_template("quality/records.html", check=check, page=page, cursor=cursor, may=who.may)


@quality.route(f"/mutu-data/<any({EXPLAINED}):slug>/penjelasan", methods=["GET", "POST"])
@access.permits("quality:explain")
def explain(slug: str) -> ResponseReturnValue:
    """What lies behind a mark on our data, in our own words."""
    before = explained.own_words().get(slug)
    form = Form.blank(WordSchema(), {"words": before.words} if before else {})
    if request.method == "POST":
        form = Form.read(WordSchema())
        if form.valid and form.tries(lambda: actions.explain(slug, form.data["words"])):
            flash(_("Penjelasan disimpan. Provinsi dan kementerian membacanya di samping tandanya."), "success")
            return redirect(url_for("quality.district"), 303)
    return render_template(
        "quality/explain.html", form=form, slug=slug, name=explained.name_of(slug), before=before
    ), form.status


@quality.get("/provinsi/mutu-data")
@access.permits("totals:province")
def province() -> ResponseReturnValue:
    """At which districts something points, in the order of their codes."""
    return _shown(districts.below(subject().tenant.id, beside=tallies.asking()))


@quality.get("/nasional/mutu-data")
@access.permits("totals:nation")
def ministry() -> ResponseReturnValue:
    """Each check over all districts, and the way to each province."""
    found = noted.nation()
    return render_template("quality/nation.html", totals=found.totals, provinces=_as_rows(found.provinces))


@quality.get("/nasional/mutu-data/<office:province_id>")
@access.permits("totals:nation")
def ministry_province(province_id: int) -> ResponseReturnValue:
    """The districts of one province."""
    name = districts.asking_name(province_id)
    found = districts.below(province_id, beside=name)
    return _shown(found, of=(name.answer() or abort(404))[0].name)


def _shown(found: Sequence[District], of: str = "") -> str:
    marked = [each for each in found if each.signs]
    return render_template("quality/offices.html", districts=found, marked=marked, of=of)


def _as_rows(provinces: Sequence[noted.Province]) -> list[FigureRow]:
    here, labels = url_for("quality.ministry"), (_("Kabupaten/kota"), _("Dihitung"), _("Ada tandanya"))
    return [
        FigureRow(name, tuple(map(FigureCell, labels, numbers)), f"{here}/{id_}") for id_, name, *numbers in provinces
    ]


def _list_of(check: Any) -> str:
    """Where the list behind a check is; empty where this reader has none."""
    if not check.permission or not subject().may(check.permission):
        return ""
    return url_for("quality.records", slug=check.slug) if check.records else url_for(check.endpoint)
