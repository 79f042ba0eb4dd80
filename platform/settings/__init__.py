"""The room `settings`: what a site, its province and the ministry have decided, and what is in force today."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from settings import queries
from tenants import audit


def init_app(app: Flask) -> None:
    """Have what a transaction looked up forgotten when it ends."""
    audit.describe(
        {
            "setting": _l("pengaturan"),
            "setting.saved": _l("Mengubah pengaturan"),
            "setting.published": _l("Menerbitkan pengaturan baku"),
        }
    )
    queries.init_app()
