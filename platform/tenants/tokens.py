"""API tokens: a program works in the name of one membership, with no more rights than it has."""

import secrets

from flask_babel import gettext as _
from sqlalchemy import select

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from tenants import audit
from tenants.models import ApiToken
from tenants.subjects import digest, subject

PREFIX = "slrt_"
"""Lets secret scanners recognise a leaked token."""


def create(name: str) -> str:
    """A new token of the subject. The text is returned once and lies nowhere; the database keeps its hash."""
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(membership_id=subject().membership_id, token_hash=digest(text), name=name)
    db.session.add(token)
    db.session.flush()
    audit.record("token.create", "token", token.id)
    return text


def revoke(token_id: int) -> None:
    """End one of the subject's own tokens; Refused (404) for any other."""
    mine = select(ApiToken).where(ApiToken.id == token_id, ApiToken.membership_id == subject().membership_id)
    token = db.session.scalars(mine).one_or_none()
    if token is None:
        raise Refused(_("Token itu tidak ada."), status=404, code="not_found")
    if token.revoked_at is None:
        token.revoked_at = now()
        audit.record("token.revoke", "token", token.id)
