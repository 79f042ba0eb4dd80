"""Weeks by sector are read from their key alone: of a province's offices they lie far apart in the table."""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None

TABLE, KEY = "case_fact_sector_intake", "pk_case_fact_sector_intake"
NUMBERS = ("n", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


def upgrade() -> None:
    _renew_key(f" INCLUDE ({', '.join(NUMBERS)})")


def downgrade() -> None:
    _renew_key("")


def _renew_key(numbers: str) -> None:
    op.execute(
        sa.text(
            f"ALTER TABLE {TABLE} DROP CONSTRAINT {KEY},"
            f" ADD CONSTRAINT {KEY} PRIMARY KEY (tenant_id, week, sector){numbers}"
        )
    )
