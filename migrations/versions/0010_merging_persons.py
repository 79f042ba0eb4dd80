"""One person recorded twice: which record was merged into which, and the way back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import OWN, grant, protect

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("merged_into", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_person_tenant_id_merged_into"), "person", "person", ["tenant_id", "merged_into"], ["tenant_id", "id"]
    )
    op.drop_index("ix_person_name", table_name="person")
    op.create_index(
        "ix_person_name",
        "person",
        ["tenant_id", "name_norm"],
        unique=False,
        postgresql_ops={"name_norm": "text_pattern_ops"},
        postgresql_include=["id", "birth_date", "merged_into"],
    )
    op.create_table(
        "person_merge",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("survivor_id", sa.BigInteger(), nullable=False),
        sa.Column("merged_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changes_cipher", sa.LargeBinary(), nullable=False),
        sa.Column("moved", postgresql.JSONB(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), server_default="", nullable=False),
        sa.Column("undone_reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "merged_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_person_merge_tenant_id_merged_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "survivor_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_person_merge_tenant_id_survivor_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_person_merge_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_person_merge")),
    )
    op.create_index("ix_person_merge_survivor", "person_merge", ["tenant_id", "survivor_id", "id"], unique=False)
    op.create_index(
        "uq_person_merge_standing",
        "person_merge",
        ["tenant_id", "merged_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    protect("person_merge")
    grant("person_merge", "slrt_staff", OWN, ("SELECT", "INSERT"))
    grant("person_merge", "slrt_staff", OWN, ("UPDATE",), ("undone_at", "undone_by", "undone_reason"))


def downgrade() -> None:
    op.drop_table("person_merge")
    op.drop_index("ix_person_name", table_name="person")
    op.create_index(
        "ix_person_name",
        "person",
        ["tenant_id", "name_norm"],
        unique=False,
        postgresql_ops={"name_norm": "text_pattern_ops"},
        postgresql_include=["id", "birth_date"],
    )
    op.drop_constraint(op.f("fk_person_tenant_id_merged_into"), "person", type_="foreignkey")
    op.drop_column("person", "merged_into")
