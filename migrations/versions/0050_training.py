"""Training: own courses, materials, trainings, trainees, tests, certificates that anybody can check; equipment."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import ADD, DISTRICTS, OWN, WRITE, grant, protect

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

KEPT = {
    "own_course": WRITE,
    "course_material": WRITE,
    "training": WRITE,
    "trainee": WRITE,
    "test_result": ADD,
    "certificate": ADD,
    "equipment": WRITE,
    "equipment_move": ADD,
}
"""Every table, and what its own people may do. A result and a certificate are never changed."""
OF_TRAINING = ("own_course", "course_material", "training", "trainee", "test_result", "certificate")
CERTIFICATE_SHAPE = ("tenant_id", "id", "kind", "year", "courses", "issued_on")
KIND = "kind IN ('training', 'trainers')"
STATE = "state IN ('store', 'held', 'broken', 'lost', 'retired')"
MOVE = "move IN ('added', 'handed_over', 'returned', 'broken', 'repaired', 'lost', 'found', 'retired')"


def upgrade() -> None:
    _courses()
    _trainings()
    _results()
    _equipment()
    for table, verbs in KEPT.items():
        protect(table)
        grant(table, "slrt_staff", OWN, verbs)
    for table in OF_TRAINING:  # a province keeps its trainings of trainers so, and reads its districts otherwise
        grant(table, "slrt_keeper", OWN, KEPT[table])
    grant("stored_file", "slrt_keeper", OWN, WRITE)
    grant("certificate", "slrt_supervisor", DISTRICTS, ("SELECT",), CERTIFICATE_SHAPE)
    grant("equipment_move", "slrt_staff", OWN, ("UPDATE",), ("file_id",))  # the signed letter comes later
    _public_function()


def _own(table: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    )


def _refers(table: str, column: str, to: str) -> None:
    name = op.f(f"fk_{table}_tenant_id_{column}")
    op.create_foreign_key(name, table, to, ["tenant_id", column], ["tenant_id", "id"])


def _moment(name: str) -> sa.schema.SchemaItem:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _courses() -> None:
    _own(
        "own_course",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("outline", sa.Text(), nullable=False),
        sa.Column("questions", postgresql.JSONB(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        _moment("created_at"),
    )
    _own(
        "course_material",
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        _moment("added_at"),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
    )
    _refers("course_material", "file_id", "stored_file")
    op.create_index("ix_course_material_course", "course_material", ["tenant_id", "course", "id"])


def _trainings() -> None:
    _own(
        "training",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("trainers", sa.Text(), nullable=False),
        sa.Column("courses", postgresql.JSONB(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        _moment("created_at"),
    )
    op.create_check_constraint(op.f("ck_training_kind_known"), "training", KIND)
    op.create_check_constraint(op.f("ck_training_runs_forward"), "training", "last_day >= first_day")
    op.create_index("ix_training_day", "training", ["tenant_id", "first_day", "id"])
    _own(
        "trainee",
        sa.Column("training_id", sa.BigInteger(), nullable=False),
        sa.Column("worker_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.UniqueConstraint("tenant_id", "training_id", "worker_id", name=op.f("uq_trainee_tenant_id")),
    )
    _refers("trainee", "training_id", "training")
    _refers("trainee", "worker_id", "worker")
    op.create_foreign_key(op.f("fk_trainee_district_id"), "trainee", "tenant", ["district_id"], ["id"])
    op.create_index("ix_trainee_training", "trainee", ["tenant_id", "training_id", "id"])
    op.create_index("ix_trainee_worker", "trainee", ["tenant_id", "worker_id"])


def _results() -> None:
    _own(
        "test_result",
        sa.Column("trainee_id", sa.BigInteger(), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=True),
        sa.Column("entered_by", sa.Text(), nullable=False),
        _moment("at"),
    )
    op.create_check_constraint(op.f("ck_test_result_score_of_a_hundred"), "test_result", "score BETWEEN 0 AND 100")
    _refers("test_result", "trainee_id", "trainee")
    op.create_index("ix_test_result_trainee", "test_result", ["tenant_id", "trainee_id", "course"])
    _own(
        "certificate",
        sa.Column("trainee_id", sa.BigInteger(), nullable=False),
        sa.Column("worker_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("number_text", sa.Text(), nullable=False),
        sa.Column("check_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("courses", postgresql.JSONB(), nullable=False),
        sa.Column("titles", sa.Text(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issuer_name", sa.Text(), nullable=False),
        sa.Column("issuer_title", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("tenant_id", "trainee_id", name=op.f("uq_certificate_tenant_id_trainee_id")),
        sa.UniqueConstraint("tenant_id", "year", "number", name=op.f("uq_certificate_tenant_id_year")),
    )
    op.create_check_constraint(op.f("ck_certificate_kind_known"), "certificate", KIND)
    _refers("certificate", "trainee_id", "trainee")
    op.create_index("ix_certificate_check_code", "certificate", ["tenant_id", "check_code"])
    op.create_index(
        "ix_certificate_worker",
        "certificate",
        ["tenant_id", "worker_id"],
        postgresql_where=sa.text("worker_id IS NOT NULL"),
    )


def _equipment() -> None:
    _own(
        "equipment",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("funding", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.BigInteger(), nullable=True),
        _moment("created_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("tenant_id", "kind", "serial", name=op.f("uq_equipment_tenant_id")),
    )
    op.create_check_constraint(op.f("ck_equipment_state_known"), "equipment", STATE)
    op.create_check_constraint(
        op.f("ck_equipment_kind_known"),
        "equipment",
        "kind IN ('tablet', 'laptop', 'computer', 'printer', 'phone', 'modem', 'motorcycle', 'other')",
    )
    op.create_check_constraint(
        op.f("ck_equipment_funding_known"),
        "equipment",
        "funding IN ('state', 'province', 'district', 'village', 'other', 'unpaid')",
    )
    op.create_check_constraint(
        op.f("ck_equipment_held_by_somebody"), "equipment", "(state = 'held') = (holder_id IS NOT NULL)"
    )
    _refers("equipment", "holder_id", "worker")
    op.create_index("ix_equipment_state", "equipment", ["tenant_id", "state", "kind", "id"])
    op.create_index("ix_equipment_holder", "equipment", ["tenant_id", "holder_id"])
    _own(
        "equipment_move",
        sa.Column("equipment_id", sa.BigInteger(), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("worker_id", sa.BigInteger(), nullable=True),
        sa.Column("condition", sa.Text(), server_default="", nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("entered_by", sa.Text(), nullable=False),
        _moment("at"),
    )
    op.create_check_constraint(op.f("ck_equipment_move_move_known"), "equipment_move", MOVE)
    _refers("equipment_move", "equipment_id", "equipment")
    _refers("equipment_move", "worker_id", "worker")
    _refers("equipment_move", "file_id", "stored_file")
    op.create_index("ix_equipment_move_equipment", "equipment_move", ["tenant_id", "equipment_id", "id"])


def _public_function() -> None:
    """First name whole, of the others the initial: enough to hold against the paper."""
    grant("certificate", "slrt_lookup", OWN)
    op.execute(
        """
        CREATE FUNCTION check_certificate(wanted text)
        RETURNS TABLE (number_text text, name text, titles text, hours int, issued_on date, kind text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT c.number_text,
                 (SELECT string_agg(CASE WHEN w.n = 1 THEN w.word ELSE left(w.word, 1) || '.' END, ' ' ORDER BY w.n)
                  FROM regexp_split_to_table(c.name, '\\s+') WITH ORDINALITY AS w(word, n)),
                 c.titles, c.hours, c.issued_on, c.kind
          FROM certificate c
          WHERE c.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND c.check_code = wanted
        $$;
        GRANT CREATE ON SCHEMA public TO slrt_lookup;
        ALTER FUNCTION check_certificate(text) OWNER TO slrt_lookup;
        REVOKE CREATE ON SCHEMA public FROM slrt_lookup;
        SET ROLE slrt_lookup;
        REVOKE EXECUTE ON FUNCTION check_certificate(text) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION check_certificate(text) TO slrt_public;
        SET ROLE slrt_owner;
        """
    )


def downgrade() -> None:
    raise NotImplementedError("certificates are in people's hands: restore a backup instead")
