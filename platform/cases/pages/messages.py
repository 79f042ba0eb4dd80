"""What citizens were told."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from cases.pages.blueprint import cases
from cases.queries.messages import sent_messages
from tenants import access


@cases.get("/pesan")
@access.permits("message:read")
def messages() -> ResponseReturnValue:
    """Newest first, with whether each one left."""
    page = sent_messages(request.args.get("sesudah"))
    next_url = url_for("cases.messages", sesudah=page.next) if page.next else ""
    return render_template("cases/messages.html", page=page, next_url=next_url)
