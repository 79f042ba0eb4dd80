"""Who asks, and where the tenant stands with its settings: one function, whose plan PostgreSQL keeps."""

from alembic import op

from migrations.rls import EVERY, grant

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    grant("setting", "slrt_signin", EVERY, ("SELECT",), ("tenant_id", "id"))
    grant("default_setting", "slrt_signin", EVERY, ("SELECT",), ("publisher_id", "id"))
    op.execute(
        """
        CREATE FUNCTION subject_of(of_tenant int, of_membership bigint) RETURNS jsonb
        LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = public AS $$
        BEGIN
          RETURN (
            SELECT jsonb_build_object(
              'account_id', m.account_id,
              'membership_id', m.id,
              'role', m.role,
              'name', m.name,
              'title', m.title,
              'agency_id', m.agency_id,
              'agency_name', coalesce(
                (SELECT a.name FROM agency a WHERE a.tenant_id = m.tenant_id AND a.id = m.agency_id), ''),
              'tenant', jsonb_build_object(
                'id', t.id, 'kind', t.kind, 'name', t.name, 'full_name', t.full_name, 'code_prefix', t.code_prefix,
                'timezone', t.timezone, 'office', t.office, 'seat', t.seat, 'address', t.address, 'phone', t.phone,
                'region_code', t.region_code,
                'newest_setting', (SELECT max(s.id) FROM setting s WHERE s.tenant_id = t.id),
                'published', (
                  SELECT jsonb_agg(jsonb_build_array(
                      p.id, p.kind, (SELECT max(d.id) FROM default_setting d WHERE d.publisher_id = p.id)
                    ) ORDER BY p.n)
                  FROM (VALUES (1, t.id, t.kind), (2, above.id, above.kind), (3, top.id, top.kind)) AS p (n, id, kind)
                )
              ),
              'village_codes', ARRAY(
                SELECT v.village_code FROM membership_village v
                WHERE v.tenant_id = m.tenant_id AND v.membership_id = m.id ORDER BY v.village_code),
              'district_ids', ARRAY(SELECT below.id FROM tenant below WHERE below.parent_id = t.id ORDER BY below.id),
              'veils', ARRAY(
                SELECT DISTINCT c.case_id FROM confidant c
                WHERE c.tenant_id = m.tenant_id AND c.membership_id = m.id AND c.removed_at IS NULL
                ORDER BY c.case_id DESC LIMIT 1000)
            )
            FROM membership m
            JOIN account ON account.id = m.account_id
            JOIN tenant t ON t.id = m.tenant_id
            LEFT JOIN tenant above ON above.id = t.parent_id
            LEFT JOIN tenant top ON top.id = above.parent_id
            WHERE m.tenant_id = of_tenant AND m.id = of_membership AND m.active AND account.active
          );
        END $$;
        REVOKE EXECUTE ON FUNCTION subject_of(int, bigint) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION subject_of(int, bigint) TO slrt_signin;
        """
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION subject_of(int, bigint)")
    for table in ("setting", "default_setting"):
        op.execute(f'DROP POLICY slrt_signin_select ON "{table}"')
        op.execute(f'REVOKE SELECT ON "{table}" FROM slrt_signin')
