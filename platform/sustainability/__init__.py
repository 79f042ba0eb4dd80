"""The room `sustainability`: will the service live on when state support ends?"""

from flask import Flask
from flask_babel import lazy_gettext as _l

from cases.notices import announces
from sustainability import pages
from sustainability.api import doors
from sustainability.kinds import KINDS
from sustainability.lessons import jobs as lesson_jobs
from sustainability.lessons.api import doors as lesson_doors
from sustainability.lessons.pages import lessons
from sustainability.plan_machine import MOVES
from tenants import audit
from web.api import register

__all__ = ["init_app", "lesson_jobs"]


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
            "practice_note": _l("pelajaran"),
            "published_practice": _l("pelajaran yang terbit"),
            "exchange_event": _l("pertemuan antardaerah"),
            "lesson.drafted": _l("Menulis pelajaran"),
            "lesson.changed": _l("Mengubah pelajaran"),
            "lesson.propose": _l("Mengajukan pelajaran ke manajer"),
            "lesson.send_back": _l("Mengembalikan pelajaran ke penulis"),
            "lesson.approve": _l("Menyetujui pelajaran"),
            "lesson.take_back": _l("Menarik pelajaran"),
            "lesson.question": _l("Bertanya tentang pelajaran"),
            "lesson.publish": _l("Menerbitkan pelajaran"),
            "lesson.withdraw": _l("Menarik pelajaran dari peredaran"),
            "lesson.thanked": _l("Berterima kasih atas pelajaran"),
            "lesson.asked": _l("Bertanya kepada daerah lain"),
            "lesson.answered": _l("Menjawab pertanyaan daerah lain"),
            "exchange.invited": _l("Mengundang ke pertemuan"),
            "exchange.cancelled": _l("Membatalkan pertemuan"),
            "exchange.outcome": _l("Menulis hasil pertemuan"),
            "exchange.joined": _l("Mendaftarkan daerah ke pertemuan"),
            "exchange.promised": _l("Mencatat tindak lanjut pertemuan"),
            "exchange.kept": _l("Menyelesaikan tindak lanjut pertemuan"),
            "naming_decision": _l("penyebutan nama daerah"),
            "sustainability.named": _l("Menyetujui daerah disebut namanya"),
            "sustainability.unnamed": _l("Menarik persetujuan disebut namanya"),
            "sustainability.money_imported": _l("Mengimpor dana"),
            "sustainability.minutes_printed": _l("Mencetak notula rapat"),
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
    )
    announces("plan_submitted", _l("Rencana pengakhiran dukungan menunggu persetujuan Anda"), "sustainability.plan")
    announces("plan_returned", _l("Rencana pengakhiran dukungan dikembalikan untuk diperbaiki"), "sustainability.plan")
    announces("plan_approved", _l("Rencana pengakhiran dukungan disetujui"), "sustainability.plan")
    announces("lesson_proposed", _l("Pelajaran menunggu persetujuan Anda"), "lessons.notes")
    announces("lesson_sent", _l("Pelajaran menunggu tinjauan provinsi"), "lessons.review")
    announces("lesson_questioned", _l("Provinsi bertanya tentang pelajaran"), "lessons.notes")
    announces("lesson_published", _l("Pelajaran daerah Anda terbit"), "lessons.notes")
    announces("lesson_withdrawn", _l("Provinsi menarik pelajaran daerah Anda"), "lessons.notes")
    announces("lesson_asked", _l("Daerah lain bertanya tentang pelajaran Anda"), "lessons.library")
    announces("lesson_answered", _l("Pertanyaan Anda dijawab"), "lessons.library")
    announces("support_ends_12", _l("Dukungan satu sumber dana berakhir dalam 12 bulan"), "sustainability.what_if")
    announces("support_ends_6", _l("Dukungan satu sumber dana berakhir dalam 6 bulan"), "sustainability.what_if")
    announces("support_ends_3", _l("Dukungan satu sumber dana berakhir dalam 3 bulan"), "sustainability.what_if")
    app.register_blueprint(pages.sustainability)
    app.register_blueprint(lessons)
    register(app, doors)
    register(app, lesson_doors)
