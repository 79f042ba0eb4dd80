"""What citizens were told."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases.pages.blueprint import cases
from cases.queries.messages import sent_messages
from cases.schemas import CHANNEL_LABELS
from tenants import access


@cases.get("/pesan")
@access.permits("message:read")
def messages() -> ResponseReturnValue:
    """Newest first, with what became of each."""
    failed = request.args.get("keadaan") == "gagal"
    view: dict[str, Any] = {"keadaan": "gagal"} if failed else {}
    page = sent_messages(request.args.get("sesudah"), failed=failed)
    next_url = url_for("cases.messages", **view, sesudah=page.next) if page.next else ""
    filters = [
        {"label": _("Semua"), "url": url_for("cases.messages"), "current": not failed},
        {"label": _("Tidak sampai"), "url": url_for("cases.messages", keadaan="gagal"), "current": failed},
    ]
    return render_template(
        "cases/messages.html", page=page, next_url=next_url, filters=filters, failed=failed, channels=CHANNEL_LABELS
    )
