"""Tables anyone can make: what is counted, by what, of which period; kept under a name, shared, taken as a file."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from reporting.tables import pages
from tenants import audit

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Open the doors of the tables."""
    audit.describe(
        {
            "table": _l("tabel"),
            "table.exported": _l("Mengunduh tabel"),
            "table.saved": _l("Menyimpan tabel"),
            "table.shared": _l("Membagikan tabel kepada rekan"),
            "table.unshared": _l("Berhenti membagikan tabel"),
            "table.taken": _l("Mengambil alih tabel"),
            "table.discarded": _l("Menghapus tabel"),
        }
    )
    app.register_blueprint(pages.tables)
