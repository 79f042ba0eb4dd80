"""Whoever must act next on an update round is reminded before its cut-off: a line in the inbox leads to the round."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("round_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_notice_tenant_id_round_id"), "notice", "update_round", ["tenant_id", "round_id"], ["tenant_id", "id"]
    )
    op.create_index(
        "ix_notice_round", "notice", ["tenant_id", "round_id", "kind"], postgresql_where=sa.text("round_id IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_column("notice", "round_id")
