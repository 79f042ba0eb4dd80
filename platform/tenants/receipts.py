"""The same form sent twice (double click, retry, lost answer) makes one thing.

receipt = receipts.once(request_key, data, "case")
if receipt.subject_id is not None:
    return db.session.get_one(Case, (receipt.tenant_id, receipt.subject_id))
case = …
db.session.flush()
receipt.subject_id = case.id
"""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import current_tenant_id
from foundation.writing import append, as_if_read, line_of
from tenants.models import Receipt

_FRESH = (
    line_of(Receipt, "request_key", "body_hash", "subject_kind")
    .on_conflict_do_nothing(index_elements=["tenant_id", "request_key"])
    .returning(Receipt.id)
)


def once(request_key: UUID | str, body: Mapping[str, Any], subject_kind: str) -> Receipt:
    """The receipt of that key: a fresh one (`subject_id` empty, yours to fill) or the earlier one.

    A second sender waits here until the first has committed or given up. Refused (409) when the key was used
    for something else.
    """
    content = vault().lookup(json.dumps(body, sort_keys=True, default=str), f"receipt.{subject_kind}")
    given = {"request_key": str(request_key), "body_hash": content, "subject_kind": subject_kind}
    for (number,) in append(_FRESH, **given):
        return as_if_read(Receipt(tenant_id=current_tenant_id(), id=number, subject_id=None, **given))
    earlier = db.session.scalars(select(Receipt).where(Receipt.request_key == str(request_key))).one()
    if earlier.body_hash != content or earlier.subject_kind != subject_kind:
        message = _("Formulir ini sudah dikirim dengan isi lain. Buka formulir baru, lalu isi lagi.")
        raise Refused(message, status=409, code="request_key_reused")
    return earlier
