"""Cases follow a person through a merge and back, the confidential ones too, without telling anybody of them."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import OWN, grant, protect, veil

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_carried",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("merge_id", sa.BigInteger(), nullable=False),
        sa.Column("veil", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_case_carried_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "merge_id"],
            ["person_merge.tenant_id", "person_merge.id"],
            name=op.f("fk_case_carried_tenant_id_merge_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_carried_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_carried")),
    )
    op.create_index("ix_case_carried_merge", "case_carried", ["tenant_id", "merge_id"], unique=False)
    op.create_index("ix_case_carried_case", "case_carried", ["tenant_id", "case_id"], unique=False)
    protect("case_carried")
    veil("case_carried", ("SELECT",))
    grant("case_carried", "slrt_veil", OWN, ("INSERT",))
    op.execute("GRANT SELECT (merge_id) ON case_carried TO slrt_veil")
    op.execute('GRANT SELECT (person_id) ON "case" TO slrt_veil')
    grant("case", "slrt_veil", OWN, ("UPDATE",), ("person_id",))
    grant("case_delta", "slrt_veil", OWN, ("INSERT",))  # the ledger's trigger runs as whoever changes a case
    _triggers()


def _triggers() -> None:
    """Owned by slrt_veil: who merges two persons need not see their confidential cases, and learns of none."""
    op.execute(
        """
        CREATE FUNCTION carry_cases() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          INSERT INTO case_carried (tenant_id, case_id, merge_id)
          SELECT tenant_id, id, NEW.id FROM "case" WHERE tenant_id = NEW.tenant_id AND person_id = NEW.merged_id;
          UPDATE "case" SET person_id = NEW.survivor_id WHERE tenant_id = NEW.tenant_id AND person_id = NEW.merged_id;
          RETURN NULL;
        END $$;
        CREATE FUNCTION carry_cases_back() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          UPDATE "case" c SET person_id = NEW.merged_id FROM case_carried k
          WHERE c.tenant_id = NEW.tenant_id AND c.person_id = NEW.survivor_id
            AND k.tenant_id = c.tenant_id AND k.case_id = c.id AND k.merge_id = NEW.id;
          RETURN NULL;
        END $$;
        CREATE TRIGGER carry_cases AFTER INSERT ON person_merge FOR EACH ROW EXECUTE FUNCTION carry_cases();
        CREATE TRIGGER carry_cases_back AFTER UPDATE OF undone_at ON person_merge
          FOR EACH ROW WHEN (OLD.undone_at IS NULL AND NEW.undone_at IS NOT NULL) EXECUTE FUNCTION carry_cases_back();
        """
    )
    op.execute("GRANT CREATE ON SCHEMA public TO slrt_veil")
    for function in ("carry_cases()", "carry_cases_back()"):
        op.execute(f"ALTER FUNCTION {function} OWNER TO slrt_veil")
    op.execute("REVOKE CREATE ON SCHEMA public FROM slrt_veil")


def downgrade() -> None:
    raise NotImplementedError("isolation is not taken away again: restore a backup instead")
