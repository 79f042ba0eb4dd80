"""Update rounds: a village proposes who goes in, out or is corrected; signed up to the head, sent to SIKS-NG."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from registry.held import holds
from registry.rounds import holdings, pages
from registry.rounds.api import doors
from registry.rounds.machine import MOVES
from tenants import audit
from web import api

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Open the doors of the rounds."""
    audit.describe(
        {
            "update_round": _l("pemutakhiran data"),
            "round.opened": _l("Memulai pemutakhiran data"),
            "round.viewed": _l("Membuka daftar usulan"),
            "round.proposed": _l("Mengusulkan warga"),
            "round.proposed_missed": _l("Mengusulkan warga hasil penyaringan"),
            "round.dropped": _l("Mengeluarkan usulan"),
            "round.visited": _l("Mencatat kunjungan verifikasi"),
            "round.scanned": _l("Mengunggah berita acara"),
            "round.printed": _l("Mencetak berita acara"),
            "round.exported": _l("Mengunduh buku kerja SIKS-NG"),
            "round.answered": _l("Mencatat jawaban SIKS-NG"),
            **{f"round.{name}": move.told for name, move in MOVES.items()},
        }
    )
    holds(holdings.OWN)
    app.register_blueprint(pages.rounds)
    api.register(app, doors)
