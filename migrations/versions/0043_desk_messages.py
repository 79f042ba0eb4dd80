"""Messages of a desk to a group of its sites."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import DISTRICTS, EVERY, OWN, grant, protect

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_message",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("stages", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Text(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_desk_message_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_desk_message")),
    )
    op.create_table(
        "site_message",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("desk_name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_site_message_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_site_message")),
    )
    op.create_index("ix_site_message_newest", "site_message", ["tenant_id", "id"])
    protect("desk_message")
    protect("site_message")
    for role, reaches in (("slrt_supervisor", DISTRICTS), ("slrt_ministry", EVERY)):
        grant("desk_message", role, OWN, ("SELECT", "INSERT"))
        grant("site_message", role, reaches, ("SELECT", "INSERT"), ("tenant_id", "id"))  # what RETURNING gives back
    grant("site_message", "slrt_staff", OWN)
    grant("site_message", "slrt_staff", OWN, ("UPDATE",), ("read_at",))
    op.execute(
        """
        CREATE FUNCTION site_message_told() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          INSERT INTO outbox (tenant_id, job, payload)
          VALUES (NEW.tenant_id, 'sites.mail_message', jsonb_build_object('message_id', NEW.id));
          RETURN NULL;
        END $$;
        CREATE TRIGGER site_message_told AFTER INSERT ON site_message
          FOR EACH ROW EXECUTE FUNCTION site_message_told();
        """
    )
    op.execute("GRANT CREATE ON SCHEMA public TO slrt_registrar")
    op.execute("ALTER FUNCTION site_message_told() OWNER TO slrt_registrar")
    op.execute("REVOKE CREATE ON SCHEMA public FROM slrt_registrar")


def downgrade() -> None:
    raise NotImplementedError("what was told is not thrown away: restore a backup instead")
