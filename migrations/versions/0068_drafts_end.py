"""An application that nobody confirms is warned of and then forgotten."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import EVERY, grant

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

REGISTRAR = "slrt_registrar"


def upgrade() -> None:
    op.add_column("site_application", sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_site_draft", "site", ["created_at", "id"], postgresql_where=sa.text("state = 'draft'"))
    op.execute("GRANT SELECT (sent_at, warned_at), UPDATE (warned_at) ON site_application TO slrt_provisioner")
    op.execute("CREATE POLICY slrt_provisioner_update ON site_application FOR UPDATE TO slrt_provisioner USING (true)")
    for table in ("site", "site_application", "site_event", "stored_file"):
        grant(table, REGISTRAR, EVERY, ("DELETE",))
    op.execute(
        """
        CREATE FUNCTION site_forget(which int, kept interval, warned interval) RETURNS boolean
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        DECLARE desk int; letter bigint;
        BEGIN
          PERFORM FROM site WHERE id = which AND state = 'draft' FOR UPDATE;
          IF NOT FOUND THEN RETURN false; END IF;
          SELECT a.tenant_id, a.letter_id INTO desk, letter FROM site_application a JOIN site s ON s.id = a.site_id
          WHERE a.site_id = which AND coalesce(a.sent_at, s.created_at) < now() - kept
            AND a.warned_at >= coalesce(a.sent_at, s.created_at) AND a.warned_at < now() - warned;
          IF desk IS NULL THEN RETURN false; END IF;
          DELETE FROM site_application WHERE tenant_id = desk AND site_id = which;
          DELETE FROM stored_file WHERE tenant_id = desk AND id = letter;
          DELETE FROM site_event WHERE site_id = which;
          DELETE FROM site WHERE id = which;
          RETURN true;
        END $$
        """
    )
    op.execute(f"GRANT CREATE ON SCHEMA public TO {REGISTRAR}")
    op.execute(f"ALTER FUNCTION site_forget(int, interval, interval) OWNER TO {REGISTRAR}")
    op.execute(f"REVOKE CREATE ON SCHEMA public FROM {REGISTRAR}")
    op.execute(f"SET ROLE {REGISTRAR}")
    op.execute("REVOKE EXECUTE ON FUNCTION site_forget(int, interval, interval) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION site_forget(int, interval, interval) TO slrt_provisioner")
    op.execute("SET ROLE slrt_owner")


def downgrade() -> None:
    raise NotImplementedError("what was forgotten does not come back: restore a backup instead")
