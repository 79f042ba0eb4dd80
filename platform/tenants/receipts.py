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
from sqlalchemy.dialects.postgresql import insert

from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import current_tenant_id
from tenants.models import Receipt

# Built once. Not by rowcount: SQLAlchemy gives -1 for DO NOTHING.
_FRESH = insert(Receipt).on_conflict_do_nothing(index_elements=["tenant_id", "request_key"]).returning(Receipt)


def once(request_key: UUID | str, body: Mapping[str, Any], subject_kind: str) -> Receipt:
    """The receipt of that key: a fresh one (`subject_id` empty, yours to fill) or the earlier one.

    A second sender waits here until the first has committed or given up. Refused (409) when the key was used
    for something else.
    """
    content = vault().lookup(json.dumps(body, sort_keys=True, default=str), f"receipt.{subject_kind}")
    fresh = {
        "tenant_id": current_tenant_id(),
        "request_key": str(request_key),
        "body_hash": content,
        "subject_kind": subject_kind,
    }
    made = db.session.scalars(_FRESH, fresh).one_or_none()
    if made is not None:
        return made
    earlier = db.session.scalars(select(Receipt).where(Receipt.request_key == str(request_key))).one()
    if earlier.body_hash != content or earlier.subject_kind != subject_kind:
        message = _("Formulir ini sudah dikirim dengan isi lain. Buka formulir baru, lalu isi lagi.")
        raise Refused(message, status=409, code="request_key_reused")
    return earlier
