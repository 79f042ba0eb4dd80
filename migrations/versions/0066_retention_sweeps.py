"""What is past its time is listed for the office, and erased in portions once somebody has approved the whole list."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import OWN, WRITE, grant, protect

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_sweep",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erase_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), server_default="0", nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_name", sa.Text(), server_default="", nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased", sa.Integer(), server_default="0", nullable=False),
        sa.Column("outcome", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("state IN ('listed', 'approved', 'done')", name=op.f("ck_retention_sweep_state_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "approved_by"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_retention_sweep_tenant_id_approved_by"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_retention_sweep_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_retention_sweep")),
    )
    op.create_index(
        "ix_retention_sweep_open", "retention_sweep", ["tenant_id"], unique=True,
        postgresql_where=sa.text("state <> 'done'"),
    )  # fmt: skip
    op.create_table(
        "retention_item",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("sweep_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("kinds", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.CheckConstraint("state IN ('listed', 'held', 'erased', 'kept')", name=op.f("ck_retention_item_state_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sweep_id"],
            ["retention_sweep.tenant_id", "retention_sweep.id"],
            name=op.f("fk_retention_item_tenant_id_sweep_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_retention_item_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_retention_item_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_retention_item")),
        sa.UniqueConstraint(
            "tenant_id", "sweep_id", "person_id", name=op.f("uq_retention_item_tenant_id_sweep_id_person_id")
        ),
    )
    op.create_index("ix_retention_item_list", "retention_item", ["tenant_id", "sweep_id", "state", "id"])
    op.create_index("ix_retention_item_person", "retention_item", ["tenant_id", "person_id", "done_at"])
    for table in ("retention_sweep", "retention_item"):
        protect(table)
        grant(table, "slrt_staff", OWN, WRITE)


def downgrade() -> None:
    raise NotImplementedError("a proof is not thrown away: restore a backup instead")
