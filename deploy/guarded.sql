-- What would be wrong with isolation after a restore, a line each; nothing printed = nothing wrong.
SELECT 'table ' || c.relname || ' has a tenant_id but no forced row level security'
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
  AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)
UNION ALL
SELECT 'table ' || c.relname || ' is not owned by slrt_owner'
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND pg_get_userbyid(c.relowner) <> 'slrt_owner'
UNION ALL
SELECT 'role ' || rolname || ' may bypass row level security'
FROM pg_roles
WHERE rolname LIKE 'slrt\_%' AND (rolsuper OR rolbypassrls);
