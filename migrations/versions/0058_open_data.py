"""What is published for everybody: quarters and their figures. The relay adds to it, all read it, nobody changes it."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

READERS = ("slrt_public", "slrt_staff", "slrt_supervisor", "slrt_ministry", "slrt_relay")


def upgrade() -> None:
    op.create_table(
        "open_release",
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("quarter", name=op.f("pk_open_release")),
    )
    op.create_table(
        "open_figure",
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("province_code", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=True),
        sa.Column("held_back", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint(
            "level IN ('nation', 'province', 'district', 'province_office')",
            name=op.f("ck_open_figure_level_known"),
        ),
        sa.CheckConstraint("held_back IN ('', 'small', 'withheld')", name=op.f("ck_open_figure_held_back_known")),
        sa.CheckConstraint("(n IS NULL) = (held_back <> '')", name=op.f("ck_open_figure_n_or_reason")),
        sa.ForeignKeyConstraint(["quarter"], ["open_release.quarter"], name=op.f("fk_open_figure_quarter")),
        sa.PrimaryKeyConstraint("dataset", "quarter", "number", name=op.f("pk_open_figure")),
    )
    op.create_index("ix_open_figure_code", "open_figure", ["code", "quarter", "dataset", "number"])
    for table in ("open_release", "open_figure"):
        op.execute(f"GRANT SELECT ON {table} TO {', '.join(READERS)}")
        op.execute(f"GRANT INSERT ON {table} TO slrt_relay")


def downgrade() -> None:
    raise NotImplementedError("what was published stays published")
