"""Lists of the people of a site, and what an administrator may do with their sign-in."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import ADD, EVERY, grant

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

OUTBOX_BACK = ("tenant_id", "id", "created_at", "not_before", "attempts")


def upgrade() -> None:
    op.add_column("membership", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_membership_name", "membership", ["tenant_id", "name", "id"])
    op.create_index("ix_signin_session_membership", "signin_session", ["tenant_id", "membership_id"])
    grant("outbox", "slrt_signin", EVERY, ADD, OUTBOX_BACK)  # whose second factor was reset is told


def downgrade() -> None:
    op.drop_index("ix_signin_session_membership", "signin_session")
    op.drop_index("ix_membership_name", "membership")
    op.drop_column("membership", "ended_at")
