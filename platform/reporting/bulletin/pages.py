"""The pages of the bulletin: the office's own, where it is written and approved, and those that everybody reads."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reporting.bulletin import actions, queries
from reporting.bulletin.figures import as_kept
from reporting.bulletin.models import Bulletin
from reporting.bulletin.schemas import BulletinSchema, SendBackSchema, WithdrawSchema
from reporting.spans import Span
from tenants import access, limits
from tenants.access import subject
from web.downloads import file_answer
from web.forms import Form, sent_version

bulletin = Blueprint("bulletin", "reporting.bulletin", template_folder="templates")
_SHORTLY = "public, max-age=300"
"""What is taken back is gone from every copy on the way within five minutes."""
_GONE = 410


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
        return _form(quarter, found, Form.blank(BulletinSchema(), told))
    form = Form.read(BulletinSchema())
    if form.valid and form.tries(
        lambda: actions.write(quarter, form.data["opening"], form.data["advice"] or "", sent_version())
    ):
        return redirect(url_for("bulletin.look", slug=slug), 303)
    return _form(quarter, queries.bulletin_of(quarter), form)


@bulletin.get("/buletin-kantor/<slug>/lihat")
@access.permits("bulletin:write")
def look(slug: str) -> ResponseReturnValue:
    """The bulletin as everybody would read it, and what can be done with it now."""
    return _look(slug, Form.blank(SendBackSchema()))


@bulletin.post("/buletin-kantor/<slug>/ajukan")
@access.permits("bulletin:write")
def submit(slug: str) -> ResponseReturnValue:
    """Lay it before the head."""
    actions.submit(queries.quarter_named(slug), sent_version())
    flash(_("Buletin diajukan kepada Kepala Dinas."), "success")
    return redirect(url_for("bulletin.overview"), 303)


@bulletin.post("/buletin-kantor/<slug>/kembalikan")
@access.permits("bulletin:publish")
def send_back(slug: str) -> ResponseReturnValue:
    """Back to whoever wrote it, with the reason."""
    form = Form.read(SendBackSchema())
    if not form.valid:
        return _look(slug, form)
    actions.send_back(queries.quarter_named(slug), form.data["reason"], sent_version())
    flash(_("Buletin dikembalikan kepada penulisnya."), "success")
    return redirect(url_for("bulletin.overview"), 303)


@bulletin.post("/buletin-kantor/<slug>/terbitkan")
@access.permits("bulletin:publish")
def publish(slug: str) -> ResponseReturnValue:
    """For everybody to read."""
    quarter = queries.quarter_named(slug)
    actions.publish(quarter, _public_url(quarter, _external=True), sent_version())
    flash(_("Buletin terbit. Siapa saja dapat membacanya di halaman ini."), "success")
    return redirect(_public_url(quarter), 303)


@bulletin.route("/buletin-kantor/<slug>/tarik", methods=["GET", "POST"])
@access.permits("bulletin:publish")
def withdraw(slug: str) -> ResponseReturnValue:
    """Something in it is wrong: nobody reads it any more, everybody reads why."""
    quarter = queries.quarter_named(slug)
    form = Form.blank(WithdrawSchema())
    if request.method == "POST":
        form = Form.read(WithdrawSchema())
        if form.valid and form.tries(lambda: actions.withdraw(quarter, form.data["reason"], sent_version())):
            flash(_("Buletin ditarik. Perbaiki tulisannya, lalu ajukan lagi."), "success")
            return redirect(url_for("bulletin.look", slug=slug), 303)
    found = queries.bulletin_of(quarter)
    if found is None or (found.state != "published" and form.status == 200):
        return redirect(url_for("bulletin.look", slug=slug), 303)
    return render_template("bulletin/withdraw.html", quarter=quarter, found=found, form=form), form.status


# --- of everybody ----------------------------------------------------------------------------------


@bulletin.get("/buletin")
@limits.per_address("120 per minute")
@access.public
def offices() -> ResponseReturnValue:
    """Which districts publish a bulletin, province by province."""
    return render_template("bulletin/offices.html", provinces=queries.offices_by_province())


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
    if not found.stands:
        return render_template("bulletin/withdrawn.html", office=office, found=found), _GONE
    return render_template("bulletin/read.html", office=office, found=found)


@bulletin.get("/buletin/<prefix>/<slug>.pdf")
@limits.per_address("30 per minute")
@access.public
def paper(prefix: str, slug: str) -> ResponseReturnValue:
    """The same on paper, as it was approved."""
    office, quarter = queries.office_of(prefix) or abort(404), queries.parsed(slug) or abort(404)
    content = queries.published_pdf(office.id, quarter)
    if content is None and queries.published_bulletin(office.id, quarter) is not None:
        return redirect(url_for("bulletin.read", prefix=prefix, slug=slug), 303)
    answer = file_answer(content or abort(404), "application/pdf", f"buletin-{prefix.lower()}-{slug.lower()}.pdf")
    answer.headers["Cache-Control"] = _SHORTLY
    return answer


# --- answers ---------------------------------------------------------------------------------------


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
        topics=as_kept(found.figures) if found.state == "published" else queries.topics(quarter),
        form=form,
        may_publish=subject().may("bulletin:publish"),
        public_url=_public_url(quarter),
    ), form.status


def _public_url(quarter: Span, **options: Any) -> str:
    return url_for("bulletin.read", prefix=subject().tenant.code_prefix, slug=quarter.slug, **options)
