"""The room `workforce`: who works for a site, appointed by which decree, paid by whom, for which villages."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from tenants import access_log, audit
from web.api import register
from workforce import pages, queries, readiness
from workforce.api import doors


def init_app(app: Flask) -> None:
    """Open this room's doors."""
    audit.describe(
        {
            "worker": _l("tenaga"),
            "worker.viewed": _l("Membuka data tenaga"),
            "worker.added": _l("Menambah tenaga"),
            "worker.appointed": _l("Mencatat SK tenaga"),
            "worker.left": _l("Mencatat tenaga berhenti"),
            "worker.linked": _l("Menghubungkan tenaga dengan akunnya"),
            "worker.pay_noted": _l("Mencatat honor"),
            "course": _l("modul pelatihan"),
            "course.added": _l("Menambah modul pelatihan"),
            "course.closed": _l("Menutup modul pelatihan"),
            "course.material_added": _l("Menambah bahan pelatihan"),
            "course.material_removed": _l("Menghapus bahan pelatihan"),
            "training": _l("pelatihan"),
            "training.added": _l("Membuat pelatihan"),
            "training.enrolled": _l("Menambah peserta pelatihan"),
            "training.attendance": _l("Mencatat kehadiran pelatihan"),
            "training.result": _l("Mencatat nilai tes"),
            "training.tested": _l("Mengerjakan tes"),
            "certificate.issued": _l("Menerbitkan sertifikat"),
            "equipment": _l("barang"),
            "equipment.added": _l("Menambah barang"),
            "equipment.moved": _l("Memindahkan barang"),
            "equipment.signed": _l("Menyimpan berita acara serah terima"),
            "roster_file": _l("berkas daftar tenaga"),
            "roster.imported": _l("Mengambil alih daftar tenaga dari berkas"),
            "roster.exported": _l("Mengunduh daftar tenaga"),
        }
    )
    readiness.init_app()
    access_log.called("worker", queries.names_for_the_log)
    app.register_blueprint(pages.workforce)
    register(app, doors)
