"""Messages by telephone: what became of them, how citizens want to be told, and the letterbox for news from outside."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import EVERY, OWN, WRITE, grant, protect

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CHANNEL = "channel IN ('whatsapp', 'sms', 'email')"


def upgrade() -> None:
    _messages()
    op.create_table(
        "contact_choice",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("preferred", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_how", sa.Text(), nullable=True),
        sa.CheckConstraint(CHANNEL, name=op.f("ck_contact_choice_channel_known")),
        sa.CheckConstraint("stopped_how IN ('sms', 'link', 'desk')", name=op.f("ck_contact_choice_stopped_how_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_contact_choice_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_contact_choice_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_contact_choice")),
        sa.UniqueConstraint(
            "tenant_id", "person_id", "channel", name=op.f("uq_contact_choice_tenant_id_person_id_channel")
        ),
    )
    grant("case_desk_delta", "slrt_veil", OWN, ("INSERT",))  # the ledger's trigger runs as whoever changes a case
    protect("contact_choice")
    grant("contact_choice", "slrt_staff", OWN, WRITE)
    _letterbox()


def _messages() -> None:
    op.add_column("message", sa.Column("occasion", sa.Text(), server_default="", nullable=False))
    op.add_column("message", sa.Column("recipient_hash", sa.LargeBinary(), server_default="", nullable=False))
    op.add_column("message", sa.Column("failure", sa.Text(), server_default="", nullable=False))
    op.add_column("message", sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("ck_message_state_known"), "message")
    op.create_check_constraint(
        op.f("ck_message_state_known"), "message", "state IN ('waiting', 'sent', 'delivered', 'failed', 'stopped')"
    )
    op.create_check_constraint(op.f("ck_message_channel_known"), "message", CHANNEL)
    op.create_index(
        "ix_message_failed", "message", ["tenant_id", "id"], unique=False, postgresql_where=sa.text("state = 'failed'")
    )
    op.create_index("ix_message_recipient", "message", ["tenant_id", "recipient_hash"], unique=False)


def _letterbox() -> None:
    """Owned by slrt_letterbox, which may find a message by its number or its recipient's hash and add to the outbox."""
    role = "slrt_letterbox"
    op.execute(f"GRANT SELECT ON tenant TO {role}")
    grant("message", role, EVERY, ("SELECT",), ("tenant_id", "id", "recipient_hash"))
    grant("outbox", role, EVERY, ("INSERT",))
    op.execute(
        """
        CREATE FUNCTION leave_news(tenant int, message bigint, news text, why text) RETURNS boolean
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          INSERT INTO outbox (tenant_id, job, payload)
          SELECT m.tenant_id, 'cases.message_news', jsonb_build_object('message_id', m.id, 'news', news, 'why', why)
          FROM message m WHERE m.tenant_id = tenant AND m.id = message;
          RETURN FOUND;
        END $$;
        CREATE FUNCTION leave_stop(tenant int, message bigint) RETURNS boolean
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          INSERT INTO outbox (tenant_id, job, payload)
          SELECT m.tenant_id, 'cases.stop_by_link', jsonb_build_object('message_id', m.id)
          FROM message m WHERE m.tenant_id = tenant AND m.id = message;
          RETURN FOUND;
        END $$;
        CREATE FUNCTION leave_reply(recipient bytea, channel text, wanted text) RETURNS boolean
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          INSERT INTO outbox (tenant_id, job, payload)
          SELECT t.id, 'cases.reply',
                 jsonb_build_object('recipient', encode(recipient, 'hex'), 'channel', channel, 'wanted', wanted)
          FROM tenant t
          WHERE EXISTS (SELECT FROM message m WHERE m.tenant_id = t.id AND m.recipient_hash = recipient);
          RETURN FOUND;
        END $$;
        """
    )
    functions = (
        "leave_news(int, bigint, text, text)",
        "leave_stop(int, bigint)",
        "leave_reply(bytea, text, text)",
    )
    op.execute(f"GRANT CREATE ON SCHEMA public TO {role}")
    for function in functions:
        op.execute(f"ALTER FUNCTION {function} OWNER TO {role}")
    op.execute(f"REVOKE CREATE ON SCHEMA public FROM {role}")
    op.execute(f"SET ROLE {role}")
    for function in functions:
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO slrt_public")
    op.execute("SET ROLE slrt_owner")


def downgrade() -> None:
    raise NotImplementedError("what citizens chose is not thrown away: restore a backup instead")
