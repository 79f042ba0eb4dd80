"""An office prepares: evidence letter by letter, then its trial. What the system sees is written down for the desk."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from foundation import files, storage
from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import current_tenant_id
from tenants import audit
from tenants.access import subject
from tenants.sites.actions.reviewing import not_now, take
from tenants.sites.machine import MOVES, Stage
from tenants.sites.models import ReadinessItem, Site
from tenants.sites.queries.desk import PREPARES
from tenants.sites.queries.preparing import checklist, people_here, site_of_office
from tenants.sites.readiness import BEFORE_TRIAL


def show(letter: str, said: Mapping[str, Any], file: bytes | None) -> None:
    """Write down the evidence of one letter. Refused (409) when the office is not preparing; at `responsible_id` for
    somebody who cannot be; at `file`."""
    site = site_of_office()
    if site.stage not in PREPARES:
        raise not_now(site)
    if said["responsible_id"] is not None and said["responsible_id"] not in dict(people_here()):
        raise Refused(_("Pilih salah satu dari daftar"), field="responsible_id", code="unknown_person")
    kept = _kept(file)
    row = _row(letter)
    row.note, row.responsible_id, row.due_on = said["note"] or "", said["responsible_id"], said["due_on"]
    if kept is not None:
        row.file_id = kept
    if said["done"] and not (row.note or row.file_id):
        raise Refused(_("Tulis buktinya, atau lampirkan berkasnya."), field="note", code="no_evidence")
    if said["done"] and row.done_at is None:
        row.done_at, row.done_by = now(), subject().name
    elif not said["done"]:
        row.done_at, row.done_by = None, ""
    db.session.flush()
    audit.record("readiness.show", "readiness", row.id, letter=letter)
    write_down()


def write_down() -> None:
    """What the system sees is kept, so that the desk, which sees none of it, knows. As staff of the office."""
    for line in checklist():
        if line.sight is None or line.done == (line.row is not None and line.row.done_at is not None):
            continue
        row = _row(line.item.letter)
        row.done_at = now() if line.done else None
        row.done_by = "SLRT" if line.done else ""
    db.session.flush()


def start_trial() -> Site:
    """Begin the trial. Refused (409), and `not_ready` with what is missing."""
    site, move = site_of_office(locked=True), MOVES["start_trial"]
    if site.stage not in move.sources:
        raise not_now(site)
    write_down()
    missing = [line for line in checklist() if line.item.letter in BEFORE_TRIAL and not line.done]
    if missing:
        names = ", ".join(f"{line.item.letter} {line.item.label}" for line in missing)
        raise Refused(_("Belum siap untuk uji jalan: %(names)s.", names=names), status=409, code="not_ready")
    take(site, move, subject().name)
    audit.record("site.start_trial", "site", site.id)
    return site


def is_preparing(site: Site | None) -> bool:
    """Whether the checklist can still be written on."""
    return site is not None and Stage(site.state) in PREPARES


def _row(letter: str) -> ReadinessItem:
    """That letter's row, made when it is not there; two who begin it wait for each other."""
    made = insert(ReadinessItem).values(tenant_id=current_tenant_id(), item=letter)
    db.session.execute(made.on_conflict_do_nothing(index_elements=["tenant_id", "item"]))
    return db.session.scalars(select(ReadinessItem).where(ReadinessItem.item == letter).with_for_update()).one()


def _kept(raw: bytes | None) -> int | None:
    if raw is None:
        return None
    try:
        clean = files.cleaned(raw)
    except files.BadFile as fault:
        raise Refused(str(fault), field="file", code=fault.fault) from fault
    return storage.keep(clean.content, clean.media_type)
