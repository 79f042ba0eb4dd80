"""Indexes for what the queue can be narrowed by: one case type, emergencies alone."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_case_type",
        "case",
        ["tenant_id", "case_type", "queue_on", "id"],
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_case_emergency",
        "case",
        ["tenant_id", "queue_on", "id"],
        postgresql_where=sa.text("emergency AND closed_at IS NULL"),
    )


def downgrade() -> None:
    for index in ("ix_case_emergency", "ix_case_type"):
        op.drop_index(index, "case")
