"""Lists of people on their way in: the file, its rows sealed, and what is wrong with them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import OWN, WRITE, grant, protect

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_batch",
        *_key("import_batch"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("sheets", postgresql.JSONB(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("heading_line", sa.Integer(), nullable=False),
        sa.Column("headings", postgresql.JSONB(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("village_code", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=True),
        sa.Column("fault", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="id", nullable=False),
        *(
            sa.Column(name, sa.Integer(), server_default="0", nullable=False)
            for name in ("total", "checked", "bad", "known", "written", "added", "receiving")
        ),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_name", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("kind IN ('people', 'recipients')", name=op.f("ck_import_batch_kind_known")),
        sa.CheckConstraint(
            "state IN ('uploaded', 'checking', 'checked', 'writing', 'done', 'cancelled')",
            name=op.f("ck_import_batch_state_known"),
        ),
        sa.CheckConstraint("choice IN ('all', 'good')", name=op.f("ck_import_batch_choice_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name=op.f("fk_import_batch_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "asked_by"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_import_batch_tenant_id_asked_by"),
        ),
    )
    op.create_index("ix_import_batch_newest", "import_batch", ["tenant_id", "id"])
    op.create_table(
        "import_chunk",
        *_key("import_chunk"),
        _of_batch("import_chunk"),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("tenant_id", "batch_id", "number", name=op.f("uq_import_chunk_tenant_id_batch_id_number")),
    )
    op.create_table(
        "import_row",
        *_key("import_row"),
        _of_batch("import_row"),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("nik_hash", sa.LargeBinary(), nullable=True),
        sa.Column("faults", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.CheckConstraint("outcome IN ('good', 'known', 'bad')", name=op.f("ck_import_row_outcome_known")),
        sa.UniqueConstraint("tenant_id", "batch_id", "line", name=op.f("uq_import_row_tenant_id_batch_id_line")),
    )
    op.create_index("ix_import_row_outcome", "import_row", ["tenant_id", "batch_id", "outcome", "line"])
    op.create_index("ix_import_row_nik", "import_row", ["tenant_id", "batch_id", "nik_hash"])
    op.create_table(
        "import_heading",
        *_key("import_heading"),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.UniqueConstraint("tenant_id", "heading", name=op.f("uq_import_heading_tenant_id_heading")),
    )
    for table in ("import_batch", "import_chunk", "import_row", "import_heading"):
        protect(table)
    grant("import_batch", "slrt_staff", OWN, WRITE)
    grant("import_heading", "slrt_staff", OWN, WRITE)
    for table in ("import_chunk", "import_row"):
        grant(table, "slrt_staff", OWN, (*WRITE, "DELETE"))


def _key(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    )


def _of_batch(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "batch_id"],
        ["import_batch.tenant_id", "import_batch.id"],
        name=op.f(f"fk_{table}_tenant_id_batch_id"),
    )


def downgrade() -> None:
    for table in ("import_heading", "import_row", "import_chunk", "import_batch"):
        op.drop_table(table)
