"""The whole life of a case: visits, proposals, emergencies, feedback, objections, duplicates, levels."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import ADD, protect, veil

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATES = (
    "registered", "needs_correction", "checking", "visiting", "assessing", "awaiting_decision", "decided", "handling",
    "referred", "proposed", "answered", "informed", "closed", "rejected", "duplicate", "cancelled",
)  # fmt: skip
KNOWN = {
    "level": ("puskesos", "district", "province", "ministry"),
    "paperwork": ("check", "recommend", "decide"),
    "resolution": ("resolved", "objected", "rejected", "duplicate", "cancelled"),
}
SHAPE = ("level", "raised_on", "paperwork", "satisfied", "closes_on", "resolution", "duplicate_of")
QUEUE_ON = "CASE WHEN due_on IS NULL THEN '9999-12-31'::date WHEN emergency THEN due_on - 36525 ELSE due_on END"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_case_state_known"), "case")
    op.create_check_constraint(op.f("ck_case_state_known"), "case", _one_of("state", STATES))
    op.add_column("case", sa.Column("level", sa.Text(), server_default="district", nullable=False))
    op.add_column("case", sa.Column("raised_on", sa.Date(), nullable=True))
    op.add_column("case", sa.Column("help_due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("case", sa.Column("paperwork", sa.Text(), nullable=True))
    op.add_column("case", sa.Column("visitor_id", sa.BigInteger(), nullable=True))
    op.add_column("case", sa.Column("satisfied", sa.Boolean(), nullable=True))
    op.add_column("case", sa.Column("closes_on", sa.Date(), nullable=True))
    op.add_column("case", sa.Column("resolution", sa.Text(), nullable=True))
    op.add_column("case", sa.Column("reopen_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("case", sa.Column("duplicate_of", sa.BigInteger(), nullable=True))
    for column, values in KNOWN.items():
        op.create_check_constraint(op.f(f"ck_case_{column}_known"), "case", _one_of(column, values))
    op.create_foreign_key(
        op.f("fk_case_tenant_id_visitor_id"), "case", "membership", ["tenant_id", "visitor_id"], ["tenant_id", "id"]
    )
    op.create_foreign_key(
        op.f("fk_case_tenant_id_duplicate_of"), "case", "case", ["tenant_id", "duplicate_of"], ["tenant_id", "id"]
    )
    for name, column in (
        ("ix_case_visitor", "visitor_id"), ("ix_case_duplicate", "duplicate_of"), ("ix_case_silence", "closes_on"),
    ):  # fmt: skip
        op.create_index(
            name, "case", ["tenant_id", column], unique=False, postgresql_where=sa.text(f"{column} IS NOT NULL")
        )
    op.execute(f'ALTER TABLE "case" ALTER COLUMN queue_on SET EXPRESSION AS ({QUEUE_ON})')

    op.add_column("case_event", sa.Column("level", sa.Text(), server_default="district", nullable=False))
    op.add_column("case_event", sa.Column("reason", sa.Text(), nullable=True))
    op.create_table(
        "event_detail",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_event_detail_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["case_event.tenant_id", "case_event.id"],
            name=op.f("fk_event_detail_tenant_id_event_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_event_detail_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_event_detail")),
        sa.UniqueConstraint("tenant_id", "event_id", name=op.f("uq_event_detail_tenant_id_event_id")),
    )
    op.create_index("ix_event_detail_case", "event_detail", ["tenant_id", "case_id"], unique=False)
    protect("event_detail")
    veil("event_detail", ADD)
    op.execute(f'GRANT SELECT ({", ".join(SHAPE)}) ON "case" TO slrt_supervisor')
    op.execute("GRANT SELECT (level, reason) ON case_event TO slrt_supervisor")


def downgrade() -> None:
    raise NotImplementedError("states that cases stand in are not taken away again: restore a backup instead")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"
