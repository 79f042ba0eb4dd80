"""The ground: regions, tenants, accounts, audit, outbox, households and persons."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("totp_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("totp_last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent_code"], ["region.code"], name=op.f("fk_region_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_index("ix_region_children", "region", ["parent_code", "name"], unique=False)
    op.create_table(
        "signin_throttle",
        sa.Column("login_hash", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("login_hash", name=op.f("pk_signin_throttle")),
    )
    op.create_table(
        "tenant",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), server_default="Dinas Sosial", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("seat", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("code_prefix", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), server_default="Asia/Jakarta", nullable=False),
        sa.CheckConstraint("kind IN ('ministry', 'province', 'district')", name=op.f("ck_tenant_kind_known")),
        sa.ForeignKeyConstraint(["parent_id"], ["tenant.id"], name=op.f("fk_tenant_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant")),
        sa.UniqueConstraint("code_prefix", name=op.f("uq_tenant_code_prefix")),
    )
    op.create_index("ix_tenant_parent_id", "tenant", ["parent_id"], unique=False)
    op.create_table(
        "agency",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), server_default="", nullable=False),
        sa.Column("answer_days", sa.Integer(), server_default="5", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_agency_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agency")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_audit_entry_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_subject", "audit_entry", ["tenant_id", "subject_kind", "subject_id"], unique=False)
    op.create_table(
        "household",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("family_card_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("family_card_hash", sa.LargeBinary(), nullable=True),
        sa.Column("family_card_masked", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_household_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_household")),
        sa.UniqueConstraint("tenant_id", "family_card_hash", name=op.f("uq_household_tenant_id_family_card_hash")),
    )
    op.create_table(
        "outbox",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_outbox_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_open", "outbox", ["created_at"], unique=False, postgresql_where=sa.text("done_at IS NULL")
    )
    op.create_table(
        "receipt",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_receipt_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("tenant_id", "request_key", name=op.f("uq_receipt_tenant_id_request_key")),
    )
    op.create_table(
        "signin_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("membership_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_signin_session_account_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_signin_session_tenant_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_signin_session")),
    )
    op.create_index("ix_signin_session_account_id", "signin_session", ["account_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("employee_number", sa.Text(), server_default="", nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("supervisor_id", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.CheckConstraint(
            "role IN ('front_office', 'back_office', 'facilitator', 'supervisor', 'manager', 'head', 'administrator', 'agency_officer', 'provincial_supervisor', 'ministry_analyst')",  # noqa: E501
            name=op.f("ck_membership_role_known"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_membership_account_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agency_id"],
            ["agency.tenant_id", "agency.id"],
            name=op.f("fk_membership_tenant_id_agency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "supervisor_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_membership_tenant_id_supervisor_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_membership_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_membership")),
    )
    op.create_index("ix_membership_account_id", "membership", ["account_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_norm", sa.Text(), sa.Computed("lower(name)", persisted=True), nullable=False),
        sa.Column("nik_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("nik_hash", sa.LargeBinary(), nullable=True),
        sa.Column("nik_masked", sa.Text(), server_default="", nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("birth_place", sa.Text(), server_default="", nullable=False),
        sa.Column("relation", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("phone_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("phone_hash", sa.LargeBinary(), nullable=True),
        sa.Column("phone_masked", sa.Text(), server_default="", nullable=False),
        sa.Column("email_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("sex IN ('male', 'female')", name=op.f("ck_person_sex_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "household_id"],
            ["household.tenant_id", "household.id"],
            name=op.f("fk_person_tenant_id_household_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_person_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_person")),
        sa.UniqueConstraint("tenant_id", "nik_hash", name=op.f("uq_person_tenant_id_nik_hash")),
    )
    op.create_index("ix_person_birth_date", "person", ["tenant_id", "birth_date"], unique=False)
    op.create_index("ix_person_household", "person", ["tenant_id", "household_id"], unique=False)
    op.create_index(
        "ix_person_name",
        "person",
        ["tenant_id", "name_norm"],
        unique=False,
        postgresql_ops={"name_norm": "text_pattern_ops"},
        postgresql_include=["id", "birth_date"],
    )
    op.create_index("ix_person_phone", "person", ["tenant_id", "phone_hash"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "membership_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_api_token_tenant_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_api_token_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_api_token")),
    )
    op.create_index("ix_api_token_token_hash", "api_token", ["token_hash"], unique=False)
    op.create_table(
        "membership_village",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "membership_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_membership_village_tenant_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_membership_village_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_membership_village")),
        sa.UniqueConstraint(
            "tenant_id",
            "membership_id",
            "village_code",
            name=op.f("uq_membership_village_tenant_id_membership_id_village_code"),
        ),
    )


def downgrade() -> None:
    for table in (
        "membership_village",
        "api_token",
        "person",
        "membership",
        "signin_session",
        "receipt",
        "outbox",
        "household",
        "audit_entry",
        "agency",
        "tenant",
        "signin_throttle",
        "region",
        "account",
    ):
        op.drop_table(table)
