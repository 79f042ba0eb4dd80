"""In and out of the practice room, and having it emptied and filled."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from practice.actions import room as actions
from practice.pages.blueprint import practice
from practice.queries import room as queries
from practice.queries.runs import my_tasks
from tenants import access, signin
from tenants.access import subject
from tenants.pages.blueprint import device, token, with_cookie


@practice.get("/latihan")
@access.permits("practice:join")
def room() -> ResponseReturnValue:
    """From outside: what practising is. Inside: how the room stands, and what can be played."""
    if not subject().tenant.practises:
        return render_template(
            "practice/door.html", closed=queries.closed_of(subject().tenant.id), enough=queries.ENOUGH
        )
    mine = queries.my_room()
    ready = mine is not None and mine.ready_at is not None
    tasks = my_tasks() if ready else []
    return render_template("practice/room.html", room=mine, ready=ready, of=queries.OF, tasks=tasks)


@practice.post("/latihan/masuk")
@access.permits("practice:join")
def go_in() -> ResponseReturnValue:
    """From now on in the practice room of the own office, in the same role."""
    if not subject().tenant.practises:
        actions.go_in()
        return with_cookie(redirect(url_for("practice.room"), 303), signin.cross_over(token(), device()))
    return redirect(url_for("practice.room"), 303)


@practice.post("/latihan/keluar")
@access.permits("practice:join")
def leave() -> ResponseReturnValue:
    """Back to the own office."""
    if not subject().tenant.practises:
        return redirect(url_for("tenants.home"), 303)
    answer = with_cookie(redirect(url_for("tenants.home"), 303), signin.cross_over(token(), device()))
    flash(_("Anda sudah keluar dari latihan. Yang sekarang tampil adalah data sebenarnya."), "success")
    return answer


@practice.get("/latihan/kosongkan")
@access.permits("practice:reset")
def confirm_emptying() -> ResponseReturnValue:
    """Asked once more: everybody who practises there loses what they have on the table."""
    return render_template("practice/empty.html")


@practice.post("/latihan/isi-ulang")
@access.permits("practice:reset")
def refill() -> ResponseReturnValue:
    """Emptied and filled by a job."""
    actions.ask_for_reset()
    return redirect(url_for("practice.room"), 303)
