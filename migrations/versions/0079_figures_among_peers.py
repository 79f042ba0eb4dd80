"""Figures of offices beside those of their peers, what offices say to a mark; the relay may tell of a drift."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import ADD, DISTRICTS, EVERY, LIVE, OWN, WRITE, grant, protect

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quality_figure",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("middle", sa.Double(), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("peers", sa.Integer(), nullable=False),
        sa.Column("among", sa.Text(), nullable=False),
        sa.Column("far", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "among IN ('province', 'small', 'medium', 'large')", name=op.f("ck_quality_figure_among_known")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_quality_figure_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "slug", name=op.f("pk_quality_figure")),
    )
    op.create_table(
        "quality_word",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_quality_word_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "written_by"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_quality_word_tenant_id_written_by"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quality_word")),
    )
    op.create_index("ix_quality_word_newest", "quality_word", ["tenant_id", "slug", "id"])
    protect("quality_figure")
    protect("quality_word")
    above = {"slrt_supervisor": f"{DISTRICTS} AND {LIVE}", "slrt_ministry": LIVE}
    grant("quality_figure", "slrt_relay", EVERY, (*WRITE, "DELETE"))
    grant("quality_figure", "slrt_staff", OWN)
    grant("quality_word", "slrt_staff", OWN, ADD)
    for role, rows in above.items():
        grant("quality_figure", role, rows)
        grant("quality_word", role, rows, ("SELECT",), ("tenant_id", "id", "slug", "words", "written_at"))

    grant("outbox", "slrt_relay", LIVE, ("INSERT",))


def downgrade() -> None:
    raise NotImplementedError("what offices have written is kept: restore a backup instead")
