"""Boundaries that a province or a district gives for its map. No person is in them."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import ADD, LIVE, OWN, grant, protect

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "boundary",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("points_given", sa.Integer(), nullable=False),
        sa.Column("points_kept", sa.Integer(), nullable=False),
        sa.Column("shapes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_boundary_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "membership_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_boundary_tenant_id_membership_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_boundary")),
    )
    op.create_index("ix_boundary_current", "boundary", ["tenant_id"], unique=True, postgresql_where=sa.text("current"))
    op.create_table(
        "boundary_shape",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("boundary_id", sa.BigInteger(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.Column("label_x", sa.Integer(), nullable=False),
        sa.Column("label_y", sa.Integer(), nullable=False),
        sa.Column("room", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_boundary_shape_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "boundary_id"],
            ["boundary.tenant_id", "boundary.id"],
            name=op.f("fk_boundary_shape_tenant_id_boundary_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "boundary_id", "region_code", name=op.f("pk_boundary_shape")),
    )
    for table in ("boundary", "boundary_shape"):
        protect(table)
        grant(table, "slrt_ministry", LIVE)
    for role, own in (("slrt_staff", OWN), ("slrt_supervisor", f"{OWN} AND {LIVE}")):
        grant("boundary", role, own, ADD)
        grant("boundary", role, own, ("UPDATE",), ("current",))
        grant("boundary_shape", role, own, ADD)


def downgrade() -> None:
    op.drop_table("boundary_shape")
    op.drop_table("boundary")
