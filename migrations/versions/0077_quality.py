"""What is noted of each office's data by night: counts, of which no small number leaves the office."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import DISTRICTS, LIVE, OWN, WRITE, grant, protect

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

GIVES_AWAY = "part BETWEEN 1 AND 4 OR whole - part BETWEEN 1 AND 4"
SHOWN_PART = f"CASE WHEN whole IS NULL THEN part WHEN {GIVES_AWAY} THEN NULL ELSE (part + 2) / 5 * 5 END"
SHOWN_WHOLE = "CASE WHEN whole BETWEEN 1 AND 4 THEN NULL ELSE (whole + 2) / 5 * 5 END"
ABOVE = ("tenant_id", "slug", "tripped", "tripped_on", "noted_on", "shown_part", "shown_whole")
"""Columns for whoever reads above the office."""


def upgrade() -> None:
    op.create_table(
        "quality_count",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("part", sa.BigInteger(), nullable=False),
        sa.Column("whole", sa.BigInteger(), nullable=True),
        sa.Column("tripped", sa.Boolean(), nullable=False),
        sa.Column("tripped_on", sa.Date(), nullable=True),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("shown_part", sa.BigInteger(), sa.Computed(SHOWN_PART, persisted=True), nullable=True),
        sa.Column("shown_whole", sa.BigInteger(), sa.Computed(SHOWN_WHOLE, persisted=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_quality_count_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "slug", name=op.f("pk_quality_count")),
    )
    protect("quality_count")
    grant("quality_count", "slrt_staff", OWN, WRITE)
    grant("quality_count", "slrt_supervisor", f"{DISTRICTS} AND {LIVE}", ("SELECT",), ABOVE)
    grant("quality_count", "slrt_ministry", LIVE, ("SELECT",), ABOVE)


def downgrade() -> None:
    op.drop_table("quality_count")
