"""How quickly agencies respond: the day on which they first said something, and referrals by the day they were sent."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("referral", sa.Column("decided_on", sa.Date(), nullable=True))
    op.execute("GRANT UPDATE (decided_on) ON referral TO slrt_agency")
    op.create_index("ix_referral_sent", "referral", ["tenant_id", "sent_at", "id"], unique=False)
    op.create_index("ix_referral_agency_sent", "referral", ["tenant_id", "agency_id", "sent_at", "id"], unique=False)
    tables = ("referral", "referral_event")
    for table in tables:  # FORCE hides the rows even from the owner
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        """
        UPDATE referral r SET decided_on = said.day FROM (
          SELECT e.tenant_id, e.referral_id, min((e.at AT TIME ZONE t.timezone)::date) AS day
          FROM referral_event e JOIN tenant t ON t.id = e.tenant_id
          WHERE e.move IN ('accept', 'decline', 'answer') GROUP BY 1, 2
        ) AS said WHERE said.tenant_id = r.tenant_id AND said.referral_id = r.id
        """
    )
    for table in tables:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.drop_index("ix_referral_agency_sent", "referral")
    op.drop_index("ix_referral_sent", "referral")
    op.drop_column("referral", "decided_on")
