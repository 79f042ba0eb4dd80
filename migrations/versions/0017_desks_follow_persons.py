"""A case that follows its person through a merge is counted at its desk too: that trigger runs as slrt_veil."""

from migrations.rls import OWN, grant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    grant("case_desk_delta", "slrt_veil", OWN, ("INSERT",))


def downgrade() -> None:
    raise NotImplementedError("isolation is not taken away again: restore a backup instead")
