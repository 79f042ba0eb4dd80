"""A new version of a setting: of a site for itself, of a province or the ministry for everybody below."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import text

from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Reader
from settings.letters import faults_of
from settings.models import MINISTRY_ONLY, OWN_ONLY, DefaultSetting, Setting
from settings.queries import forget_looked_up, level, newest_version, rules
from settings.schemas import SCHEMAS
from tenants import access, audit
from tenants.access import subject

_ONE_WRITER = text("SELECT pg_advisory_xact_lock(hashtext('setting'), :level)")


def save(kind: str, slug: str, data: dict[str, Any] | None, *, valid_from: date | None = None, seen: int = 0) -> int:
    """A new version; None goes back to the default. Returns its number.

    Staff set for their own site, a province and the ministry recommend. `data` is what the kind's schema loads, `seen`
    the version the form was filled over. Refused: 403, 404 for what this level does not set, 409 `stale`, 422 `past`
    or `broken_template`.
    """
    access.require("settings:manage")
    if (kind in OWN_ONLY and level() is DefaultSetting) or (kind in MINISTRY_ONLY and not _is_ministry()):
        raise Refused(_("Halaman tidak ditemukan"), status=404, code="not_found")
    _check_templates(kind, slug, data)
    wait_for_other_writers()
    if newest_version(kind, slug) != seen:
        message = _("Pengaturan ini baru saja diubah orang lain. Lihat riwayatnya, lalu simpan lagi bila masih perlu.")
        raise Refused(message, status=409, code="stale")
    today = rules().calendar.today()
    if valid_from is not None and valid_from < today:
        raise Refused(_("Perubahan berlaku paling awal hari ini."), field="valid_from", code="past")
    version = {
        "kind": kind,
        "slug": slug,
        "version": seen + 1,
        "valid_from": valid_from or today,
        "data": None if data is None else SCHEMAS[kind]().dump(data),
        "author_name": subject().name,
    }
    if level() is Setting:
        db.session.add(Setting(author_id=subject().membership_id, **version))
    else:
        db.session.add(DefaultSetting(publisher_id=subject().tenant.id, **version))
    db.session.flush()
    forget_looked_up()
    audit.record("setting.saved", "setting", kind=kind, slug=slug, version=seen + 1)
    return seen + 1


def _check_templates(kind: str, slug: str, data: dict[str, Any] | None) -> None:
    """A letter is refused when it is saved, never when it is printed."""
    faults = faults_of(slug, data) if kind == "letter_type" and data is not None else {}
    for field, fault in faults.items():
        raise Refused(fault, field=field, code="broken_template")


def _is_ministry() -> bool:
    return subject().reader is Reader.MINISTRY


def wait_for_other_writers() -> None:
    """One writer at a level at a time, until the transaction ends: a higher id is then always the newer state."""
    db.session.execute(_ONE_WRITER, {"level": subject().tenant.id})
