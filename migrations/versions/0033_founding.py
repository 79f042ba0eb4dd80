"""An office is made step by step, each step once; and what it must have before it goes live."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import ADD, DISTRICTS, EVERY, OWN, WRITE, grant, protect

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

ON_MY_DESK = "desk_id = nullif(current_setting('slrt.tenant_id', true), '')::int"
ITEMS = "item IN ('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L')"
SHAPE = ("tenant_id", "id", "item", "due_on", "done_at")
"""What the desk sees besides the note: never who is responsible."""


def upgrade() -> None:
    op.create_table(
        "site_step",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_step_site_id")),
        sa.ForeignKeyConstraint(["desk_id"], ["tenant.id"], name=op.f("fk_site_step_desk_id")),
        sa.PrimaryKeyConstraint("site_id", "step", name=op.f("pk_site_step")),
    )
    protect("site_step")
    op.create_table(
        "readiness_item",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("responsible_id", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(ITEMS, name=op.f("ck_readiness_item_item_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name=op.f("fk_readiness_item_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "responsible_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_readiness_item_tenant_id_responsible_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_readiness_item_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_readiness_item")),
        sa.UniqueConstraint("tenant_id", "item", name=op.f("uq_readiness_item_tenant_id_item")),
    )
    protect("readiness_item")
    grant("readiness_item", "slrt_staff", OWN, WRITE)
    grant("readiness_item", "slrt_supervisor", DISTRICTS, ("SELECT",), (*SHAPE, "note"))
    grant("readiness_item", "slrt_ministry", EVERY, ("SELECT",), SHAPE)
    grant("site_step", "slrt_supervisor", ON_MY_DESK)
    grant("site_step", "slrt_ministry", EVERY)
    _provisioner()


def _provisioner() -> None:
    """Makes the office of an approved site, and says so; reads of an application whom to invite."""
    role = "slrt_provisioner"
    grant("site", role, EVERY)
    grant("site", role, EVERY, ("UPDATE",), ("office_id", "state", "state_since"))
    grant("site_event", role, EVERY, ADD)
    grant("site_step", role, EVERY, ADD)
    grant("readiness_item", role, EVERY, ADD)
    grant(
        "site_application",
        role,
        EVERY,
        ("SELECT",),
        ("tenant_id", "id", "site_id", "social_name", "social_title", "social_email", "letter_number"),
    )


def downgrade() -> None:
    raise NotImplementedError("what an office has shown is not thrown away: restore a backup instead")
