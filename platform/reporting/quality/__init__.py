"""The quality of data: what is late, stale or implausible in an office's records. The office is told first."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from reporting.quality.api import doors
from reporting.quality.pages import quality
from tenants import audit
from web import api


def init_app(app: Flask) -> None:
    """Open these doors."""
    audit.describe(
        {
            "quality": _l("mutu data"),
            "quality.listed": _l("Membuka daftar mutu data"),
            "quality.explained": _l("Menjelaskan tanda pada mutu data"),
        }
    )
    app.register_blueprint(quality)
    api.register(app, doors)
