"""One page per step of the machine: the words that go with it, and what to do when somebody was faster."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow.fields import Field

from cases import actions, queries
from cases.machine import MOVES, Move, told
from cases.pages import stale
from cases.pages.blueprint import MOVE_OF, ONE_WAY, cases
from cases.queries import CaseView
from cases.queries.attachments import attachments_of, wanted
from cases.queries.visitors import visitor_choices
from cases.schemas import MOVE_SCHEMAS, asked_beside_the_note, move_schema
from foundation.clock import today
from foundation.errors import Refused
from tenants import access
from tenants.access import subject
from web.forms import Form
from web.schemas import Choice, Choices, Day, Number
from web.transaction import keep_on_refusal

FEW = 5
_OWN = ("note", "version")
STEPS = ", ".join(f'"{slug}"' for slug, name in MOVE_OF.items() if not MOVES[name].automatic)

# What to write, and how: label and hint of the one field.
WORDS = {
    "ask_correction": (
        _l("Apa yang harus dilengkapi warga?"),
        _l("Apa yang salah atau kurang, untuk rekan di loket. Tenggat berhenti sampai lengkap."),
    ),
    "complete": (_l("Apa yang sudah dilengkapi?"), _l("Misalnya: KTP dan KK asli sudah dilihat.")),
    "check": (_l("Apa hasil cek data?"), _l("Misalnya: ada di DTSEN, desil 3; KIS nonaktif sejak 1 November.")),
    "order_visit": (
        _l("Apa yang perlu dilihat di rumah?"),
        _l("Misalnya: NIK tidak ditemukan di DTSEN, cocokkan keadaan rumah."),
    ),
    "record_visit": (
        _l("Apa kesimpulan kunjungan?"),
        _l("Yang terlihat dan terdengar, dan apa artinya untuk kasus ini."),
    ),
    "recommend": (
        _l("Apa rekomendasi Anda?"),
        _l("Layanan yang diusulkan dan alasannya. Manajer membaca ini sebelum menetapkan."),
    ),
    "return": (_l("Apa yang masih kurang?"), _l("Back office membaca ini dan menyusun ulang rekomendasi.")),
    "decide": (_l("Layanan apa yang ditetapkan?"), _l("Apa yang akan dilakukan, oleh siapa, dan dasarnya.")),
    "propose": (_l("Catatan usulan"), _l("Misalnya: reaktivasi PBI-JK, berkas lengkap diunggah.")),
    "record_centre_answer": (_l("Apa jawaban pusat?"), _l("Salin dari SIKS-NG, dengan alasan bila ditolak.")),
    "mark_emergency": (
        _l("Mengapa ini darurat?"),
        _l("Misalnya orang terlantar, kekerasan, bencana, atau gawat medis. Manajer langsung diberi tahu."),
    ),
    "start_emergency_help": (
        _l("Bantuan apa yang dimulai sekarang?"),
        _l("Apa, di mana, oleh siapa. Cek data, rekomendasi, dan penetapan disusulkan sebelum kasus ditutup."),
    ),
    "file_check": (_l("Apa hasil cek data?"), _l("Bantuan sudah jalan; ini melengkapi berkasnya.")),
    "file_recommendation": (_l("Apa rekomendasi Anda?"), _l("Bantuan sudah jalan; ini melengkapi berkasnya.")),
    "file_decision": (_l("Layanan apa yang ditetapkan?"), _l("Penetapan atas bantuan yang sudah diberikan.")),
    "record_result": (_l("Apa hasil penanganan?"), _l("Apa yang diberikan, kapan dan di mana.")),
    "inform": (_l("Apa yang disampaikan kepada warga?"), _l("Misalnya: KIS sudah aktif kembali sejak hari ini.")),
    "record_feedback": (_l("Apa kata warga?"), _l("Bila belum puas, tulis apa yang masih kurang.")),
    "reopen": (
        _l("Apa keberatan warga?"),
        _l("Tulis seperti yang disampaikan. Kasus dianalisis lagi dengan tenggat baru."),
    ),
    "reject": (_l("Jelaskan alasannya"), _l("Penjelasan ini harus dapat disampaikan kepada warga.")),
    "mark_duplicate": (_l("Catatan"), _l("Misalnya: dilaporkan dua kali, oleh istri dan oleh kader.")),
    "cancel": (_l("Mengapa kasus ini dibatalkan?"), _l("Misalnya: warga mencabut laporannya.")),
}


@cases.route(f"/kasus/<int:case_id>/<any({STEPS}):step>", methods=["GET", "POST"])
@access.permits("case:read")
def move(case_id: int, step: str) -> ResponseReturnValue:
    """Take one step. The action says who may; this page keeps what was typed."""
    chosen = MOVES[MOVE_OF[step]]
    if request.method == "GET":
        return _ask(queries.case_view(case_id), chosen)
    form = Form.read(move_schema(chosen))
    if form.valid:
        try:
            asked = asked_beside_the_note(form.data) if chosen.name in MOVE_SCHEMAS else None
            moved = actions.move(case_id, chosen.name, form.data["version"], form.data["note"] or "", asked)
            flash(_("%(code)s: %(step)s.", code=moved.code, step=chosen.told), "success")
            return redirect(url_for("cases.case", case_id=case_id), 303)
        except Refused as refusal:
            return _refused(case_id, chosen, form, refusal)
    return _again(case_id, chosen, form)


def _ask(view: CaseView, chosen: Move) -> ResponseReturnValue:
    if chosen not in view.moves:
        flash(_("Langkah “%(step)s” sudah tidak berlaku untuk kasus ini.", step=chosen.label), "warn")
        return redirect(url_for("cases.case", case_id=view.case.id), 303)
    likely = {"version": view.case.version, **_likely(view, chosen)}
    return _page(view, chosen, Form.blank(move_schema(chosen), likely))


def _likely(view: CaseView, chosen: Move) -> dict[str, Any]:
    """What most often stands in a step's form: today, and whoever is at the desk."""
    if chosen.name == "ask_correction":
        return {"documents": _lacking(view)}
    day = today(subject().tenant.timezone)
    return {
        "record_visit": {"visited_on": day},
        "propose": {"proposed_on": day, "operator": subject().name},
        "record_centre_answer": {"answered_on": day, "operator": subject().name},
        "mark_duplicate": {"code": request.args.get("kode") or next((r.code for r in view.related.of_the_person), "")},
    }.get(chosen.name, {})


def _lacking(view: CaseView) -> list[str]:
    """What cases of this type ask for and this one does not have yet."""
    return [each.document for each in wanted(view.case_type, attachments_of(view.case.id)) if not each.there]


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
    if chosen.name == "order_visit":
        form.choices["visitor_id"] = visitor_choices(view.case)
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
        danger=chosen.name in ONE_WAY,
        asked=[(name, kind_of(field)) for name, field in form.schema.load_fields.items() if name not in _OWN],
    )


def kind_of(field: Field[Any]) -> str:
    """How a field is drawn: a few choices to see, many to open, a day, or a line."""
    if isinstance(field, Choices):
        return "checkboxes"
    if isinstance(field, Choice):
        return "radios" if field.required and len(field.options) <= FEW else "select"
    return {Day: "date", Number: "select"}.get(type(field), "text")
