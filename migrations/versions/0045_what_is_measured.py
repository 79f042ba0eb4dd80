"""How cases and referrals end, and how fresh the registry is: three ledgers for what is measured, never typed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.rls import DISTRICTS, EVERY, OWN, grant, protect

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

LEDGERS = (
    ("case_outcome_delta", "case_fact_outcome", ("month", "resolution", "route", "punctual", "satisfied", "days")),
    ("referral_answer_delta", "referral_fact_answer", ("month", "agency_id", "outcome")),
    ("household_seen_delta", "household_fact_seen", ("month",)),
)
"""Ledger, fact, keys."""
PLANS = "kind IN ('rpjmd', 'renstra', 'rkpd', 'sop', 'exit_plan')"
TYPES: dict[str, type[Any]] = {"month": sa.Date, "days": sa.Integer, "agency_id": sa.BigInteger}


def upgrade() -> None:
    for ledger, fact, keys in LEDGERS:
        _ledger(ledger, keys)
        _fact(fact, keys)
        for table in (ledger, fact):
            protect(table)
            grant(table, "slrt_supervisor", DISTRICTS)
        grant(ledger, "slrt_staff", OWN, ("SELECT", "INSERT"))
        grant(fact, "slrt_staff", OWN)
        grant(ledger, "slrt_relay", EVERY, ("SELECT", "DELETE"))
        grant(fact, "slrt_relay", EVERY, ("SELECT", "INSERT", "UPDATE", "DELETE"))
    grant("referral_answer_delta", "slrt_agency", OWN, ("INSERT",))
    grant("membership", "slrt_relay", EVERY, ("SELECT",), ("tenant_id", "id", "role", "active"))
    grant("membership_village", "slrt_relay", EVERY, ("SELECT",), ("tenant_id", "id", "membership_id", "village_code"))
    grant("agency", "slrt_relay", EVERY, ("SELECT",), ("tenant_id", "id", "kind", "active"))
    op.drop_constraint(op.f("ck_planning_document_kind_known"), "planning_document")
    op.create_check_constraint(op.f("ck_planning_document_kind_known"), "planning_document", PLANS)
    _triggers_of_cases()
    _triggers_of_referrals()
    _triggers_of_households()
    _begin_with_what_is_there()


def _columns(keys: tuple[str, ...]) -> list[sa.Column[Any]]:
    return [sa.Column(key, TYPES.get(key, sa.Text)(), nullable=False) for key in keys]


def _ledger(table: str, keys: tuple[str, ...]) -> None:
    op.create_table(
        table,
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        *_columns(keys),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    )


def _fact(table: str, keys: tuple[str, ...]) -> None:
    op.create_table(
        table,
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        *_columns(keys),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", *keys, name=op.f(f"pk_{table}")),
    )


def _triggers_of_cases() -> None:
    """A case enters when it closes and leaves when it is opened again. How long it took ends on the day the citizen was
    told; whether it went to an agency is looked up once, at the end."""
    op.execute(
        """
        CREATE FUNCTION case_outcome_ledger() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
        BEGIN
          INSERT INTO case_outcome_delta (tenant_id, month, resolution, route, punctual, satisfied, days, n)
          SELECT e.tenant_id, date_trunc('month', e.closed_at AT TIME ZONE t.timezone)::date,
                 coalesce(e.resolution, 'unknown'),
                 CASE WHEN EXISTS (SELECT FROM referral r WHERE r.tenant_id = e.tenant_id AND r.case_id = e.id)
                      THEN 'referred' ELSE 'local' END,
                 CASE WHEN told.day <= e.promised_on THEN 'in_time' ELSE 'late' END,
                 CASE WHEN e.satisfied THEN 'yes' WHEN NOT e.satisfied THEN 'no' ELSE 'unasked' END,
                 least(greatest(told.day - e.opened_on, 0), 400), e.sign
          FROM (VALUES
            (OLD.tenant_id, OLD.id, OLD.closed_at, OLD.resolution, OLD.satisfied, OLD.promised_on, OLD.opened_on, -1),
            (NEW.tenant_id, NEW.id, NEW.closed_at, NEW.resolution, NEW.satisfied, NEW.promised_on, NEW.opened_on, 1)
          ) AS e (tenant_id, id, closed_at, resolution, satisfied, promised_on, opened_on, sign)
          JOIN tenant t ON t.id = e.tenant_id
          CROSS JOIN LATERAL (
            SELECT coalesce(max((s.at AT TIME ZONE t.timezone)::date), (e.closed_at AT TIME ZONE t.timezone)::date)
              AS day
            FROM case_event s WHERE s.tenant_id = e.tenant_id AND s.case_id = e.id AND s.to_state = 'informed'
          ) AS told
          WHERE e.closed_at IS NOT NULL;
          RETURN NULL;
        END $$;
        CREATE TRIGGER case_outcome_insert AFTER INSERT ON "case"
          FOR EACH ROW WHEN (NEW.closed_at IS NOT NULL) EXECUTE FUNCTION case_outcome_ledger();
        CREATE TRIGGER case_outcome_update AFTER UPDATE ON "case"
          FOR EACH ROW WHEN (ROW(OLD.closed_at, OLD.resolution, OLD.satisfied)
                             IS DISTINCT FROM ROW(NEW.closed_at, NEW.resolution, NEW.satisfied))
          EXECUTE FUNCTION case_outcome_ledger();
        CREATE TRIGGER case_outcome_delete AFTER DELETE ON "case"
          FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION case_outcome_ledger();
        """
    )


def _triggers_of_referrals() -> None:
    """A referral counts in the month its answer is due: still open, answered in time, or late. Revoked ones do not."""
    op.execute(
        """
        CREATE FUNCTION referral_answer_ledger() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
        BEGIN
          INSERT INTO referral_answer_delta (tenant_id, month, agency_id, outcome, n)
          SELECT e.tenant_id, date_trunc('month', e.answer_due_on)::date, coalesce(e.agency_id, 0),
                 CASE WHEN e.closed_at IS NULL THEN 'open'
                      WHEN (e.closed_at AT TIME ZONE t.timezone)::date <= e.answer_due_on THEN 'in_time'
                      ELSE 'late' END, e.sign
          FROM (VALUES
            (OLD.tenant_id, OLD.state, OLD.closed_at, OLD.answer_due_on, OLD.agency_id, -1),
            (NEW.tenant_id, NEW.state, NEW.closed_at, NEW.answer_due_on, NEW.agency_id, 1)
          ) AS e (tenant_id, state, closed_at, answer_due_on, agency_id, sign)
          JOIN tenant t ON t.id = e.tenant_id
          WHERE e.tenant_id IS NOT NULL AND e.state <> 'revoked';
          RETURN NULL;
        END $$;
        CREATE TRIGGER referral_answer_insert AFTER INSERT ON referral
          FOR EACH ROW EXECUTE FUNCTION referral_answer_ledger();
        CREATE TRIGGER referral_answer_update AFTER UPDATE ON referral
          FOR EACH ROW WHEN (
            ROW(OLD.state = 'revoked', OLD.closed_at, OLD.answer_due_on, OLD.agency_id)
            IS DISTINCT FROM ROW(NEW.state = 'revoked', NEW.closed_at, NEW.answer_due_on, NEW.agency_id))
          EXECUTE FUNCTION referral_answer_ledger();
        CREATE TRIGGER referral_answer_delete AFTER DELETE ON referral
          FOR EACH ROW EXECUTE FUNCTION referral_answer_ledger();
        """
    )


def _triggers_of_households() -> None:
    """Families by the month in which somebody last looked at how they live; 1900-01 is never."""
    op.execute(
        """
        CREATE FUNCTION household_seen_ledger() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            INSERT INTO household_seen_delta (tenant_id, month, n)
            SELECT tenant_id, date_trunc('month', coalesce(observed_on, '1900-01-01'::date))::date, count(*)
            FROM new_rows GROUP BY 1, 2;
          ELSIF TG_OP = 'UPDATE' THEN
            INSERT INTO household_seen_delta (tenant_id, month, n)
            SELECT tenant_id, month, sum(n) FROM (
              SELECT tenant_id, date_trunc('month', coalesce(observed_on, '1900-01-01'::date))::date AS month, 1 AS n
              FROM new_rows
              UNION ALL
              SELECT tenant_id, date_trunc('month', coalesce(observed_on, '1900-01-01'::date))::date, -1 FROM old_rows
            ) AS moved GROUP BY 1, 2 HAVING sum(n) <> 0;
          ELSE
            INSERT INTO household_seen_delta (tenant_id, month, n)
            SELECT tenant_id, date_trunc('month', coalesce(observed_on, '1900-01-01'::date))::date, -count(*)
            FROM old_rows GROUP BY 1, 2;
          END IF;
          RETURN NULL;
        END $$;
        CREATE TRIGGER household_seen_insert AFTER INSERT ON household
          REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION household_seen_ledger();
        CREATE TRIGGER household_seen_update AFTER UPDATE ON household
          REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
          FOR EACH STATEMENT EXECUTE FUNCTION household_seen_ledger();
        CREATE TRIGGER household_seen_delete AFTER DELETE ON household
          REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION household_seen_ledger();
        """
    )


def _begin_with_what_is_there() -> None:
    """FORCE would hide the rows even from the owner."""
    seen = ("case", "case_event", "referral", "household", *(fact for _ledger_, fact, _keys in LEDGERS))
    for table in seen:
        op.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
    op.execute(
        """
        INSERT INTO case_fact_outcome (tenant_id, month, resolution, route, punctual, satisfied, days, n)
        SELECT c.tenant_id, date_trunc('month', c.closed_at AT TIME ZONE t.timezone)::date,
               coalesce(c.resolution, 'unknown'),
               CASE WHEN EXISTS (SELECT FROM referral r WHERE r.tenant_id = c.tenant_id AND r.case_id = c.id)
                    THEN 'referred' ELSE 'local' END,
               CASE WHEN told.day <= c.promised_on THEN 'in_time' ELSE 'late' END,
               CASE WHEN c.satisfied THEN 'yes' WHEN NOT c.satisfied THEN 'no' ELSE 'unasked' END,
               least(greatest(told.day - c.opened_on, 0), 400), count(*)
        FROM "case" c JOIN tenant t ON t.id = c.tenant_id
        CROSS JOIN LATERAL (
          SELECT coalesce(max((s.at AT TIME ZONE t.timezone)::date), (c.closed_at AT TIME ZONE t.timezone)::date) AS day
          FROM case_event s WHERE s.tenant_id = c.tenant_id AND s.case_id = c.id AND s.to_state = 'informed'
        ) AS told
        WHERE c.closed_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7;
        INSERT INTO referral_fact_answer (tenant_id, month, agency_id, outcome, n)
        SELECT r.tenant_id, date_trunc('month', r.answer_due_on)::date, coalesce(r.agency_id, 0),
               CASE WHEN r.closed_at IS NULL THEN 'open'
                    WHEN (r.closed_at AT TIME ZONE t.timezone)::date <= r.answer_due_on THEN 'in_time'
                    ELSE 'late' END, count(*)
        FROM referral r JOIN tenant t ON t.id = r.tenant_id WHERE r.state <> 'revoked' GROUP BY 1, 2, 3, 4;
        INSERT INTO household_fact_seen (tenant_id, month, n)
        SELECT tenant_id, date_trunc('month', coalesce(observed_on, '1900-01-01'::date))::date, count(*)
        FROM household GROUP BY 1, 2;
        """
    )
    for table in seen:
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')


def downgrade() -> None:
    for name, table in (("case_outcome", "case"), ("referral_answer", "referral"), ("household_seen", "household")):
        for verb in ("insert", "update", "delete"):
            op.execute(f'DROP TRIGGER {name}_{verb} ON "{table}"')
        op.execute(f"DROP FUNCTION {name}_ledger")
    for table in ("membership", "membership_village", "agency"):
        op.execute(f"DROP POLICY slrt_relay_select ON {table}")
        op.execute(f"REVOKE ALL ON {table} FROM slrt_relay")
    for ledger, fact, _keys in LEDGERS:
        op.drop_table(ledger)
        op.drop_table(fact)
