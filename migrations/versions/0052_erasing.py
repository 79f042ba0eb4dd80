"""A closed office's data goes for good: asked by one, confirmed by another, done by a role that can only delete."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import EVERY, erasable, grant, protect

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

ROLE = "slrt_clearer"
ON_MY_DESK = "desk_id = nullif(current_setting('slrt.tenant_id', true), '')::int"
CONFIRMED = ("confirmed_at", "confirmed_by", "confirmed_account")
DONE = ("done_at", "counts", "digest")


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_account", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_account", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.CheckConstraint("confirmed_account <> asked_account", name=op.f("ck_erasure_by_two")),
        sa.CheckConstraint("confirmed_at >= closed_at + interval '90 days'", name=op.f("ck_erasure_after_the_wait")),
        sa.CheckConstraint("done_at IS NULL OR confirmed_at IS NOT NULL", name=op.f("ck_erasure_confirmed_first")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_erasure_site_id")),
        sa.ForeignKeyConstraint(["desk_id"], ["tenant.id"], name=op.f("fk_erasure_desk_id")),
        sa.ForeignKeyConstraint(["office_id"], ["tenant.id"], name=op.f("fk_erasure_office_id")),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_erasure")),
    )
    protect("erasure")
    for role, sees in (("slrt_supervisor", ON_MY_DESK), ("slrt_ministry", EVERY)):
        grant("erasure", role, sees)
        grant("erasure", role, ON_MY_DESK, ("INSERT",))
        grant("erasure", role, sees, ("UPDATE",), CONFIRMED)
    _everything_of_a_tenant()
    _what_it_may_besides()
    _functions()


def _everything_of_a_tenant() -> None:
    """DELETE without SELECT: it reads nothing. Tables to come get the same from `protect`."""
    tenants = sa.text(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'"
        " AND NOT a.attisdropped WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    for (table,) in op.get_bind().execute(tenants).all():
        erasable(table)


def _what_it_may_besides() -> None:
    """Accounts that worked there alone, and the words that it is done."""
    grant("erasure", ROLE, EVERY)
    grant("erasure", ROLE, EVERY, ("UPDATE",), DONE)
    grant("site", ROLE, EVERY)
    grant("site", ROLE, EVERY, ("UPDATE",), ("state", "state_since"))
    grant("site_event", ROLE, EVERY, ("SELECT", "INSERT"))
    op.execute(f"GRANT SELECT (id), DELETE ON account TO {ROLE}")
    op.execute(f"GRANT SELECT (account_id), DELETE ON recovery_code TO {ROLE}")
    op.execute(f"GRANT SELECT (account_id) ON signin_session TO {ROLE}")
    op.execute(f"CREATE POLICY {ROLE}_select ON signin_session FOR SELECT TO {ROLE} USING (tenant_id IS NULL)")
    op.execute(f"CREATE POLICY {ROLE}_half_delete ON signin_session FOR DELETE TO {ROLE} USING (tenant_id IS NULL)")
    op.execute(f"GRANT SELECT ON tenant TO {ROLE}")  # the triggers of ledgers ask for its time zone


def _functions() -> None:
    op.execute(
        """
        CREATE FUNCTION accounts_of_this_office_alone() RETURNS SETOF bigint
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT DISTINCT m.account_id FROM membership m
          WHERE m.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int
            AND NOT EXISTS (SELECT FROM membership other
                            WHERE other.account_id = m.account_id AND other.tenant_id <> m.tenant_id)
        $$;
        CREATE FUNCTION erasure_told() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          INSERT INTO outbox (tenant_id, job, payload)
          VALUES (NEW.desk_id, 'sites.erase', jsonb_build_object('site_id', NEW.site_id));
          RETURN NULL;
        END $$;
        CREATE TRIGGER erasure_told AFTER UPDATE OF confirmed_at ON erasure FOR EACH ROW
          WHEN (OLD.confirmed_at IS NULL AND NEW.confirmed_at IS NOT NULL) EXECUTE FUNCTION erasure_told();
        """
    )
    functions = ("accounts_of_this_office_alone()", "erasure_told()")
    op.execute("GRANT CREATE ON SCHEMA public TO slrt_registrar")
    for function in functions:
        op.execute(f"ALTER FUNCTION {function} OWNER TO slrt_registrar")
    op.execute("REVOKE CREATE ON SCHEMA public FROM slrt_registrar")
    op.execute("SET ROLE slrt_registrar")
    for function in functions:
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION accounts_of_this_office_alone() TO {ROLE}")
    op.execute("SET ROLE slrt_owner")


def downgrade() -> None:
    raise NotImplementedError("a proof is not thrown away: restore a backup instead")
