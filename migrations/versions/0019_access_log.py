"""The access log by person, case, member and time; the privacy officer who reads it."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import OWN, grant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ROLES = (
    "front_office", "back_office", "facilitator", "supervisor", "manager", "head", "administrator", "privacy_officer",
    "agency_officer", "provincial_supervisor", "ministry_analyst",
)  # fmt: skip


def upgrade() -> None:
    op.drop_constraint(op.f("ck_membership_role_known"), "membership")
    listed = ", ".join(f"'{role}'" for role in ROLES)
    op.create_check_constraint(op.f("ck_membership_role_known"), "membership", f"role IN ({listed})")
    op.add_column("audit_entry", sa.Column("person_id", sa.BigInteger(), nullable=True))
    _about()
    _fill()
    op.drop_index("ix_audit_entry_subject", "audit_entry")
    op.create_index("ix_audit_entry_at", "audit_entry", ["tenant_id", "at", "id"])
    op.create_index("ix_audit_entry_subject", "audit_entry", ["tenant_id", "subject_kind", "subject_id", "at", "id"])
    op.create_index("ix_audit_entry_member", "audit_entry", ["tenant_id", "membership_id", "at", "id"])
    op.create_index(
        "ix_audit_entry_person",
        "audit_entry",
        ["tenant_id", "person_id", "at", "id"],
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )


def _about() -> None:
    """Whoever a line is about, found by the database: an agency's officer may open a referral and no case."""
    op.execute("GRANT SELECT (case_id) ON letter TO slrt_lookup")
    grant("attachment", "slrt_lookup", OWN, ("SELECT",), ("tenant_id", "id", "case_id"))
    op.execute(
        """
        CREATE FUNCTION audit_about() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          NEW.person_id := CASE NEW.subject_kind
            WHEN 'person' THEN NEW.subject_id
            WHEN 'case' THEN
              (SELECT c.person_id FROM "case" c WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.subject_id)
            WHEN 'referral' THEN
              (SELECT c.person_id FROM referral r JOIN "case" c ON c.tenant_id = r.tenant_id AND c.id = r.case_id
               WHERE r.tenant_id = NEW.tenant_id AND r.id = NEW.subject_id)
            WHEN 'letter' THEN
              (SELECT c.person_id FROM letter l JOIN "case" c ON c.tenant_id = l.tenant_id AND c.id = l.case_id
               WHERE l.tenant_id = NEW.tenant_id AND l.id = NEW.subject_id)
            WHEN 'attachment' THEN
              (SELECT c.person_id FROM attachment f JOIN "case" c ON c.tenant_id = f.tenant_id AND c.id = f.case_id
               WHERE f.tenant_id = NEW.tenant_id AND f.id = NEW.subject_id)
          END;
          RETURN NEW;
        END $$;
        CREATE TRIGGER audit_entry_about BEFORE INSERT ON audit_entry FOR EACH ROW
          WHEN (NEW.subject_id IS NOT NULL) EXECUTE FUNCTION audit_about();
        GRANT CREATE ON SCHEMA public TO slrt_lookup;
        ALTER FUNCTION audit_about() OWNER TO slrt_lookup;
        REVOKE CREATE ON SCHEMA public FROM slrt_lookup;
        """
    )


def _fill() -> None:
    """What was written before: the lines about people and cases, which are most of them."""
    for table in ("case", "audit_entry"):
        op.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
    op.execute("UPDATE audit_entry SET person_id = subject_id WHERE subject_kind = 'person'")
    op.execute(
        'UPDATE audit_entry a SET person_id = c.person_id FROM "case" c'
        " WHERE a.subject_kind = 'case' AND c.tenant_id = a.tenant_id AND c.id = a.subject_id"
    )
    for table in ("case", "audit_entry"):
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')


def downgrade() -> None:
    raise NotImplementedError("the access log is not thrown away: restore a backup instead")
