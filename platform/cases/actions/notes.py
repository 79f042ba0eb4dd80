"""Writing a note on a case and calling colleagues to it."""

import re
from collections.abc import Iterable
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import insert

from cases.actions.notices import notify
from cases.models import Case, CaseNote, NoteMention
from cases.queries.case import get_case
from cases.queries.colleagues import Colleague, readers_of
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from tenants import access, audit, receipts
from tenants.access import subject

_CALLED = re.compile(r"(?<![\w.@])@([a-z][a-z0-9.]*)", re.ASCII | re.IGNORECASE)
"""A handle in running text; the @ of an e-mail address has letters before it."""


def add_note(case_id: int, body: str, mentions: Iterable[int], request_key: UUID) -> CaseNote:
    """Keep a remark for good, and tell whoever is called in it. The same form sent twice makes one note.

    Called are the memberships in `mentions` and every @handle in the text. Refused: 404; 422 on `mentions` or `body`
    when somebody called may not read this case or cannot be told from another.
    """
    access.require("case:read")
    mentions = list(mentions)
    receipt = receipts.once(request_key, {"case_id": case_id, "body": body, "mentions": sorted(mentions)}, "case_note")
    case = get_case(case_id)
    if receipt.subject_id is not None:
        return db.session.get_one(CaseNote, (receipt.tenant_id, receipt.subject_id))
    called = _called(case, body, mentions)
    note = _keep(case, body)
    receipt.subject_id = note.id
    if called:
        db.session.execute(insert(NoteMention), [{"note_id": note.id, "membership_id": each} for each in called])
    for each in called:
        notify("mentioned", membership_id=each, case_id=case.id)
    audit.record("case.noted", "case", case.id, note=note.id)
    return note


def _keep(case: Case, body: str) -> CaseNote:
    who = subject()
    note = CaseNote(
        case_id=case.id,
        at=clock.now(),
        author_id=who.membership_id,
        author_name=who.name,
        author_role=who.role,
        body=body,
    )
    db.session.add(note)
    db.session.flush()
    return note


def _called(case: Case, body: str, mentions: Iterable[int]) -> list[int]:
    """Who is called, each once, the writer left out: one does not call oneself."""
    readers = {each.id: each for each in readers_of(case)}
    if not set(mentions) <= set(readers):
        message = _("Pilih rekan dari daftar: hanya yang boleh membaca kasus ini dapat disebut.")
        raise Refused(message, field="mentions", code="unknown_colleague")
    handles = dict.fromkeys(found.rstrip(".").lower() for found in _CALLED.findall(body))
    called = [*mentions, *(_by_handle(handle, readers.values()).id for handle in handles)]
    return [each for each in dict.fromkeys(called) if each != subject().membership_id]


def _by_handle(handle: str, readers: Iterable[Colleague]) -> Colleague:
    """`@rina.marlina`, or `@rina` when there is no other Rina who may read the case."""
    fits = [each for each in readers if each.handle == handle]
    fits = fits or [each for each in readers if each.handle.startswith(f"{handle}.")]
    if len(fits) == 1:
        return fits[0]
    if fits:
        names = ", ".join(f"@{each.handle}" for each in fits)
        message = _(
            "“@%(handle)s” dapat berarti beberapa orang: %(names)s. Tulis salah satunya.", handle=handle, names=names
        )
    else:
        message = _("“@%(handle)s” bukan rekan yang boleh membaca kasus ini. Pilih dari daftar.", handle=handle)
    raise Refused(message, field="body", code="unknown_colleague")
