"""The room `cases`: a complaint or need on its way to an answer, through agencies and back to the citizen."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from cases import holdings, jobs, leaving, links, pages, queries
from cases.api import doors
from cases.models import Case, CaseDraft
from cases.referral_machine import REFERRAL_MOVES
from foundation import messaging
from foundation.config import Settings
from foundation.gateway import CHANNELS, gateway_adapter
from registry.followers import follows
from registry.held import holds
from tenants import access_log, audit
from web import api

__all__ = ["init_app", "jobs"]


def init_app(app: Flask) -> None:
    """Open this room's doors."""
    audit.describe(
        {
            "case": _l("kasus"),
            "case.registered": _l("Mendaftarkan kasus"),
            "case.registered_anyway": _l("Mendaftarkan kasus walau ada yang mirip"),
            "case.viewed": _l("Membuka kasus"),
            "case.moved": _l("Melangkahkan kasus"),
            "case.hidden": _l("Menandai kasus rahasia"),
            "case.unhidden": _l("Mencabut kerahasiaan kasus"),
            "case.confidant_named": _l("Menunjuk petugas kasus rahasia"),
            "case.confidant_removed": _l("Mencabut penunjukan petugas kasus rahasia"),
            "glass.opened": _l("Membuka akses darurat ke kasus"),
            "glass.looked": _l("Melihat kasus lewat akses darurat"),
            "glass.ended": _l("Mengakhiri akses darurat"),
            "contact.chosen": _l("Mencatat cara mengabari warga"),
            "contact.stop": _l("Warga minta tidak dikabari lagi"),
            "contact.start": _l("Warga minta dikabari lagi"),
            "case.placed": _l("Mencatat lokasi kasus"),
            "case.taken": _l("Mengambil kasus"),
            "case.assigned": _l("Menugaskan kasus"),
            "case.handed_over": _l("Menyerahkan semua kasus seorang petugas"),
            "case.noted": _l("Menulis catatan pada kasus"),
            "consent.given": _l("Mencatat persetujuan warga"),
            "consent.withdrawn": _l("Mencatat penarikan persetujuan warga"),
            "referral": _l("rujukan"),
            "referral.sent": _l("Mengirim rujukan"),
            "referral.viewed": _l("Membuka rujukan"),
            **{f"referral.{name}": move.told for name, move in REFERRAL_MOVES.items()},
            "referral.handed_over": _l("Menyerahkan semua rujukan seorang petugas"),
            "draft": _l("pendaftaran yang belum selesai"),
            "report.pasted": _l("Menempel laporan WhatsApp"),
            "attachment": _l("berkas"),
            "attachment.added": _l("Menambah berkas"),
            "attachment.opened": _l("Membuka berkas"),
            "attachment.removed": _l("Menghapus berkas"),
            "referral.file_opened": _l("Membuka berkas rujukan"),
            "case.raised": _l("Menaikkan kasus satu tingkat"),
            "incoming": _l("kiriman"),
            "incoming.viewed": _l("Membuka kiriman"),
            **{f"incoming.{name}": move.told for name, move in REFERRAL_MOVES.items()},
            "letter": _l("surat"),
            "letter.opened": _l("Membuka surat"),
            "letter.prepared": _l("Menyiapkan surat"),
            "letter.signed": _l("Menandatangani surat"),
            "letter.discarded": _l("Membuang konsep surat"),
            "letter.revoked": _l("Mencabut surat"),
        }
    )
    follows(Case.person_id, _l("kasus"), by_database=True)
    follows(CaseDraft.person_id, _l("pendaftaran yang belum selesai"))
    holds(*holdings.OWN)
    access_log.called("case", queries.codes_for_the_log, queries.number_of)
    _connect_gateway(app, app.config["SLRT"])
    leaving.init_app()
    app.register_blueprint(pages.cases)
    api.register(app, doors)


def _connect_gateway(app: Flask, settings: Settings) -> None:
    """SMS and WhatsApp, where the deployment has a gateway; an address that may not be called stops the start."""
    if settings.gateway_url:
        with app.app_context():
            adapter = gateway_adapter(
                settings.gateway_url, settings.gateway_key, links.message_news(), private=settings.allow_private_urls
            )
        for channel in CHANNELS:
            messaging.install(app, channel, adapter)
