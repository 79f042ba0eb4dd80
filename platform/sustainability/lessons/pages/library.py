"""Lessons that are published: looking for them, reading them, thanking, asking, answering."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sustainability.lessons.actions import talk
from sustainability.lessons.pages.blueprint import lessons
from sustainability.lessons.queries import library as queries
from sustainability.lessons.schemas import LessonQuestionSchema, LessonReplySchema, SearchSchema
from sustainability.pages.blueprint import cursor
from tenants import access
from tenants.access import subject
from web.downloads import file_answer
from web.forms import Form
from web.idempotency import read_key


@lessons.get("/pelajaran")
@access.permits("lesson:read")
def library() -> ResponseReturnValue:
    """Every published lesson, or those in which the words occur."""
    form = Form.read(SearchSchema(), request.args)
    asked = form.data if form.valid else {"q": None, "topic": None}
    text, topic = asked.get("q") or "", asked.get("topic")
    page = queries.search(text, topic, cursor())
    more = {"q": text or None, "topic": topic, "sesudah": page.next}
    return render_template(
        "lessons/library.html",
        form=form,
        page=page,
        waiting=queries.waiting_questions() if subject().may("lesson:write") else [],
        searched=bool(text or topic),
        next_url=url_for("lessons.library", **more) if page.next else "",
    )


@lessons.get("/pelajaran/serupa")
@access.permits("lesson:write")
def alike() -> ResponseReturnValue:
    """Lessons of districts like one's own, and why they are alike."""
    ours = queries.likeness_of_ours()
    return render_template("lessons/alike.html", ours=ours, found=queries.like_ours(ours))


@lessons.get("/pelajaran/pertanyaan")
@access.permits("lesson:write")
def questions() -> ResponseReturnValue:
    """What others wait to hear from us, and what came back on what we asked."""
    page = queries.our_questions(cursor())
    return render_template(
        "lessons/questions.html",
        waiting=queries.waiting_questions(),
        page=page,
        next_url=url_for("lessons.questions", sesudah=page.next) if page.next else "",
    )


@lessons.get("/pelajaran/<int:practice_id>")
@access.permits("lesson:read")
def lesson(practice_id: int) -> ResponseReturnValue:
    """One lesson."""
    return _show(practice_id, Form.blank(LessonQuestionSchema()))


@lessons.get("/pelajaran/<int:practice_id>/berkas/<int:file_id>")
@access.permits("lesson:read")
def lesson_file(practice_id: int, file_id: int) -> ResponseReturnValue:
    """One of its files."""
    return file_answer(*queries.published_file(practice_id, file_id))


@lessons.post("/pelajaran/<int:practice_id>/terima-kasih")
@access.permits("lesson:write")
def thank(practice_id: int) -> ResponseReturnValue:
    """Once per region."""
    talk.thank(practice_id)
    flash(_("Terima kasih Anda tercatat."), "success")
    return redirect(url_for("lessons.lesson", practice_id=practice_id), 303)


@lessons.post("/pelajaran/<int:practice_id>/tanya")
@access.permits("lesson:write")
def ask(practice_id: int) -> ResponseReturnValue:
    """A question to the district."""
    form = Form.read(LessonQuestionSchema())
    if form.valid and form.tries(lambda: talk.ask(practice_id, form.data["question"], read_key())):
        flash(_("Pertanyaan terkirim. Jawabannya tampil di halaman ini."), "success")
        return redirect(url_for("lessons.lesson", practice_id=practice_id), 303)
    return _show(practice_id, form), form.status


@lessons.route("/pelajaran/<int:practice_id>/jawab/<int:question_id>", methods=["GET", "POST"])
@access.permits("lesson:write")
def answer(practice_id: int, question_id: int) -> ResponseReturnValue:
    """The district answers."""
    asked = queries.question_to_us(practice_id, question_id)
    form = Form.blank(LessonReplySchema(), {"answer": asked.answer} if asked.answer else None)
    if request.method == "POST":
        form = Form.read(LessonReplySchema())
        if form.valid and form.tries(lambda: talk.answer(practice_id, question_id, form.data["answer"])):
            flash(_("Jawaban tersimpan."), "success")
            return redirect(url_for("lessons.lesson", practice_id=practice_id), 303)
    return render_template("lessons/answer.html", form=form, asked=asked, practice_id=practice_id), form.status


def _show(practice_id: int, form: Form) -> str:
    found = queries.opened(practice_id)
    return render_template(
        "lessons/lesson.html", found=found, note=found.note, form=form, ours=found.note.origin_id == subject().tenant.id
    )
