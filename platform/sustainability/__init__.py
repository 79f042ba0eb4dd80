"""The room `sustainability`: will the service live on when state support ends?"""

from flask import Flask
from flask_babel import lazy_gettext as _l

from cases.notices import announces
from sustainability import lessons, pages
from sustainability.api import doors
from sustainability.kinds import KINDS
from sustainability.plan_machine import MOVES
from tenants import audit
from web.api import register

_LOGGED = {
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
    "sustainability.money_imported": _l("Mengimpor dana"),
    "sustainability.minutes_printed": _l("Mencetak notula rapat"),
    "naming_decision": _l("penyebutan nama daerah"),
    "sustainability.named": _l("Menyetujui daerah disebut namanya"),
    "sustainability.unnamed": _l("Menarik persetujuan disebut namanya"),
    "exit_plan": _l("rencana pengakhiran dukungan"),
    "plan_action": _l("tindakan rencana"),
    "plan.goal": _l("Menetapkan tujuan rencana pengakhiran"),
    "plan.action_added": _l("Menambah tindakan rencana"),
    "plan.action_changed": _l("Mengubah tindakan rencana"),
    "plan.steps_added": _l("Mengambil langkah untuk celah"),
    "plan.progress": _l("Mencatat kemajuan tindakan"),
    "plan.printed": _l("Mencetak rencana pengakhiran"),
    **{f"plan.{name}": move.told for name, move in MOVES.items()},
}
_NOTICES = {
    "plan_submitted": (_l("Rencana pengakhiran dukungan menunggu persetujuan Anda"), "sustainability.plan"),
    "plan_returned": (_l("Rencana pengakhiran dukungan dikembalikan untuk diperbaiki"), "sustainability.plan"),
    "plan_approved": (_l("Rencana pengakhiran dukungan disetujui"), "sustainability.plan"),
    "support_ends_12": (_l("Dukungan satu sumber dana berakhir dalam 12 bulan"), "sustainability.what_if"),
    "support_ends_6": (_l("Dukungan satu sumber dana berakhir dalam 6 bulan"), "sustainability.what_if"),
    "support_ends_3": (_l("Dukungan satu sumber dana berakhir dalam 3 bulan"), "sustainability.what_if"),
}


def init_app(app: Flask) -> None:
    """Open this room's doors."""
    audit.describe(_LOGGED)
    for kind, (words, endpoint) in _NOTICES.items():
        announces(kind, words, endpoint)
    app.register_blueprint(pages.sustainability)
    register(app, doors)
    lessons.init_app(app)
