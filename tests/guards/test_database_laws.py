"""The database's own laws, read from its catalogue and held against the models, both ways."""

import psycopg
import pytest

from foundation.db import Base
from foundation.tenancy import CONFIDANT, TRUSTEE, Reader
from slrt import models as every_model

ROLES = [reader.value for reader in Reader] + [TRUSTEE, CONFIDANT, "slrt_app", "slrt_lookup", "slrt_veil"]
DISCARDED = {"case_draft", "saved_view", "screening_gap", "import_chunk", "import_row"}
"""No records: what nobody has handed in yet, the names one gives to views of the queue, what a job works out anew, the
rows of a list on their way in."""
UNVEILED = {
    "case_draft": "one officer's own unfinished form; emptied once the case exists",
    "participation": "being in a programme is known apart from the case that noted it",
}
"""Tables that name a case and yet are not part of it, each with the reason."""
OUTSIDE = ["slrt_supervisor", "slrt_ministry", "slrt_public", "slrt_lookup", "slrt_letterbox", "slrt_breakglass"]
"""Whoever reads above a tenant, or asks and leaves something without signing in."""
assert every_model

TENANT_TABLES = """
    SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
"""


def _rows(admin: psycopg.Connection, query: str) -> list[tuple]:
    return admin.execute(query).fetchall()


def test_every_table_with_a_tenant_forces_row_level_security(app, admin) -> None:
    tables = _rows(admin, TENANT_TABLES)
    assert len(tables) >= 24
    assert [name for name, enabled, forced in tables if not (enabled and forced)] == []


def test_catalogue_and_models_name_the_same_tables(app, admin) -> None:
    standing = {name for (name,) in _rows(admin, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    assert standing - {"alembic_version"} == set(Base.metadata.tables)


def test_every_policy_is_permissive_and_plain(app, admin) -> None:
    policies = _rows(admin, "SELECT tablename, permissive, coalesce(qual, with_check) FROM pg_policies")
    assert len(policies) > 60
    assert [table for table, permissive, _ in policies if permissive != "PERMISSIVE"] == []
    assert [table for table, _, rule in policies if "SELECT" in rule.upper() or " OR " in rule.upper()] == []


def test_every_policy_of_whoever_reads_from_above_or_outside_ends_at_zero(app, admin) -> None:
    policies = admin.execute(
        "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies WHERE roles && %s::name[]"
        " AND EXISTS (SELECT FROM information_schema.columns c WHERE c.table_schema = 'public'"
        " AND c.table_name = tablename AND c.column_name = 'tenant_id')",
        [OUTSIDE],
    ).fetchall()
    assert len(policies) > 90
    open_ones = {
        (table, name)
        for table, name, _cmd, *rules in policies
        for rule in rules
        if rule and "tenant_id > 0" not in rule
    }
    assert open_ones == {("nik_register", "slrt_lookup_insert"), ("nik_register", "slrt_lookup_delete")}


def test_every_foreign_key_between_tenant_rows_is_composite(app, admin) -> None:
    tenant_tables = {name for name, *_ in _rows(admin, TENANT_TABLES)} - {"signin_session"}
    keys = _rows(
        admin,
        """SELECT conrelid::regclass::text, confrelid::regclass::text, conname,
                  ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey))
           FROM pg_constraint WHERE contype = 'f'""",
    )
    loose = [
        name
        for table, target, name, columns in keys
        if table.strip('"') in tenant_tables and target.strip('"') in tenant_tables and "tenant_id" not in columns
    ]
    assert loose == []


def test_every_unique_key_of_tenant_rows_names_the_tenant(app, admin) -> None:
    tenant_tables = {name for name, *_ in _rows(admin, TENANT_TABLES)} - {"signin_session"}
    keys = _rows(
        admin,
        """SELECT c.relname, i.indexrelid::regclass::text,
                  ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = i.indrelid AND attnum = ANY (i.indkey))
           FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE i.indisunique""",
    )
    assert [name for table, name, columns in keys if table in tenant_tables and "tenant_id" not in columns] == []


def test_every_part_of_a_case_is_veiled_with_it(app, admin) -> None:
    """A table that names a case or a referral hides its rows from whoever may not see a confidential case."""
    naming = "SELECT attrelid::regclass::text FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid AND relkind = 'r'"
    parts = {name for (name,) in _rows(admin, f"{naming} WHERE attname IN ('case_id', 'referral_id')")} - {"case"}
    veiled = {
        table for (table,) in _rows(admin, "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname ~ '_veil$'")
    }
    assert parts - set(UNVEILED) == veiled, 'call veil("…") from migrations/rls.py, and give the model Veiled'
    reading = "SELECT tablename, cmd FROM pg_policies WHERE roles = '{%s}' AND cmd IN ('SELECT', 'UPDATE') AND qual %s"
    seen_by_staff = set(_rows(admin, reading % ("slrt_staff", "NOT LIKE '%(veil = 0)%'")))
    assert {table for table, _verb in seen_by_staff} & (veiled | {"case"}) == set()
    open_to_staff, behind, everything = (
        set(_rows(admin, reading % rule))
        for rule in (
            ("slrt_staff", "LIKE '%(veil = 0)%'"),
            (CONFIDANT, "LIKE '%slrt.veils%'"),
            (TRUSTEE, "NOT LIKE '%veil%'"),
        )
    )
    assert open_to_staff == behind <= everything


@pytest.mark.parametrize("role", ROLES)
def test_no_serving_role_owns_creates_or_bypasses(app, admin, role) -> None:
    flags = admin.execute(
        "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolinherit FROM pg_roles WHERE rolname = %s", [role]
    ).fetchone()
    assert flags == (False, False, False, False, False)
    owned = admin.execute(
        "SELECT relname FROM pg_class WHERE relowner = %s::regrole AND relnamespace = 'public'::regnamespace", [role]
    ).fetchall()
    assert owned == []
    assert admin.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [role]).fetchone() == (False,)


@pytest.mark.parametrize("role", ["slrt_staff", "slrt_agency", "slrt_supervisor", "slrt_ministry", "slrt_public"])
def test_no_reader_deletes_and_none_changes_the_audit(app, admin, role) -> None:
    for (table,) in _rows(admin, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
        if table in DISCARDED:
            continue
        for verb in ("DELETE", "TRUNCATE"):
            held = admin.execute("SELECT has_table_privilege(%s, %s, %s)", [role, f'public."{table}"', verb]).fetchone()
            assert held == (False,), f"{role} may {verb} {table}"
    assert admin.execute("SELECT has_any_column_privilege(%s, 'audit_entry', 'UPDATE')", [role]).fetchone() == (False,)
