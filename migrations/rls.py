"""How a table is protected: one call says who sees which columns of whose rows.

Policies are plain equality on row columns and settings (design 2): anything cleverer costs 4x to 600x.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from alembic import op

OWN = "tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int"
ADDRESSED = f"{OWN} AND agency_id = nullif(current_setting('slrt.agency_id', true), '')::bigint"
VEILED = f"{OWN} AND veil = any (coalesce(nullif(current_setting('slrt.veils', true), ''), '{{0}}')::bigint[])"
"""Own rows, of a confidential case only for those who are named on it."""
OPEN = f"{OWN} AND veil = 0"
"""Own rows, of no confidential case: what staff read who are named on none. The list of VEILED is what costs most."""
DISTRICTS = "tenant_id = any (coalesce(nullif(current_setting('slrt.district_ids', true), ''), '{}')::int[])"
DISTRICTS_OPEN = f"{DISTRICTS} AND veil = 0"
"""Confidential cases are counted above the district, never listed."""
EVERY = "true"
LIVE = "tenant_id > 0"
"""For whoever reads above a tenant or from outside: a practice room has a number below zero."""

ADD = ("SELECT", "INSERT")
WRITE = ("SELECT", "INSERT", "UPDATE")


def protect(table: str) -> None:
    """No reader sees anything of this table until a `grant` below says so. FORCE: not even its owner."""
    op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    erasable(table)


@contextmanager
def seeing(*tables: str) -> Iterator[None]:
    """Inside, a migration can change the rows that are there: FORCE hides them even from their owner, and an UPDATE
    would silently find nothing. Others wait for the end of the transaction, in which FORCE stands again."""
    for table in tables:
        op.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
    yield
    for table in tables:
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')


def erasable(table: str) -> None:
    """When an office is gone for good, its rows go, and a practice room's whenever it is emptied: by roles that may
    delete and read nothing of it."""
    op.execute(
        f"""
        DO $$
        BEGIN
          IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = '"{table}"'::regclass AND attname = 'tenant_id') THEN
            GRANT DELETE ON "{table}" TO slrt_clearer;
            DROP POLICY IF EXISTS slrt_clearer_delete ON "{table}";
            CREATE POLICY slrt_clearer_delete ON "{table}" FOR DELETE TO slrt_clearer USING ({OWN});
            IF right('{table}', 6) = '_delta' THEN -- a ledger: its trigger runs as whoever deletes
              GRANT INSERT ON "{table}" TO slrt_clearer;
              DROP POLICY IF EXISTS slrt_clearer_insert ON "{table}";
              CREATE POLICY slrt_clearer_insert ON "{table}" FOR INSERT TO slrt_clearer WITH CHECK ({OWN});
            END IF;
          END IF;
        END $$
        """
    )
    _emptied_with_practice(table)


def _emptied_with_practice(table: str) -> None:
    op.execute(
        f"""
        DO $$
        BEGIN
          IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = '"{table}"'::regclass AND attname = 'tenant_id') THEN
            GRANT DELETE ON "{table}" TO slrt_resetter;
            DROP POLICY IF EXISTS slrt_resetter_delete ON "{table}";
            CREATE POLICY slrt_resetter_delete ON "{table}" FOR DELETE TO slrt_resetter
              USING ({OWN} AND tenant_id < 0);
            IF right('{table}', 6) = '_delta' THEN
              GRANT INSERT ON "{table}" TO slrt_resetter;
              DROP POLICY IF EXISTS slrt_resetter_insert ON "{table}";
              CREATE POLICY slrt_resetter_insert ON "{table}" FOR INSERT TO slrt_resetter
                WITH CHECK ({OWN} AND tenant_id < 0);
            END IF;
          END IF;
        END $$
        """
    )


def grant(table: str, role: str, using: str, verbs: Sequence[str] = ("SELECT",), columns: Sequence[str] = ()) -> None:
    """Let `role` do `verbs` on the rows for which `using` holds; `columns` narrows SELECT and UPDATE."""
    for verb in verbs:
        listed = f" ({', '.join(columns)})" if columns and verb in ("SELECT", "UPDATE") else ""
        op.execute(f'GRANT {verb}{listed} ON "{table}" TO {role}')
        check = f"WITH CHECK ({using})" if verb == "INSERT" else f"USING ({using})"
        op.execute(f'CREATE POLICY "{role}_{verb.lower()}" ON "{table}" FOR {verb} TO {role} {check}')


def veil(table: str, verbs: Sequence[str] = ADD, of: str = "case") -> None:
    """A table whose rows are parts of a case: staff see them only where they see the case, trustees always.

    Adds the column `veil`, kept equal to that of the row's `case_id` (or `referral_id`, with `of="referral"`), and
    gives staff `verbs`. A migration for a new table says `protect(table)` and `veil(table, WRITE)`, nothing more.
    """
    op.execute(f'ALTER TABLE "{table}" ADD COLUMN IF NOT EXISTS veil bigint NOT NULL DEFAULT 0')
    op.execute(
        f'CREATE TRIGGER {table}_veil BEFORE INSERT OR UPDATE OF {of}_id ON "{table}"'
        f" FOR EACH ROW EXECUTE FUNCTION veil_of_{of}();"
        f'CREATE TRIGGER veil_of_{table} AFTER UPDATE OF {"confidential" if of == "case" else "veil"} ON "{of}"'
        f" FOR EACH ROW WHEN (OLD.veil <> NEW.veil) EXECUTE FUNCTION veil_parts('{table}', '{of}_id')"
    )
    grant(table, "slrt_veil", OWN, ("SELECT",), ("tenant_id", f"{of}_id"))
    grant(table, "slrt_veil", OWN, ("UPDATE",), ("veil",))
    for_staff_and_trustees(table, verbs)


def for_staff_and_trustees(table: str, verbs: Sequence[str]) -> None:
    """Staff write what is theirs and read what is not veiled; whoever is named on a confidential case reads what is
    behind its veil too, trustees everything of their tenant."""
    for verb in verbs:
        op.execute(f'DROP POLICY IF EXISTS "slrt_staff_{verb.lower()}" ON "{table}"')
        grant(table, "slrt_staff", OWN if verb == "INSERT" else OPEN, (verb,))
        if verb != "INSERT":
            behind_the_veil(table, verb)


def behind_the_veil(table: str, verb: str) -> None:
    """What the two roles may on top of slrt_staff, whose grants they inherit."""
    for role, using in (("slrt_confidant", VEILED), ("slrt_trustee", OWN)):
        op.execute(f'DROP POLICY IF EXISTS "{role}_{verb.lower()}" ON "{table}"')
        op.execute(f'CREATE POLICY "{role}_{verb.lower()}" ON "{table}" FOR {verb} TO {role} USING ({using})')
