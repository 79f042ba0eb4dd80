"""The room `registry`: who lives in this district, each person once."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from registry import pages
from registry.api import doors
from tenants import audit
from web import api


def init_app(app: Flask) -> None:
    """Open this room's doors."""
    audit.describe(
        {
            "person": _l("warga"),
            "person.viewed": _l("Membuka data warga"),
            "person.searched": _l("Mencari warga"),
            "person.created": _l("Mencatat warga"),
            "person.updated": _l("Mengubah data warga"),
            "person.nik_revealed": _l("Menampilkan NIK lengkap"),
            "person.disclosed": _l("Menyertakan nomor warga dalam berkas rujukan"),
            "person.merged": _l("Menggabungkan data warga"),
            "person.unmerged": _l("Membatalkan penggabungan data warga"),
        }
    )
    app.register_blueprint(pages.registry)
    api.register(app, doors)
