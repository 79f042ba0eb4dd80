"""Noting who was paid for a month."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from foundation.clock import now, today
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import current_tenant_id
from tenants import access, audit
from tenants.access import subject
from workforce.models import Pay
from workforce.queries.pay import month_of


def note_pay(first: date, worker_ids: Sequence[int], state: str, amount: int | None) -> int:
    """The same word for everybody ticked; without an amount each one's own honorarium. For how many.

    Refused: 403; 404 for somebody who has no post in that month; 422 `future` on `workers`, or `no_amount` on `amount`.
    """
    access.require("workforce:manage")
    if first > today(subject().tenant.timezone):
        raise Refused(_("Bulan ini belum mulai."), field="workers", code="future")
    lines = {line.worker_id: line for line in month_of(first).lines}
    if not set(worker_ids) <= lines.keys():
        raise Refused(_("Orang ini tidak bertugas pada bulan itu."), status=404, code="not_found")
    unknown = [lines[each].name for each in worker_ids if amount is None and lines[each].honorarium is None]
    if unknown:
        words = _("Isi jumlahnya: honor %(name)s tidak ada di SK.", name=unknown[0])
        raise Refused(words, field="amount", code="no_amount")
    rows = [
        {
            "tenant_id": current_tenant_id(),
            "worker_id": each,
            "month": first,
            "state": state,
            "amount": amount if amount is not None else lines[each].honorarium,
            "funding": lines[each].funding,
            "noted_by": subject().name,
            "noted_at": now(),
        }
        for each in dict.fromkeys(worker_ids)
    ]
    noted = insert(Pay).values(rows)
    fresh = {name: noted.excluded[name] for name in ("state", "amount", "funding", "noted_by", "noted_at")}
    db.session.execute(noted.on_conflict_do_update(index_elements=["tenant_id", "worker_id", "month"], set_=fresh))
    audit.record("worker.pay_noted", "worker", None, month=first.isoformat()[:7], state=state, n=len(rows))
    return len(rows)
