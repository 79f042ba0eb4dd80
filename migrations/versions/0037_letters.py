"""Letters of every kind: prepared, signed, revoked or replaced; and what their check page says."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import OWN, VEILED, WRITE, grant, protect, veil

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

REVOKING = ("revoked_at", "revoked_by", "revoke_reason", "replaced_by")
SHOWN = (
    "tenant_id", "id", "check_code", "number_text", "kind", "title", "addressee", "signer_name", "signer_title",
    "signed_at", "valid_until", "revoked_at", "replaced_by",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("letter", sa.Column("title", sa.Text(), server_default="Surat rujukan", nullable=False))
    op.add_column("letter", sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("letter", sa.Column("revoked_by", sa.Text(), server_default="", nullable=False))
    op.add_column("letter", sa.Column("revoke_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("letter", sa.Column("replaced_by", sa.BigInteger(), nullable=True))
    op.alter_column("letter", "valid_until", nullable=True)
    op.create_foreign_key(
        op.f("fk_letter_tenant_id_replaced_by"), "letter", "letter", ["tenant_id", "replaced_by"], ["tenant_id", "id"]
    )
    grant("letter", "slrt_staff", VEILED, ("UPDATE",), REVOKING)
    op.execute(f"CREATE POLICY slrt_trustee_update ON letter FOR UPDATE TO slrt_trustee USING ({OWN})")
    _drafts()
    _check_page()


def _drafts() -> None:
    op.create_table(
        "letter_draft",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("referral_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("addressee", sa.Text(), server_default="", nullable=False),
        sa.Column("purpose", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("replaces_id", sa.BigInteger(), nullable=True),
        sa.Column("prepared_by", sa.BigInteger(), nullable=False),
        sa.Column("prepared_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("letter_id", sa.BigInteger(), nullable=True),
        sa.Column("veil", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'signed', 'discarded')", name=op.f("ck_letter_draft_state_known")),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"],
                name=op.f(f"fk_letter_draft_tenant_id_{column}"),
            )
            for table, column in (
                ("case", "case_id"), ("referral", "referral_id"), ("membership", "prepared_by"),
                ("letter", "replaces_id"), ("letter", "letter_id"),
            )
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_letter_draft_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_letter_draft")),
    )  # fmt: skip
    op.create_index("ix_letter_draft_case", "letter_draft", ["tenant_id", "case_id"])
    op.create_index(
        "ix_letter_draft_waiting", "letter_draft", ["tenant_id", "id"], postgresql_where=sa.text("state = 'waiting'")
    )
    protect("letter_draft")
    veil("letter_draft", WRITE)


def _check_page() -> None:
    """Whoever holds a letter learns that it was withdrawn, and what number stands in its place; never why."""
    op.execute(f"GRANT SELECT ({', '.join(SHOWN)}) ON letter TO slrt_lookup")
    op.execute(
        """
        DROP FUNCTION check_letter(text);
        CREATE FUNCTION check_letter(wanted text)
        RETURNS TABLE (number_text text, kind text, title text, addressee text, signer_name text, signer_title text,
                       signed_at timestamptz, valid_until date, revoked_at timestamptz, replaced_by text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT l.number_text, l.kind, l.title, l.addressee, l.signer_name, l.signer_title, l.signed_at, l.valid_until,
                 l.revoked_at, n.number_text
          FROM letter l LEFT JOIN letter n ON n.tenant_id = l.tenant_id AND n.id = l.replaced_by
          WHERE l.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND l.check_code = wanted
        $$;
        """
    )
    op.execute("GRANT CREATE ON SCHEMA public TO slrt_lookup")
    op.execute("ALTER FUNCTION check_letter(text) OWNER TO slrt_lookup")
    op.execute("REVOKE CREATE ON SCHEMA public FROM slrt_lookup")
    op.execute("SET ROLE slrt_lookup")
    op.execute("REVOKE EXECUTE ON FUNCTION check_letter(text) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION check_letter(text) TO slrt_public")
    op.execute("SET ROLE slrt_owner")


def downgrade() -> None:
    raise NotImplementedError("signed letters are not thrown away: restore a backup instead")
