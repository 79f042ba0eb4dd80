"""Lists coming in: rows that were not simply recorded name the person they are about, and erasure reaches them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import OWN, grant, seeing

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

EMPTIED = ("nik_hash", "faults")


def upgrade() -> None:
    op.add_column("import_batch", sa.Column("sample", sa.LargeBinary(), nullable=True))
    for name, kind in (("nik_hashes", sa.LargeBinary()), ("nik_lines", sa.Integer())):
        column = sa.Column(name, postgresql.ARRAY(kind), server_default="{}", nullable=False)
        op.add_column("import_chunk", column)
    op.add_column("import_row", sa.Column("person_id", sa.BigInteger(), nullable=True))
    op.drop_constraint(op.f("ck_import_row_outcome_known"), "import_row")
    with seeing("import_row", "person"):
        op.execute("DELETE FROM import_row WHERE outcome = 'good'")
        op.execute(
            "UPDATE import_row SET person_id = person.id FROM person"
            " WHERE person.tenant_id = import_row.tenant_id AND person.nik_hash = import_row.nik_hash"
        )
    op.create_check_constraint(op.f("ck_import_row_outcome_known"), "import_row", "outcome IN ('known', 'bad')")
    op.create_foreign_key(
        op.f("fk_import_row_tenant_id_person_id"),
        "import_row",
        "person",
        ["tenant_id", "person_id"],
        ["tenant_id", "id"],
    )
    op.drop_index("ix_import_row_nik", "import_row")
    for name in ("nik", "person"):
        column = {"nik": "nik_hash", "person": "person_id"}[name]
        held = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_import_row_{name}", "import_row", ["tenant_id", column], postgresql_where=held)
    _whoever_is_recorded_is_linked()
    grant("import_row", "slrt_eraser", OWN, ("SELECT",), ("tenant_id", "id", "person_id", *EMPTIED))
    grant("import_row", "slrt_eraser", OWN, ("UPDATE",), EMPTIED)


def _whoever_is_recorded_is_linked() -> None:
    """A refused row is found by the person as soon as there is one with its number, whichever way it came."""
    op.execute(
        """
        CREATE FUNCTION link_import_rows() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            UPDATE import_row SET person_id = new_rows.id FROM new_rows
            WHERE import_row.tenant_id = new_rows.tenant_id AND import_row.nik_hash = new_rows.nik_hash
            AND import_row.person_id IS NULL;
          ELSE
            UPDATE import_row SET person_id = NEW.id
            WHERE tenant_id = NEW.tenant_id AND nik_hash = NEW.nik_hash AND person_id IS NULL;
          END IF;
          RETURN NULL;
        END $$;
        CREATE TRIGGER link_new_niks AFTER INSERT ON person
          REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION link_import_rows();
        CREATE TRIGGER link_changed_nik AFTER UPDATE OF nik_hash ON person FOR EACH ROW
          WHEN (NEW.nik_hash IS NOT NULL AND OLD.nik_hash IS DISTINCT FROM NEW.nik_hash)
          EXECUTE FUNCTION link_import_rows();
        """
    )


def downgrade() -> None:
    raise NotImplementedError("which row was about whom is not thrown away: restore a backup instead")
