"""Coarser facts for whoever reads many offices at once: by stage, open by sector, deadlines and intake by week."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import DISTRICTS, EVERY, OWN, WRITE, grant, protect, seeing

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

STAGES = ("intake", "decision", "handling", "result", "closed", "stopped")
WEEK = ("n", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
FACTS = {
    "case_fact_office": ((), STAGES),
    "case_fact_open": (("sector",), ("n",)),
    "case_fact_deadline": (("week",), WEEK),
    "case_fact_intake": (("week",), WEEK),
    "case_fact_sector_intake": (("week", "sector"), WEEK),
}
FILL = """
INSERT INTO case_fact_office (tenant_id, intake, decision, handling, result, closed, stopped)
SELECT tenant_id,
       coalesce(sum(n) FILTER (WHERE state IN ('registered', 'needs_correction', 'checking', 'visiting')), 0),
       coalesce(sum(n) FILTER (WHERE state IN ('assessing', 'awaiting_decision', 'decided')), 0),
       coalesce(sum(n) FILTER (WHERE state IN ('handling', 'referred', 'proposed')), 0),
       coalesce(sum(n) FILTER (WHERE state IN ('answered', 'informed')), 0),
       coalesce(sum(n) FILTER (WHERE state = 'closed'), 0),
       coalesce(sum(n) FILTER (WHERE state IN ('rejected', 'duplicate', 'cancelled')), 0)
FROM case_fact_state GROUP BY 1;
INSERT INTO case_fact_open (tenant_id, sector, n)
SELECT tenant_id, sector, sum(n) FROM case_fact_sector
WHERE state NOT IN ('closed', 'rejected', 'duplicate', 'cancelled') GROUP BY 1, 2;
"""
FILL_WEEKS = """
INSERT INTO {table} (tenant_id, {keys}, n, mon, tue, wed, thu, fri, sat, sun)
SELECT tenant_id, {values}, sum(n), {days} FROM {source} GROUP BY {groups}
"""
"""From the finer facts: what their ledger still holds is folded into both."""


def upgrade() -> None:
    for table, (keys, sums) in FACTS.items():
        op.create_table(
            table,
            sa.Column("tenant_id", sa.Integer(), nullable=False),
            *(sa.Column(key, sa.Date() if key == "week" else sa.Text(), nullable=False) for key in keys),
            *(sa.Column(name, sa.BigInteger(), nullable=False) for name in sums),
            sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
            sa.PrimaryKeyConstraint("tenant_id", *keys, name=op.f(f"pk_{table}")),
        )
        protect(table)
        grant(table, "slrt_staff", OWN)
        grant(table, "slrt_supervisor", DISTRICTS)
        grant(table, "slrt_ministry", EVERY)
        grant(table, "slrt_relay", EVERY, WRITE)
    grant("case_fact_deadline", "slrt_relay", EVERY, ("DELETE",))
    # decision 0032: the ministry asks for a few weeks of every office, and would read all the years by tenant
    op.create_index(
        "ix_case_fact_intake_week", "case_fact_intake", ["week", "tenant_id"], postgresql_include=list(WEEK)
    )
    with seeing("case_fact_state", "case_fact_sector", "case_fact_due", "case_fact_day", *FACTS):
        op.execute(FILL)
        _fill_weeks("case_fact_deadline", "case_fact_due", "due_on")
        _fill_weeks("case_fact_intake", "case_fact_day", "opened_on")
        _fill_weeks("case_fact_sector_intake", "case_fact_day", "opened_on", "sector")


def _fill_weeks(table: str, source: str, day: str, *keys: str) -> None:
    weekday = f"extract(isodow FROM {day})"
    days = [f"coalesce(sum(n) FILTER (WHERE {weekday} = {place}), 0)" for place in range(1, 8)]
    op.execute(
        FILL_WEEKS.format(
            table=table,
            source=source,
            keys=", ".join(("week", *keys)),
            values=", ".join((f"{day} - ({weekday}::int - 1)", *keys)),
            days=", ".join(days),
            groups=", ".join(str(place) for place in range(1, len(keys) + 3)),
        )
    )


def downgrade() -> None:
    for table in reversed(FACTS):
        op.drop_table(table)
