"""A request from another site names the person of ours it is about, also when no case was made of it."""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incoming_referral", sa.Column("nik_hash", sa.LargeBinary(), nullable=True))
    op.add_column("incoming_referral", sa.Column("person_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_incoming_referral_tenant_id_person_id"),
        "incoming_referral",
        "person",
        ["tenant_id", "person_id"],
        ["tenant_id", "id"],
    )
    for name, column in (("nik", "nik_hash"), ("person", "person_id")):
        held = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_incoming_{name}", "incoming_referral", ["tenant_id", column], postgresql_where=held)
    op.execute(
        """
        CREATE FUNCTION link_requests() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            UPDATE incoming_referral SET person_id = new_rows.id FROM new_rows
            WHERE incoming_referral.tenant_id = new_rows.tenant_id
            AND incoming_referral.nik_hash = new_rows.nik_hash AND incoming_referral.person_id IS NULL;
          ELSE
            UPDATE incoming_referral SET person_id = NEW.id
            WHERE tenant_id = NEW.tenant_id AND nik_hash = NEW.nik_hash AND person_id IS NULL;
          END IF;
          RETURN NULL;
        END $$;
        CREATE TRIGGER link_new_niks_to_requests AFTER INSERT ON person
          REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION link_requests();
        CREATE TRIGGER link_changed_nik_to_requests AFTER UPDATE OF nik_hash ON person FOR EACH ROW
          WHEN (NEW.nik_hash IS NOT NULL AND OLD.nik_hash IS DISTINCT FROM NEW.nik_hash)
          EXECUTE FUNCTION link_requests();
        """
    )
    op.execute("GRANT SELECT (person_id, nik_hash), UPDATE (nik_hash) ON incoming_referral TO slrt_eraser")


def downgrade() -> None:
    raise NotImplementedError("which request was about whom is not thrown away: restore a backup instead")
