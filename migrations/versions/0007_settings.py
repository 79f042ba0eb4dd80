"""Settings: what a site has set, what the levels above recommend, and the words a case began with."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import DISTRICTS, EVERY, OWN, grant, protect

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PUBLISHED = "publisher_id = nullif(current_setting('slrt.tenant_id', true), '')::int"
KINDS = "kind IN ('case_type', 'sectors', 'office', 'closure')"
EVERYBODY = (
    "slrt_staff",
    "slrt_agency",
    "slrt_supervisor",
    "slrt_ministry",
    "slrt_public",
)


def upgrade() -> None:
    op.create_table(
        "setting",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        *_version_columns(),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(KINDS, name=op.f("ck_setting_kind_known")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_setting_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_setting_tenant_id_author_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_setting")),
        sa.UniqueConstraint(
            "tenant_id", "kind", "slug", "version", name=op.f("uq_setting_tenant_id_kind_slug_version")
        ),
    )
    op.create_table(
        "default_setting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        *_version_columns(),
        sa.CheckConstraint(KINDS, name=op.f("ck_default_setting_kind_known")),
        sa.ForeignKeyConstraint(["publisher_id"], ["tenant.id"], name=op.f("fk_default_setting_publisher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_default_setting")),
        sa.UniqueConstraint(
            "publisher_id", "kind", "slug", "version", name=op.f("uq_default_setting_publisher_id_kind_slug_version")
        ),
    )
    op.create_index("ix_default_setting_publisher_id", "default_setting", ["publisher_id", "id"])
    op.create_table(
        "case_type_version",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_type_version_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_type_version")),
        sa.UniqueConstraint("tenant_id", "slug", "digest", name=op.f("uq_case_type_version_tenant_id_slug_digest")),
    )
    op.add_column("case", sa.Column("type_version", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_case_tenant_id_type_version"),
        "case",
        "case_type_version",
        ["tenant_id", "type_version"],
        ["tenant_id", "id"],
    )
    _who_reads_what()
    _what_the_public_asks()


def _version_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
    ]


def _who_reads_what() -> None:
    for table in ("setting", "default_setting", "case_type_version"):
        protect(table)
    for table in ("setting", "case_type_version"):
        grant(table, "slrt_staff", OWN, ("SELECT", "INSERT"))
        grant(table, "slrt_agency", OWN)
        grant(table, "slrt_supervisor", DISTRICTS)
    for reader in EVERYBODY:
        grant("default_setting", reader, EVERY)
    for publisher in ("slrt_supervisor", "slrt_ministry"):
        grant("default_setting", publisher, PUBLISHED, ("INSERT",))
    for reader in ("slrt_supervisor", "slrt_lookup"):
        op.execute(f'GRANT SELECT (type_version) ON "case" TO {reader}')


def _what_the_public_asks() -> None:
    """A citizen sees the words the case began with, and the settings of the site whose code is asked about."""
    grant(
        "setting", "slrt_lookup", OWN, ("SELECT",), ("tenant_id", "id", "kind", "slug", "version", "valid_from", "data")
    )
    grant("case_type_version", "slrt_lookup", OWN, ("SELECT",), ("tenant_id", "id", "data"))
    op.execute(
        """
        CREATE FUNCTION public_setting()
        RETURNS TABLE (tenant_id int, id bigint, kind text, slug text, version int, valid_from date, data jsonb)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT tenant_id, id, kind, slug, version, valid_from, data FROM setting
          WHERE tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int
        $$;
        DROP FUNCTION follow_case(text, text);
        CREATE FUNCTION follow_case(wanted text, last4 text)
        RETURNS TABLE (case_id bigint, code text, case_type text, type_words jsonb, sector text, state text,
                       opened_on date, promised_on date, due_on date, closed_at timestamptz)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT c.id, c.code, c.case_type, v.data, c.sector, c.state, c.opened_on, c.promised_on, c.due_on, c.closed_at
          FROM "case" c
          JOIN person p ON p.tenant_id = c.tenant_id AND p.id = c.person_id
          LEFT JOIN case_type_version v ON v.tenant_id = c.tenant_id AND v.id = c.type_version
          WHERE c.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND c.code = wanted
            AND length(last4) = 4 AND last4 IN (right(p.nik_masked, 4), right(p.phone_masked, 4))
        $$;
        """
    )
    functions = ("public_setting()", "follow_case(text, text)")
    op.execute("GRANT CREATE ON SCHEMA public TO slrt_lookup")
    for function in functions:
        op.execute(f"ALTER FUNCTION {function} OWNER TO slrt_lookup")
    op.execute("REVOKE CREATE ON SCHEMA public FROM slrt_lookup")
    op.execute("SET ROLE slrt_lookup")
    for function in functions:
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO slrt_public")
    op.execute("SET ROLE slrt_owner")


def downgrade() -> None:
    raise NotImplementedError("the words of cases are not thrown away: restore a backup instead")
