"""Storing scores with their version and inputs: every district by night, one's own whenever one asks."""

from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import distinct_on

from foundation import clock
from foundation.db import db
from sustainability.index import Score, in_force, score
from sustainability.models import IndexScore
from sustainability.queries.evidence import inputs
from sustainability.queries.measured import every_district
from sustainability.queries.scores import newest, score_now
from tenants import access, audit
from tenants.access import subject


def store_score() -> IndexScore:
    """The reader's own site as it stands today; the same as the last is not stored twice. Refused: 403."""
    access.require("sustain:write")
    today = clock.today(subject().tenant.timezone)
    now, last = score_now(today), newest()
    if last is not None and not _has_changed(now, last.definition, last.inputs):
        return last
    row = IndexScore(**_columns(now, today))
    db.session.add(row)
    db.session.flush()
    audit.record("sustainability.scored", "index_score", row.id)
    return row


def score_every_district(today: date) -> int:
    """Score all districts and store those whose inputs have changed; how many. As Reader.RELAY, who commits."""
    last = {
        row.tenant_id: row
        for row in db.session.execute(
            select(IndexScore.tenant_id, IndexScore.definition, IndexScore.inputs)
            .ext(distinct_on(IndexScore.tenant_id))
            .order_by(IndexScore.tenant_id, IndexScore.scored_on.desc(), IndexScore.id.desc())
        )
    }
    definition = in_force(today)
    rows = []
    for tenant_id, shown in inputs(every_district(), today).items():
        now, before = score(definition, shown), last.get(tenant_id)
        if before is None or _has_changed(now, before.definition, before.inputs):
            rows.append({"tenant_id": tenant_id, **_columns(now, today)})
    if rows:
        db.session.execute(insert(IndexScore), rows)
    return len(rows)


def _columns(now: Score, today: date) -> dict[str, object]:
    return {
        "scored_on": today,
        "scored_at": clock.now(),
        "definition": now.definition.version,
        "points": now.points,
        "grade": now.level.slug,
        "dimensions": now.by_dimension,
        "inputs": now.inputs,
    }


def _has_changed(now: Score, definition: str, before: object) -> bool:
    return (now.definition.version, now.inputs) != (definition, before)
