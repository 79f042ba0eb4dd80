"""How a ledger and its facts come to be: tables, grants and statement triggers from a few words.

A ledger is a table of signed deltas that triggers append to in the writer's own transaction (decision 0001). So whoever
may write the table that is counted may append to its ledger. What that is folded into, and what it must agree with, is
said in `reporting/ledgers.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.rls import DISTRICTS, EVERY, LIVE, OWN, grant, protect, seeing

READERS = {"slrt_staff": OWN, "slrt_supervisor": f"{DISTRICTS} AND {LIVE}", "slrt_ministry": LIVE}
FOLDS = ("SELECT", "INSERT", "UPDATE", "DELETE")
Columns = Mapping[str, type[Any]]


def add_ledger(table: str, columns: Columns, of: str, readers: Sequence[str]) -> None:
    """An empty ledger of the table `of`; everybody who writes that may append, `readers` may read."""
    op.create_table(
        table,
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        *(sa.Column(name, kind(), nullable=False) for name, kind in columns.items()),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    )
    protect(table)
    for role in readers:
        grant(table, role, READERS[role])
    grant(table, "slrt_relay", EVERY, ("SELECT", "DELETE"))
    for role in _writers(of):
        grant(table, role, OWN, ("INSERT",))


def _writers(table: str) -> list[str]:
    """Roles whose statements fire the triggers of that table; who clears an office is looked after by `protect`."""
    asked = sa.text(
        "SELECT DISTINCT grantee FROM information_schema.column_privileges"
        " WHERE table_schema = 'public' AND table_name = :named AND privilege_type IN ('INSERT', 'UPDATE')"
        " AND grantee NOT IN ('slrt_owner', 'slrt_clearer', current_user) ORDER BY 1"
    )
    return list(op.get_bind().execute(asked, {"named": table}).scalars())


def add_fact(table: str, keys: Columns, readers: Sequence[str]) -> None:
    """An empty table of sums by `keys`."""
    op.create_table(
        table,
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        *(sa.Column(name, kind(), nullable=False) for name, kind in keys.items()),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", *keys, name=op.f(f"pk_{table}")),
    )
    protect(table)
    for role in readers:
        grant(table, role, READERS[role])
    grant(table, "slrt_relay", EVERY, FOLDS)


def keep(ledger: str, of: str, columns: Sequence[str], rows: str) -> None:
    """Statement triggers on the table `of`. `rows` is a SELECT of tenant_id, the columns and n, with {source} for the
    changed rows and {sign} for 1 or -1."""
    name, listed = ledger.removesuffix("_delta") + "_ledger", ", ".join(columns)
    groups = ", ".join(str(number) for number in range(1, len(columns) + 2))
    came, went = rows.format(source="new_rows", sign="1"), rows.format(source="old_rows", sign="-1")
    sources = {"INSERT": came, "UPDATE": f"{came} UNION ALL {went}", "DELETE": went}
    branches = " ELS".join(
        f"IF TG_OP = '{verb}' THEN INSERT INTO {ledger} (tenant_id, {listed}, n)"
        f" SELECT tenant_id, {listed}, sum(n) FROM ({source}) AS moved GROUP BY {groups} HAVING sum(n) <> 0;"
        for verb, source in sources.items()
    )
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$"
        f" BEGIN {branches} END IF; RETURN NULL; END $$"
    )
    seen = {"INSERT": "NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows"}
    seen["UPDATE"] = f"{seen['DELETE']} {seen['INSERT']}"
    for verb, tables in seen.items():
        op.execute(
            f'CREATE TRIGGER {name}_{verb.lower()} AFTER {verb} ON "{of}" REFERENCING {tables}'
            f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


def begin_with(fact: str, of: str, keys: Sequence[str], rows: str) -> None:
    """Fill a new table of sums with what is there already; the ledger begins empty."""
    listed = ", ".join(("tenant_id", *keys))
    groups = ", ".join(str(number) for number in range(1, len(keys) + 2))
    there = rows.format(source=f'"{of}"', sign="1")
    with seeing(of, fact):
        op.execute(
            f"INSERT INTO {fact} ({listed}, n) SELECT {listed}, sum(n) FROM ({there}) AS counted"
            f" GROUP BY {groups} HAVING sum(n) <> 0"
        )
