"""Making a letter: choose the kind, type what is missing, look at it, sign it; and withdrawing one."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases import queries
from cases.actions import letters
from cases.pages import stale
from cases.pages.blueprint import cases
from cases.queries import CaseView
from cases.schemas.letters import LetterSchema, SignSchema, WithdrawSchema
from foundation.errors import Refused
from reference.codes import LetterType
from settings.queries import rules
from tenants import access, signing
from tenants.access import subject
from tenants.permissions import ROLE_LABELS
from web.forms import Form
from web.headers import may_be_framed, with_own_frames
from web.transaction import keep_on_refusal


@cases.get("/surat")
@access.permits("letter:draft")
def letters_of_site() -> ResponseReturnValue:
    """What waits for one's signature, and every letter issued, newest first."""
    page = queries.issued_letters(request.args.get("sesudah"))
    next_url = url_for("cases.letters_of_site", sesudah=page.next) if page.next else ""
    waiting = queries.drafts_to_sign() if subject().may("letter:sign") and not request.args.get("sesudah") else []
    return render_template("cases/letters.html", page=page, next_url=next_url, waiting=waiting)


@cases.get("/kasus/<int:case_id>/surat")
@access.permits("letter:draft")
def choose_letter(case_id: int) -> ResponseReturnValue:
    """Which letter? A referral's letter comes with the referral."""
    view = queries.case_view(case_id)
    kinds = [(each, _signers(letters.signing_roles(each, view.case))) for each in _writable()]
    return render_template("cases/letter_choose.html", view=view, kinds=kinds)


@cases.route("/kasus/<int:case_id>/surat/<kind>", methods=["GET", "POST"])
@access.permits("letter:draft")
def prepare_letter(case_id: int, kind: str) -> ResponseReturnValue:
    """What has to be typed for it. `ganti` in the address names the letter it replaces."""
    letter_type = letters.writable(kind)
    view = queries.case_view(case_id)
    asked = _asked(letter_type)
    schema, choices = LetterSchema(only=asked), _choices(view, asked)
    if request.method == "GET":
        return _ask(view, letter_type, Form.blank(schema, choices=choices))
    form = Form.read(schema, choices=choices)
    if not form.valid:
        keep_on_refusal()
        return _ask(view, letter_type, form), form.status
    try:
        draft = letters.prepare(case_id, kind, form.data, request.args.get("ganti", type=int))
        return redirect(url_for("cases.letter_draft", draft_id=draft.id), 303)
    except Refused as refusal:
        stale.take_back(refusal)
        form.refuse(refusal)
        view = queries.case_view(case_id)
        keep_on_refusal()
        return _ask(view, letter_type, form), form.status


@cases.route("/surat/konsep/<int:draft_id>", methods=["GET", "POST"])
@access.permits("letter:draft")
def letter_draft(draft_id: int) -> ResponseReturnValue:
    """ "Periksa surat": the letter as it will be; whoever signs it does so here, with the second factor."""
    prepared = letters.look(draft_id)
    if prepared.draft.state != "waiting":
        flash(_("Konsep ini sudah ditandatangani atau dibuang."), "warn")
        return redirect(url_for("cases.case", case_id=prepared.case.id), 303)
    if request.method == "GET":
        return _look(prepared, Form.blank(SignSchema(), {"seen": prepared.words.digest}))
    form = Form.read(SignSchema())
    if form.valid:
        try:
            letter = letters.sign(draft_id, form.data["seen"], form.data["code"])
            flash(_("Surat nomor %(number)s sudah terbit.", number=letter.number_text), "success")
            return redirect(url_for("cases.case", case_id=letter.case_id), 303)
        except Refused as refusal:
            stale.take_back(refusal)
            if refusal.code == "done":
                flash(refusal.message, "warn")
                return redirect(url_for("cases.letter_draft", draft_id=draft_id), 303)
            form.refuse(refusal)
            prepared = letters.look(draft_id)
            form.values = form.values.copy()
            form.values["seen"] = prepared.words.digest
    return _look(prepared, form)


@cases.get("/surat/konsep/<int:draft_id>.pdf")
@access.permits("letter:draft")
def letter_draft_file(draft_id: int) -> ResponseReturnValue:
    """The same as PDF, marked as a preview."""
    answer = Response(letters.preview(draft_id), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=f"pratinjau-{draft_id}.pdf")
    return may_be_framed(answer)


@cases.post("/surat/konsep/<int:draft_id>/buang")
@access.permits("letter:draft")
def discard_letter(draft_id: int) -> ResponseReturnValue:
    """It is not needed after all."""
    gone = letters.discard(draft_id)
    flash(_("Konsep surat dibuang. Tidak ada nomor yang terpakai."), "success")
    return redirect(url_for("cases.case", case_id=gone.case_id), 303)


@cases.route("/surat/<int:letter_id>/cabut", methods=["GET", "POST"])
@access.permits("letter:sign")
def revoke_letter(letter_id: int) -> ResponseReturnValue:
    """Withdraw a letter, or write the one that takes its place."""
    letter = queries.letter_to_revoke(letter_id)
    form = Form.blank(WithdrawSchema()) if request.method == "GET" else Form.read(WithdrawSchema())
    if request.method == "POST" and form.valid:
        letters.revoke(letter_id, form.data["reason"])
        flash(_("Surat nomor %(number)s sudah dicabut.", number=letter.number_text), "success")
        return redirect(url_for("cases.case", case_id=letter.case_id), 303)
    replaceable = letter.kind in {each.slug for each in _writable()}
    return render_template("cases/letter_revoke.html", letter=letter, form=form, replaceable=replaceable), form.status


def _writable() -> list[LetterType]:
    return [each for slug, each in rules().letter_types.items() if slug != "referral"]


def _asked(letter_type: LetterType) -> tuple[str, ...]:
    about = ("referral_id",) if letters.needs_referral(letter_type) else ()
    return (*about, *letters.asked_fields(letter_type))


def _choices(view: CaseView, asked: tuple[str, ...]) -> dict[str, list[Any]]:
    referrals = [(card.id, f"{card.agency_name}, {card.sent_at:%d/%m/%Y}") for card in view.referrals]
    return {"referral_id": referrals} if "referral_id" in asked else {}


def _ask(view: CaseView, letter_type: LetterType, form: Form) -> str:
    return render_template("cases/letter_prepare.html", view=view, letter_type=letter_type, form=form)


def _look(prepared: letters.Prepared, form: Form) -> ResponseReturnValue:
    page = render_template(
        "cases/letter_look.html",
        prepared=prepared,
        form=form,
        signers=_signers(prepared.roles),
        ask_code=prepared.may_sign and not signing.is_fresh(),
    )
    return with_own_frames(Response(page, form.status))


def _signers(roles: tuple[str, ...]) -> str:
    return ", ".join(str(ROLE_LABELS[role]) for role in roles)
