"""Who is at work: the subject of this request or job, and the field of view that comes with the role."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, LiteralString

from flask_babel import gettext as _

from foundation.clock import now
from foundation.errors import Refused
from foundation.reading import look_up
from foundation.tenancy import Context, Reader, enter, practises
from tenants.permissions import IN_PRACTICE, ROLE_LABELS, ROLE_READERS, may

IN_WORDS = " (latihan)"
"""Ends the name of a practice room."""


@dataclass(frozen=True)
class TenantInfo:
    """The tenant somebody works for, as letters and pages name it."""

    id: int
    kind: str
    name: str
    full_name: str
    code_prefix: str
    timezone: str
    office: str
    seat: str
    address: str
    phone: str
    email: str
    government: str
    """As its letterhead begins; empty is "Pemerintah" and the full name."""
    region_code: str | None
    newest_setting: int | None = None
    """The number of the newest version among its settings, when the subject was read."""
    published: tuple[tuple[int, str, int], ...] = ()
    """Who publishes defaults for it, the nearest first, each with its kind and its newest version."""

    @property
    def practises(self) -> bool:
        """Whether it is the practice room of an office."""
        return practises(self.id)


@dataclass(frozen=True)
class Subject:
    """A membership at work. `district_ids` are the tenants directly below its own."""

    account_id: int
    membership_id: int
    tenant: TenantInfo
    role: str
    name: str
    title: str
    agency_id: int | None
    agency_name: str
    village_codes: tuple[str, ...]
    district_ids: tuple[int, ...]
    veils: tuple[int, ...] = ()
    """The confidential cases on which the subject is named, the newest thousand."""
    session: bytes | None = None
    """Hash of the sign-in session's token; empty for a program and for the house's own machinery."""
    confirmed_at: datetime | None = None
    """When the second factor was last given in that session."""

    def may(self, permission: str) -> bool:
        """Whether the role has that permission, where the subject is; KeyError for one that does not exist."""
        return may(self.role, permission) and (permission in IN_PRACTICE or not self.tenant.practises)

    @property
    def role_label(self) -> str:
        """The role in the reader's language."""
        return str(ROLE_LABELS[self.role])

    @property
    def initials(self) -> str:
        """Two letters for the round button on a phone."""
        words = [word for word in self.name.replace(".", " ").split() if word[0].isalpha()]
        return "".join(word[0] for word in words[:2]).upper()

    @property
    def reader(self) -> Reader:
        """The kind of reader this role is."""
        return ROLE_READERS[self.role]

    @property
    def context(self) -> Context:
        """What PostgreSQL lets this subject see."""
        supervises = self.reader is Reader.SUPERVISOR
        return Context(
            self.reader,
            self.tenant.id,
            self.agency_id,
            self.district_ids if supervises else (),
            veils=self.veils,
            sees_confidential=self.may("case:confidential"),
        )


_subject: ContextVar[Subject | None] = ContextVar("slrt_subject", default=None)


def optional_subject() -> Subject | None:
    """Who is signed in, if anybody is."""
    return _subject.get()


def subject() -> Subject:
    """Who is signed in; Refused (401) when nobody is."""
    found = _subject.get()
    if found is None:
        raise Refused(_("Masuk dulu untuk melanjutkan."), status=401, code="signin_required")
    return found


@contextmanager
def acting_as(who: Subject) -> Iterator[Subject]:
    """Everything inside happens in that subject's name and field of view: requests, jobs, seeding, tests."""
    token = _subject.set(who)
    try:
        with enter(who.context):
            yield who
    finally:
        _subject.reset(token)


def digest(secret: str) -> bytes:
    """How a random token lies in the database: of no use to whoever reads it there."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()


def load_subject(membership_id: int, tenant_id: int, confirmed_at: datetime | None = None) -> Subject:
    """The subject of a membership; Refused (404) when it does not exist or no longer works.

    `confirmed_at` lets the house's own machinery (a demonstration) sign in somebody's name.
    """
    found = _read("SELECT subject_of(%(tenant)s, %(membership)s)", tenant=tenant_id, membership=membership_id)
    if found is None:
        raise Refused(_("Akun ini tidak lagi bertugas."), status=404, code="no_membership")
    return replace(found, confirmed_at=confirmed_at)


def of_session(token: str) -> Subject | None:
    """Who holds that sign-in session, unless it has ended, expired or still waits for the second factor."""
    return _read(
        """SELECT subject_of(tenant_id, membership_id), token_hash AS session, confirmed_at FROM signin_session
        WHERE token_hash = %(hash)s AND ended_at IS NULL AND expires_at > %(now)s""",
        hash=digest(token),
        now=now(),
    )


def of_api_token(token: str) -> Subject | None:
    """Whose API token that is, unless revoked."""
    return _read(
        "SELECT subject_of(tenant_id, membership_id) FROM api_token WHERE token_hash = %(hash)s AND revoked_at IS NULL",
        hash=digest(token),
    )


def _read(asking: LiteralString, **values: Any) -> Subject | None:
    """`subject_of` is a function of the database, whose plan PostgreSQL keeps (decision 0013).

    In a short transaction of its own: the reader's begins later, with the reader's own role.
    """
    row = look_up(Reader.SIGNIN, asking, **values)
    if row is None or row["subject_of"] is None:
        return None
    found = row.pop("subject_of")
    lists = {name: tuple(found[name]) for name in ("village_codes", "district_ids", "veils")}
    tenant = found["tenant"]
    published = tuple((id_, kind, newest) for id_, kind, newest in tenant["published"] if newest is not None)
    return Subject(**{**found, **row, **lists, "tenant": TenantInfo(**{**tenant, "published": published})})
