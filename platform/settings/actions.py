"""Setting something anew, recommending it to the levels below, and keeping the words a case begins with."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select, text
from sqlalchemy.dialects.postgresql import insert

from foundation.db import db
from foundation.errors import Refused
from reference.codes import CaseType
from settings import queries
from settings.models import CaseTypeVersion, DefaultSetting, Setting
from settings.rules import digest_of, words_of
from settings.schemas import SCHEMAS
from tenants import access, audit
from tenants.access import subject

_ONE_WRITER = text("SELECT pg_advisory_xact_lock(hashtext('setting'), :level)")


def save(kind: str, slug: str, data: dict[str, Any] | None, *, valid_from: date | None = None, seen: int = 0) -> int:
    """A new version of one of the site's own settings; None goes back to the default. Returns its number.

    `data` is what the kind's schema loads. `seen` is the version the form was filled over. Refused: 403, 409 `stale`,
    422 `past`.
    """
    access.require("settings:manage")
    row = _next(Setting, Setting.tenant_id == subject().tenant.id, kind, slug, seen, valid_from, data)
    db.session.add(Setting(author_id=subject().membership_id, **row))
    return _done("setting.saved", kind, slug, row["version"])


def publish(kind: str, slug: str, data: dict[str, Any] | None, *, valid_from: date | None = None, seen: int = 0) -> int:
    """The same for everybody below: a province's districts, or the nation. Refused: 403, 409 `stale`, 422 `past`."""
    access.require("settings:publish")
    mine = DefaultSetting.publisher_id == subject().tenant.id
    row = _next(DefaultSetting, mine, kind, slug, seen, valid_from, data)
    db.session.add(DefaultSetting(publisher_id=subject().tenant.id, **row))
    return _done("setting.published", kind, slug, row["version"])


def keep_words(case_type: CaseType) -> int:
    """The number under which this site keeps the present words of a case type, for a case that begins with them."""
    words = words_of(case_type)
    digest = digest_of(words)
    version = queries.version_of(case_type.slug, digest)
    if version is None:
        version = _kept(case_type.slug, digest) or _keep(case_type.slug, digest, words)
        queries.remember_version(version, case_type, digest)
    return version


def _next(
    table: type[Setting] | type[DefaultSetting],
    whose: ColumnElement[bool],
    kind: str,
    slug: str,
    seen: int,
    valid_from: date | None,
    data: dict[str, Any] | None,
) -> dict[str, Any]:
    """The columns of the next version. One writer at a level at a time: a higher id is then always the newer state."""
    db.session.execute(_ONE_WRITER, {"level": subject().tenant.id})
    newest = select(func.max(table.version)).where(whose, table.kind == kind, table.slug == slug)
    version = db.session.scalars(newest).one() or 0
    if version != seen:
        message = _(
            "Pengaturan ini baru saja diubah orang lain. Muat ulang, lalu lihat apakah perubahan Anda masih perlu."
        )
        raise Refused(message, status=409, code="stale")
    day = queries.rules().calendar.today()
    if valid_from is not None and valid_from < day:
        raise Refused(_("Perubahan berlaku paling awal hari ini."), field="valid_from", code="past")
    return {
        "kind": kind,
        "slug": slug,
        "version": version + 1,
        "valid_from": valid_from or day,
        "data": None if data is None else SCHEMAS[kind]().dump(data),
        "author_name": subject().name,
    }


def _done(what: str, kind: str, slug: str, version: int) -> int:
    db.session.flush()
    queries.forget_looked_up()
    audit.record(what, "setting", kind=kind, slug=slug, version=version)
    return version


def _kept(slug: str, digest: str) -> int | None:
    return db.session.scalars(_same_words(slug, digest)).one_or_none()


def _keep(slug: str, digest: str, words: dict[str, Any]) -> int:
    """Whoever else begins with the same words at this moment waits here, and then finds them."""
    row = insert(CaseTypeVersion).values(tenant_id=subject().tenant.id, slug=slug, digest=digest, data=words)
    unless_kept = row.on_conflict_do_nothing(index_elements=["tenant_id", "slug", "digest"])
    made = db.session.scalars(unless_kept.returning(CaseTypeVersion.id)).one_or_none()
    return made or db.session.scalars(_same_words(slug, digest)).one()


def _same_words(slug: str, digest: str) -> Select[int]:
    return select(CaseTypeVersion.id).where(CaseTypeVersion.slug == slug, CaseTypeVersion.digest == digest)
