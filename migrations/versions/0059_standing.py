"""How districts stand side by side, and whether a district may be named there."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import ADD, DISTRICTS, EVERY, OWN, WRITE, grant, protect

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sustainability_standing",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("cohort_year", sa.SmallInteger(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'unknown'"), nullable=False),
        sa.Column("registered", sa.Integer(), server_default="0", nullable=False),
        sa.Column("registered_before", sa.Integer(), server_default="0", nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("points_before", sa.Integer(), nullable=True),
        sa.Column("noted_on", sa.Date(), nullable=True),
        sa.Column("named", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint(
            "state IN ('living', 'declining', 'stopped', 'unknown')",
            name=op.f("ck_sustainability_standing_state_known"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_sustainability_standing_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_sustainability_standing")),
    )
    op.create_table(
        "naming_decision",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "decided_by"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_naming_decision_tenant_id_decided_by"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_naming_decision_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_naming_decision")),
    )
    for table in ("sustainability_standing", "naming_decision"):
        protect(table)
    grant("naming_decision", "slrt_staff", OWN, ADD)
    grant("sustainability_standing", "slrt_staff", OWN, ADD)
    grant("sustainability_standing", "slrt_staff", OWN, ("UPDATE",), ("named",))
    grant("sustainability_standing", "slrt_relay", EVERY, WRITE)
    grant("sustainability_standing", "slrt_supervisor", DISTRICTS)
    grant("sustainability_standing", "slrt_ministry", EVERY)


def downgrade() -> None:
    op.drop_table("naming_decision")
    op.drop_table("sustainability_standing")
