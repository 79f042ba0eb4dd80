"""Needs and programmes by village: each row knows where its family lives, and follows it when it moves."""

import sqlalchemy as sa
from alembic import op

from migrations.ledgers import add_fact
from migrations.rls import OWN, grant, seeing

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

DISTRICTS = ("slrt_staff", "slrt_supervisor")
OF = {
    "need": ("date_trunc('month', noted_on::timestamp)::date AS noted_month", "kind", "state AS need_state"),
    "participation": ("date_trunc('month', valid_from::timestamp)::date AS since_month", "programme", "standing"),
}
FACTS = {
    "need": ("need_fact_village", ("village_code", "kind", "need_state")),
    "participation": ("participation_fact_village", ("village_code", "programme", "standing")),
}


def upgrade() -> None:
    for table in OF:
        op.add_column(table, sa.Column("village_code", sa.Text(), nullable=True))
        op.add_column(f"{table}_delta", sa.Column("village_code", sa.Text(), nullable=True))
        _where_they_live(table)  # before the ledger knows of villages: nothing that it counts changes
        op.alter_column(table, "village_code", nullable=False)
        _ledger(table)
        fact, keys = FACTS[table]
        add_fact(fact, dict.fromkeys(keys, sa.Text), DISTRICTS)
        with seeing(table, fact):
            state = {"need_state": "state"}
            named = ", ".join(f"{state.get(key, key)}" for key in keys)
            op.execute(
                f"INSERT INTO {fact} (tenant_id, {', '.join(keys)}, n)"
                f" SELECT tenant_id, {named}, count(*) FROM {table} GROUP BY tenant_id, {named}"
            )
    _follow()


def _where_they_live(table: str) -> None:
    with seeing(table, "person", "household"):
        op.execute(
            f"""
            UPDATE {table} AS r SET village_code = h.village_code
            FROM household h
            WHERE h.tenant_id = r.tenant_id AND h.id = coalesce(
              r.household_id,
              (SELECT p.household_id FROM person p WHERE p.tenant_id = r.tenant_id AND p.id = r.person_id))
            """
        )


def _ledger(table: str) -> None:
    """The same triggers as before call a function that tells villages apart."""
    columns = OF[table]
    names = ", ".join([*(column.rpartition(" ")[2] for column in columns), "village_code"])
    rows = f"SELECT tenant_id, {', '.join(columns)}, village_code, {{sign}} AS n FROM {{source}}"
    came, went = rows.format(source="new_rows", sign="1"), rows.format(source="old_rows", sign="-1")
    append = f"INSERT INTO {table}_delta (tenant_id, {names}, n) SELECT tenant_id, {names}, sum(n) FROM"
    grouped = "AS moved GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0"
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION {table}_ledger() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            {append} ({came}) {grouped};
          ELSIF TG_OP = 'UPDATE' THEN
            {append} ({came} UNION ALL {went}) {grouped};
          ELSE
            {append} ({went}) {grouped};
          END IF;
          RETURN NULL;
        END $$
        """
    )


def _follow() -> None:
    """Moves are followed by functions of slrt_veil: who moves a family need not see what is behind the veil."""
    grant("person", "slrt_veil", OWN, ("SELECT",), ("tenant_id", "id", "household_id"))
    grant("household", "slrt_veil", OWN, ("SELECT",), ("tenant_id", "id", "village_code"))
    grant("participation", "slrt_veil", OWN, ("SELECT", "UPDATE"), ("village_code",))
    for table in OF:
        op.execute(f"GRANT SELECT (tenant_id, person_id, household_id, village_code) ON {table} TO slrt_veil")
        op.execute(f"GRANT UPDATE (village_code) ON {table} TO slrt_veil")
    grant("participation_delta", "slrt_veil", OWN, ("INSERT",))  # the ledger's trigger runs as whoever changes a row
    op.execute(
        """
        CREATE FUNCTION village_of_about() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
        BEGIN
          SELECT h.village_code INTO NEW.village_code FROM household h
          WHERE h.tenant_id = NEW.tenant_id AND h.id = coalesce(
            NEW.household_id,
            (SELECT p.household_id FROM person p WHERE p.tenant_id = NEW.tenant_id AND p.id = NEW.person_id));
          RETURN NEW;
        END $$;
        CREATE FUNCTION family_moved() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          UPDATE need SET village_code = NEW.village_code WHERE tenant_id = NEW.tenant_id AND household_id = NEW.id;
          UPDATE participation SET village_code = NEW.village_code
          WHERE tenant_id = NEW.tenant_id AND household_id = NEW.id;
          UPDATE need SET village_code = NEW.village_code WHERE tenant_id = NEW.tenant_id AND person_id IN
            (SELECT id FROM person WHERE tenant_id = NEW.tenant_id AND household_id = NEW.id);
          UPDATE participation SET village_code = NEW.village_code WHERE tenant_id = NEW.tenant_id AND person_id IN
            (SELECT id FROM person WHERE tenant_id = NEW.tenant_id AND household_id = NEW.id);
          RETURN NULL;
        END $$;
        CREATE FUNCTION person_moved() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        DECLARE
          lives_in text;
        BEGIN
          SELECT village_code INTO lives_in FROM household WHERE tenant_id = NEW.tenant_id AND id = NEW.household_id;
          UPDATE need SET village_code = lives_in
          WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id AND village_code <> lives_in;
          UPDATE participation SET village_code = lives_in
          WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id AND village_code <> lives_in;
          RETURN NULL;
        END $$;
        CREATE TRIGGER need_village BEFORE INSERT OR UPDATE OF person_id, household_id ON need
          FOR EACH ROW EXECUTE FUNCTION village_of_about();
        CREATE TRIGGER participation_village BEFORE INSERT OR UPDATE OF person_id, household_id ON participation
          FOR EACH ROW EXECUTE FUNCTION village_of_about();
        CREATE TRIGGER family_moved AFTER UPDATE OF village_code ON household
          FOR EACH ROW WHEN (OLD.village_code <> NEW.village_code) EXECUTE FUNCTION family_moved();
        CREATE TRIGGER person_moved AFTER UPDATE OF household_id ON person
          FOR EACH ROW WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION person_moved();
        """
    )
    op.execute("GRANT CREATE ON SCHEMA public TO slrt_veil")
    for function in ("family_moved()", "person_moved()"):
        op.execute(f"ALTER FUNCTION {function} OWNER TO slrt_veil")
    op.execute("REVOKE CREATE ON SCHEMA public FROM slrt_veil")


def downgrade() -> None:
    raise NotImplementedError("a ledger that tells less apart cannot prove the facts: restore a backup instead")
