"""A task of the practice room can be about an update round."""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("practice_run", sa.Column("round_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_practice_run_tenant_id_round_id"),
        "practice_run",
        "update_round",
        ["tenant_id", "round_id"],
        ["tenant_id", "id"],
    )


def downgrade() -> None:
    raise NotImplementedError("tries are kept: restore a backup instead")
