"""The blueprint of the room, and the words its templates need."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import ngettext

from privacy import columns, law
from reference import codes
from tenants import access

privacy = Blueprint("privacy", "privacy", template_folder="templates")


@privacy.context_processor
def _who_may() -> dict[str, Any]:
    """`may('share:decide')` for the templates: what a reader may not do is absent."""
    who = access.optional_subject()
    may = who.may if who else lambda permission: False
    return {"who": who, "may": may, "codes": codes, "law": law, "columns_by_group": columns.by_group}


@privacy.app_template_global()
def request_state(state: str) -> tuple[str, str, str]:
    """Label, tone and shape of where a citizen's request stands, for `ui.tag`."""
    return {
        "open": (_("Menunggu jawaban"), "wait", "half"),
        "working": (_("Sedang dikerjakan"), "", "half"),
        "granted": (_("Dipenuhi"), "go", "block"),
        "refused": (_("Ditolak"), "stop", "cross"),
    }[state]


@privacy.app_template_global()
def sweep_why(why: str) -> str:
    """Why somebody is held back from a list of what may be erased."""
    return {
        "restricted": _("Ditahan: warga meminta pemrosesannya dibatasi"),
        "disputed": _("Ditahan: permintaan warga atas datanya belum dijawab"),
        "officer": _("Ditahan petugas"),
    }[why]


@privacy.app_template_global()
def retention_words() -> list[tuple[str, str]]:
    """Each kind of data and how long it is kept."""
    return [
        (str(each), each.after if each.years is None else _("%(n)s tahun %(after)s", n=each.years, after=each.after))
        for each in law.RETENTION.values()
    ]


@privacy.app_template_global()
def hours_words(hours: int) -> str:
    """Hours of the law's clock in words: 5 jam lagi, lewat 2 jam."""
    if hours < 0:
        return ngettext("lewat %(num)s jam", "lewat %(num)s jam", -hours)
    return ngettext("%(num)s jam lagi", "%(num)s jam lagi", hours)


@privacy.app_template_global()
def share_state(state: str) -> tuple[str, str, str]:
    """Label, tone and shape of where a request stands, for `ui.tag`."""
    return {
        "asked": (_("Menunggu keputusan"), "wait", "half"),
        "approved": (_("Berkas sedang dibuat"), "", "half"),
        "ready": (_("Siap diunduh"), "go", "block"),
        "refused": (_("Ditolak"), "stop", "cross"),
        "failed": (_("Tidak dapat dibuat"), "stop", "bang"),
        "revoked": (_("Dicabut"), "stop", "cross"),
        "expired": (_("Habis masanya"), "done", "dash"),
    }[state]
