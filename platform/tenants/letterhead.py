"""The letterhead of an office: one place for its words and its logo, whatever prints it.

What was signed keeps the letterhead it was signed with: letters and certificates are kept as PDF.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, text

from foundation import storage
from foundation.db import db
from foundation.tenancy import Reader
from tenants import access, audit
from tenants.access import subject
from tenants.models import OfficeLogo

WORDS = ("government", "office", "address", "seat", "phone", "email")
"""What an office says of itself, as the columns of its tenant are called."""

_SAY = text("SELECT say_of_my_office(:government, :office, :address, :seat, :phone, :email)")


@dataclass(frozen=True)
class Letterhead:
    """Who writes."""

    government: str
    office: str
    address: str
    phone: str
    email: str = ""
    logo: bytes | None = None
    """A small JPEG."""

    @property
    def contact(self) -> str:
        """The last line: where it is and how it is reached."""
        phone = f"Telepon {self.phone}" if self.phone else ""
        return " · ".join(part for part in (self.address, phone, self.email) if part)


def my_letterhead() -> Letterhead:
    """That of the office whose work is being done."""
    tenant = subject().tenant
    government = tenant.government or usual_government()
    return Letterhead(government, tenant.office, tenant.address, tenant.phone, tenant.email, my_logo())


def usual_government() -> str:
    """How the letterhead begins where nobody has said otherwise."""
    return f"Pemerintah {subject().tenant.full_name}"


def my_logo() -> bytes | None:
    """The logo of the own office; province and ministry have none."""
    if subject().reader is not Reader.STAFF:
        return None
    file_id = db.session.scalars(select(OfficeLogo.file_id)).one_or_none()
    return None if file_id is None else storage.content_of(file_id)


def set_letterhead(words: Mapping[str, str | None], logo: bytes | None, *, without_logo: bool = False) -> None:
    """What the office says of itself from now on. `logo` is clean (`foundation.files.cleaned_logo`); None leaves the
    one that is there, `without_logo` takes it away. Refused: 403."""
    access.require("settings:manage")
    now, new = words_now(), {name: words.get(name) or "" for name in WORDS}
    changed = [name for name in WORDS if new[name] != now[name]]
    if changed:
        db.session.execute(_SAY, new)
    if logo is not None or without_logo:
        _put_logo(logo)
        changed.append("logo")
    if changed:
        audit.record("office.letterhead_set", "office", subject().tenant.id, fields=changed)
    db.session.flush()


def words_now() -> dict[str, str]:
    """What the office says of itself today."""
    return {name: getattr(subject().tenant, name) for name in WORDS}


def _put_logo(content: bytes | None) -> None:
    """The bytes of the one before are taken away: what was printed with it carries its own."""
    kept = db.session.scalars(select(OfficeLogo).with_for_update()).one_or_none()
    if kept is None:
        kept = OfficeLogo()
        db.session.add(kept)
    before, kept.file_id = kept.file_id, storage.keep(content, "image/jpeg") if content else None
    db.session.flush()
    if before is not None:
        storage.erase(before)
