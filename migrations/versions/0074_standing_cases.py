"""Cases that came less cases that closed, by month and by day: what was open at the end of any day."""

import sqlalchemy as sa
from alembic import op

from migrations.ledgers import add_fact
from migrations.rls import seeing

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

DISTRICTS = ("slrt_staff", "slrt_supervisor")
FACTS = {
    "case_fact_standing": (("on_month", "sector", "case_type"), (*DISTRICTS, "slrt_ministry")),
    "case_fact_standing_place": (("on_month", "village_code", "sector"), DISTRICTS),
    "case_fact_standing_day": (("on_day", "village_code", "sector", "case_type"), DISTRICTS),
}
"""Villages, and days, are not for the ministry."""
FILL = """
INSERT INTO {fact} (tenant_id, {keys}, n)
SELECT tenant_id, {keys}, sum(n)
FROM (
  SELECT e.tenant_id, e.village_code, e.sector, e.case_type, at.on_day, e.n * at.way AS n,
         date_trunc('month', at.on_day::timestamp)::date AS on_month
  FROM (
    SELECT c.tenant_id, c.village_code, c.sector, c.case_type, c.opened_on,
           (c.closed_at AT TIME ZONE t.timezone)::date AS closed_on, 1 AS n
    FROM "case" c JOIN tenant t ON t.id = c.tenant_id
    UNION ALL
    SELECT tenant_id, village_code, sector, case_type, opened_on, closed_on, -n FROM case_delta
    WHERE village_code IS NOT NULL
  ) AS e CROSS JOIN LATERAL (VALUES
    (e.opened_on, 1), (CASE WHEN e.closed_on IS NOT NULL THEN greatest(e.closed_on, e.opened_on) END, -1)
  ) AS at (on_day, way)
  WHERE at.on_day IS NOT NULL
) AS moved
GROUP BY tenant_id, {keys} HAVING sum(n) <> 0
"""
"""All cases but what the ledger still holds: that is folded into these facts too."""


def upgrade() -> None:
    for fact, (keys, readers) in FACTS.items():
        add_fact(fact, {key: sa.Date if key.startswith("on_") else sa.Text for key in keys}, readers)
    with seeing("case", "case_delta", *FACTS):
        for fact, (keys, _readers) in FACTS.items():
            op.execute(FILL.format(fact=fact, keys=", ".join(keys)))


def downgrade() -> None:
    for fact in reversed(FACTS):
        op.drop_table(fact)
