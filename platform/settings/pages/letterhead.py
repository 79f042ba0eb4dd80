"""What stands on top of letters and certificates, and where the office is in time."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.files import BadFile, cleaned_logo
from reference.calendar import TIMEZONES
from settings.models import DefaultSetting
from settings.pages.blueprint import settings
from settings.queries import level
from settings.schemas import LetterheadSchema
from tenants import access
from tenants.access import subject
from tenants.letterhead import my_logo, set_letterhead, usual_government, words_now
from web.body import takes_files
from web.downloads import file_answer
from web.forms import Form


@settings.route("/pengaturan/kop-surat", methods=["GET", "POST"])
@access.permits("settings:manage")
@takes_files
def letterhead() -> ResponseReturnValue:
    """The words, the logo and the time zone of a site."""
    if level() is DefaultSetting:
        abort(404)
    if request.method == "GET":
        return _page(Form.blank(LetterheadSchema(), words_now()))
    form = Form.read(LetterheadSchema())
    logo = _sent_logo(form)
    if not form.valid:
        return _page(form), form.status
    set_letterhead(form.data, logo, without_logo=form.data["without_logo"])
    flash(_("Tersimpan. Surat dan sertifikat berikutnya memakai kop ini."), "success")
    return redirect(url_for("settings.letterhead"), 303)


@settings.get("/pengaturan/kop-surat/logo.jpg")
@access.permits("settings:manage")
def logo() -> ResponseReturnValue:
    """The logo as it is printed."""
    content = my_logo()
    if content is None:
        abort(404)
    return file_answer(content, "image/jpeg", "logo.jpg")


def _sent_logo(form: Form) -> bytes | None:
    """What was sent, clean; what is wrong with it is said at the field."""
    sent = request.files.get("logo")
    if sent is None or not sent.filename:
        return None
    try:
        return cleaned_logo(sent.read())
    except BadFile as fault:
        form.add_error("logo", fault)
        return None


def _page(form: Form) -> str:
    zone = subject().tenant.timezone
    return render_template(
        "settings/letterhead.html",
        form=form,
        usual=usual_government(),
        zone=TIMEZONES[zone],
        has_logo=my_logo() is not None,
    )
