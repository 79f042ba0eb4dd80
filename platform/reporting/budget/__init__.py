"""Planning and budget: what is needed beside what last year's budget met, and what waits at which agency."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from reporting.budget import pages
from tenants import audit

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Open the door of the planners."""
    audit.describe({"budget": _l("kebutuhan dan anggaran"), "budget.exported": _l("Mengunduh kebutuhan dan anggaran")})
    app.register_blueprint(pages.budget)
