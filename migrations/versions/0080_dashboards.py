"""What dashboards are made of: cases over by week, referrals by day, and the medians a province hands down."""

import sqlalchemy as sa
from alembic import op

from migrations.ledgers import FOLDS, READERS, add_fact, add_ledger, begin_with, keep
from migrations.rls import ADDRESSED, EVERY, grant, protect, seeing

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None

ABOVE = ("slrt_staff", "slrt_supervisor")
WEEK = ("n", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
FLOW = {"agency_id": sa.BigInteger, "sent_on": sa.Date, "due_on": sa.Date, "closed_on": sa.Date}
FACTS = {"referral_fact_begun": ("agency_id", "sent_on"), "referral_fact_over": ("agency_id", "closed_on", "due_on")}
ROWS = (
    "SELECT r.tenant_id, coalesce(r.agency_id, 0) AS agency_id, (r.sent_at AT TIME ZONE t.timezone)::date AS sent_on,"
    " r.answer_due_on AS due_on, coalesce((r.closed_at AT TIME ZONE t.timezone)::date, '9999-12-31') AS closed_on,"
    " {sign} AS n FROM {source} r JOIN tenant t ON t.id = r.tenant_id"
)


def upgrade() -> None:
    _ended()
    _referrals()
    _medians()
    op.create_index("ix_case_opened", "case", ["tenant_id", "opened_on", "id"])
    op.create_index(
        "ix_case_closed", "case", ["tenant_id", "closed_at", "id"], postgresql_where=sa.text("closed_at IS NOT NULL")
    )
    op.create_index("ix_case_in_village", "case", ["tenant_id", "village_code", "opened_on"])
    op.create_index(
        "ix_referral_agency_closed",
        "referral",
        ["tenant_id", "agency_id", "closed_at", "id"],
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )


def _ended() -> None:
    table = "case_fact_ended"
    op.create_table(
        table,
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in WEEK),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "week", name=op.f(f"pk_{table}")),
    )
    protect(table)
    for role, using in READERS.items():
        grant(table, role, using)
    grant(table, "slrt_relay", EVERY, FOLDS)
    days = ", ".join(f"coalesce(sum(n) FILTER (WHERE extract(isodow FROM closed_on) = {n}), 0)" for n in range(1, 8))
    with seeing("case_fact_closed", table):  # what the ledger still holds is folded into both
        op.execute(
            f"INSERT INTO {table} (tenant_id, week, {', '.join(WEEK)})"
            f" SELECT tenant_id, closed_on - (extract(isodow FROM closed_on)::int - 1), sum(n), {days}"
            " FROM case_fact_closed GROUP BY 1, 2"
        )


def _referrals() -> None:
    add_ledger("referral_flow_delta", FLOW, "referral", ABOVE)
    grant("referral_flow_delta", "slrt_agency", ADDRESSED)
    keep("referral_flow_delta", "referral", list(FLOW), ROWS)
    for fact, keys in FACTS.items():
        add_fact(fact, {key: FLOW[key] for key in keys}, ABOVE)
        grant(fact, "slrt_agency", ADDRESSED)
        begin_with(fact, "referral", keys, ROWS)


def _medians() -> None:
    """Of no tenant: rounded, under the official code of the province, and only where five districts or more stand."""
    op.create_table(
        "province_median",
        sa.Column("province_code", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("n IS NULL OR n % 5 = 0", name=op.f("ck_province_median_rounded")),
        sa.PrimaryKeyConstraint("province_code", "measure", "noted_on", name=op.f("pk_province_median")),
    )
    op.execute("GRANT SELECT ON province_median TO slrt_staff, slrt_relay")
    op.execute("GRANT INSERT, UPDATE ON province_median TO slrt_relay")


def downgrade() -> None:
    raise NotImplementedError("facts that are gone cannot be proved: restore a backup instead")
