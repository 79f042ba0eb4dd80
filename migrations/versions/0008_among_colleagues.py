"""What an office says and does among itself: notes, mentions, who looks after a case, saved views."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import OWN, grant, protect

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ADD = ("SELECT", "INSERT")


def upgrade() -> None:
    _notes()
    _assignments()
    _views()
    for table in ("case_note", "note_mention", "case_assignment"):
        protect(table)
        grant(table, "slrt_staff", OWN, ADD)
    protect("saved_view")
    grant("saved_view", "slrt_staff", OWN, ("SELECT", "INSERT", "UPDATE", "DELETE"))


def _notes() -> None:
    op.create_table(
        "case_note",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("author_role", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_case_note_tenant_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_case_note_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_note_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_note")),
    )
    op.create_index("ix_case_note_case", "case_note", ["tenant_id", "case_id", "id"], unique=False)
    op.create_table(
        "note_mention",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "membership_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_note_mention_tenant_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "note_id"],
            ["case_note.tenant_id", "case_note.id"],
            name=op.f("fk_note_mention_tenant_id_note_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_note_mention_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_note_mention")),
        sa.UniqueConstraint(
            "tenant_id", "note_id", "membership_id", name=op.f("uq_note_mention_tenant_id_note_id_membership_id")
        ),
    )


def _assignments() -> None:
    op.create_table(
        "case_assignment",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=True),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_case_assignment_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "from_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_case_assignment_tenant_id_from_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "to_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_case_assignment_tenant_id_to_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_assignment_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_assignment")),
    )
    op.create_index("ix_case_assignment_case", "case_assignment", ["tenant_id", "case_id", "id"], unique=False)


def _views() -> None:
    op.create_table(
        "saved_view",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_norm", sa.Text(), sa.Computed("lower(name)", persisted=True), nullable=False),
        sa.Column("args", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "membership_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_saved_view_tenant_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_saved_view_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint(
            "tenant_id", "membership_id", "name_norm", name=op.f("uq_saved_view_tenant_id_membership_id_name_norm")
        ),
    )
    op.create_index(
        "ix_saved_view_shared",
        "saved_view",
        ["tenant_id", "name_norm", "id"],
        unique=False,
        postgresql_where=sa.text("shared"),
    )


def downgrade() -> None:
    for table in ("saved_view", "case_assignment", "note_mention", "case_note"):
        op.drop_table(table)
