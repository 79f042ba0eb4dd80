"""The district in the middle of a province, for any days: asked of the facts by one function, and kept nowhere."""

from alembic import op

from migrations.rls import LIVE, grant

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None

DAYS = "(0, {0}.mon), (1, {0}.tue), (2, {0}.wed), (3, {0}.thu), (4, {0}.fri), (5, {0}.sat), (6, {0}.sun)"
WEEK = ("week", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
READ = {
    "case_fact_office": ("intake", "decision", "handling", "result"),
    "case_fact_intake": WEEK,
    "case_fact_ended": WEEK,
    "case_delta": ("state", "opened_on", "closed_on", "n"),
}
FUNCTION = "province_medians(text, date, date, date)"


def upgrade() -> None:
    for table, columns in READ.items():
        grant(table, "slrt_lookup", LIVE, ("SELECT",), ("tenant_id", *columns))
    op.execute("DELETE FROM province_median WHERE measure <> 'late_share'")
    op.execute(
        f"""
        CREATE FUNCTION province_medians(province text, since date, until date, at date)
        RETURNS TABLE (measure text, n bigint)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          WITH district AS MATERIALIZED (
            SELECT t.id FROM tenant t
            WHERE t.kind = 'district' AND t.active AND t.id > 0 AND left(t.region_code, 2) = province
              AND (EXISTS (SELECT FROM case_fact_office f WHERE f.tenant_id = t.id)
                   OR EXISTS (SELECT FROM case_delta c WHERE c.tenant_id = t.id))
          ), moved AS (
            SELECT f.tenant_id, f.week + each.nth AS day, each.n AS came, 0::bigint AS went
            FROM district d JOIN case_fact_intake f ON f.tenant_id = d.id AND f.week > least(since, at) - 7
            CROSS JOIN LATERAL (VALUES {DAYS.format("f")}) AS each (nth, n)
            UNION ALL
            SELECT f.tenant_id, f.week + each.nth, 0, each.n
            FROM district d JOIN case_fact_ended f ON f.tenant_id = d.id AND f.week > least(since, at) - 7
            CROSS JOIN LATERAL (VALUES {DAYS.format("f")}) AS each (nth, n)
            UNION ALL
            SELECT c.tenant_id, c.opened_on, c.n, 0 FROM district d JOIN case_delta c ON c.tenant_id = d.id
            UNION ALL
            SELECT c.tenant_id, c.closed_on, 0, c.n FROM district d JOIN case_delta c ON c.tenant_id = d.id
            WHERE c.closed_on IS NOT NULL
          ), standing AS (
            SELECT f.tenant_id, f.intake + f.decision + f.handling + f.result AS n
            FROM district d JOIN case_fact_office f ON f.tenant_id = d.id
            UNION ALL
            SELECT c.tenant_id, c.n FROM district d JOIN case_delta c ON c.tenant_id = d.id
            WHERE c.state NOT IN ('cancelled', 'closed', 'duplicate', 'rejected')
          ), summed AS (
            SELECT m.tenant_id, sum(m.came) FILTER (WHERE m.day BETWEEN since AND until) AS opened,
                   sum(m.went) FILTER (WHERE m.day BETWEEN since AND until) AS closed,
                   sum(m.went - m.came) FILTER (WHERE m.day > at) AS back
            FROM moved m GROUP BY 1
          ), stood AS (SELECT s.tenant_id, sum(s.n) AS n FROM standing s GROUP BY 1
          ), told AS (
            SELECT d.id, each.measure, each.n FROM district d
            LEFT JOIN summed ON summed.tenant_id = d.id LEFT JOIN stood ON stood.tenant_id = d.id
            CROSS JOIN LATERAL (VALUES
              ('opened', coalesce(summed.opened, 0)), ('closed', coalesce(summed.closed, 0)),
              ('open', coalesce(stood.n, 0) + coalesce(summed.back, 0))
            ) AS each (measure, n)
            WHERE each.measure = 'open' OR until - since >= 6
          ), middle AS (
            SELECT t.measure, percentile_cont(0.5) WITHIN GROUP (ORDER BY t.n::double precision) AS n
            FROM told t GROUP BY 1 HAVING count(*) >= 5
          )
          SELECT m.measure, CASE WHEN m.n > 0 AND m.n < 5 THEN NULL ELSE 5 * floor((m.n + 2.5) / 5)::bigint END
          FROM middle m
        $$
        """
    )
    op.execute("GRANT CREATE ON SCHEMA public TO slrt_lookup")
    op.execute(f"ALTER FUNCTION {FUNCTION} OWNER TO slrt_lookup")
    op.execute("REVOKE CREATE ON SCHEMA public FROM slrt_lookup")
    op.execute("SET ROLE slrt_lookup")
    op.execute(f"REVOKE EXECUTE ON FUNCTION {FUNCTION} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {FUNCTION} TO slrt_staff")
    op.execute("SET ROLE slrt_owner")


def downgrade() -> None:
    raise NotImplementedError("medians that were noted are gone: restore a backup instead")
