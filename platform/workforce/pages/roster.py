"""The roster: a list with filters, and the same as a file."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from tenants import access, audit
from tenants.access import subject
from web.tables import inert, workbook_file
from web.transaction import settle
from workforce import actions, queries
from workforce.pages.blueprint import workforce
from workforce.posts import FUNDING, POSTS
from workforce.queries import RosterView
from workforce.queries.roster import STATES
from workforce.spreadsheets import COLUMNS


@workforce.get("/tenaga")
@access.permits("workforce:read")
def roster() -> ResponseReturnValue:
    """Who works here, in which post, paid by whom, until when."""
    view = view_of_address()
    page = queries.roster(view, request.args.get("sesudah"))
    return render_template(
        "workforce/roster.html",
        view=view,
        page=page,
        posts=[(slug, post.label) for slug, post in POSTS.items()],
        funding=list(FUNDING.items()),
        uninvited=len(queries.uninvited()) if subject().may("people:manage") else 0,
    )


@workforce.get("/tenaga.xlsx")
@access.permits("workforce:read")
def roster_file() -> ResponseReturnValue:
    """The same as a spreadsheet: as the template has it, without telephone and e-mail."""
    audit.record("roster.exported", "roster_file", None)
    rows = _rows(queries.roster_rows(view_of_address()))
    return workbook_file(rows, f"tenaga-{subject().tenant.code_prefix.lower()}.xlsx", _("Tenaga"))


@workforce.post("/tenaga/undang")
@access.permits("people:manage")
def invite_workers() -> ResponseReturnValue:
    """Accounts for everybody in a post who has none, up to a hundred at a time."""
    waiting = queries.uninvited()
    settle()
    invited = actions.invite_workers(waiting)
    words = ngettext("%(num)s orang diundang.", "%(num)s orang diundang.", invited)
    flash(_("%(invited)s Yang tidak punya surel: cetak lembar undangannya di bawah.", invited=words), "success")
    return redirect(url_for("tenants.people", keadaan="invited"), 303)


def view_of_address() -> RosterView:
    """What of the address is usable; the rest is left aside."""
    asked = request.args
    post, funding, state = asked.get("jabatan", ""), asked.get("dana", ""), asked.get("keadaan", "")
    return RosterView(
        post=post if post in POSTS else "",
        funding=funding if funding in FUNDING else "",
        state=state if state in STATES else "",
        village=asked.get("desa", "")[:20],
    )


def _rows(found: Sequence[tuple[queries.WorkerLine, Any]]) -> Iterator[list[Any]]:
    shown = [field for field in COLUMNS if field not in ("phone", "email")]
    yield [str(COLUMNS[field]) for field in shown]
    for line, decree in found:
        row = [
            line.name,
            line.post_label,
            "; ".join(line.villages),
            decree.sk_number if decree else "",
            decree.sk_date if decree else "",
            decree.valid_from if decree else "",
            line.valid_until or "",
            line.funding_label,
            decree.honorarium if decree and decree.honorarium is not None else "",
        ]
        yield [inert(cell) if isinstance(cell, str) else cell for cell in row]
