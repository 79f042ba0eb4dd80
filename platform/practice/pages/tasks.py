"""Tasks to play: choose one, work in the usual pages, hear what was missed."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from practice.actions import runs
from practice.pages.blueprint import practice
from practice.queries.runs import my_run
from tenants import access


@practice.post("/latihan/tugas/<slug>/mulai")
@access.permits("practice:join")
def begin(slug: str) -> ResponseReturnValue:
    """Whatever it needs is prepared; one that is running already goes on."""
    return redirect(url_for("practice.task", run_id=runs.begin(slug)), 303)


@practice.get("/latihan/percobaan/<int:run_id>")
@access.permits("practice:join")
def task(run_id: int) -> ResponseReturnValue:
    """The story and where to go on; once finished, what was done and what was missed."""
    view = my_run(run_id)
    return render_template("practice/judged.html" if view.run.finished_at else "practice/task.html", view=view)


@practice.post("/latihan/percobaan/<int:run_id>/lanjut")
@access.permits("practice:join")
def go_on(run_id: int) -> ResponseReturnValue:
    """The colleagues take their steps."""
    runs.let_colleagues_go_on(run_id)
    return redirect(url_for("practice.task", run_id=run_id), 303)


@practice.post("/latihan/percobaan/<int:run_id>/selesai")
@access.permits("practice:join")
def finish(run_id: int) -> ResponseReturnValue:
    """The trainee wants to hear how it went."""
    runs.finish(run_id)
    return redirect(url_for("practice.task", run_id=run_id), 303)
