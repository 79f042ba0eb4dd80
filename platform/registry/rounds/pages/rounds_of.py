"""The list of rounds, a new one, and the page of one."""

from flask import redirect as go
from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.db import db
from foundation.errors import Refused
from reference import codes
from registry.queries import village_choices
from registry.rounds import actions, queries
from registry.rounds.machine import MOVES, STATE_LABELS, State, open_moves
from registry.rounds.pages.blueprint import links_for, rounds
from registry.rounds.schemas import OpenSchema
from settings.queries import rules
from tenants import access, audit
from tenants.access import subject
from web.forms import Form
from web.idempotency import read_key


@rounds.get("/pemutakhiran")
@access.permits("round:read")
def overview() -> ResponseReturnValue:
    """The rounds of this reader's villages, the newest first."""
    state = request.args.get("keadaan", "")
    state = state if state in STATE_LABELS else ""
    page = queries.rounds(state or None, request.args.get("sesudah"))
    next_url = url_for("rounds.overview", keadaan=state or None, sesudah=page.next) if page.next else ""
    states = [(each.value, STATE_LABELS[each][0]) for each in State]
    return render_template("rounds/overview.html", page=page, state=state, states=states, next_url=next_url)


@rounds.get("/pemutakhiran/baru")
@access.permits("round:draft")
def new() -> ResponseReturnValue:
    """Which village, which month."""
    initial = {"cut_off_on": queries.next_cut_off(), "basis": "musdes"}
    villages = village_choices()
    if len(villages) == 1:
        initial["village_code"] = villages[0][0]
    return render_template("rounds/new.html", form=Form.blank(OpenSchema(), initial))


@rounds.post("/pemutakhiran/baru")
@access.permits("round:draft")
def begin() -> ResponseReturnValue:
    """Begin it."""
    form = Form.read(OpenSchema())
    if form.valid:
        try:
            made = actions.open_round(form.data, read_key())
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return go(url_for("rounds.round", round_id=made.id), 303)
    return render_template("rounds/new.html", form=form), form.status


@rounds.get("/pemutakhiran/<int:round_id>")
@access.permits("round:read")
def round(round_id: int) -> ResponseReturnValue:
    """One round: what is next, who is proposed, its story. Opening it is written down."""
    found = queries.get_round(round_id)
    view = queries.round_view(found)
    audit.record("round.viewed", "update_round", found.id)
    moves = open_moves(found.state, subject().may)
    calendar = rules().calendar
    days_left = calendar.working_days_between(calendar.today(), found.cut_off_on)
    return render_template(
        "rounds/round.html",
        view=view,
        moves=moves,
        told={name: each.told for name, each in MOVES.items()},
        siks_links=links_for(found),
        programmes=codes.choices(codes.PROGRAMMES),
        days_left=days_left,
        presses=found.state in queries.UNSENT and days_left <= queries.SOON,
        visitable=found.state in ("draft", "held", "village_signed") and subject().may("round:visit"),
    )
