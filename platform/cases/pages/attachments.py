"""The files of a case: add, look at, take away. An agency opens the copies made for it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from cases import queries
from cases.actions.attachments import Outcome, Sent, attach, remove
from cases.pages import stale
from cases.pages.blueprint import cases
from cases.queries.attachments import attachment_file, attachments_of, get_attachment, referral_file, wanted
from cases.queries.attachments import thumbnail as small_picture
from cases.schemas import AttachSchema, RemoveAttachmentSchema
from foundation.errors import Refused
from tenants import access
from tenants.access import subject
from web.body import MAX_FILES, takes_files
from web.downloads import file_answer
from web.forms import Form
from web.idempotency import read_key
from web.transaction import keep_on_refusal


@cases.get("/kasus/<int:case_id>/berkas")
@access.permits("case:read")
def attachments(case_id: int) -> ResponseReturnValue:
    """Which papers are there, which are missing, and a form to add some."""
    return _page(case_id, Form.blank(AttachSchema(), {"document": request.args.get("jenis", "")}))


@cases.post("/kasus/<int:case_id>/berkas")
@access.permits("case:attach")
@takes_files
def add_attachments(case_id: int) -> ResponseReturnValue:
    """Each file stands alone: the good ones are kept, the others are named with what is wrong with them."""
    form = Form.read(AttachSchema())
    sent = [Sent(each.filename or "", each.read()) for each in request.files.getlist("files") if each.filename]
    if not sent:
        form.add_error("files", _("Pilih paling sedikit satu berkas."))
    elif len(sent) > MAX_FILES:
        form.add_error(
            "files", _("Paling banyak %(most)s berkas sekaligus. Kirim sisanya sesudah ini.", most=MAX_FILES)
        )
    if form.valid:
        try:
            outcome = attach(case_id, sent, form.data["document"], read_key())
        except Refused as refusal:
            stale.take_back(refusal)
            form.refuse(refusal)
        else:
            if not outcome.refused:
                flash(_told(outcome), "success")
                return redirect(url_for("cases.case", case_id=case_id), 303)
            for name, words in outcome.refused:
                form.add_error("files", f"{name}: {words}")
            if outcome.kept:
                flash(_told(outcome), "success")
    keep_on_refusal()
    return _page(case_id, form), form.status


@cases.get("/berkas/<int:attachment_id>")
@access.permits("case:read")
def attachment(attachment_id: int) -> ResponseReturnValue:
    """The file itself. Opening it is written down."""
    file = attachment_file(attachment_id)
    return file_answer(file.content, file.media_type, file.name)


@cases.get("/berkas/<int:attachment_id>/kecil")
@access.permits("case:read")
def thumbnail(attachment_id: int) -> ResponseReturnValue:
    """The small picture in a list."""
    file = small_picture(attachment_id)
    return file_answer(file.content, file.media_type, file.name)


@cases.route("/berkas/<int:attachment_id>/hapus", methods=["GET", "POST"])
@access.permits("case:attach")
def remove_attachment(attachment_id: int) -> ResponseReturnValue:
    """Take a file away for good: it belonged to somebody else, or nobody needs it."""
    found = get_attachment(attachment_id)
    view = queries.case_view(found.case_id)
    form = Form.read(RemoveAttachmentSchema()) if request.method == "POST" else Form.blank(RemoveAttachmentSchema())
    if request.method == "POST" and form.valid:
        remove(attachment_id, form.data["reason"])
        flash(_("Berkas sudah dihapus."), "success")
        return redirect(url_for("cases.attachments", case_id=view.case.id), 303)
    return render_template("cases/remove_attachment.html", view=view, file=found, form=form), form.status


@cases.get("/rujukan/<int:referral_id>/berkas/<int:file_id>")
@access.permits("referral:answer")
def referral_attachment(referral_id: int, file_id: int) -> ResponseReturnValue:
    """A copy made for this agency. Opening it is written down."""
    file = referral_file(referral_id, file_id)
    return file_answer(file.content, file.media_type, file.name)


def _page(case_id: int, form: Form) -> str:
    view = queries.case_view(case_id)
    files = attachments_of(case_id)
    return render_template(
        "cases/attachments.html",
        view=view,
        form=form,
        files=[row for row in files if row.removed_at is None],
        removed=[row for row in files if row.removed_at is not None],
        wanted=wanted(view.case_type, files),
        may_add=subject().may("case:attach") and view.case.closed_at is None,
        most=MAX_FILES,
    )


def _told(outcome: Outcome) -> str:
    return ngettext("%(num)s berkas tersimpan.", "%(num)s berkas tersimpan.", len(outcome.kept))
