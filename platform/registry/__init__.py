"""The room `registry`: who lives in this district, each person once."""

from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import event

from foundation.db import db
from registry import holdings, jobs, pages, queries, rounds
from registry.api import doors
from registry.held import holds
from tenants import access_log, audit
from web import api

__all__ = ["init_app", "jobs"]


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
            "person.screened": _l("Melihat program yang terindikasi bagi warga"),
            "screening_run": _l("penyaringan program"),
            "screening.asked": _l("Menjalankan penyaringan program"),
            "planning.exported": _l("Mengunduh kebutuhan anggaran program"),
            "screening.listed": _l("Membuka daftar hasil penyaringan"),
            "person.merged": _l("Menggabungkan data warga"),
            "person.unmerged": _l("Membatalkan penggabungan data warga"),
            "person.past_viewed": _l("Membuka keadaan warga pada suatu hari"),
            "person.history_viewed": _l("Membuka riwayat data warga"),
            "person.corrected": _l("Memperbaiki catatan tentang warga"),
            "person.asked_elsewhere": _l("Menanyakan apakah warga tercatat di daerah lain"),
            "person.restricted": _l("Membatasi pemrosesan data warga"),
            "person.unrestricted": _l("Mencabut pembatasan pemrosesan data warga"),
            "household": _l("keluarga"),
            "household.viewed": _l("Membuka data keluarga"),
            "household.updated": _l("Mengubah data keluarga"),
            "household.past_viewed": _l("Membuka keadaan keluarga pada suatu hari"),
            "household.history_viewed": _l("Membuka riwayat data keluarga"),
            "household.corrected": _l("Memperbaiki catatan tentang keluarga"),
            "household.finalised": _l("Memfinalkan data keluarga"),
            "welfare.received": _l("Mencatat status kesejahteraan"),
            "siks.checked": _l("Mencatat hasil cek SIKS-NG"),
            "participation": _l("kepesertaan program"),
            "participation.added": _l("Mencatat kepesertaan program"),
            "participation.changed": _l("Mengubah kepesertaan program"),
            "need": _l("kebutuhan"),
            "need.added": _l("Mencatat kebutuhan"),
            "need.closed": _l("Menyelesaikan kebutuhan"),
            "need.linked": _l("Menghubungkan kebutuhan dengan kasus"),
            "category.added": _l("Mencatat kategori PPKS/PSKS"),
            "category.ended": _l("Mengakhiri kategori PPKS/PSKS"),
        }
    )
    access_log.called("person", queries.names_for_the_log)
    holds(*holdings.OWN)
    if not event.contains(db.session, "after_commit", queries.forget_records):
        event.listen(db.session, "after_commit", queries.forget_records)
        event.listen(db.session, "after_soft_rollback", queries.forget_records)
    app.register_blueprint(pages.registry)
    rounds.init_app(app)
    api.register(app, doors)
