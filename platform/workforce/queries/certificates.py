"""Whether a certificate is genuine: asked by anybody who holds the paper."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text

from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from tenants.models import Tenant

_CHECK = text("SELECT * FROM check_certificate(:code)")


@dataclass(frozen=True)
class Checked:
    """A certificate that was really issued."""

    number_text: str
    name: str
    """First name and initials: enough to hold against the paper, too little to collect."""
    titles: list[str]
    hours: int
    issued_on: date
    issuer: str
    trainers: bool


def check_certificate(code: str) -> Checked | None:
    """The one with the code under its QR; None when none was issued. As the public, whoever asks."""
    code = code.strip().upper()
    columns = (Tenant.id, Tenant.office, Tenant.full_name)
    with enter(Context(Reader.PUBLIC)), db.engine.connect() as connection:
        tenant = connection.execute(select(*columns).where(Tenant.code_prefix == code.partition("-")[0])).one_or_none()
    if tenant is None:
        return None
    with enter(Context(Reader.PUBLIC, tenant_id=tenant.id)), db.engine.connect() as connection:
        row = connection.execute(_CHECK, {"code": code}).one_or_none()
    if row is None:
        return None
    return Checked(
        number_text=row.number_text,
        name=row.name,
        titles=row.titles.split("\n"),
        hours=row.hours,
        issued_on=row.issued_on,
        issuer=f"{tenant.office} {tenant.full_name}",
        trainers=row.kind == "trainers",
    )
