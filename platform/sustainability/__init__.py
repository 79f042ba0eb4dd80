"""The room `sustainability`: will the service live on when state support ends?"""

from flask import Flask
from flask_babel import lazy_gettext as _l

from sustainability import pages
from sustainability.kinds import KINDS
from tenants import audit


def init_app(app: Flask) -> None:
    """Open this room's doors."""
    audit.describe(
        {
            **{kind.name: kind.label for kind in KINDS.values()},
            "funding_line": _l("dana"),
            "cost_need": _l("kebutuhan biaya"),
            "index_score": _l("nilai indeks"),
            "assessment_round": _l("penilaian diri"),
            "assessment.opened": _l("Membuka penilaian diri"),
            "assessment.closed": _l("Menutup penilaian diri"),
            "sustainability.scored": _l("Menyimpan nilai indeks"),
            "sustainability_profile": _l("profil SLRT"),
            "sustainability.added": _l("Mencatat landasan SLRT"),
            "sustainability.changed": _l("Mengubah catatan keberlanjutan"),
            "sustainability.removed": _l("Mengeluarkan catatan keberlanjutan"),
            "sustainability.file_opened": _l("Membuka berkas keberlanjutan"),
            "sustainability.money": _l("Mencatat dana"),
            "naming_decision": _l("penyebutan nama daerah"),
            "sustainability.named": _l("Menyetujui daerah disebut namanya"),
            "sustainability.unnamed": _l("Menarik persetujuan disebut namanya"),
            "sustainability.money_imported": _l("Mengimpor dana"),
        }
    )
    app.register_blueprint(pages.sustainability)
