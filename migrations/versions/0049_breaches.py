"""Failures to protect personal data, and whom they touched."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.rls import ADD, OWN, WRITE, grant, protect

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "breach",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("happened", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("kinds", JSONB(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), server_default="", nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_by", sa.Text(), server_default="", nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_by", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("due_at > found_at", name=op.f("ck_breach_clock_forward")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_breach_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_breach")),
    )
    op.create_index("ix_breach_newest", "breach", ["tenant_id", "id"])
    waiting = sa.text("reported_at IS NULL OR told_at IS NULL")
    op.create_index("ix_breach_open", "breach", ["tenant_id", "due_at", "id"], postgresql_where=waiting)
    op.create_table(
        "breach_person",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("breach_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{target}.tenant_id", f"{target}.id"],
                name=op.f(f"fk_breach_person_tenant_id_{column}"),
            )
            for column, target in (("breach_id", "breach"), ("person_id", "person"))
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_breach_person_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_breach_person")),
        sa.UniqueConstraint(
            "tenant_id", "breach_id", "person_id", name=op.f("uq_breach_person_tenant_id_breach_id_person_id")
        ),
    )
    op.create_index("ix_breach_person_person", "breach_person", ["tenant_id", "person_id"])
    for table, verbs in (("breach", WRITE), ("breach_person", ADD)):
        protect(table)
        grant(table, "slrt_staff", OWN, verbs)


def downgrade() -> None:
    raise NotImplementedError("who had to be told is not thrown away: restore a backup instead")
