"""Whoever erases counts the household in the ledger like everybody who changes one, and finds proposals by number."""

from alembic import op

from migrations.rls import OWN, grant

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    grant("household_seen_delta", "slrt_eraser", OWN, ("INSERT",))
    op.execute("GRANT SELECT (id) ON round_item TO slrt_eraser")


def downgrade() -> None:
    raise NotImplementedError("a right that the erasure needs is not taken back: restore a backup instead")
