"""Bulletins: written and approved in their office; what is published is read by everybody, through functions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import LIVE, OWN, WRITE, grant, protect

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

FUNCTIONS = ("published_bulletins()", "published_bulletin(date)", "published_bulletin_pdf(date)")


def upgrade() -> None:
    op.create_table(
        "bulletin",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'draft'"), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("sent_back", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("approved_by", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("approved_title", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'submitted', 'published')", name=op.f("ck_bulletin_state_known")),
        sa.CheckConstraint("(state = 'published') = (pdf IS NOT NULL)", name=op.f("ck_bulletin_published_whole")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_bulletin_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bulletin")),
        sa.UniqueConstraint("tenant_id", "quarter", name=op.f("uq_bulletin_tenant_id_quarter")),
    )
    protect("bulletin")
    grant("bulletin", "slrt_staff", OWN, WRITE)
    grant("bulletin", "slrt_lookup", f"{OWN} AND {LIVE}", ("SELECT",), (
        "tenant_id", "quarter", "state", "opening", "advice", "approved_by", "approved_title", "approved_at", "figures",
        "pdf",
    ))  # fmt: skip
    op.execute(
        """
        CREATE FUNCTION published_bulletins() RETURNS TABLE (quarter date, approved_at timestamptz)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT b.quarter, b.approved_at FROM bulletin b
          WHERE b.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND b.state = 'published'
          ORDER BY b.quarter DESC
        $$;
        CREATE FUNCTION published_bulletin(wanted date)
        RETURNS TABLE (quarter date, opening text, advice text, approved_by text, approved_title text,
                       approved_at timestamptz, figures jsonb)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT b.quarter, b.opening, b.advice, b.approved_by, b.approved_title, b.approved_at, b.figures
          FROM bulletin b
          WHERE b.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND b.state = 'published'
            AND b.quarter = wanted
        $$;
        CREATE FUNCTION published_bulletin_pdf(wanted date) RETURNS bytea
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT b.pdf FROM bulletin b
          WHERE b.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND b.state = 'published'
            AND b.quarter = wanted
        $$;
        """
    )
    op.execute("GRANT CREATE ON SCHEMA public TO slrt_lookup")
    for function in FUNCTIONS:
        op.execute(f"ALTER FUNCTION {function} OWNER TO slrt_lookup")
    op.execute("REVOKE CREATE ON SCHEMA public FROM slrt_lookup")
    op.execute("SET ROLE slrt_lookup")
    for function in FUNCTIONS:
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO slrt_public")
    op.execute("SET ROLE slrt_owner")


def downgrade() -> None:
    raise NotImplementedError("what was published stays published")
