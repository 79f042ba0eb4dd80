"""Recording a list that was checked, piece by piece. A piece is recorded whole or not at all, and once."""

from typing import Any

from sqlalchemy import update

from exchange import queries
from exchange.actions.checking import unsealed
from exchange.actions.imports import discard
from exchange.models import ImportBatch, ImportRow
from foundation import clock
from foundation.db import db
from foundation.jobs import later
from reference import codes
from registry.actions import Incoming, Recorded, Seen, record_people, record_receiving
from registry.values import from_json
from tenants import audit


def write_chunk(batch_id: int, number: int) -> None:
    """Record the rows of one piece; who is known already stays as they are. A second time does nothing."""
    batch = queries.get_batch(batch_id, lock=True)
    chunk = queries.get_chunk(batch.id, number)
    if batch.state != "writing" or chunk is None or chunk.written_at is not None:
        return
    people = [Incoming(line, _facts(told)) for line, told in unsealed(chunk)]
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


def _facts(told: dict[str, Any]) -> dict[str, Any]:
    return {
        slug: from_json(codes.VARIABLES[slug], value) if slug in codes.VARIABLES else value
        for slug, value in told.items()
    }


def _note(batch: ImportBatch, recorded: list[Recorded]) -> None:
    """Who was fit to be recorded and is known by now: somebody else was faster."""
    known = [each.line for each in recorded if not each.is_new]
    if known:
        db.session.execute(
            update(ImportRow)
            .where(ImportRow.batch_id == batch.id, ImportRow.line.in_(known), ImportRow.outcome != "known")
            .values(outcome="known")
        )


def _receiving(batch: ImportBatch, programme: str, people: list[Incoming], recorded: list[Recorded], seen: Seen) -> int:
    amounts = {each.line: each.facts.get("amount") for each in people}
    of_household = codes.PROGRAMMES[programme].unit == "household"
    who = {(each.household_id if of_household else each.person_id): amounts[each.line] for each in recorded}
    return record_receiving(programme, who, "month", seen, batch.asked_by)
