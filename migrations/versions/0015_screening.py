"""Screening of the whole registry: runs, totals by village, and who seems to be missed or misplaced."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import OWN, grant, protect

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "screening_run",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("rules", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'done')", name=op.f("ck_screening_run_state_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "asked_by"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_screening_run_tenant_id_asked_by"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_screening_run_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_screening_run")),
    )
    op.create_table(
        "screening_count",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("indicated", "unknown", "receiving", "missed", "odd")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "run_id"],
            ["screening_run.tenant_id", "screening_run.id"],
            name=op.f("fk_screening_count_tenant_id_run_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_screening_count_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_screening_count")),
        sa.UniqueConstraint(
            "tenant_id",
            "run_id",
            "programme",
            "village_code",
            name=op.f("uq_screening_count_tenant_id_run_id_programme_village_code"),
        ),
    )
    op.create_table(
        "screening_gap",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("gap", sa.Text(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("gap IN ('missed', 'odd')", name=op.f("ck_screening_gap_gap_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_screening_gap_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "run_id"],
            ["screening_run.tenant_id", "screening_run.id"],
            name=op.f("fk_screening_gap_tenant_id_run_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_screening_gap_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_screening_gap")),
    )
    op.create_index("ix_screening_gap_list", "screening_gap", ["tenant_id", "run_id", "programme", "gap", "rank", "id"])
    op.create_index(
        "ix_screening_gap_village",
        "screening_gap",
        ["tenant_id", "run_id", "programme", "gap", "village_code", "rank", "id"],
    )
    for table in ("screening_run", "screening_count", "screening_gap"):
        protect(table)
    grant("screening_run", "slrt_staff", OWN, ("SELECT", "INSERT", "UPDATE"))
    grant("screening_count", "slrt_staff", OWN, ("SELECT", "INSERT"))
    grant("screening_gap", "slrt_staff", OWN, ("SELECT", "INSERT", "DELETE"))


def downgrade() -> None:
    for table in ("screening_gap", "screening_count", "screening_run"):
        op.drop_table(table)
