"""The inbox: what colleagues, managers and agencies want one to know."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases.actions.notices import mark_all_read, mark_read
from cases.notices import PLACES
from cases.pages.blueprint import cases
from cases.queries.notices import NoticeRow, get_notice
from cases.queries.notices import inbox as read_inbox
from tenants import access
from tenants.access import subject


@cases.get("/kotak-masuk")
@access.permits("inbox:read")
def inbox() -> ResponseReturnValue:
    """Unread lines, the newest first; with `semua` the read ones too."""
    everything = "semua" in request.args
    page = read_inbox(not everything, request.args.get("sesudah"))
    more: dict[str, Any] = {"semua": 1} if everything else {}
    return render_template(
        "cases/inbox.html",
        page=page,
        everything=everything,
        newest=page.rows[0].id if page.rows else 0,
        filters=[
            {"label": _("Belum dibaca"), "url": url_for("cases.inbox"), "current": not everything},
            {"label": _("Semua"), "url": url_for("cases.inbox", semua=1), "current": everything},
        ],
        next_url=url_for("cases.inbox", sesudah=page.next, **more) if page.next else "",
    )


@cases.get("/kotak-masuk/<int:notice_id>")
@access.permits("inbox:read")
def open_notice(notice_id: int) -> ResponseReturnValue:
    """Go to what a line is about; from then on it counts as read."""
    notice = get_notice(notice_id)
    mark_read(notice.id)
    return redirect(_about(notice), 303)


@cases.post("/kotak-masuk/dibaca")
@access.permits("inbox:read")
def read_all() -> ResponseReturnValue:
    """Mark everything read up to the newest line that was shown: what came meanwhile stays unread."""
    mark_all_read(_number(request.form.get("newest", "")))
    flash(_("Semua pemberitahuan ditandai sudah dibaca."), "success")
    return redirect(url_for("cases.inbox"), 303)


def _about(notice: NoticeRow) -> str:
    if notice.kind in PLACES:
        return url_for(PLACES[notice.kind])
    if notice.round_id and subject().may("round:read"):
        return url_for("rounds.round", round_id=notice.round_id)
    if notice.incoming_id and subject().may("incoming:answer"):
        return url_for("cases.incoming", incoming_id=notice.incoming_id)
    if notice.referral_id and subject().may("referral:answer"):
        return url_for("cases.referral", referral_id=notice.referral_id)
    if notice.case_id and subject().may("case:read"):
        anchor = "catatan" if notice.kind == "mentioned" else None
        return url_for("cases.case", case_id=notice.case_id, _anchor=anchor)
    if subject().may("case:read"):
        return url_for("cases.queue", owner="me")
    return url_for("cases.inbox", semua=1)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
