"""What a citizen sends to the own case, without sign-in: papers, an objection, what they say of the result.

When the pass has run out while somebody was writing, the form comes back with their words and asks for the digits.
"""

from collections.abc import Callable
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from cases import queries
from cases.actions import citizen
from cases.actions.attachments import Sent
from cases.actions.citizen import Pass
from cases.code import tidied
from cases.pages import passes
from cases.pages.blueprint import cases
from cases.pages.public import typed_code
from cases.queries import Followed
from cases.schemas import ObjectionSchema, RatingSchema, SendPapersSchema
from foundation.errors import Refused
from tenants import access, limits
from web.body import MAX_FILES, takes_files
from web.forms import Form
from web.idempotency import read_key

Say = Callable[[Pass, Form, UUID], str]
"""Sends what the form holds and says what to tell the citizen; empty when the form has to be shown again."""


@cases.route("/lacak/<code>/berkas", methods=["GET", "POST"])
@limits.per_address("60 per hour", methods=["POST"])
@limits.per_secret("30 per hour", typed_code, "follow")
@access.public
@takes_files
def send_papers(code: str) -> ResponseReturnValue:
    """Photographs or PDFs for the desk. Each file stands alone: bad ones are named, good ones are kept."""
    if request.method == "GET":
        return _ask(code, "papers", Form.blank(SendPapersSchema(), {"document": request.args.get("jenis", "")}))
    return _take(code, "papers", Form.read(SendPapersSchema()), _send)


@cases.route("/lacak/<code>/keberatan", methods=["GET", "POST"])
@limits.per_address("60 per hour", methods=["POST"])
@limits.per_secret("30 per hour", typed_code, "follow")
@access.public
def object_to_result(code: str) -> ResponseReturnValue:
    """Why the citizen does not agree; the machine then opens the case again."""
    if request.method == "GET":
        return _ask(code, "objection", Form.blank(ObjectionSchema()))
    return _take(code, "objection", Form.read(ObjectionSchema()), _object)


@cases.route("/lacak/<code>/penilaian", methods=["GET", "POST"])
@limits.per_address("60 per hour", methods=["POST"])
@limits.per_secret("30 per hour", typed_code, "follow")
@access.public
def rate_result(code: str) -> ResponseReturnValue:
    """Whether the result helped."""
    if request.method == "GET":
        return _ask(code, "rating", Form.blank(RatingSchema()))
    return _take(code, "rating", Form.read(RatingSchema()), _rate)


def _send(holder: Pass, form: Form, key: UUID) -> str:
    sent = [Sent(each.filename or "", each.read()) for each in request.files.getlist("files") if each.filename]
    if not sent:
        form.add_error("files", _("Pilih paling sedikit satu berkas."))
    elif len(sent) > MAX_FILES:
        form.add_error(
            "files", _("Paling banyak %(most)s berkas sekaligus. Kirim sisanya sesudah ini.", most=MAX_FILES)
        )
    if not form.valid:
        return ""
    left = citizen.send_papers(holder, sent, form.data["document"], key)
    for name, words in left.refused:
        form.add_error("files", f"{name}: {words}")
    told = ngettext("%(num)s berkas sudah kami terima.", "%(num)s berkas sudah kami terima.", left.kept)
    if left.refused and left.kept:
        flash(told, "success")
    return "" if left.refused else told


def _object(holder: Pass, form: Form, key: UUID) -> str:
    citizen.object_to_result(holder, form.data["body"], key)
    return _("Keberatan Anda sudah kami terima. Kasus ini akan dilihat lagi.")


def _rate(holder: Pass, form: Form, key: UUID) -> str:
    citizen.rate(holder, form.data["satisfied"] == "yes", form.data["body"] or "", key)
    return _("Terima kasih, penilaian Anda sudah kami terima.")


def _ask(code: str, what: str, form: Form) -> ResponseReturnValue:
    holder = passes.held(code)
    found = queries.follow(holder.code, holder.last4) if holder else None
    if found is None:
        return redirect(url_for("cases.follow", kode=code), 303)
    if not _may(found, what):
        flash(_("Langkah ini tidak terbuka untuk kasus ini sekarang."), "warn")
        return redirect(url_for("cases.followed", code=code), 303)
    return _page(what, code, form, found)


def _take(code: str, what: str, form: Form, say: Say) -> ResponseReturnValue:
    holder, found = _opened(code, form)
    if holder is None or found is None:
        return _page(what, code, form, None), form.status
    if not form.valid and what != "papers":
        return _page(what, code, form, found), form.status
    told = ""
    try:
        told = say(holder, form, read_key())
    except Refused as refusal:
        if refusal.code == "closed":
            flash(refusal.message, "warn")
            return _back(holder)
        form.refuse(refusal)
    if told:
        flash(told, "success")
        return _back(holder)
    return _page(what, code, form, found), form.status


def _opened(code: str, form: Form) -> tuple[Pass | None, Followed | None]:
    """By the pass, or by the digits typed once more; the same words for an unknown code and for wrong digits."""
    typed = form.data.get("last4")
    holder = passes.held(code) or (Pass(tidied(code), typed) if typed else None)
    found = queries.follow(holder.code, holder.last4) if holder else None
    if found is not None and found.yours is not None:
        return holder, found
    if holder is None:
        form.add_error("last4", _("Halaman ini sudah lama terbuka. Ketik lagi empat angka itu, lalu kirim."))
    else:
        limits.wrong_try()
        form.add_error("last4", citizen.no_such_case().message)
    return None, None


def _may(found: Followed, what: str) -> bool:
    side = found.yours
    return (
        side is not None
        and {
            "papers": side.may_send,
            "objection": side.may_object,
            "rating": side.may_rate,
        }[what]
    )


def _page(what: str, code: str, form: Form, found: Followed | None) -> str:
    """Without `found` nothing of the case is shown: whoever sends it has not said the digits yet."""
    return render_template(f"cases/citizen_{what}.html", code=code, form=form, found=found, most=MAX_FILES)


def _back(holder: Pass) -> ResponseReturnValue:
    path = url_for("cases.followed", code=holder.code)
    return passes.give(make_response(redirect(path, 303)), holder, path)
