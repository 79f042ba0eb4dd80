"""Confidential cases: whoever is not named on one sees neither it nor any part of it."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import ADD, DISTRICTS_OPEN, EVERY, OWN, WRITE, for_staff_and_trustees, grant, protect, veil

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PARTS = {
    "case_event": ADD,
    "case_intake": WRITE,
    "narrative": ADD,
    "referral": WRITE,
    "letter": ADD,
    "message": WRITE,
    "notice": WRITE,
    "need": WRITE,
    "case_note": ADD,
    "case_assignment": ADD,
}
PARTS_OF_REFERRALS = ("referral_event", "referral_packet")
SHAPE_OF_EVENT = ("tenant_id", "id", "case_id", "at", "move", "from_state", "to_state", "actor_role")


def upgrade() -> None:
    op.add_column("case", sa.Column("confidential", sa.Boolean(), server_default="false", nullable=False))
    op.execute(
        'ALTER TABLE "case" ADD COLUMN veil bigint NOT NULL'
        " GENERATED ALWAYS AS (CASE WHEN confidential THEN id ELSE 0 END) STORED"
    )
    _confidants()
    _triggers()
    for_staff_and_trustees("case", WRITE)
    for table, verbs in PARTS.items():
        veil(table, verbs)
    op.execute("GRANT SELECT (id, veil) ON referral TO slrt_veil")
    for table in PARTS_OF_REFERRALS:
        veil(table, ADD, of="referral")
    veil("confidant", ("SELECT",))
    grant("confidant", "slrt_trustee", OWN, ("INSERT",))
    op.execute("GRANT UPDATE (removed_at) ON confidant TO slrt_trustee")
    op.execute(f"CREATE POLICY slrt_trustee_update ON confidant FOR UPDATE TO slrt_trustee USING ({OWN})")
    grant("confidant", "slrt_signin", EVERY, ("SELECT",), ("tenant_id", "case_id", "membership_id", "removed_at"))
    for table in ("case", "case_event", "referral"):
        op.execute(f'ALTER POLICY slrt_supervisor_select ON "{table}" USING ({DISTRICTS_OPEN})')
    _public_functions()


def _confidants() -> None:
    op.create_table(
        "confidant",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("veil", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("why IN ('owner', 'registrar', 'named')", name=op.f("ck_confidant_why_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_confidant_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "membership_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_confidant_tenant_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_confidant_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_confidant")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "membership_id",
            "why",
            name=op.f("uq_confidant_tenant_id_case_id_membership_id_why"),
        ),
    )
    op.create_index(
        "ix_confidant_membership",
        "confidant",
        ["tenant_id", "membership_id", "case_id"],
        unique=False,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    protect("confidant")


def _triggers() -> None:
    """Owned by slrt_veil, whose policies are those of one tenant. Names of tables come as arguments of the trigger."""
    grant("case", "slrt_veil", OWN, ("SELECT",), ("tenant_id", "id", "veil", "owner_id"))
    grant("confidant", "slrt_veil", OWN, ("INSERT",))
    for columns, verb in (("id, why, membership_id, removed_at", "SELECT"), ("removed_at, added_at", "UPDATE")):
        op.execute(f"GRANT {verb} ({columns}) ON confidant TO slrt_veil")
    op.execute("GRANT SELECT (move, actor_id) ON case_event TO slrt_veil")
    op.execute(
        """
        CREATE FUNCTION veil_of_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          NEW.veil := coalesce(
            (SELECT veil FROM "case" WHERE tenant_id = NEW.tenant_id AND id = NEW.case_id), NEW.veil, 0);
          RETURN NEW;
        END $$;
        CREATE FUNCTION veil_of_referral() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          NEW.veil := coalesce(
            (SELECT veil FROM referral WHERE tenant_id = NEW.tenant_id AND id = NEW.referral_id), NEW.veil, 0);
          RETURN NEW;
        END $$;
        CREATE FUNCTION veil_parts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          EXECUTE format('UPDATE %I SET veil = $1 WHERE tenant_id = $2 AND %I = $3', TG_ARGV[0], TG_ARGV[1])
            USING NEW.veil, NEW.tenant_id, NEW.id;
          RETURN NULL;
        END $$;
        CREATE FUNCTION name_confidants() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          UPDATE confidant SET removed_at = now()
          WHERE tenant_id = NEW.tenant_id AND case_id = NEW.id AND why = 'owner' AND removed_at IS NULL
            AND membership_id IS DISTINCT FROM NEW.owner_id;
          INSERT INTO confidant (tenant_id, case_id, membership_id, why)
          SELECT NEW.tenant_id, NEW.id, NEW.owner_id, 'owner' WHERE NEW.owner_id IS NOT NULL
          UNION ALL
          SELECT NEW.tenant_id, NEW.id, e.actor_id, 'registrar' FROM case_event e
          WHERE e.tenant_id = NEW.tenant_id AND e.case_id = NEW.id AND e.move = 'register' AND e.actor_id IS NOT NULL
            AND (TG_OP = 'INSERT' OR NOT OLD.confidential)
          ON CONFLICT (tenant_id, case_id, membership_id, why)
          DO UPDATE SET removed_at = NULL, added_at = now() WHERE confidant.removed_at IS NOT NULL;
          RETURN NULL;
        END $$;
        CREATE TRIGGER case_confidants AFTER INSERT OR UPDATE OF owner_id, confidential ON "case"
          FOR EACH ROW WHEN (NEW.confidential) EXECUTE FUNCTION name_confidants();
        """
    )
    _give_to("slrt_veil", "veil_of_case()", "veil_of_referral()", "veil_parts()", "name_confidants()")


def _give_to(role: str, *functions: str) -> None:
    op.execute(f"GRANT CREATE ON SCHEMA public TO {role}")
    for function in functions:
        op.execute(f"ALTER FUNCTION {function} OWNER TO {role}")
    op.execute(f"REVOKE CREATE ON SCHEMA public FROM {role}")


def _public_functions() -> None:
    """A confidential case tells whoever holds its code that it is being looked after, and nothing else."""
    op.execute('GRANT SELECT (confidential) ON "case" TO slrt_lookup')
    op.execute("GRANT CREATE ON SCHEMA public TO slrt_lookup")
    op.execute("SET ROLE slrt_lookup")
    op.execute(
        """
        CREATE OR REPLACE FUNCTION follow_case(wanted text, last4 text)
        RETURNS TABLE (case_id bigint, code text, case_type text, type_words jsonb, sector text, state text,
                       opened_on date, promised_on date, due_on date, closed_at timestamptz)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT c.id, c.code, CASE WHEN NOT c.confidential THEN c.case_type END, v.data,
                 CASE WHEN NOT c.confidential THEN c.sector END,
                 CASE WHEN c.confidential THEN CASE WHEN c.closed_at IS NULL THEN 'handling' ELSE 'closed' END
                      ELSE c.state END,
                 c.opened_on, c.promised_on, c.due_on, c.closed_at
          FROM "case" c
          JOIN person p ON p.tenant_id = c.tenant_id AND p.id = c.person_id
          LEFT JOIN case_type_version v
            ON v.tenant_id = c.tenant_id AND v.id = c.type_version AND NOT c.confidential
          WHERE c.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND c.code = wanted
            AND length(last4) = 4 AND last4 IN (right(p.nik_masked, 4), right(p.phone_masked, 4))
        $$;
        CREATE OR REPLACE FUNCTION follow_case_steps(wanted text, last4 text)
        RETURNS TABLE (at timestamptz, move text, to_state text, agency text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT e.at, e.move, e.to_state, NULL
          FROM follow_case(wanted, last4) f JOIN case_event e
            ON e.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND e.case_id = f.case_id
          WHERE f.case_type IS NOT NULL
          UNION ALL
          SELECT e.at, 'referral_' || e.move, e.to_state, a.name
          FROM follow_case(wanted, last4) f
          JOIN referral r
            ON r.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND r.case_id = f.case_id
          JOIN referral_event e ON e.tenant_id = r.tenant_id AND e.referral_id = r.id
          JOIN agency a ON a.tenant_id = r.tenant_id AND a.id = r.agency_id
          WHERE f.case_type IS NOT NULL
          ORDER BY 1
        $$;
        """
    )
    op.execute("SET ROLE slrt_owner")
    op.execute("REVOKE CREATE ON SCHEMA public FROM slrt_lookup")


def downgrade() -> None:
    raise NotImplementedError("isolation is not taken away again: restore a backup instead")
