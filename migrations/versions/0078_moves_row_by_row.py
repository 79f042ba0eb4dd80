"""Who moves a case pays half of what the ledgers cost: a row's own trigger, and none where nothing counted changes."""

from alembic import op

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None

COUNTED = ("state", "sector", "opened_on", "due_on", "village_code", "case_type", "channel", "closed_at")
AT_A_DESK = ("state", "owner_id", "state_on", "due_on", "closed_at")
LEDGERS = ("case_delta", "case_desk_delta")


def upgrade() -> None:
    _functions()
    for name, columns in (("case_ledger", COUNTED), ("case_desk_ledger", AT_A_DESK)):
        before, after = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
        op.execute(f'DROP TRIGGER {name}_update ON "case"')
        op.execute(
            f'CREATE TRIGGER {name}_update AFTER UPDATE ON "case" FOR EACH ROW'
            f" WHEN (ROW({before}) IS DISTINCT FROM ROW({after})) EXECUTE FUNCTION {name}_moved()"
        )
    # The case that a delta is about has this key already; checking it again locks the office's row at every move.
    for table in LEDGERS:
        op.drop_constraint(f"fk_{table}_tenant_id", table)


def _functions() -> None:
    """The office's time zone is asked for only where a day depends on it: when a case closes or is opened again."""
    op.execute(
        """
        CREATE FUNCTION case_ledger_moved() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
        DECLARE
          zone text;
        BEGIN
          IF OLD.closed_at IS NOT NULL OR NEW.closed_at IS NOT NULL THEN
            SELECT timezone INTO STRICT zone FROM tenant WHERE id = NEW.tenant_id;
          END IF;
          INSERT INTO case_delta
            (tenant_id, state, sector, opened_on, due_on, village_code, case_type, channel, closed_on, n)
          VALUES
            (OLD.tenant_id, OLD.state, OLD.sector, OLD.opened_on, OLD.due_on, OLD.village_code, OLD.case_type,
             OLD.channel, (OLD.closed_at AT TIME ZONE zone)::date, -1),
            (NEW.tenant_id, NEW.state, NEW.sector, NEW.opened_on, NEW.due_on, NEW.village_code, NEW.case_type,
             NEW.channel, (NEW.closed_at AT TIME ZONE zone)::date, 1);
          RETURN NULL;
        END $$;
        CREATE FUNCTION case_desk_ledger_moved() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
        BEGIN
          INSERT INTO case_desk_delta (tenant_id, state, owner_id, state_on, due_on, on_day, n)
          SELECT NEW.tenant_id, e.state, coalesce(e.owner_id, 0), e.state_on, coalesce(e.due_on, '9999-12-31'),
                 NEW.moved_on, e.n
          FROM (VALUES
            (OLD.state, OLD.owner_id, OLD.state_on, OLD.due_on, OLD.closed_at, -1),
            (NEW.state, NEW.owner_id, NEW.state_on, NEW.due_on, NEW.closed_at, 1)
          ) AS e (state, owner_id, state_on, due_on, closed_at, n)
          WHERE e.closed_at IS NULL;
          RETURN NULL;
        END $$;
        """
    )


def downgrade() -> None:
    """The functions that follow a statement are there: they still see cases come and go."""
    for table in LEDGERS:
        op.create_foreign_key(f"fk_{table}_tenant_id", table, "tenant", ["tenant_id"], ["id"])
    for name in ("case_ledger", "case_desk_ledger"):
        op.execute(f'DROP TRIGGER {name}_update ON "case"')
        op.execute(f"DROP FUNCTION {name}_moved")
        op.execute(
            f'CREATE TRIGGER {name}_update AFTER UPDATE ON "case" REFERENCING OLD TABLE AS old_rows'
            f" NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
