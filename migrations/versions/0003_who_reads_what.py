"""Who reads what: row level security, grants, the facts ledger and the functions the public may call."""

from alembic import op

from migrations.rls import ADDRESSED, DISTRICTS, EVERY, OWN, grant, protect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

READ = ("SELECT",)
ADD = ("SELECT", "INSERT")
WRITE = ("SELECT", "INSERT", "UPDATE")

# Every table with a tenant_id, and what its own staff may do. Nobody deletes a record; a draft is none yet.
STAFF = {
    "agency": READ,
    "membership": READ,
    "membership_village": READ,
    "api_token": WRITE,
    "audit_entry": ADD,
    "receipt": WRITE,
    "outbox": WRITE,
    "household": WRITE,
    "person": WRITE,
    "case": WRITE,
    "case_draft": (*WRITE, "DELETE"),
    "case_intake": WRITE,
    "case_event": ADD,
    "narrative": ADD,
    "year_counter": WRITE,
    "referral": WRITE,
    "referral_packet": ADD,
    "referral_event": ADD,
    "letter": ADD,
    "message": WRITE,
    "case_delta": ADD,
    "case_fact_state": READ,
    "case_fact_sector": READ,
    "case_fact_due": READ,
    "case_fact_day": READ,
}
FACTS = ("case_fact_state", "case_fact_sector", "case_fact_due", "case_fact_day")
CASE_SHAPE = (
    "tenant_id", "id", "code", "case_type", "kind", "sector", "channel", "village_code", "state", "emergency",
    "opened_at", "opened_on", "promised_on", "due_on", "queue_on", "closed_at",
)  # fmt: skip
OUTBOX_BACK = ("tenant_id", "id", "created_at", "not_before", "attempts")
"""What an INSERT … RETURNING gives back."""


def upgrade() -> None:
    for table, verbs in STAFF.items():
        protect(table)
        grant(table, "slrt_staff", OWN, verbs)
    protect("signin_session")
    for role in (
        "slrt_staff",
        "slrt_agency",
        "slrt_supervisor",
        "slrt_ministry",
        "slrt_public",
        "slrt_signin",
        "slrt_relay",
    ):
        op.execute(f"GRANT SELECT ON tenant, region TO {role}")
    _agency()
    _above_the_tenant()
    _machinery()
    _ledger()
    _public_functions()


def _agency() -> None:
    role = "slrt_agency"
    grant("referral", role, ADDRESSED)
    grant("referral", role, ADDRESSED, ("UPDATE",), ("state", "result", "closed_at", "version"))
    grant("referral_packet", role, ADDRESSED)
    grant("referral_event", role, ADDRESSED, ADD)
    grant("letter", role, ADDRESSED)
    grant("agency", role, f"{OWN} AND id = nullif(current_setting('slrt.agency_id', true), '')::bigint")
    grant("membership", role, ADDRESSED)
    grant("receipt", role, OWN, WRITE)
    grant("api_token", role, OWN, WRITE)
    grant("outbox", role, OWN, ADD, OUTBOX_BACK)
    grant("audit_entry", role, OWN, ADD, ("tenant_id", "id", "at"))


def _above_the_tenant() -> None:
    role = "slrt_supervisor"
    grant("case", role, DISTRICTS, READ, CASE_SHAPE)
    grant(
        "case_event",
        role,
        DISTRICTS,
        READ,
        ("tenant_id", "id", "case_id", "at", "move", "from_state", "to_state", "actor_role"),
    )
    grant("referral", role, DISTRICTS)
    grant("agency", role, DISTRICTS)
    for table in (*FACTS, "case_delta"):
        grant(table, role, DISTRICTS)
        grant(table, "slrt_ministry", EVERY)
    for reader in (role, "slrt_ministry"):
        grant("api_token", reader, OWN, WRITE)
        grant("audit_entry", reader, OWN, ADD, ("tenant_id", "id", "at"))


def _machinery() -> None:
    op.execute("GRANT SELECT, UPDATE ON account TO slrt_signin")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON signin_throttle TO slrt_signin")
    grant("signin_session", "slrt_signin", EVERY, WRITE)
    for table in ("membership", "membership_village", "api_token", "agency"):
        grant(table, "slrt_signin", EVERY)
    grant("audit_entry", "slrt_signin", EVERY, ADD, ("tenant_id", "id", "at"))

    grant("outbox", "slrt_relay", EVERY)
    grant("outbox", "slrt_relay", EVERY, ("UPDATE",), ("sent_at",))
    grant("case_delta", "slrt_relay", EVERY, ("SELECT", "DELETE"))
    for table in FACTS:
        grant(table, "slrt_relay", EVERY, WRITE)
    grant("case_fact_due", "slrt_relay", EVERY, ("DELETE",))

    op.execute("GRANT SELECT, INSERT, UPDATE ON tenant TO slrt_provisioner")
    op.execute("GRANT SELECT, INSERT ON account TO slrt_provisioner")
    op.execute("GRANT SELECT ON region TO slrt_provisioner")
    for table in ("agency", "membership", "membership_village"):
        grant(table, "slrt_provisioner", EVERY, WRITE)


def _ledger() -> None:
    op.execute(
        """
        CREATE FUNCTION case_ledger() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            INSERT INTO case_delta (tenant_id, state, sector, opened_on, due_on, n)
            SELECT tenant_id, state, sector, opened_on, due_on, count(*) FROM new_rows GROUP BY 1, 2, 3, 4, 5;
          ELSIF TG_OP = 'UPDATE' THEN
            INSERT INTO case_delta (tenant_id, state, sector, opened_on, due_on, n)
            SELECT tenant_id, state, sector, opened_on, due_on, sum(n) FROM (
              SELECT tenant_id, state, sector, opened_on, due_on, 1 AS n FROM new_rows
              UNION ALL
              SELECT tenant_id, state, sector, opened_on, due_on, -1 FROM old_rows
            ) AS moved GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0;
          ELSE
            INSERT INTO case_delta (tenant_id, state, sector, opened_on, due_on, n)
            SELECT tenant_id, state, sector, opened_on, due_on, -count(*) FROM old_rows GROUP BY 1, 2, 3, 4, 5;
          END IF;
          RETURN NULL;
        END $$;
        CREATE TRIGGER case_ledger_insert AFTER INSERT ON "case"
          REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION case_ledger();
        CREATE TRIGGER case_ledger_update AFTER UPDATE ON "case"
          REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION case_ledger();
        CREATE TRIGGER case_ledger_delete AFTER DELETE ON "case"
          REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION case_ledger();
        """
    )


def _public_functions() -> None:
    """Owned by slrt_lookup, whose policies are those of one tenant: the context must name it even here."""
    role = "slrt_lookup"
    grant("case", role, OWN, READ, (*CASE_SHAPE, "person_id"))
    grant("case_event", role, OWN, READ, ("tenant_id", "id", "case_id", "at", "move", "to_state"))
    grant("person", role, OWN, READ, ("tenant_id", "id", "nik_masked", "phone_masked"))
    grant("referral", role, OWN, READ, ("tenant_id", "id", "case_id", "agency_id"))
    grant("referral_event", role, OWN, READ, ("tenant_id", "id", "referral_id", "at", "move", "to_state"))
    grant("agency", role, OWN, READ, ("tenant_id", "id", "name"))
    grant("letter", role, OWN, READ, (
        "tenant_id", "id", "check_code", "number_text", "kind", "addressee", "signer_name", "signer_title", "signed_at",
        "valid_until",
    ))  # fmt: skip
    op.execute(
        """
        CREATE FUNCTION follow_case(wanted text, last4 text)
        RETURNS TABLE (case_id bigint, code text, case_type text, sector text, state text, opened_on date,
                       promised_on date, due_on date, closed_at timestamptz)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT c.id, c.code, c.case_type, c.sector, c.state, c.opened_on, c.promised_on, c.due_on, c.closed_at
          FROM "case" c JOIN person p ON p.tenant_id = c.tenant_id AND p.id = c.person_id
          WHERE c.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND c.code = wanted
            AND length(last4) = 4 AND last4 IN (right(p.nik_masked, 4), right(p.phone_masked, 4))
        $$;
        CREATE FUNCTION follow_case_steps(wanted text, last4 text)
        RETURNS TABLE (at timestamptz, move text, to_state text, agency text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT e.at, e.move, e.to_state, NULL
          FROM follow_case(wanted, last4) f JOIN case_event e
            ON e.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND e.case_id = f.case_id
          UNION ALL
          SELECT e.at, 'referral_' || e.move, e.to_state, a.name
          FROM follow_case(wanted, last4) f
          JOIN referral r
            ON r.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND r.case_id = f.case_id
          JOIN referral_event e ON e.tenant_id = r.tenant_id AND e.referral_id = r.id
          JOIN agency a ON a.tenant_id = r.tenant_id AND a.id = r.agency_id
          ORDER BY 1
        $$;
        CREATE FUNCTION check_letter(wanted text)
        RETURNS TABLE (number_text text, kind text, addressee text, signer_name text, signer_title text,
                       signed_at timestamptz, valid_until date)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT number_text, kind, addressee, signer_name, signer_title, signed_at, valid_until FROM letter
          WHERE tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND check_code = wanted
        $$;
        """
    )
    op.execute("GRANT CREATE ON SCHEMA public TO slrt_lookup")
    for function in ("follow_case(text, text)", "follow_case_steps(text, text)", "check_letter(text)"):
        op.execute(f"ALTER FUNCTION {function} OWNER TO slrt_lookup")
    op.execute("REVOKE CREATE ON SCHEMA public FROM slrt_lookup")
    op.execute("SET ROLE slrt_lookup")
    for function in ("follow_case(text, text)", "follow_case_steps(text, text)", "check_letter(text)"):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO slrt_public")
    op.execute("SET ROLE slrt_owner")


def downgrade() -> None:
    raise NotImplementedError("isolation is not taken away again: restore a backup instead")
