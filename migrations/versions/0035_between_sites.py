"""Between sites: what another site has asked of this one, carried here by a courier."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import ADD, OWN, WRITE, grant, protect, veil

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

STATES = "'sent', 'received', 'accepted', 'in_progress', 'declined', 'answered', 'acknowledged', 'revoked'"
RESULTS = "'granted', 'refused', 'returned'"
OUTBOX_BACK = ("tenant_id", "id", "created_at", "not_before", "attempts")
"""What an INSERT … RETURNING gives back."""


def upgrade() -> None:
    op.create_table(
        "incoming_referral",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_tenant_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("emergency", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("body_cipher", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accept_due_on", sa.Date(), nullable=False),
        sa.Column("answer_due_on", sa.Date(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_incoming_referral_state_known")),
        sa.CheckConstraint(
            "result IN ('granted', 'refused', 'returned')", name=op.f("ck_incoming_referral_result_known")
        ),
        sa.CheckConstraint("kind IN ('site', 'escalation')", name=op.f("ck_incoming_referral_kind_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_incoming_referral_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(["from_tenant_id"], ["tenant.id"], name=op.f("fk_incoming_referral_from_tenant_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_incoming_referral_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_incoming_referral")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_incoming_referral_tenant_id_key")),
    )
    op.create_index(
        "ix_incoming_open",
        "incoming_referral",
        ["tenant_id", "answer_due_on", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_incoming_over",
        "incoming_referral",
        ["tenant_id", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_table(
        "incoming_event",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("incoming_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("competent", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "incoming_id"],
            ["incoming_referral.tenant_id", "incoming_referral.id"],
            name=op.f("fk_incoming_event_tenant_id_incoming_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_incoming_event_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_incoming_event")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_incoming_event_tenant_id_key")),
    )
    op.create_index("ix_incoming_event_incoming", "incoming_event", ["tenant_id", "incoming_id", "id"], unique=False)
    op.add_column("notice", sa.Column("incoming_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_notice_tenant_id_incoming_id"), "notice", "incoming_referral", ["tenant_id", "incoming_id"],
        ["tenant_id", "id"],
    )  # fmt: skip
    protect("incoming_referral")
    protect("incoming_event")
    veil("incoming_referral", WRITE)
    grant("incoming_event", "slrt_staff", OWN, ADD)
    # What was escalated to the province is all that a provincial supervisor sees in full: rows of the province's own.
    role = "slrt_supervisor"
    grant("incoming_referral", role, OWN)
    grant("incoming_referral", role, OWN, ("UPDATE",), ("state", "result", "closed_at", "version"))
    grant("incoming_event", role, OWN, ADD)
    grant("outbox", role, OWN, ADD, OUTBOX_BACK)


def downgrade() -> None:
    raise NotImplementedError("what other sites have asked is not thrown away: restore a backup instead")
