"""The bulletin of a district: what was done in a quarter, in plain words and pictures, approved by its head."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from reporting.bulletin import pages
from tenants import audit
from web.shell import offer_to_everybody

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Open the doors of the bulletin."""
    audit.describe(
        {
            "bulletin": _l("buletin"),
            "bulletin.written": _l("Menulis buletin"),
            "bulletin.submitted": _l("Mengajukan buletin kepada Kepala Dinas"),
            "bulletin.sent_back": _l("Mengembalikan buletin kepada penulisnya"),
            "bulletin.published": _l("Menerbitkan buletin"),
            "bulletin.withdrawn": _l("Menarik kembali buletin"),
        }
    )
    app.register_blueprint(pages.bulletin)
    offer_to_everybody("bulletin.offices", _l("Buletin daerah"))
