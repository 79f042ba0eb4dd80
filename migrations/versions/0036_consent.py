"""Consent: what a citizen agreed to share, for whom, until when, and how one knows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import WRITE, protect, veil

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("giver_name", sa.Text(), server_default="", nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("proof_note", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("recorder_name", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.BigInteger(), nullable=True),
        sa.Column("withdrawer_name", sa.Text(), server_default="", nullable=False),
        sa.Column("withdrawn_why", sa.Text(), server_default="", nullable=False),
        sa.Column("veil", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("cardinality(fields) > 0", name=op.f("ck_consent_covers_something")),
        sa.CheckConstraint("given_by IN ('self', 'proxy', 'guardian')", name=op.f("ck_consent_given_by_known")),
        sa.CheckConstraint("proof IN ('spoken', 'signed', 'witnessed')", name=op.f("ck_consent_proof_known")),
        sa.CheckConstraint("valid_until >= given_on", name=op.f("ck_consent_period_forward")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agency_id"], ["agency.tenant_id", "agency.id"], name=op.f("fk_consent_tenant_id_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_consent_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_consent_tenant_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "withdrawn_by"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_consent_tenant_id_withdrawn_by"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_consent_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_consent")),
    )
    op.create_index(
        "ix_consent_case",
        "consent",
        ["tenant_id", "case_id"],
        unique=False,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.add_column("referral", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    _carry_over()
    protect("consent")
    veil("consent", WRITE)


def _carry_over() -> None:
    """A yes on the registration form was spoken at the desk, for whichever agency handles the case, until it closes."""
    for table in ("case", "case_intake", "case_event"):
        op.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
    op.execute(
        """
        INSERT INTO consent (tenant_id, case_id, fields, given_on, given_by, giver_name, proof, recorded_at,
                             recorded_by, recorder_name, veil)
        SELECT c.tenant_id, c.id,
               ARRAY['name', 'nik', 'birth', 'village', 'address', 'phone', 'summary', 'story', 'done', 'files'],
               c.opened_on, CASE WHEN i.proxy_name = '' THEN 'self' ELSE 'proxy' END, i.proxy_name, 'spoken', e.at,
               e.actor_id, e.actor_name, c.veil
        FROM case_intake i
        JOIN "case" c ON c.tenant_id = i.tenant_id AND c.id = i.case_id
        JOIN case_event e ON e.tenant_id = c.tenant_id AND e.case_id = c.id AND e.move = 'register'
        WHERE i.consent_share
        """
    )
    for table in ("case", "case_intake", "case_event"):
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    op.drop_column("case_intake", "consent_share")


def downgrade() -> None:
    raise NotImplementedError("what citizens agreed to is not thrown away: restore a backup instead")
