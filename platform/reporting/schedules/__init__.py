"""Scheduled reports: tables of a month or a quarter, made when it is over, kept as they were, told to chosen people."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from cases.notices import announces
from reporting.schedules import api, jobs, pages
from tenants import audit
from web.api import register

__all__ = ["init_app", "jobs"]


def init_app(app: Flask) -> None:
    """Open the doors of the schedules, and say how their notices read."""
    audit.describe(
        {
            "report_schedule": _l("laporan terjadwal"),
            "report_run": _l("laporan"),
            "report.scheduled": _l("Menjadwalkan laporan"),
            "report.changed": _l("Mengubah laporan terjadwal"),
            "report.paused": _l("Menghentikan sementara laporan terjadwal"),
            "report.resumed": _l("Melanjutkan laporan terjadwal"),
            "report.given": _l("Menyerahkan laporan terjadwal"),
            "report.taken": _l("Mengambil alih laporan terjadwal"),
            "report.downloaded": _l("Mengunduh laporan"),
        }
    )
    announces("report_ready", _l("Laporan terjadwal sudah jadi"), "schedules.overview")
    announces("report_failing", _l("Laporan terjadwal gagal dibuat, akan dicoba lagi"), "schedules.overview")
    announces("report_unmailed", _l("Laporan sudah jadi, tetapi kabarnya lewat surel tertahan"), "schedules.overview")
    announces("report_failed", _l("Laporan terjadwal tidak dapat dibuat"), "schedules.overview")
    announces("report_given", _l("Laporan terjadwal diserahkan kepada Anda"), "schedules.overview")
    announces("report_paused", _l("Laporan terjadwal berhenti: pemiliknya tidak lagi bertugas"), "schedules.overview")
    app.register_blueprint(pages.schedules)
    register(app, api.doors)
