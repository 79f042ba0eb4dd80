"""The numbers of the queue: one function, whose plan PostgreSQL keeps. Most of what they cost was planning them."""

from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION queue_tally(of_tenant int, today date, me bigint) RETURNS TABLE (what text, n bigint)
        LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
        BEGIN
          RETURN QUERY
            SELECT s.state, sum(s.n)::bigint
            FROM (
              SELECT f.state, f.n FROM case_fact_state f WHERE f.tenant_id = of_tenant
              UNION ALL
              SELECT d.state, d.n FROM case_delta d WHERE d.tenant_id = of_tenant AND d.state IS NOT NULL) AS s
            GROUP BY s.state
            UNION ALL
            SELECT CASE WHEN s.due_on = today THEN 'today' ELSE 'late' END, sum(s.n)::bigint
            FROM (
              SELECT f.due_on, f.n FROM case_fact_due f WHERE f.tenant_id = of_tenant AND f.due_on <= today
              UNION ALL
              SELECT d.due_on, d.n FROM case_delta d WHERE d.tenant_id = of_tenant AND d.due_on <= today) AS s
            GROUP BY 1
            UNION ALL
            SELECT CASE WHEN s.owner_id = 0 THEN 'nobodys' ELSE 'mine' END, sum(s.n)::bigint
            FROM (
              SELECT f.owner_id, f.n FROM case_fact_owner f WHERE f.tenant_id = of_tenant AND f.owner_id IN (0, me)
              UNION ALL
              SELECT d.owner_id, d.n FROM case_desk_delta d WHERE d.tenant_id = of_tenant AND d.owner_id IN (0, me)
            ) AS s
            GROUP BY 1;
        END $$;
        REVOKE EXECUTE ON FUNCTION queue_tally(int, date, bigint) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION queue_tally(int, date, bigint) TO slrt_staff, slrt_trustee;
        """
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION queue_tally(int, date, bigint)")
