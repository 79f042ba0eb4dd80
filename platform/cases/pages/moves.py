"""One page per step of the machine: the words that go with it, and what to do when somebody was faster."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from cases import actions, queries
from cases.machine import MOVES, Move, told
from cases.pages import stale
from cases.pages.blueprint import MOVE_OF, cases
from cases.queries import CaseView
from cases.schemas import DecisionSchema, NoteSchema
from foundation.errors import Refused
from tenants import access
from tenants.access import subject
from web.forms import Form
from web.transaction import keep_on_refusal

STEPS = ", ".join(f'"{slug}"' for slug, name in MOVE_OF.items() if not MOVES[name].automatic)

# What to write, and how: label and hint of the one field.
WORDS = {
    "ask_correction": (
        _l("Apa yang harus dilengkapi warga?"),
        _l("Sebutkan berkasnya satu per satu. Tenggat berhenti sampai lengkap."),
    ),
    "complete": (_l("Apa yang sudah dilengkapi?"), _l("Misalnya: KTP dan KK asli sudah dilihat.")),
    "check": (_l("Apa hasil cek data?"), _l("Misalnya: ada di DTSEN, desil 3; KIS nonaktif sejak 1 November.")),
    "recommend": (
        _l("Apa rekomendasi Anda?"),
        _l("Layanan yang diusulkan dan alasannya. Manajer membaca ini sebelum menetapkan."),
    ),
    "return": (_l("Apa yang masih kurang?"), _l("Back office membaca ini dan menyusun ulang rekomendasi.")),
    "decide": (_l("Layanan apa yang ditetapkan?"), _l("Apa yang akan dilakukan, oleh siapa, dan dasarnya.")),
    "record_result": (_l("Apa hasil penanganan?"), _l("Apa yang diberikan, kapan dan di mana.")),
    "inform": (
        _l("Apa yang disampaikan kepada warga, dan bagaimana?"),
        _l("Misalnya: ditelepon Senin pagi, KIS sudah aktif kembali."),
    ),
    "reject": (_l("Mengapa kasus ini ditolak?"), _l("Alasan ini harus dapat dijelaskan kepada warga.")),
    "cancel": (_l("Mengapa kasus ini dibatalkan?"), _l("Misalnya: warga mencabut laporannya.")),
}


@cases.route(f"/kasus/<int:case_id>/<any({STEPS}):step>", methods=["GET", "POST"])
@access.permits("case:read")
def move(case_id: int, step: str) -> ResponseReturnValue:
    """Take one step. The action says who may; this page keeps what was typed."""
    chosen = MOVES[MOVE_OF[step]]
    schema = DecisionSchema() if chosen.note_required else NoteSchema()
    if request.method == "GET":
        return _ask(queries.case_view(case_id), chosen, schema)
    form = Form.read(schema)
    if form.valid:
        try:
            moved = actions.move(case_id, chosen.name, form.data["version"], form.data["note"] or "")
            flash(_("%(code)s: %(step)s.", code=moved.code, step=chosen.told), "success")
            return redirect(url_for("cases.case", case_id=case_id), 303)
        except Refused as refusal:
            return _refused(case_id, chosen, form, refusal)
    return _again(case_id, chosen, form)


def _ask(view: CaseView, chosen: Move, schema: NoteSchema | DecisionSchema) -> ResponseReturnValue:
    if chosen not in view.moves:
        flash(_("Langkah “%(step)s” sudah tidak berlaku untuk kasus ini.", step=chosen.label), "warn")
        return redirect(url_for("cases.case", case_id=view.case.id), 303)
    return _page(view, chosen, Form.blank(schema, {"version": view.case.version}))


def _refused(case_id: int, chosen: Move, form: Form, refusal: Refused) -> ResponseReturnValue:
    """Show why not. When somebody was faster, show what they did beside what was typed here."""
    stale.take_back(refusal)
    if refusal.status != 409:
        form.refuse(refusal)
        return _again(case_id, chosen, form)
    view = queries.case_view(case_id)
    if _was_this_form(view, chosen, form):
        return redirect(url_for("cases.case", case_id=case_id), 303)
    stale.show_again(form, view.case.version)
    return _page(view, chosen, form, changed=True), 409


def _was_this_form(view: CaseView, chosen: Move, form: Form) -> bool:
    """The same form sent twice: the newest step is this one, by the same person, in the same words."""
    last = view.story[-1]
    mine = last.actor_name == subject().name and str(last.title) == str(told(chosen.name))
    return mine and (last.note or "") == (form.data.get("note") or "")


def _again(case_id: int, chosen: Move, form: Form) -> ResponseReturnValue:
    view = queries.case_view(case_id)
    if chosen not in view.moves:
        abort(404)
    keep_on_refusal()
    return _page(view, chosen, form), form.status


def _page(view: CaseView, chosen: Move, form: Form, changed: bool = False) -> str:
    label, hint = WORDS.get(chosen.name, (_l("Catatan"), ""))
    return render_template(
        "cases/move.html",
        view=view,
        move=chosen,
        form=form,
        changed=changed,
        possible=chosen in view.moves,
        note_label=label,
        note_hint=hint,
    )
