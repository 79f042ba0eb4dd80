"""How a table is protected: one call says who sees which columns of whose rows.

Policies are plain equality on row columns and settings (design 2): anything cleverer costs 4x to 600x.
"""

from collections.abc import Sequence

from alembic import op

OWN = "tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int"
ADDRESSED = f"{OWN} AND agency_id = nullif(current_setting('slrt.agency_id', true), '')::bigint"
DISTRICTS = "tenant_id = any (coalesce(nullif(current_setting('slrt.district_ids', true), ''), '{}')::int[])"
EVERY = "true"


def protect(table: str) -> None:
    """No reader sees anything of this table until a `grant` below says so. FORCE: not even its owner."""
    op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')


def grant(table: str, role: str, using: str, verbs: Sequence[str] = ("SELECT",), columns: Sequence[str] = ()) -> None:
    """Let `role` do `verbs` on the rows for which `using` holds; `columns` narrows SELECT and UPDATE."""
    for verb in verbs:
        listed = f" ({', '.join(columns)})" if columns and verb in ("SELECT", "UPDATE") else ""
        op.execute(f'GRANT {verb}{listed} ON "{table}" TO {role}')
        check = f"WITH CHECK ({using})" if verb == "INSERT" else f"USING ({using})"
        op.execute(f'CREATE POLICY "{role}_{verb.lower()}" ON "{table}" FOR {verb} TO {role} {check}')
