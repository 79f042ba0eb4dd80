"""The pages of the bulletin: the office's own, where it is written and approved, and those that everybody reads."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import Refused
from reporting.bulletin import actions, queries
from reporting.bulletin.models import Bulletin
from reporting.bulletin.schemas import BulletinSchema, SendBackSchema, VersionSchema
from reporting.spans import Span
from tenants import access, limits
from tenants.access import subject
from web.downloads import file_answer
from web.forms import Form

bulletin = Blueprint("bulletin", "reporting.bulletin", template_folder="templates")
_HOUR = "public, max-age=3600"


# --- of the office ---------------------------------------------------------------------------------


@bulletin.get("/buletin-kantor")
@access.permits("bulletin:write")
def overview() -> ResponseReturnValue:
    """Which quarter is written about, and where each bulletin stands."""
    return render_template("bulletin/overview.html", quarters=queries.quarters(), prefix=subject().tenant.code_prefix)


@bulletin.route("/buletin-kantor/<slug>", methods=["GET", "POST"])
@access.permits("bulletin:write")
def write(slug: str) -> ResponseReturnValue:
    """The words of a bulletin, beside the numbers that come by themselves."""
    quarter = queries.quarter_named(slug)
    found = queries.bulletin_of(quarter)
    if found is not None and found.state == "published":
        return redirect(_public_url(quarter), 303)
    if request.method == "GET":
        told = {"opening": found.opening, "advice": found.advice} if found else {}
        return _form(quarter, found, Form.blank(BulletinSchema(), {**told, "version": found.version if found else 0}))
    form = Form.read(BulletinSchema())
    if form.valid:
        try:
            actions.write(quarter, form.data["opening"], form.data["advice"] or "", form.data["version"])
            return redirect(url_for("bulletin.look", slug=slug), 303)
        except Refused as refusal:
            form.refuse(refusal)
    return _form(quarter, found, form)


@bulletin.get("/buletin-kantor/<slug>/lihat")
@access.permits("bulletin:write")
def look(slug: str) -> ResponseReturnValue:
    """The bulletin as everybody would read it, and what can be done with it now."""
    return _look(slug, Form.blank(SendBackSchema()))


@bulletin.post("/buletin-kantor/<slug>/ajukan")
@access.permits("bulletin:write")
def submit(slug: str) -> ResponseReturnValue:
    """Lay it before the head."""
    actions.submit(queries.quarter_named(slug), _version())
    flash(_("Buletin diajukan kepada Kepala Dinas."), "success")
    return redirect(url_for("bulletin.overview"), 303)


@bulletin.post("/buletin-kantor/<slug>/kembalikan")
@access.permits("bulletin:publish")
def send_back(slug: str) -> ResponseReturnValue:
    """Back to whoever wrote it, with the reason."""
    form = Form.read(SendBackSchema())
    if not form.valid:
        return _look(slug, form)
    actions.send_back(queries.quarter_named(slug), form.data["reason"], form.data["version"])
    flash(_("Buletin dikembalikan kepada penulisnya."), "success")
    return redirect(url_for("bulletin.overview"), 303)


@bulletin.post("/buletin-kantor/<slug>/terbitkan")
@access.permits("bulletin:publish")
def publish(slug: str) -> ResponseReturnValue:
    """For everybody to read, and for good."""
    quarter = queries.quarter_named(slug)
    actions.publish(quarter, _public_url(quarter, _external=True), _version())
    flash(_("Buletin terbit. Siapa saja dapat membacanya di halaman ini."), "success")
    return redirect(_public_url(quarter), 303)


# --- of everybody ----------------------------------------------------------------------------------


@bulletin.get("/buletin/<prefix>")
@limits.per_address("120 per minute")
@access.public
def archive(prefix: str) -> ResponseReturnValue:
    """What a district has published, the newest first."""
    office = queries.office_of(prefix) or abort(404)
    return render_template("bulletin/archive.html", office=office, published=queries.archive(office.id))


@bulletin.get("/buletin/<prefix>/<slug>")
@limits.per_address("120 per minute")
@access.public
def read(prefix: str, slug: str) -> ResponseReturnValue:
    """One bulletin."""
    office, quarter = queries.office_of(prefix) or abort(404), queries.parsed(slug) or abort(404)
    found = queries.published_bulletin(office.id, quarter) or abort(404)
    return render_template("bulletin/read.html", office=office, found=found)


@bulletin.get("/buletin/<prefix>/<slug>.pdf")
@limits.per_address("30 per minute")
@access.public
def paper(prefix: str, slug: str) -> ResponseReturnValue:
    """The same on paper, as it was approved."""
    office, quarter = queries.office_of(prefix) or abort(404), queries.parsed(slug) or abort(404)
    content = queries.published_pdf(office.id, quarter) or abort(404)
    answer = file_answer(content, "application/pdf", f"buletin-{prefix.lower()}-{slug.lower()}.pdf")
    answer.headers["Cache-Control"] = _HOUR
    return answer


# --- answers ---------------------------------------------------------------------------------------


def _version() -> int:
    """The version that was read; 0, which no bulletin has, when none was sent."""
    form = Form.read(VersionSchema())
    return form.data["version"] if form.valid else 0


def _form(quarter: Span, found: Bulletin | None, form: Form) -> ResponseReturnValue:
    shown = {"quarter": quarter, "found": found, "form": form, "topics": queries.topics(quarter)}
    return render_template("bulletin/write.html", **shown), form.status


def _look(slug: str, form: Form) -> ResponseReturnValue:
    quarter = queries.quarter_named(slug)
    found = queries.bulletin_of(quarter)
    if found is None:
        return redirect(url_for("bulletin.write", slug=slug), 303)
    return render_template(
        "bulletin/look.html",
        quarter=quarter,
        found=found,
        topics=queries.topics(quarter),
        form=form,
        may_publish=subject().may("bulletin:publish"),
    ), form.status


def _public_url(quarter: Span, **options: Any) -> str:
    return url_for("bulletin.read", prefix=subject().tenant.code_prefix, slug=quarter.slug, **options)
