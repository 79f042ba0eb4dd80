"""Where the matter of a case lies: a point and a landmark. Personal data: it may be somebody's house."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import WRITE, protect, veil

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_place",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("landmark", sa.Text(), server_default="", nullable=False),
        sa.Column("noted_name", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("veil", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "latitude BETWEEN -11.2 AND 6.3 AND longitude BETWEEN 94.7 AND 141.2",
            name=op.f("ck_case_place_in_indonesia"),
        ),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_case_place_whole_point")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_case_place_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_place_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_place")),
        sa.UniqueConstraint("tenant_id", "case_id", name=op.f("uq_case_place_tenant_id_case_id")),
    )
    protect("case_place")
    veil("case_place", WRITE)


def downgrade() -> None:
    op.drop_table("case_place")
