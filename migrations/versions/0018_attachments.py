"""Files: their sealed bytes, what a case holds, and the copies made for an agency with a referral."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import ADD, ADDRESSED, OWN, VEILED, WRITE, for_staff_and_trustees, grant, protect, veil

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _stored_file()
    _attachment()
    _referral_file()
    _veil_of_files()


def _stored_file() -> None:
    op.create_table(
        "stored_file",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("veil", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agency_id"],
            ["agency.tenant_id", "agency.id"],
            name=op.f("fk_stored_file_tenant_id_agency_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_stored_file_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stored_file")),
    )
    op.create_index("ix_stored_file_agency", "stored_file", ["tenant_id", "agency_id", "id"], unique=False)
    op.execute("ALTER TABLE stored_file ALTER COLUMN body SET STORAGE EXTERNAL")  # sealed bytes do not compress
    protect("stored_file")
    for_staff_and_trustees("stored_file", ADD)
    grant("stored_file", "slrt_staff", VEILED, ("UPDATE",), ("body", "erased_at"))
    op.execute(f"CREATE POLICY slrt_trustee_update ON stored_file FOR UPDATE TO slrt_trustee USING ({OWN})")
    grant("stored_file", "slrt_agency", ADDRESSED)


def _attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("thumbnail_id", sa.BigInteger(), nullable=True),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("added_name", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_name", sa.Text(), server_default="", nullable=False),
        sa.Column("removed_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("veil", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "added_by"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_attachment_tenant_id_added_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_attachment_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name=op.f("fk_attachment_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "thumbnail_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name=op.f("fk_attachment_tenant_id_thumbnail_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_attachment_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_attachment")),
    )
    op.create_index("ix_attachment_case", "attachment", ["tenant_id", "case_id", "id"], unique=False)
    protect("attachment")
    veil("attachment", WRITE)


def _referral_file() -> None:
    op.create_table(
        "referral_file",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("referral_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("veil", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name=op.f("fk_referral_file_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "referral_id"],
            ["referral.tenant_id", "referral.id"],
            name=op.f("fk_referral_file_tenant_id_referral_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_referral_file_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_referral_file")),
    )
    op.create_index("ix_referral_file_referral", "referral_file", ["tenant_id", "referral_id", "id"], unique=False)
    protect("referral_file")
    veil("referral_file", ADD, of="referral")
    grant("referral_file", "slrt_agency", ADDRESSED)


def _veil_of_files() -> None:
    """The bytes are hidden with the row that names them; which columns name them comes as the trigger's arguments."""
    grant("stored_file", "slrt_veil", OWN, ("SELECT",), ("tenant_id", "id"))
    grant("stored_file", "slrt_veil", OWN, ("UPDATE",), ("veil",))
    op.execute(
        """
        CREATE FUNCTION veil_files() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          UPDATE stored_file SET veil = NEW.veil
          WHERE tenant_id = NEW.tenant_id
            AND id = ANY (ARRAY(SELECT (to_jsonb(NEW) ->> named)::bigint FROM unnest(TG_ARGV) AS named));
          RETURN NULL;
        END $$
        """
    )
    for table, columns in (("attachment", "'file_id', 'thumbnail_id'"), ("referral_file", "'file_id'")):
        op.execute(
            f"""
            CREATE TRIGGER veil_new_files AFTER INSERT ON {table} FOR EACH ROW WHEN (NEW.veil <> 0)
              EXECUTE FUNCTION veil_files({columns});
            CREATE TRIGGER veil_files AFTER UPDATE OF veil ON {table} FOR EACH ROW WHEN (OLD.veil <> NEW.veil)
              EXECUTE FUNCTION veil_files({columns});
            """
        )
    op.execute("GRANT CREATE ON SCHEMA public TO slrt_veil")
    op.execute("ALTER FUNCTION veil_files() OWNER TO slrt_veil")
    op.execute("REVOKE CREATE ON SCHEMA public FROM slrt_veil")


def downgrade() -> None:
    raise NotImplementedError("files are not thrown away: restore a backup instead")
