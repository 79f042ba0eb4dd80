"""Invitations into a membership, and the reader that keeps the people of its own tenant."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import ADD, EVERY, OWN, WRITE, grant, protect

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

OUTBOX_BACK = ("tenant_id", "id", "created_at", "not_before", "attempts")
LINE = ("tenant_id", "id", "at")
"""What an INSERT … RETURNING gives back."""
ACCOUNT = ("id", "login", "name", "totp_cipher", "totp_last_step", "active")
"""Of an account, never what its password or a code on offer is made of."""


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=True),
        sa.Column("invited_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("way IN ('mail', 'paper')", name=op.f("ck_invitation_way_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "membership_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_invitation_tenant_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_invitation_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invitation")),
    )
    op.create_index("ix_invitation_membership", "invitation", ["tenant_id", "membership_id", "id"])
    op.create_index("ix_invitation_secret_hash", "invitation", ["secret_hash"])
    protect("invitation")
    grant("invitation", "slrt_staff", OWN)
    grant("invitation", "slrt_staff", OWN, ("UPDATE",), ("secret_hash", "handed_out_at"))  # the job that mails it
    grant("invitation", "slrt_provisioner", EVERY, WRITE)
    grant("outbox", "slrt_provisioner", EVERY, ADD, OUTBOX_BACK)
    grant("audit_entry", "slrt_provisioner", EVERY, ADD, LINE)
    _whoever_accepts()
    _keeper()


def _whoever_accepts() -> None:
    """Nobody is signed in yet: as the sign-in role."""
    role = "slrt_signin"
    grant("invitation", role, EVERY)
    grant("invitation", role, EVERY, ("UPDATE",), ("accepted_at",))
    grant("membership", role, EVERY, ("UPDATE",), ("name", "active"))


def _keeper() -> None:
    """Administrators at work on the people of their own tenant, and on nothing else."""
    role = "slrt_keeper"
    op.execute(f"GRANT SELECT ON tenant, region TO {role}")
    for table in ("membership", "invitation"):
        grant(table, role, OWN, WRITE)
    grant("membership_village", role, OWN, (*ADD, "DELETE"))
    grant("agency", role, OWN)
    grant("api_token", role, OWN)
    grant("api_token", role, OWN, ("UPDATE",), ("revoked_at",))
    grant("signin_session", role, OWN)
    grant("signin_session", role, OWN, ("UPDATE",), ("ended_at",))
    grant("receipt", role, OWN, WRITE)
    grant("outbox", role, OWN, ADD, OUTBOX_BACK)
    grant("audit_entry", role, OWN, ADD, LINE)
    op.execute(f"GRANT SELECT ({', '.join(ACCOUNT)}), INSERT ON account TO {role}")


def downgrade() -> None:
    raise NotImplementedError("who was invited is not forgotten: restore a backup instead")
