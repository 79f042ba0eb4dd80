"""Meetings for exchange: the list, one meeting, inviting, taking part, and what follows from it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sustainability.lessons.actions import events as actions
from sustainability.lessons.pages.blueprint import lessons
from sustainability.lessons.queries import events as queries
from sustainability.lessons.schemas import EventSchema, GuestSchema, OutcomeSchema, PromiseSchema
from sustainability.pages.blueprint import cursor, today_here
from tenants import access
from tenants.access import subject
from web.forms import Form


@lessons.get("/pelajaran/pertemuan")
@access.permits("lesson:read")
def events() -> ResponseReturnValue:
    """What lies ahead, or what is over."""
    are_over = request.args.get("tahap") == "lewat"
    page = queries.events(are_over, today_here(), cursor())
    when = "lewat" if are_over else None
    return render_template(
        "lessons/events.html",
        page=page,
        may_host=subject().may("lesson:host"),
        tabs=[
            {"label": _("Akan datang"), "url": url_for("lessons.events"), "current": not are_over},
            {"label": _("Sudah lewat"), "url": url_for("lessons.events", tahap="lewat"), "current": are_over},
        ],
        are_over=are_over,
        next_url=url_for("lessons.events", tahap=when, sesudah=page.next) if page.next else "",
    )


@lessons.route("/pelajaran/pertemuan/baru", methods=["GET", "POST"])
@access.permits("lesson:host")
def invite() -> ResponseReturnValue:
    """Invite every region."""
    form = Form.blank(EventSchema())
    if request.method == "POST":
        form = Form.read(EventSchema())
        made: list[int] = []
        if form.valid and form.tries(lambda: made.append(actions.invite(form.data))):
            flash(_("Undangan terbit: semua daerah melihatnya."), "success")
            return redirect(url_for("lessons.event", event_id=made[0]), 303)
    return render_template("lessons/invite.html", form=form), form.status


@lessons.get("/pelajaran/pertemuan/<int:event_id>")
@access.permits("lesson:read")
def event(event_id: int) -> ResponseReturnValue:
    """One meeting."""
    return _show(event_id)


@lessons.post("/pelajaran/pertemuan/<int:event_id>/ikut")
@access.permits("lesson:join")
def take_part(event_id: int) -> ResponseReturnValue:
    """So many of us come."""
    form = Form.read(GuestSchema())
    if form.valid and form.tries(lambda: actions.take_part(event_id, form.data["people"])):
        return _done(event_id, _("Daerah Anda tercatat ikut."))
    return _show(event_id, guest=form), form.status


@lessons.post("/pelajaran/pertemuan/<int:event_id>/batal-ikut")
@access.permits("lesson:join")
def stay_away(event_id: int) -> ResponseReturnValue:
    """We do not come after all."""
    actions.take_part(event_id, 0)
    return _done(event_id, _("Daerah Anda tidak lagi tercatat ikut."))


@lessons.post("/pelajaran/pertemuan/<int:event_id>/batalkan")
@access.permits("lesson:host")
def cancel(event_id: int) -> ResponseReturnValue:
    """It does not take place."""
    actions.cancel(event_id)
    return _done(event_id, _("Pertemuan dibatalkan."))


@lessons.post("/pelajaran/pertemuan/<int:event_id>/hasil")
@access.permits("lesson:host")
def outcome(event_id: int) -> ResponseReturnValue:
    """What came of it."""
    form = Form.read(OutcomeSchema())
    if form.valid and form.tries(lambda: actions.write_outcome(event_id, form.data["outcome"])):
        return _done(event_id, _("Hasil tersimpan."))
    return _show(event_id, outcome=form), form.status


@lessons.post("/pelajaran/pertemuan/<int:event_id>/tindak-lanjut")
@access.permits("lesson:join")
def promise(event_id: int) -> ResponseReturnValue:
    """What our region will do."""
    form = Form.read(PromiseSchema())
    if form.valid and form.tries(lambda: actions.promise(event_id, form.data)):
        return _done(event_id, _("Tindak lanjut tercatat."))
    return _show(event_id, promise=form), form.status


@lessons.post("/pelajaran/pertemuan/<int:event_id>/tindak-lanjut/<int:promise_id>/selesai")
@access.permits("lesson:join")
def keep_promise(event_id: int, promise_id: int) -> ResponseReturnValue:
    """Done."""
    actions.keep_promise(event_id, promise_id)
    return _done(event_id, _("Tindak lanjut selesai."))


def _done(event_id: int, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for("lessons.event", event_id=event_id), 303)


def _show(event_id: int, **sent: Form) -> str:
    found, who, today = queries.meeting(event_id), subject(), today_here()
    runs = found.event.cancelled_at is None
    coming = {"people": found.our_people} if found.our_people else None
    forms: dict[str, Any] = {
        "guest": sent.get("guest") or Form.blank(GuestSchema(), coming),
        "outcome": sent.get("outcome") or Form.blank(OutcomeSchema(), {"outcome": found.event.outcome}),
        "promise": sent.get("promise") or Form.blank(PromiseSchema()),
    }
    return render_template(
        "lessons/event.html",
        found=found,
        event=found.event,
        forms=forms,
        faulty=next(iter(sent.values()), None),
        ours=found.event.host_id == who.tenant.id and who.may("lesson:host"),
        may_join=who.may("lesson:join") and runs and found.event.held_on >= today,
        may_follow=runs and found.event.held_on <= today,
        may_promise=who.may("lesson:join") and runs and found.event.held_on <= today,
        is_ahead=found.event.held_on >= today,
        own_id=who.tenant.id,
        today=today,
    )
