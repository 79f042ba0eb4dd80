"""Money: the years, one year, an entry, what a year costs, and many entries from a spreadsheet."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sustainability.actions.money import put_line, put_needs, remove_line
from sustainability.kinds import KINDS
from sustainability.models import FundingLine
from sustainability.models.money import FIRST_YEAR, LAST_YEAR
from sustainability.pages.blueprint import sustainability, today_here
from sustainability.pages.outlook import how_long
from sustainability.pictures import funding_picture
from sustainability.queries.money import (
    end_of_support,
    line_of,
    lines_of,
    needs_of,
    overlapping,
    support_periods,
    years,
)
from sustainability.schemas import FundingLineSchema, NeedsSchema
from sustainability.words import ITEMS
from tenants import access
from web.forms import Form, sent_version

SUPPORT = KINDS["masa-dukungan"]


@sustainability.get("/keberlanjutan/dana")
@access.permits("sustain:read")
def money() -> ResponseReturnValue:
    """Year by year: what it costs, who pays, what is missing."""
    periods, listed, today = support_periods(), years(), today_here()
    return render_template(
        "sustainability/money.html",
        years=listed,
        picture=funding_picture(listed, end_of_support(periods)),
        periods=[(each, SUPPORT.line(each, today)) for each in periods],
        overlaps=overlapping(periods),
        this_year=today.year,
        lasting=how_long(today, listed, periods),
    )


@sustainability.get("/keberlanjutan/dana/<int:year>")
@access.permits("sustain:read")
def money_year(year: int) -> ResponseReturnValue:
    """One fiscal year: sources by cost item."""
    _refuse_unknown(year)
    found = next((each for each in years() if each.year == year), None)
    return render_template(
        "sustainability/money_year.html", year=year, total=found, lines=lines_of(year), needs=needs_of(year)
    )


@sustainability.route("/keberlanjutan/dana/catat", methods=["GET", "POST"])
@access.permits("sustain:write")
def money_line() -> ResponseReturnValue:
    """One entry: new, or the one of that year, source and item again."""
    if request.method == "GET":
        line = _named_line()
        began = {name: request.args[name] for name in ("year", "source", "item") if name in request.args}
        return _ask_line(Form.blank(FundingLineSchema(), _as_form(line) if line else began), line)
    form = Form.read(FundingLineSchema())
    if form.valid and form.tries(lambda: put_line(form.data, sent_version())):
        flash(_("Dana tercatat."), "success")
        return redirect(url_for("sustainability.money_year", year=form.data["year"]), 303)
    line = line_of(form.data["year"], form.data["source"], form.data["item"]) if form.status == 409 else None
    return _ask_line(form, line), form.status


@sustainability.post("/keberlanjutan/dana/<int:year>/keluarkan")
@access.permits("sustain:write")
def remove_money(year: int) -> ResponseReturnValue:
    """An entry that was a mistake."""
    line = line_of(year, request.form.get("source", ""), request.form.get("item", ""), lock=True)
    if line is None or line.removed_at is not None:
        abort(404)
    remove_line(line, sent_version())
    flash(_("Catatan dikeluarkan."), "success")
    return redirect(url_for("sustainability.money_year", year=year), 303)


@sustainability.route("/keberlanjutan/dana/<int:year>/kebutuhan", methods=["GET", "POST"])
@access.permits("sustain:write")
def money_needs(year: int) -> ResponseReturnValue:
    """What a year costs, item by item, whoever pays."""
    _refuse_unknown(year)
    kept = needs_of(year)
    form = Form.blank(NeedsSchema(), {"year": year, **{item: kept[item].amount for item in ITEMS if item in kept}})
    if request.method == "POST":
        form = Form.read(NeedsSchema())
        if form.valid and form.tries(lambda: put_needs(form.data["year"], form.data)):
            flash(_("Kebutuhan tercatat."), "success")
            return redirect(url_for("sustainability.money_year", year=form.data["year"]), 303)
    return render_template("sustainability/money_needs.html", form=form, year=year, items=ITEMS), form.status


def _refuse_unknown(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)


def _named_line() -> FundingLine | None:
    """The entry that the address names, if it names one that is there."""
    year = request.args.get("year", "")
    if not (year.isdecimal() and len(year) == 4):
        return None
    line = line_of(int(year), request.args.get("source", ""), request.args.get("item", ""))
    return line if line is not None and line.removed_at is None else None


def _as_form(line: FundingLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in FundingLineSchema().fields}


def _ask_line(form: Form, line: FundingLine | None) -> str:
    return render_template("sustainability/money_line.html", form=form, line=line)
