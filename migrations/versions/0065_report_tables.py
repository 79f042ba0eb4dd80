"""Tables that somebody wants to come back to: how they are made, never what they held."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import OWN, WRITE, grant, protect

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_table",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_norm", sa.Text(), sa.Computed("lower(name)", persisted=True), nullable=False),
        sa.Column("args", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_report_table_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "membership_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_report_table_tenant_id_membership_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_report_table")),
    )
    op.create_index(
        "ix_report_table_own",
        "report_table",
        ["tenant_id", "membership_id", "name_norm"],
        unique=True,
        postgresql_where=sa.text("discarded_at IS NULL"),
    )
    op.create_index(
        "ix_report_table_shared",
        "report_table",
        ["tenant_id", "name_norm", "id"],
        postgresql_where=sa.text("shared AND discarded_at IS NULL"),
    )
    protect("report_table")
    for role in ("slrt_staff", "slrt_supervisor", "slrt_ministry"):
        grant("report_table", role, OWN, WRITE)


def downgrade() -> None:
    op.drop_table("report_table")
