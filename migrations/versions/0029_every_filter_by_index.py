"""The queue by sector and by kecamatan finds its rows in one index, as by village, state and owner."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        'ALTER TABLE "case" ADD COLUMN area_code text GENERATED ALWAYS AS (left(village_code, 8)) STORED NOT NULL'
    )
    for name, column in (("ix_case_sector", "sector"), ("ix_case_area", "area_code")):
        op.create_index(
            name, "case", ["tenant_id", column, "queue_on", "id"], postgresql_where=sa.text("closed_at IS NULL")
        )
    op.execute('GRANT SELECT (area_code) ON "case" TO slrt_supervisor')


def downgrade() -> None:
    op.drop_index("ix_case_area", "case")
    op.drop_index("ix_case_sector", "case")
    op.drop_column("case", "area_code")
