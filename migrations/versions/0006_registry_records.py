"""The registry's records: history, welfare status received, participation, needs, categories, who else knows a NIK."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import EVERY, OWN, grant, protect

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SOURCE = "source IN ('visit', 'self_report', 'document', 'musdes', 'sptjm', 'import', 'siks_ng', 'dukcapil', 'agency')"
STANDING = "standing IN ('proposed', 'active', 'suspended', 'ended')"
END_REASON = (
    "end_reason IN ('address_not_found', 'person_not_found', 'deceased', 'public_servant', 'public_servant_family',"
    " 'desil_6_10', 'graduated', 'period_over', 'refused', 'withdrawn', 'moved', 'unknown')"
)
ADD, WRITE = ("SELECT", "INSERT"), ("SELECT", "INSERT", "UPDATE")
STAFF = {
    "observation": ADD,
    "welfare_status": ADD,
    "siks_check": ADD,
    "participation": WRITE,
    "participation_event": ADD,
    "need": WRITE,
    "person_category": WRITE,
}


def upgrade() -> None:
    _tables()
    _carry_over()
    for table, verbs in STAFF.items():
        protect(table)
        grant(table, "slrt_staff", OWN, verbs)
    _elsewhere()


def _tables() -> None:
    op.create_table(
        "nik_register",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("nik_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_nik_register_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "nik_hash", name=op.f("pk_nik_register")),
    )
    op.create_index("ix_nik_register_nik_hash", "nik_register", ["nik_hash"], unique=False)
    op.create_table(
        "need",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_note", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("household_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (closed_on IS NULL)", name=op.f("ck_need_closed_with_a_day")),
        sa.CheckConstraint(SOURCE, name=op.f("ck_need_source_known")),
        sa.CheckConstraint("state IN ('open', 'met', 'withdrawn')", name=op.f("ck_need_state_known")),
        sa.CheckConstraint("num_nonnulls(person_id, household_id) = 1", name=op.f("ck_need_about_one")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "closed_by"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_need_tenant_id_closed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "household_id"],
            ["household.tenant_id", "household.id"],
            name=op.f("fk_need_tenant_id_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"], ["person.tenant_id", "person.id"], name=op.f("fk_need_tenant_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_need_tenant_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_need_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_need")),
    )
    op.create_index("ix_need_case", "need", ["tenant_id", "case_id"], unique=False)
    op.create_index("ix_need_household", "need", ["tenant_id", "household_id", "id"], unique=False)
    op.create_index(
        "ix_need_open", "need", ["tenant_id", "kind", "id"], unique=False, postgresql_where=sa.text("state = 'open'")
    )
    op.create_index("ix_need_person", "need", ["tenant_id", "person_id", "id"], unique=False)
    op.create_table(
        "observation",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("household_id", sa.BigInteger(), nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("replaces_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(SOURCE, name=op.f("ck_observation_source_known")),
        sa.CheckConstraint("num_nonnulls(person_id, household_id) > 0", name=op.f("ck_observation_about_somebody")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "household_id"],
            ["household.tenant_id", "household.id"],
            name=op.f("fk_observation_tenant_id_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_observation_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_observation_tenant_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "replaces_id"],
            ["observation.tenant_id", "observation.id"],
            name=op.f("fk_observation_tenant_id_replaces_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_observation_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_observation")),
    )
    op.create_index(
        "ix_observation_household", "observation", ["tenant_id", "household_id", "observed_on", "id"], unique=False
    )
    op.create_index(
        "ix_observation_person", "observation", ["tenant_id", "person_id", "observed_on", "id"], unique=False
    )
    op.create_table(
        "participation",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("amount_every", sa.Text(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("household_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(standing = 'ended') = (end_reason IS NOT NULL)", name=op.f("ck_participation_ended_with_a_reason")
        ),
        sa.CheckConstraint(
            "amount_every IN ('once', 'month', 'quarter', 'year')", name=op.f("ck_participation_amount_every_known")
        ),
        sa.CheckConstraint(END_REASON, name=op.f("ck_participation_end_reason_known")),
        sa.CheckConstraint(SOURCE, name=op.f("ck_participation_source_known")),
        sa.CheckConstraint(STANDING, name=op.f("ck_participation_standing_known")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_participation_amount_not_negative")),
        sa.CheckConstraint("num_nonnulls(person_id, household_id) = 1", name=op.f("ck_participation_about_one")),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_participation_period_forward")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "household_id"],
            ["household.tenant_id", "household.id"],
            name=op.f("fk_participation_tenant_id_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_participation_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_participation_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_participation")),
    )
    op.create_index("ix_participation_household", "participation", ["tenant_id", "household_id", "id"], unique=False)
    op.create_index("ix_participation_person", "participation", ["tenant_id", "person_id", "id"], unique=False)
    op.create_index(
        "ix_participation_programme", "participation", ["tenant_id", "programme", "standing", "id"], unique=False
    )
    op.create_table(
        "person_category",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("scheme IN ('ppks', 'psks')", name=op.f("ck_person_category_scheme_known")),
        sa.CheckConstraint(SOURCE, name=op.f("ck_person_category_source_known")),
        sa.CheckConstraint("until >= since", name=op.f("ck_person_category_period_forward")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_person_category_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_person_category_tenant_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_person_category_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_person_category")),
    )
    op.create_index(
        "ix_person_category_category", "person_category", ["tenant_id", "scheme", "category", "id"], unique=False
    )
    op.create_index("ix_person_category_person", "person_category", ["tenant_id", "person_id", "id"], unique=False)
    op.create_index(
        "uq_person_category_open",
        "person_category",
        ["tenant_id", "person_id", "scheme", "category"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "siks_check",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("desil", sa.SmallInteger(), nullable=True),
        sa.Column("period", sa.Text(), nullable=True),
        sa.Column("operator_id", sa.BigInteger(), nullable=True),
        sa.Column("operator_name", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "answer IN ('active', 'death_review', 'inactive', 'not_found', 'nik_mismatch', 'unavailable')",
            name=op.f("ck_siks_check_answer_known"),
        ),
        sa.CheckConstraint("desil BETWEEN 1 AND 10", name=op.f("ck_siks_check_desil_in_range")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "operator_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_siks_check_tenant_id_operator_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_siks_check_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_siks_check_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_siks_check")),
    )
    op.create_index("ix_siks_check_person", "siks_check", ["tenant_id", "person_id", "id"], unique=False)
    op.create_table(
        "welfare_status",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("desil", sa.SmallInteger(), nullable=True),
        sa.Column("dtsen_status", sa.Text(), nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("household_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "dtsen_status IN ('active', 'active_deceased_review', 'inactive')",
            name=op.f("ck_welfare_status_dtsen_status_known"),
        ),
        sa.CheckConstraint(SOURCE, name=op.f("ck_welfare_status_source_known")),
        sa.CheckConstraint("desil BETWEEN 1 AND 10", name=op.f("ck_welfare_status_desil_in_range")),
        sa.CheckConstraint("num_nonnulls(person_id, household_id) = 1", name=op.f("ck_welfare_status_about_one")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "household_id"],
            ["household.tenant_id", "household.id"],
            name=op.f("fk_welfare_status_tenant_id_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_welfare_status_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_welfare_status_tenant_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_welfare_status_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_welfare_status")),
    )
    op.create_index("ix_welfare_status_household", "welfare_status", ["tenant_id", "household_id", "id"], unique=False)
    op.create_index("ix_welfare_status_person", "welfare_status", ["tenant_id", "person_id", "id"], unique=False)
    op.create_table(
        "participation_event",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("participation_id", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("amount_every", sa.Text(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(END_REASON, name=op.f("ck_participation_event_end_reason_known")),
        sa.CheckConstraint(SOURCE, name=op.f("ck_participation_event_source_known")),
        sa.CheckConstraint(STANDING, name=op.f("ck_participation_event_standing_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "participation_id"],
            ["participation.tenant_id", "participation.id"],
            name=op.f("fk_participation_event_tenant_id_participation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_participation_event_tenant_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_participation_event_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_participation_event")),
    )
    op.create_index(
        "ix_participation_event_participation",
        "participation_event",
        ["tenant_id", "participation_id", "id"],
        unique=False,
    )


def _carry_over() -> None:
    """What is already known becomes the first observation of each; FORCE would hide the rows even from the owner."""
    for table in ("person", "household"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE person SET nik_state = 'unchecked' WHERE nik_hash IS NOT NULL")
    op.execute("UPDATE person SET observed_on = created_at::date")
    op.execute("UPDATE household SET observed_on = created_at::date")
    op.execute(
        """
        INSERT INTO observation (tenant_id, household_id, observed_on, recorded_at, source, facts)
        SELECT tenant_id, id, created_at::date, created_at, 'self_report', jsonb_strip_nulls(jsonb_build_object(
          'address', address, 'village_code', village_code, 'family_card', nullif(family_card_masked, '')))
        FROM household;
        INSERT INTO observation (tenant_id, person_id, household_id, observed_on, recorded_at, source, facts)
        SELECT tenant_id, id, household_id, created_at::date, created_at, 'self_report',
          jsonb_strip_nulls(jsonb_build_object(
            'name', name, 'nik', nullif(nik_masked, ''), 'nik_state', nik_state, 'sex', sex, 'birth_date', birth_date,
            'birth_place', nullif(birth_place, ''), 'relation', relation, 'presence', presence,
            'phone', nullif(phone_masked, '')))
        FROM person;
        INSERT INTO nik_register (tenant_id, nik_hash)
        SELECT tenant_id, nik_hash FROM person WHERE nik_hash IS NOT NULL;
        """
    )
    for table in ("person", "household"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _elsewhere() -> None:
    """Nobody reads `nik_register`: a trigger writes it and one function answers, both owned by slrt_lookup."""
    protect("nik_register")
    grant("nik_register", "slrt_lookup", EVERY, ("SELECT", "INSERT", "DELETE"))
    op.execute("GRANT SELECT ON tenant TO slrt_lookup")
    op.execute(
        """
        CREATE FUNCTION note_nik() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            INSERT INTO nik_register (tenant_id, nik_hash)
            SELECT tenant_id, nik_hash FROM new_rows WHERE nik_hash IS NOT NULL ON CONFLICT DO NOTHING;
          ELSE
            DELETE FROM nik_register WHERE tenant_id = OLD.tenant_id AND nik_hash = OLD.nik_hash;
            IF NEW.nik_hash IS NOT NULL THEN
              INSERT INTO nik_register (tenant_id, nik_hash) VALUES (NEW.tenant_id, NEW.nik_hash)
              ON CONFLICT DO NOTHING;
            END IF;
          END IF;
          RETURN NULL;
        END $$;
        CREATE FUNCTION registered_elsewhere(wanted bytea)
        RETURNS TABLE (office text, place text, seat text, phone text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT t.office, t.full_name, t.seat, t.phone
          FROM nik_register r JOIN tenant t ON t.id = r.tenant_id
          WHERE r.nik_hash = wanted AND r.tenant_id <> nullif(current_setting('slrt.tenant_id', true), '')::int
          ORDER BY t.full_name LIMIT 5
        $$;
        CREATE TRIGGER note_new_niks AFTER INSERT ON person
          REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_nik();
        CREATE TRIGGER note_changed_nik AFTER UPDATE OF nik_hash ON person
          FOR EACH ROW WHEN (OLD.nik_hash IS DISTINCT FROM NEW.nik_hash) EXECUTE FUNCTION note_nik();
        """
    )
    op.execute("GRANT CREATE ON SCHEMA public TO slrt_lookup")
    for function in ("note_nik()", "registered_elsewhere(bytea)"):
        op.execute(f"ALTER FUNCTION {function} OWNER TO slrt_lookup")
    op.execute("REVOKE CREATE ON SCHEMA public FROM slrt_lookup")
    op.execute("SET ROLE slrt_lookup")
    op.execute("REVOKE EXECUTE ON FUNCTION note_nik() FROM PUBLIC")
    op.execute("REVOKE EXECUTE ON FUNCTION registered_elsewhere(bytea) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION registered_elsewhere(bytea) TO slrt_staff")
    op.execute("SET ROLE slrt_owner")


def downgrade() -> None:
    raise NotImplementedError("history is not thrown away: restore a backup instead")
