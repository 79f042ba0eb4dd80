"""A published bulletin can be taken back with a reason, and everybody can find which offices publish one."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import LIVE, grant

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None

FUNCTIONS = ("published_bulletins()", "published_bulletin(date)", "bulletins_of_offices()")


def upgrade() -> None:
    op.add_column("bulletin", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("bulletin", sa.Column("withdrawn_why", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.create_check_constraint(
        op.f("ck_bulletin_withdrawn_told"), "bulletin", "(withdrawn_at IS NULL) = (withdrawn_why = '')"
    )
    op.execute("GRANT SELECT (withdrawn_at, withdrawn_why) ON bulletin TO slrt_lookup")
    # what is published is everybody's: the list of all offices has no tenant of its own
    op.execute("DROP POLICY slrt_lookup_select ON bulletin")
    grant("bulletin", "slrt_lookup", LIVE, ("SELECT",), ("tenant_id", "quarter", "state"))
    op.execute("SET ROLE slrt_lookup")
    op.execute("DROP FUNCTION published_bulletins()")
    op.execute("DROP FUNCTION published_bulletin(date)")
    op.execute("SET ROLE slrt_owner")
    op.execute(
        """
        CREATE FUNCTION published_bulletins() RETURNS TABLE (quarter date, approved_at timestamptz, stands boolean)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT b.quarter, b.approved_at, b.state = 'published' FROM bulletin b
          WHERE b.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND b.tenant_id > 0
            AND (b.state = 'published' OR b.withdrawn_at IS NOT NULL)
          ORDER BY b.quarter DESC
        $$;
        CREATE FUNCTION published_bulletin(wanted date)
        RETURNS TABLE (quarter date, opening text, advice text, approved_by text, approved_title text,
                       approved_at timestamptz, figures jsonb, stands boolean, withdrawn_at timestamptz,
                       withdrawn_why text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT b.quarter,
                 CASE WHEN b.state = 'published' THEN b.opening ELSE '' END,
                 CASE WHEN b.state = 'published' THEN b.advice ELSE '' END,
                 b.approved_by, b.approved_title, b.approved_at, b.figures, b.state = 'published',
                 b.withdrawn_at, b.withdrawn_why
          FROM bulletin b
          WHERE b.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND b.tenant_id > 0
            AND (b.state = 'published' OR b.withdrawn_at IS NOT NULL) AND b.quarter = wanted
        $$;
        CREATE FUNCTION bulletins_of_offices() RETURNS TABLE (tenant_id integer, newest date)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT b.tenant_id, max(b.quarter) FROM bulletin b
          WHERE b.tenant_id > 0 AND b.state = 'published' GROUP BY b.tenant_id
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
    raise NotImplementedError("what was taken back stays so")
