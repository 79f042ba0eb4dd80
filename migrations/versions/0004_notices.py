"""Notices to members at work, and where they may be mailed."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import ADDRESSED, OWN, grant, protect

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WRITE = ("SELECT", "INSERT", "UPDATE")


def upgrade() -> None:
    op.add_column("membership", sa.Column("email", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "notice",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("referral_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_notice_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "membership_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_notice_tenant_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "referral_id"],
            ["referral.tenant_id", "referral.id"],
            name=op.f("fk_notice_tenant_id_referral_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_notice_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_member", "notice", ["tenant_id", "membership_id", "id"], unique=False)
    op.create_index(
        "ix_notice_unread",
        "notice",
        ["tenant_id", "membership_id", "id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL"),
    )
    protect("notice")
    grant("notice", "slrt_staff", OWN, WRITE)
    for role, rows in (("slrt_agency", ADDRESSED), ("slrt_supervisor", OWN)):
        grant("notice", role, rows)
        grant("notice", role, rows, ("UPDATE",), ("read_at",))


def downgrade() -> None:
    op.drop_table("notice")
    op.drop_column("membership", "email")
