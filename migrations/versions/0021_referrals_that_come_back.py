"""Referrals that come back: more states, dates to accept and answer, officers, reminders, and other sites."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import seeing

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STATES = "'sent', 'received', 'accepted', 'in_progress', 'declined', 'answered', 'acknowledged', 'revoked'"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_referral_state_known"), "referral")
    op.create_check_constraint(op.f("ck_referral_state_known"), "referral", f"state IN ({STATES})")
    op.add_column("referral", sa.Column("kind", sa.Text(), server_default="agency", nullable=False))
    op.create_check_constraint(op.f("ck_referral_kind_known"), "referral", "kind IN ('agency', 'site', 'escalation')")
    op.alter_column("referral", "agency_id", nullable=True)
    op.alter_column("referral_packet", "agency_id", nullable=True)
    op.alter_column("referral_event", "agency_id", nullable=True)
    op.add_column("referral", sa.Column("site_id", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_referral_site_id"), "referral", "tenant", ["site_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_referral_one_recipient"), "referral", "(agency_id IS NULL) = (site_id IS NOT NULL)"
    )
    op.add_column("referral", sa.Column("key", sa.Text(), nullable=True))
    op.add_column("referral_event", sa.Column("key", sa.Text(), nullable=True))
    op.create_unique_constraint(op.f("uq_referral_tenant_id_key"), "referral", ["tenant_id", "key"])
    op.create_unique_constraint(op.f("uq_referral_event_tenant_id_key"), "referral_event", ["tenant_id", "key"])
    op.add_column("referral", sa.Column("officer_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_referral_tenant_id_officer_id"), "referral", "membership", ["tenant_id", "officer_id"],
        ["tenant_id", "id"],
    )  # fmt: skip
    op.add_column("referral", sa.Column("accept_due_on", sa.Date(), nullable=True))
    with seeing("referral"):
        op.execute("UPDATE referral SET accept_due_on = answer_due_on")
    op.alter_column("referral", "accept_due_on", nullable=False)
    op.add_column("referral", sa.Column("reminders", sa.Integer(), server_default="0", nullable=False))
    op.add_column("referral", sa.Column("reminded_on", sa.Date(), nullable=True))
    op.add_column("referral", sa.Column("late_since", sa.Date(), nullable=True))
    op.create_index(
        "ix_referral_late",
        "referral",
        ["tenant_id", "answer_due_on"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.execute("GRANT UPDATE (officer_id) ON referral TO slrt_agency")
    op.execute("GRANT SELECT (site_id) ON referral TO slrt_lookup")
    op.execute("GRANT SELECT (id, full_name) ON tenant TO slrt_lookup")
    _public_steps()


def _public_steps() -> None:
    """A referral to another site has no agency: the site is named in its place."""
    op.execute("GRANT CREATE ON SCHEMA public TO slrt_lookup")
    op.execute("SET ROLE slrt_lookup")
    op.execute(
        """
        CREATE OR REPLACE FUNCTION follow_case_steps(wanted text, last4 text)
        RETURNS TABLE (at timestamptz, move text, to_state text, agency text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT e.at, e.move, e.to_state, NULL
          FROM follow_case(wanted, last4) f JOIN case_event e
            ON e.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND e.case_id = f.case_id
          WHERE f.case_type IS NOT NULL
          UNION ALL
          SELECT e.at, 'referral_' || e.move, e.to_state, coalesce(a.name, s.full_name)
          FROM follow_case(wanted, last4) f
          JOIN referral r
            ON r.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND r.case_id = f.case_id
          JOIN referral_event e ON e.tenant_id = r.tenant_id AND e.referral_id = r.id
          LEFT JOIN agency a ON a.tenant_id = r.tenant_id AND a.id = r.agency_id
          LEFT JOIN tenant s ON s.id = r.site_id
          WHERE f.case_type IS NOT NULL
          ORDER BY 1
        $$;
        """
    )
    op.execute("SET ROLE slrt_owner")
    op.execute("REVOKE CREATE ON SCHEMA public FROM slrt_lookup")


def downgrade() -> None:
    raise NotImplementedError("states that referrals stand in are not taken away again: restore a backup instead")
