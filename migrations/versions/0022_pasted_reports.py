"""A registration can begin with a pasted report, before it is known who it is about."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("case_draft", "person_id", existing_type=sa.BigInteger(), nullable=True)
    op.add_column("case_draft", sa.Column("report_cipher", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM case_draft WHERE person_id IS NULL")
    op.drop_column("case_draft", "report_cipher")
    op.alter_column("case_draft", "person_id", existing_type=sa.BigInteger(), nullable=False)
