"""Cases, referrals, letters, messages and the facts about them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_delta",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_delta_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_delta")),
    )
    op.create_table(
        "case_fact_day",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_fact_day_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "opened_on", "sector", name=op.f("pk_case_fact_day")),
    )
    op.create_table(
        "case_fact_due",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_fact_due_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "state", "due_on", name=op.f("pk_case_fact_due")),
    )
    op.create_table(
        "case_fact_sector",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_fact_sector_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "sector", "state", name=op.f("pk_case_fact_sector")),
    )
    op.create_table(
        "case_fact_state",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_fact_state_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "state", name=op.f("pk_case_fact_state")),
    )
    op.create_table(
        "year_counter",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_year_counter_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "series", "year", name=op.f("pk_year_counter")),
    )
    op.create_table(
        "case",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("case_type", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("emergency", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("clock_left", sa.SmallInteger(), nullable=True),
        sa.Column(
            "queue_on", sa.Date(), sa.Computed("coalesce(due_on, '9999-12-31'::date)", persisted=True), nullable=False
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('registered', 'needs_correction', 'checking', 'assessing', 'awaiting_decision', 'decided', 'handling', 'referred', 'answered', 'informed', 'closed', 'rejected', 'cancelled')",  # noqa: E501
            name=op.f("ck_case_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_case_tenant_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"], ["person.tenant_id", "person.id"], name=op.f("fk_case_tenant_id_person_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_case_tenant_id_code")),
    )
    op.create_index(
        "ix_case_open",
        "case",
        ["tenant_id", "queue_on", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_case_owner",
        "case",
        ["tenant_id", "owner_id", "queue_on", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_case_person", "case", ["tenant_id", "person_id"], unique=False)
    op.create_index("ix_case_state", "case", ["tenant_id", "state", "queue_on", "id"], unique=False)
    op.create_index(
        "ix_case_village",
        "case",
        ["tenant_id", "village_code", "queue_on", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "case_event",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_case_event_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_event_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_event")),
    )
    op.create_index("ix_case_event_case", "case_event", ["tenant_id", "case_id", "id"], unique=False)
    op.create_table(
        "case_intake",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), server_default="", nullable=False),
        sa.Column("proxy_name", sa.Text(), server_default="", nullable=False),
        sa.Column("proxy_relation", sa.Text(), server_default="", nullable=False),
        sa.Column("consent_share", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_case_intake_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_intake_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_intake")),
        sa.UniqueConstraint("tenant_id", "case_id", name=op.f("uq_case_intake_tenant_id_case_id")),
    )
    op.create_table(
        "message",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("recipient_cipher", sa.LargeBinary(), nullable=False),
        sa.Column("recipient_masked", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name=op.f("ck_message_state_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_message_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_message_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_message")),
    )
    op.create_index("ix_message_case", "message", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "referral",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_due_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("result IN ('granted', 'refused', 'returned')", name=op.f("ck_referral_result_known")),
        sa.CheckConstraint(
            "state IN ('sent', 'accepted', 'declined', 'answered')", name=op.f("ck_referral_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agency_id"], ["agency.tenant_id", "agency.id"], name=op.f("fk_referral_tenant_id_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_referral_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_referral_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_referral")),
    )
    op.create_index("ix_referral_agency", "referral", ["tenant_id", "agency_id", "answer_due_on", "id"], unique=False)
    op.create_index("ix_referral_case", "referral", ["tenant_id", "case_id"], unique=False)
    op.create_index(
        "ix_referral_open",
        "referral",
        ["tenant_id", "agency_id", "answer_due_on", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "letter",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("referral_id", sa.BigInteger(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("number_text", sa.Text(), nullable=False),
        sa.Column("check_code", sa.Text(), nullable=False),
        sa.Column("addressee", sa.Text(), nullable=False),
        sa.Column("signer_id", sa.BigInteger(), nullable=False),
        sa.Column("signer_name", sa.Text(), nullable=False),
        sa.Column("signer_title", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_letter_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "referral_id"],
            ["referral.tenant_id", "referral.id"],
            name=op.f("fk_letter_tenant_id_referral_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_letter_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_letter")),
        sa.UniqueConstraint("tenant_id", "check_code", name=op.f("uq_letter_tenant_id_check_code")),
        sa.UniqueConstraint("tenant_id", "year", "number", name=op.f("uq_letter_tenant_id_year_number")),
    )
    op.create_index("ix_letter_case", "letter", ["tenant_id", "case_id"], unique=False)
    op.create_index("ix_letter_referral", "letter", ["tenant_id", "referral_id"], unique=False)
    op.create_table(
        "narrative",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_narrative_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["case_event.tenant_id", "case_event.id"],
            name=op.f("fk_narrative_tenant_id_event_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_narrative_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_narrative")),
    )
    op.create_index("ix_narrative_case", "narrative", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "referral_event",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("referral_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("competent", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "referral_id"],
            ["referral.tenant_id", "referral.id"],
            name=op.f("fk_referral_event_tenant_id_referral_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_referral_event_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_referral_event")),
    )
    op.create_index("ix_referral_event_referral", "referral_event", ["tenant_id", "referral_id", "id"], unique=False)
    op.create_table(
        "referral_packet",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("referral_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("body_cipher", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "referral_id"],
            ["referral.tenant_id", "referral.id"],
            name=op.f("fk_referral_packet_tenant_id_referral_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_referral_packet_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_referral_packet")),
    )
    op.create_index("ix_referral_packet_referral", "referral_packet", ["tenant_id", "referral_id"], unique=False)
    op.create_table(
        "case_draft",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "membership_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_case_draft_tenant_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_case_draft_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_case_draft_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_draft_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_draft")),
    )
    op.create_index(
        "ix_case_draft_membership", "case_draft", ["tenant_id", "membership_id", "created_at"], unique=False
    )


def downgrade() -> None:
    for table in (
        "case_draft",
        "referral_packet",
        "referral_event",
        "narrative",
        "letter",
        "referral",
        "message",
        "case_intake",
        "case_event",
        "case",
        "year_counter",
        "case_fact_state",
        "case_fact_sector",
        "case_fact_due",
        "case_fact_day",
        "case_delta",
    ):
        op.drop_table(table)
