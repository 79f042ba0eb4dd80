"""The blueprint of the room, and the words every page of it needs."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from foundation.tenancy import Reader
from settings.models import DefaultSetting
from settings.queries import level
from tenants.access import optional_subject, subject

settings = Blueprint("settings", "settings", template_folder="templates")


@settings.context_processor
def at_which_level() -> dict[str, Any]:
    """`recommends`: whoever is signed in sets a default for others, not something for the own site."""
    recommends = optional_subject() is not None and level() is DefaultSetting
    return {"recommends": recommends, "for_whom": for_whom() if optional_subject() else ""}


def for_whom() -> str:
    """Whom a change reaches, in one line above every page."""
    who = subject()
    if who.reader is Reader.MINISTRY:
        return _("Pengaturan baku nasional")
    if who.reader is Reader.SUPERVISOR:
        return _("Pengaturan baku %(place)s", place=who.tenant.full_name)
    return _("Pengaturan %(place)s", place=who.tenant.full_name)


@settings.app_template_global()
def setting_level(level: str | None) -> tuple[str, str, str]:
    """Label, tone and shape of where a setting comes from, for `ui.tag`."""
    return {
        "site": (_("Diatur daerah"), "go", "block"),
        "province": (_("Dari provinsi"), "", "half"),
        "ministry": (_("Dari kementerian"), "", "half"),
        "district": (_("Diatur daerah"), "go", "block"),
        None: (_("Bawaan"), "", "ring"),
    }[level]
