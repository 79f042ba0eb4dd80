"""Facts about desks: what waits where since when, whose it is, how many were overdue on a day, who took which step."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.rls import EVERY, OWN, grant, protect

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

LEDGERS = ("case_desk_delta", "case_step_delta")
FACTS = ("case_fact_wait", "case_fact_owner", "case_fact_late", "case_fact_step")
PRUNED = ("case_fact_wait", "case_fact_owner", "case_fact_late")


def upgrade() -> None:
    for column in ("state_on", "moved_on"):
        op.add_column("case", sa.Column(column, sa.Date(), server_default=sa.text("CURRENT_DATE"), nullable=False))
    op.create_index(
        "ix_case_wait", "case", ["tenant_id", "state", "state_on", "id"], postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_index("ix_case_event_move", "case_event", ["tenant_id", "move", "at", "id"])
    op.create_index("ix_case_event_actor", "case_event", ["tenant_id", "actor_id", "at", "id"])
    _desk_tables()
    _step_tables()
    for table in (*LEDGERS, *FACTS):
        protect(table)
        grant(table, "slrt_staff", OWN, ("SELECT", "INSERT") if table in LEDGERS else ("SELECT",))
        verbs = ("SELECT", "DELETE") if table in LEDGERS else ("SELECT", "INSERT", "UPDATE")
        grant(table, "slrt_relay", EVERY, verbs)
    for table in PRUNED:
        grant(table, "slrt_relay", EVERY, ("DELETE",))
    _begin_with_what_is_there()
    _triggers()


def _desk_tables() -> None:
    op.create_table(
        "case_desk_delta",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("state_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_desk_delta_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_desk_delta")),
    )
    _fact("case_fact_wait", sa.Column("state", sa.Text()), sa.Column("state_on", sa.Date()))
    _fact("case_fact_owner", sa.Column("owner_id", sa.BigInteger()), sa.Column("due_on", sa.Date()))
    _fact("case_fact_late", sa.Column("due_on", sa.Date()), sa.Column("on_day", sa.Date()))


def _step_tables() -> None:
    op.create_table(
        "case_step_delta",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_step_delta_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_step_delta")),
    )
    _fact(
        "case_fact_step",
        sa.Column("on_day", sa.Date()),
        sa.Column("actor_id", sa.BigInteger()),
        sa.Column("move", sa.Text()),
        sa.Column("from_state", sa.Text()),
        sa.Column("to_state", sa.Text()),
    )


def _fact(table: str, *keys: sa.Column[Any]) -> None:
    op.create_table(
        table,
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        *keys,
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", *(key.name for key in keys), name=op.f(f"pk_{table}")),
    )


def _begin_with_what_is_there() -> None:
    """Every case begins where it stands and every step counts; FORCE would hide the rows even from the owner."""
    seen = ("case", "case_event", *FACTS)
    for table in seen:
        op.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
    op.execute(
        """
        UPDATE "case" c SET state_on = steps.came, moved_on = steps.latest FROM (
          SELECT tenant_id, case_id, max(day) AS latest, max(day) FILTER (WHERE came) AS came FROM (
            SELECT e.tenant_id, e.case_id, (e.at AT TIME ZONE t.timezone)::date AS day,
                   e.from_state IS DISTINCT FROM e.to_state AS came
            FROM case_event e JOIN tenant t ON t.id = e.tenant_id
          ) AS each GROUP BY 1, 2
        ) AS steps WHERE steps.tenant_id = c.tenant_id AND steps.case_id = c.id;
        INSERT INTO case_fact_wait (tenant_id, state, state_on, n)
        SELECT tenant_id, state, state_on, count(*) FROM "case" WHERE closed_at IS NULL GROUP BY 1, 2, 3;
        INSERT INTO case_fact_owner (tenant_id, owner_id, due_on, n)
        SELECT tenant_id, coalesce(owner_id, 0), coalesce(due_on, '9999-12-31'), count(*)
        FROM "case" WHERE closed_at IS NULL GROUP BY 1, 2, 3;
        INSERT INTO case_fact_late (tenant_id, due_on, on_day, n)
        SELECT tenant_id, coalesce(due_on, '9999-12-31'), moved_on, count(*)
        FROM "case" WHERE closed_at IS NULL GROUP BY 1, 2, 3;
        INSERT INTO case_fact_step (tenant_id, on_day, actor_id, move, from_state, to_state, n)
        SELECT e.tenant_id, (e.at AT TIME ZONE t.timezone)::date, coalesce(e.actor_id, 0), e.move,
               coalesce(e.from_state, ''), e.to_state, count(*)
        FROM case_event e JOIN tenant t ON t.id = e.tenant_id GROUP BY 1, 2, 3, 4, 5, 6;
        """
    )
    for table in seen:
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')


def _triggers() -> None:
    """Whoever moves a case writes the ledger in the same statement. `on_day` is the day of the step: moved_on."""
    op.execute(
        """
        CREATE FUNCTION case_desk_ledger() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            INSERT INTO case_desk_delta (tenant_id, state, owner_id, state_on, due_on, on_day, n)
            SELECT tenant_id, state, coalesce(owner_id, 0), state_on, coalesce(due_on, '9999-12-31'), moved_on, count(*)
            FROM new_rows WHERE closed_at IS NULL GROUP BY 1, 2, 3, 4, 5, 6;
          ELSIF TG_OP = 'UPDATE' THEN
            INSERT INTO case_desk_delta (tenant_id, state, owner_id, state_on, due_on, on_day, n)
            SELECT tenant_id, state, owner_id, state_on, due_on, on_day, sum(n) FROM (
              SELECT tenant_id, state, coalesce(owner_id, 0) AS owner_id, state_on,
                     coalesce(due_on, '9999-12-31') AS due_on, moved_on AS on_day, 1 AS n
              FROM new_rows WHERE closed_at IS NULL
              UNION ALL
              SELECT o.tenant_id, o.state, coalesce(o.owner_id, 0), o.state_on,
                     coalesce(o.due_on, '9999-12-31'), n.moved_on, -1
              FROM old_rows o JOIN new_rows n ON n.tenant_id = o.tenant_id AND n.id = o.id WHERE o.closed_at IS NULL
            ) AS moved GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(n) <> 0;
          ELSE
            INSERT INTO case_desk_delta (tenant_id, state, owner_id, state_on, due_on, on_day, n)
            SELECT tenant_id, state, coalesce(owner_id, 0), state_on, coalesce(due_on, '9999-12-31'), moved_on,
                   -count(*)
            FROM old_rows WHERE closed_at IS NULL GROUP BY 1, 2, 3, 4, 5, 6;
          END IF;
          RETURN NULL;
        END $$;
        CREATE TRIGGER case_desk_ledger_insert AFTER INSERT ON "case"
          REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION case_desk_ledger();
        CREATE TRIGGER case_desk_ledger_update AFTER UPDATE ON "case"
          REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
          FOR EACH STATEMENT EXECUTE FUNCTION case_desk_ledger();
        CREATE TRIGGER case_desk_ledger_delete AFTER DELETE ON "case"
          REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION case_desk_ledger();

        CREATE FUNCTION case_step_ledger() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
        BEGIN
          INSERT INTO case_step_delta (tenant_id, on_day, actor_id, move, from_state, to_state, n)
          SELECT e.tenant_id, (e.at AT TIME ZONE t.timezone)::date, coalesce(e.actor_id, 0), e.move,
                 coalesce(e.from_state, ''), e.to_state, count(*)
          FROM new_rows e JOIN tenant t ON t.id = e.tenant_id GROUP BY 1, 2, 3, 4, 5, 6;
          RETURN NULL;
        END $$;
        CREATE TRIGGER case_step_ledger_insert AFTER INSERT ON case_event
          REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION case_step_ledger();
        """
    )


def downgrade() -> None:
    for statement in (
        "DROP TRIGGER case_step_ledger_insert ON case_event",
        "DROP FUNCTION case_step_ledger",
        *(f'DROP TRIGGER case_desk_ledger_{verb} ON "case"' for verb in ("insert", "update", "delete")),
        "DROP FUNCTION case_desk_ledger",
    ):
        op.execute(statement)
    for table in (*FACTS, *LEDGERS):
        op.drop_table(table)
    op.drop_index("ix_case_event_actor", "case_event")
    op.drop_index("ix_case_event_move", "case_event")
    op.drop_index("ix_case_wait", "case")
    for column in ("state_on", "moved_on"):
        op.drop_column("case", column)
