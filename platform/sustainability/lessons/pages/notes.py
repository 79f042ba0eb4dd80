"""A district's own notes: writing, files, and the steps until the province has them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sustainability.lessons.actions import notes as actions
from sustainability.lessons.machine import DISTRICT_MOVES, EDITABLE, MOVES, Move, State
from sustainability.lessons.models import PracticeNote
from sustainability.lessons.pages.blueprint import lessons
from sustainability.lessons.queries import notes as queries
from sustainability.lessons.schemas import LessonSchema, RemarkSchema
from sustainability.pages.blueprint import as_typed, cursor, sent_paper
from tenants import access
from tenants.access import subject
from web.body import takes_files
from web.downloads import file_answer
from web.forms import Form, sent_version
from web.idempotency import read_key

_MOVE = f"<any({', '.join(repr(name) for name in DISTRICT_MOVES)}):move>"


@lessons.get("/pelajaran/kita")
@access.permits("lesson:write")
def notes() -> ResponseReturnValue:
    """Every note of the district, the newest first."""
    page = queries.own_notes(cursor())
    return render_template(
        "lessons/notes.html", page=page, next_url=url_for("lessons.notes", sesudah=page.next) if page.next else ""
    )


@lessons.route("/pelajaran/kita/baru", methods=["GET", "POST"])
@access.permits("lesson:write")
def new_note() -> ResponseReturnValue:
    """Begin one."""
    form = Form.blank(LessonSchema())
    if request.method == "POST":
        form = Form.read(LessonSchema())
        kept: list[PracticeNote] = []
        if form.valid and form.tries(lambda: kept.append(actions.add_note(form.data, read_key()))):
            flash(_("Draf tersimpan. Tambah berkasnya bila ada, lalu ajukan ke manajer."), "success")
            return redirect(url_for("lessons.note", note_id=kept[0].id), 303)
    return render_template("lessons/write.html", form=form, note=None), form.status


@lessons.get("/pelajaran/kita/<int:note_id>")
@access.permits("lesson:write")
def note(note_id: int) -> ResponseReturnValue:
    """One note with its files, its story and what can be done now."""
    return _show(queries.own_note(note_id), {})


@lessons.route("/pelajaran/kita/<int:note_id>/ubah", methods=["GET", "POST"])
@access.permits("lesson:write")
def change_note(note_id: int) -> ResponseReturnValue:
    """Other words."""
    found = queries.own_note(note_id)
    form = Form.blank(LessonSchema(), as_typed(found, LessonSchema()))
    if request.method == "POST":
        form = Form.read(LessonSchema())
        if form.valid and form.tries(lambda: actions.change_note(note_id, form.data, sent_version())):
            flash(_("Tersimpan."), "success")
            return redirect(url_for("lessons.note", note_id=note_id), 303)
        found = queries.own_note(note_id)
    return render_template("lessons/write.html", form=form, note=found), form.status


@lessons.post("/pelajaran/kita/<int:note_id>/berkas")
@access.permits("lesson:write")
@takes_files
def add_note_file(note_id: int) -> ResponseReturnValue:
    """A picture or PDF."""
    paper, form = sent_paper(), Form.blank(RemarkSchema())
    if paper is None:
        form.add_error("file", _("Pilih berkasnya"))
    elif form.tries(lambda: actions.add_file(note_id, paper)):
        flash(_("Berkas tersimpan."), "success")
        return redirect(url_for("lessons.note", note_id=note_id), 303)
    return _show(queries.own_note(note_id), {"file": form}), form.status


@lessons.get("/pelajaran/kita/<int:note_id>/berkas/<int:file_id>")
@access.permits("lesson:write")
def note_file(note_id: int, file_id: int) -> ResponseReturnValue:
    """One of its files."""
    return file_answer(*queries.own_file(note_id, file_id))


@lessons.post("/pelajaran/kita/<int:note_id>/berkas/<int:file_id>/keluarkan")
@access.permits("lesson:write")
def remove_note_file(note_id: int, file_id: int) -> ResponseReturnValue:
    """It no longer belongs."""
    actions.remove_file(note_id, file_id)
    flash(_("Berkas dikeluarkan."), "success")
    return redirect(url_for("lessons.note", note_id=note_id), 303)


@lessons.post(f"/pelajaran/kita/<int:note_id>/langkah/{_MOVE}")
@access.permits("lesson:write")
def move_note(note_id: int, move: str) -> ResponseReturnValue:
    """Take a step; what had to be said and was not is asked again."""
    form = Form.blank(RemarkSchema())
    words = ""
    if MOVES[move].asks:
        form = Form.read(RemarkSchema())
        words = form.data.get("remark") or ""
    if form.valid and form.tries(lambda: actions.take_step(note_id, move, words, sent_version())):
        flash(_("Tersimpan."), "success")
        return redirect(url_for("lessons.note", note_id=note_id), 303)
    return _show(queries.own_note(note_id), {move: form}), form.status


def _show(found: PracticeNote, forms: dict[str, Form]) -> str:
    state = State(found.state)
    offered = [each for each in map(MOVES.__getitem__, DISTRICT_MOVES) if _is_open(each, state)]
    return render_template(
        "lessons/note.html",
        note=found,
        files=queries.files_of(found.id),
        story=[(MOVES[step.move], step) for step in queries.steps_of(found.id)],
        moves=offered,
        forms={move.name: forms.get(move.name) or Form.blank(RemarkSchema()) for move in offered},
        file_form=forms.get("file") or Form.blank(RemarkSchema()),
        editable=state in EDITABLE,
        faulty=next(iter(forms.values()), None),
    )


def _is_open(move: Move, state: State) -> bool:
    return state in move.sources and subject().may(move.permission)
