"""Messages of a desk to its sites, and the platform's page."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from foundation.errors import Refused
from tenants import access
from tenants.sites.actions.telling import mark_read, tell
from tenants.sites.machine import MOVES, STAGE_LABELS
from tenants.sites.pages.blueprint import sites
from tenants.sites.queries.platform import platform as platform_view
from tenants.sites.queries.telling import told_by_us, told_to_us
from tenants.sites.schemas import MessageSchema
from web.forms import Form


@sites.get("/daerah/pesan")
@access.permits("site:review")
def messages() -> ResponseReturnValue:
    """What was told to whom, and a form for the next."""
    return _messages(Form.blank(MessageSchema()))


@sites.post("/daerah/pesan")
@access.permits("site:review")
def send_message() -> ResponseReturnValue:
    """Tell all sites on this desk, or those of some stages."""
    form = Form.read(MessageSchema())
    try:
        if form.valid:
            reached = tell(form.data["subject"], form.data["body"], form.data["stages"])
            flash(ngettext("Terkirim ke %(num)s kantor.", "Terkirim ke %(num)s kantor.", reached), "success")
            return redirect(url_for("sites.messages"), 303)
    except Refused as refusal:
        form.refuse(refusal)
    return _messages(form), form.status


@sites.get("/kesiapan/pesan")
@access.permits("site:prepare")
def told() -> ResponseReturnValue:
    """What the province, or the ministry, has told this office."""
    return render_template("sites/told.html", messages=told_to_us())


@sites.post("/kesiapan/pesan/<int:message_id>/dibaca")
@access.permits("site:prepare")
def read_message(message_id: int) -> ResponseReturnValue:
    """It has been read."""
    mark_read(message_id)
    return redirect(url_for("sites.told"), 303)


@sites.get("/platform")
@access.permits("platform:watch")
def platform() -> ResponseReturnValue:
    """Sites by stage, work waiting, sizes and health, for whoever runs the platform."""
    return render_template("sites/platform.html", view=platform_view(), labels=STAGE_LABELS, moves=MOVES)


def _messages(form: Form) -> str:
    return render_template("sites/messages.html", form=form, sent=told_by_us(), labels=STAGE_LABELS)
