"""Keeping the words a case begins with, so that no later change of anybody reaches it."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert

from foundation.db import db
from reference.codes import CaseType
from settings.models import CaseTypeVersion
from settings.queries import remember_version, version_of
from settings.rules import digest_of, words_of
from tenants.access import subject


def keep_words(case_type: CaseType) -> int:
    """The number under which this site keeps the present words of a case type, for a case that begins with them."""
    words = words_of(case_type)
    digest = digest_of(words)
    version = version_of(case_type.slug, digest)
    if version is None:
        same = _same_words(case_type.slug, digest)
        version = db.session.scalars(same).one_or_none() or _keep(case_type.slug, digest, words)
        remember_version(version, case_type, digest)
    return version


def _keep(slug: str, digest: str, words: dict[str, Any]) -> int:
    """Whoever else begins with the same words at this moment waits here, and then finds them."""
    row = insert(CaseTypeVersion).values(tenant_id=subject().tenant.id, slug=slug, digest=digest, data=words)
    unless_kept = row.on_conflict_do_nothing(index_elements=["tenant_id", "slug", "digest"])
    made = db.session.scalars(unless_kept.returning(CaseTypeVersion.id)).one_or_none()
    return made or db.session.scalars(_same_words(slug, digest)).one()


def _same_words(slug: str, digest: str) -> Select[int]:
    return select(CaseTypeVersion.id).where(CaseTypeVersion.slug == slug, CaseTypeVersion.digest == digest)
