"""A site keeps its own agencies: days to accept, services of its own; and settings of letters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import OWN, grant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KINDS = "kind IN ('case_type', 'sectors', 'office', 'closure', 'letter_type', 'numbering', 'agency')"


def upgrade() -> None:
    for table in ("setting", "default_setting"):
        op.drop_constraint(op.f(f"ck_{table}_kind_known"), table)
        op.create_check_constraint(op.f(f"ck_{table}_kind_known"), table, KINDS)
    op.add_column("agency", sa.Column("accept_days", sa.Integer(), server_default="2", nullable=False))
    op.add_column(
        "agency",
        sa.Column("services", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
    )
    grant("agency", "slrt_staff", OWN, ("INSERT", "UPDATE"))


def downgrade() -> None:
    raise NotImplementedError("what a site has set is not thrown away: restore a backup instead")
