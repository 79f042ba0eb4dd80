"""Lessons between regions: practice notes that a district writes, its province reviews and everybody may read;
thanks, questions and answers; meetings for exchange."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from cases.notices import announces
from sustainability.lessons import jobs
from sustainability.lessons.api import doors
from sustainability.lessons.pages import lessons
from tenants import audit
from web.api import register

__all__ = ["init_app", "jobs"]

_LOGGED = {
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
}
_NOTICES = {
    "lesson_proposed": (_l("Pelajaran menunggu persetujuan Anda"), "lessons.notes"),
    "lesson_sent": (_l("Pelajaran menunggu tinjauan provinsi"), "lessons.review"),
    "lesson_questioned": (_l("Provinsi bertanya tentang pelajaran"), "lessons.notes"),
    "lesson_published": (_l("Pelajaran daerah Anda terbit"), "lessons.notes"),
    "lesson_withdrawn": (_l("Provinsi menarik pelajaran daerah Anda"), "lessons.notes"),
    "lesson_asked": (_l("Daerah lain bertanya tentang pelajaran Anda"), "lessons.questions"),
    "lesson_answered": (_l("Pertanyaan Anda dijawab"), "lessons.questions"),
}


def init_app(app: Flask) -> None:
    """Open the doors of lessons."""
    audit.describe(_LOGGED)
    for kind, (words, endpoint) in _NOTICES.items():
        announces(kind, words, endpoint)
    app.register_blueprint(lessons)
    register(app, doors)
