"""The room `settings`: what a site, its province and the ministry have decided, and what is in force today."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from settings import pages, queries
from settings.api import doors
from tenants import audit
from web import api


def init_app(app: Flask) -> None:
    """Open this room's doors, and have what a transaction looked up forgotten when it ends."""
    audit.describe(
        {
            "setting": _l("pengaturan"),
            "setting.saved": _l("Mengubah pengaturan"),
        }
    )
    queries.init_app()
    app.register_blueprint(pages.settings)
    api.register(app, doors)
