"""Recording a list that was checked, piece by piece. A piece is recorded whole or not at all, and once."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert

from exchange import queries
from exchange.actions.imports import discard
from exchange.models import ImportBatch, ImportRow
from exchange.pieces import unsealed
from foundation import clock
from foundation.db import db
from foundation.jobs import later
from foundation.tenancy import current_tenant_id
from reference import codes
from registry.actions import Incoming, Recorded, Seen, record_people, record_receiving
from tenants import audit


def write_chunk(batch_id: int, number: int) -> None:
    """Record the rows of one piece; who is known already stays as they are. A second time does nothing."""
    batch = queries.get_batch(batch_id, lock=True)
    chunk = queries.get_chunk(batch.id, number)
    if batch.state != "writing" or chunk is None or chunk.written_at is not None:
        return
    told = unsealed(chunk.body)
    people = Incoming(told["columns"], told["rows"])
    seen = Seen(batch.as_of, "import", batch.name)
    recorded = record_people(people, seen, batch.asked_by)
    _note(batch, recorded)
    if batch.programme:
        batch.receiving += _receiving(batch, batch.programme, people, recorded, seen)
    chunk.written_at = clock.now()
    batch.written += len(recorded)
    batch.added += sum(each.is_new for each in recorded)
    db.session.flush()
    if queries.get_chunk(batch.id, number + 1) is not None:
        later("exchange.write", batch_id=batch.id, number=number + 1)
        return
    batch.state, batch.done_at = "done", clock.now()
    discard(batch)
    audit.record("import.done", "import_batch", batch.id, actor=batch.asked_name, added=batch.added, refused=batch.bad)


def _note(batch: ImportBatch, recorded: Sequence[Recorded]) -> None:
    """Which rows are about somebody who was recorded before, and who that is: perhaps somebody else was faster."""
    known = [
        {
            "tenant_id": current_tenant_id(),
            "batch_id": batch.id,
            "line": each.line,
            "outcome": "known",
            "person_id": each.person_id,
        }
        for each in recorded
        if not each.is_new
    ]
    if known:
        noting = insert(ImportRow)
        changed = {name: noting.excluded[name] for name in ("outcome", "person_id")}
        db.session.execute(noting.on_conflict_do_update(index_elements=_ROW, set_=changed), known)


_ROW = ["tenant_id", "batch_id", "line"]


def _receiving(batch: ImportBatch, programme: str, people: Incoming, recorded: Sequence[Recorded], seen: Seen) -> int:
    amount = people.columns.index("amount") + 1 if "amount" in people.columns else None
    amounts = {row[0]: row[amount] if amount else None for row in people.rows}
    of_household = codes.PROGRAMMES[programme].unit == "household"
    who = {(each.household_id if of_household else each.person_id): amounts[each.line] for each in recorded}
    return record_receiving(programme, who, "month", seen, batch.asked_by)
