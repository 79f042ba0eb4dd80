"""Cases of one state and sector have an index of their own: of a rare sector, all of that state were read before."""

from alembic import op

revision = "0090"
down_revision = "0089"
branch_labels = None
depends_on = None

NAME = "ix_case_state_sector"


def upgrade() -> None:
    op.create_index(NAME, "case", ["tenant_id", "state", "sector", "queue_on", "id"])


def downgrade() -> None:
    op.drop_index(NAME, "case")
