"""How far each cell of the nation's tables is moved stands beside it, and days are summed to months beforehand."""

import sqlalchemy as sa
from alembic import op

from migrations.ledgers import add_fact
from migrations.rls import seeing

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None

READERS = ("slrt_staff", "slrt_ministry")
"""Staff for the nightly recount of their own."""
MONTHLY = {
    "case_fact_month": (("opened_month", "sector"), "case_fact_day", "opened_on"),
    "case_fact_closed_month": (("closed_month", "sector", "state"), "case_fact_closed", "closed_on"),
}
"""New facts: their keys, the finer fact of the same, and its day."""
MOVED = ("case_fact_state", "case_fact_sector", "case_fact_type", "case_fact_kind", *MONTHLY)
FILL = """
INSERT INTO {table} (tenant_id, {keys}, n)
SELECT tenant_id, date_trunc('month', {day}::timestamp)::date, {others}, sum(n) FROM {finer}
GROUP BY tenant_id, date_trunc('month', {day}::timestamp), {others} HAVING sum(n) <> 0
"""
"""What the ledger still holds is folded into both."""


def upgrade() -> None:
    for table, (keys, finer, day) in MONTHLY.items():
        add_fact(table, {key: sa.Date if key.endswith("_month") else sa.Text for key in keys}, READERS)
        with seeing(table, finer):
            op.execute(FILL.format(table=table, keys=", ".join(keys), day=day, finer=finer, others=", ".join(keys[1:])))
    for table in MOVED:
        op.add_column(table, sa.Column("shift", sa.SmallInteger()))
        op.create_index(f"ix_{table}_undrawn", table, ["tenant_id"], postgresql_where=sa.text("shift IS NULL"))


def downgrade() -> None:
    for table in MOVED:
        op.drop_index(f"ix_{table}_undrawn", table)
        op.drop_column(table, "shift")
    for table in reversed(MONTHLY):
        op.drop_table(table)
