"""The room `exchange`: lists and workbooks coming in and going out. It reads the rooms below and owns no story."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from exchange import holdings, jobs, pages
from exchange.api import doors
from registry.held import holds
from registry.rounds.pages.blueprint import add_links
from tenants import audit
from web import api

__all__ = ["init_app", "jobs"]


def init_app(app: Flask) -> None:
    """Open this room's doors."""
    audit.describe(
        {
            "import_batch": _l("daftar yang dimasukkan"),
            "import.begun": _l("Mengunggah daftar warga"),
            "import.mapped": _l("Menentukan kolom daftar warga"),
            "import.previewed": _l("Melihat contoh isi daftar warga"),
            "import.reopened": _l("Mengubah arti kolom daftar warga"),
            "import.kept": _l("Menyimpan daftar warga"),
            "import.done": _l("Daftar warga selesai disimpan"),
            "import.cancelled": _l("Membatalkan daftar warga"),
            "people.exported": _l("Mengunduh daftar warga"),
            "import.viewed": _l("Membuka baris yang ditolak"),
        }
    )
    add_links(pages.siks.links)
    holds(holdings.OWN)
    app.register_blueprint(pages.exchange)
    api.register(app, doors)
