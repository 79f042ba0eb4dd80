"""How a citizen wants to be told: said to an officer, or by the link in an e-mail, without sign-in."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from cases import links
from cases.actions import contact, letterbox
from cases.pages.blueprint import cases
from cases.queries.contact import contact_view
from cases.schemas import CHANNEL_LABELS, ContactSchema
from registry.pages import add_section
from tenants import access, limits
from tenants.access import subject
from web.forms import Form


@cases.route("/warga/<int:person_id>/kabar", methods=["GET", "POST"])
@access.permits("person:write")
def contact_choice(person_id: int) -> ResponseReturnValue:
    """By which channel first, and by which not at all."""
    view = contact_view(person_id)
    if request.method == "GET":
        form = Form.blank(ContactSchema(), {"preferred": view.preferred or "", "stopped": view.stopped})
        return render_template("cases/contact.html", view=view, form=form)
    form = Form.read(ContactSchema())
    if not form.valid:
        return render_template("cases/contact.html", view=view, form=form), form.status
    contact.choose(person_id, form.data["preferred"], form.data["stopped"])
    flash(_("Cara mengabari warga ini sudah dicatat."), "success")
    return redirect(url_for("registry.person", person_id=person_id), 303)


@cases.route("/berhenti/<token>", methods=["GET", "POST"])
@limits.per_address("30 per minute")
@access.public
def stop_email(token: str) -> ResponseReturnValue:
    """The link at the end of an e-mail: asks once, because programs open links too."""
    message = links.message_of_stop(token)
    if message is None:
        abort(404)
    done = request.method == "POST"
    if done:
        letterbox.leave_stop(*message)
    return render_template("cases/stop.html", token=token, done=done)


def contact_section(person_id: int) -> str:
    """What the page of a person says about it."""
    if not subject().may("person:write"):
        return ""
    view = contact_view(person_id)
    markup = render_template("cases/contact_of_person.html", view=view, labels=CHANNEL_LABELS)
    return Markup(markup)  # noqa: S704  (our own template, already escaped)


add_section(contact_section)
