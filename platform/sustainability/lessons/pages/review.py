"""A province reviews the notes of its districts."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sustainability.lessons.actions import review as actions
from sustainability.lessons.machine import MOVES, SEEN_ABOVE, STATE_TAGS, State
from sustainability.lessons.pages.blueprint import lessons
from sustainability.lessons.queries import review as queries
from sustainability.lessons.schemas import PublishSchema, RemarkSchema
from sustainability.pages.blueprint import cursor
from tenants import access
from web.downloads import file_answer
from web.forms import Form


@lessons.get("/pelajaran/tinjauan")
@access.permits("lesson:review")
def review() -> ResponseReturnValue:
    """Notes that wait for the province, or in another state."""
    wanted = request.args.get("tahap", "")
    state = State(wanted) if wanted in set(SEEN_ABOVE) else State.SUBMITTED
    page = queries.notes_in(state, cursor())
    return render_template(
        "lessons/review.html",
        page=page,
        states=[
            {"label": STATE_TAGS[each][0], "url": url_for("lessons.review", tahap=each.value), "current": each is state}
            for each in SEEN_ABOVE
        ],
        next_url=url_for("lessons.review", tahap=state.value, sesudah=page.next) if page.next else "",
    )


@lessons.get("/pelajaran/tinjauan/<int:note_id>")
@access.permits("lesson:review")
def reviewed(note_id: int) -> ResponseReturnValue:
    """One note as everybody would read it."""
    return _show(note_id)


@lessons.get("/pelajaran/tinjauan/<int:note_id>/berkas/<int:file_id>")
@access.permits("lesson:review")
def reviewed_file(note_id: int, file_id: int) -> ResponseReturnValue:
    """One of its files."""
    return file_answer(*queries.file_below(note_id, file_id))


@lessons.post("/pelajaran/tinjauan/<int:note_id>/tanya")
@access.permits("lesson:review")
def question_note(note_id: int) -> ResponseReturnValue:
    """Back to the district with a question."""
    form = Form.read(RemarkSchema())
    if form.valid and form.tries(lambda: actions.question(note_id, form.data["remark"])):
        flash(_("Pertanyaan terkirim ke daerah."), "success")
        return redirect(url_for("lessons.review"), 303)
    return _show(note_id, asking=form), form.status


@lessons.post("/pelajaran/tinjauan/<int:note_id>/terbitkan")
@access.permits("lesson:review")
def publish_note(note_id: int) -> ResponseReturnValue:
    """A copy for everybody."""
    form = Form.read(PublishSchema())
    copies: list[int] = []
    if form.valid and form.tries(lambda: copies.append(actions.publish(note_id))):
        flash(_("Terbit: semua daerah dapat membacanya."), "success")
        return redirect(url_for("lessons.lesson", practice_id=copies[0]), 303)
    return _show(note_id, publishing=form), form.status


@lessons.post("/pelajaran/tinjauan/<int:note_id>/tarik")
@access.permits("lesson:review")
def withdraw_note(note_id: int) -> ResponseReturnValue:
    """Nobody reads it any more."""
    form = Form.read(RemarkSchema())
    if form.valid and form.tries(lambda: actions.withdraw(note_id, form.data["remark"])):
        flash(_("Pelajaran ditarik."), "success")
        return redirect(url_for("lessons.review"), 303)
    return _show(note_id, asking=form), form.status


def _show(note_id: int, asking: Form | None = None, publishing: Form | None = None) -> str:
    found = queries.note_below(note_id)
    return render_template(
        "lessons/reviewed.html",
        note=found,
        files=queries.files_below(note_id),
        story=[(MOVES[step.move], step) for step in queries.steps_below(note_id)],
        asking=asking or Form.blank(RemarkSchema()),
        publishing=publishing or Form.blank(PublishSchema()),
        faulty=asking or publishing,
    )
