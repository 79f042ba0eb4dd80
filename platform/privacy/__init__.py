"""The room `privacy`: whose data leave the house on what ground, and what a citizen may ask about their own."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from cases.notices import announces
from privacy import holdings, jobs, pages, queries
from privacy.api import doors
from privacy.models import DataRequest
from registry.followers import follows
from registry.held import holds
from tenants import access_log, audit
from web import api

__all__ = ["init_app", "jobs"]


def init_app(app: Flask) -> None:
    """Open this room's doors."""
    audit.describe(
        {
            "share": _l("permintaan data"),
            "share.asked": _l("Meminta kumpulan data"),
            "share.approved": _l("Menyetujui permintaan data"),
            "share.refused": _l("Menolak permintaan data"),
            "share.revoked": _l("Mencabut izin data"),
            "share.made": _l("Membuat berkas data"),
            "share.failed": _l("Berkas data tidak dapat dibuat"),
            "share.expired": _l("Menghapus berkas data yang habis masanya"),
            "share.fetched": _l("Mengunduh berkas data"),
            "person.shared": _l("Menerima data warga dalam kumpulan data"),
            "data_request": _l("permintaan warga atas datanya"),
            "data_request.taken": _l("Mencatat permintaan warga atas datanya"),
            "data_request.granted": _l("Memenuhi permintaan warga atas datanya"),
            "data_request.working": _l("Menyetujui penghapusan data warga"),
            "data_request.refused": _l("Menolak permintaan warga atas datanya"),
            "person.held_viewed": _l("Membuka semua data yang disimpan tentang warga"),
            "person.copied": _l("Membuat salinan data untuk warga"),
            "person.copy_fetched": _l("Mengambil salinan data untuk warga"),
            "person.erased": _l("Menghapus data warga"),
            "retention_sweep": _l("daftar masa simpan"),
            "retention.made": _l("Menyusun daftar data yang habis masa simpannya"),
            "retention.listed": _l("Membuka daftar data yang habis masa simpannya"),
            "retention.held": _l("Menahan data warga dari penghapusan"),
            "retention.let_go": _l("Melepas data warga yang ditahan dari penghapusan"),
            "retention.approved": _l("Menyetujui penghapusan data yang habis masa simpannya"),
            "retention.done": _l("Selesai menghapus data yang habis masa simpannya"),
            "breach": _l("kegagalan pelindungan data"),
            "breach.recorded": _l("Mencatat kegagalan pelindungan data"),
            "breach.affected": _l("Menambah orang yang terdampak"),
            "breach.listed": _l("Membuka daftar orang yang terdampak"),
            "breach.reported": _l("Memberi tahu lembaga pelindungan data"),
            "breach.told": _l("Memberi tahu warga yang terdampak"),
            "agreement": _l("perjanjian berbagi data"),
            "agreement.recorded": _l("Mencatat perjanjian berbagi data"),
            "agreement.ended": _l("Mengakhiri perjanjian berbagi data"),
        }
    )
    access_log.called("share", queries.for_the_log)
    announces("share_asked", _l("Ada permintaan kumpulan data"), "privacy.shares")
    announces("share_decided", _l("Permintaan kumpulan data Anda sudah diputuskan"), "privacy.shares")
    announces("data_request_taken", _l("Warga meminta haknya atas data: ada batas waktu"), "privacy.requests")
    announces("retention_soon", _l("Ada data yang segera habis masa simpannya: periksa daftarnya"), "privacy.sweep")
    announces("retention_waiting", _l("Data yang habis masa simpannya menunggu persetujuan Anda"), "privacy.sweep")
    follows(DataRequest.person_id, _l("permintaan warga atas datanya"))
    holds(*holdings.OWN)
    app.register_blueprint(pages.privacy)
    api.register(app, doors)
