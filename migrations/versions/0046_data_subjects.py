"""What citizens ask about their own data; restriction and erasure of a person's record; the role that alone erases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.rls import OWN, WRITE, grant, protect

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

ERASER = {
    "person": (
        "tenant_id id household_id version",
        (
            "name birth_date birth_place marital_status schooling school_level working occupation work_sector "
            "turnover income support difficulty_seeing difficulty_hearing difficulty_walking difficulty_hands "
            "difficulty_learning difficulty_behaviour difficulty_speaking difficulty_selfcare "
            "difficulty_remembering illness pregnant nik_cipher nik_hash nik_masked phone_cipher phone_hash "
            "phone_masked email_cipher nik_state desil desil_period dtsen_status restriction erased_at version"
        ),
    ),
    "household": (
        "tenant_id id",
        (
            "address latitude longitude family_size tenure land_proof floor_area floor wall roof water toilet "
            "closet sewage lighting power fuel farmland other_house cattle buffalo horses pigs goats "
            "gas_cylinders refrigerators air_conditioners water_heaters televisions computers smartphones gold "
            "bicycles motorcycles cars boats motorboats income_source spending_food spending_other "
            "family_card_cipher family_card_hash family_card_masked desil desil_period dtsen_status"
        ),
    ),
    "observation": (
        "tenant_id id person_id household_id",
        "facts note",
    ),
    "welfare_status": (
        "tenant_id id person_id household_id",
        "desil dtsen_status note",
    ),
    "siks_check": (
        "tenant_id id person_id",
        "desil note",
    ),
    "participation": (
        "tenant_id id case_id person_id household_id",
        "",
    ),
    "participation_event": (
        "tenant_id id participation_id",
        "note",
    ),
    "need": (
        "tenant_id id case_id person_id household_id",
        "note closed_note",
    ),
    "person_category": (
        "tenant_id id person_id",
        "note",
    ),
    "person_merge": (
        "tenant_id id survivor_id merged_id changes_cipher",
        "reason undone_reason changes_cipher",
    ),
    "case": (
        "tenant_id id person_id",
        "",
    ),
    "case_intake": (
        "tenant_id id case_id",
        "summary story proxy_name proxy_relation",
    ),
    "narrative": (
        "tenant_id id case_id",
        "body",
    ),
    "event_detail": (
        "tenant_id id case_id",
        "body",
    ),
    "case_note": (
        "tenant_id id case_id",
        "body",
    ),
    "case_place": (
        "tenant_id id case_id",
        "latitude longitude landmark",
    ),
    "case_assignment": (
        "tenant_id id case_id",
        "reason",
    ),
    "confidant": (
        "tenant_id id case_id",
        "reason",
    ),
    "case_draft": (
        "tenant_id id person_id case_id",
        "body report_cipher",
    ),
    "referral": (
        "tenant_id id case_id",
        "",
    ),
    "referral_packet": (
        "tenant_id id referral_id body_cipher",
        "body_cipher",
    ),
    "referral_event": (
        "tenant_id id referral_id",
        "note competent",
    ),
    "referral_file": (
        "tenant_id id referral_id file_id",
        "name",
    ),
    "letter": (
        "tenant_id id case_id referral_id",
        "pdf revoke_reason",
    ),
    "letter_draft": (
        "tenant_id id case_id",
        "addressee purpose note",
    ),
    "consent": (
        "tenant_id id case_id",
        "giver_name proof_note withdrawn_why",
    ),
    "incoming_referral": (
        "tenant_id id case_id body_cipher",
        "body_cipher",
    ),
    "citizen_word": (
        "tenant_id id case_id",
        "body",
    ),
    "incoming_event": (
        "tenant_id id incoming_id",
        "note competent",
    ),
    "message": (
        "tenant_id id case_id",
        "recipient_cipher recipient_hash recipient_masked subject body",
    ),
    "attachment": (
        "tenant_id id case_id file_id thumbnail_id removed_at",
        "name removed_reason removed_at",
    ),
    "stored_file": (
        "tenant_id id",
        "body erased_at",
    ),
}
"""By table: the columns by which rows are found, and those that are emptied. Nothing else, and no row is deleted."""


def upgrade() -> None:
    op.add_column("person", sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("person", sa.Column("restriction", sa.Text(), server_default="", nullable=False))
    op.add_column("person", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    _request()
    _eraser()


def _request() -> None:
    table = "data_request"
    op.create_table(
        table,
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("variable", sa.Text(), nullable=True),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("asker_name", sa.Text(), server_default="", nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("identity_note", sa.Text(), server_default="", nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.BigInteger(), nullable=False),
        sa.Column("taken_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_name", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", JSONB(), server_default="{}", nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("file_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "kind IN ('access', 'correction', 'restriction', 'withdrawal', 'erasure')",
            name=op.f("ck_data_request_kind_known"),
        ),
        sa.CheckConstraint("asker IN ('self', 'guardian', 'proxy')", name=op.f("ck_data_request_asker_known")),
        sa.CheckConstraint("identity IN ('ktp', 'kk', 'letter', 'known')", name=op.f("ck_data_request_identity_known")),
        sa.CheckConstraint(
            "state IN ('open', 'working', 'granted', 'refused')", name=op.f("ck_data_request_state_known")
        ),
        sa.CheckConstraint(
            "(kind = 'correction') = (variable IS NOT NULL)", name=op.f("ck_data_request_what_to_correct")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{target}.tenant_id", f"{target}.id"],
                name=op.f(f"fk_{table}_tenant_id_{column}"),
            )
            for column, target in (
                ("person_id", "person"),
                ("taken_by", "membership"),
                ("decided_by", "membership"),
                ("file_id", "stored_file"),
            )
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    )
    op.create_index("ix_data_request_person", table, ["tenant_id", "person_id", "id"])
    waiting, done = sa.text("decided_at IS NULL"), sa.text("decided_at IS NOT NULL")
    op.create_index("ix_data_request_open", table, ["tenant_id", "due_at", "id"], postgresql_where=waiting)
    op.create_index("ix_data_request_done", table, ["tenant_id", "id"], postgresql_where=done)
    protect(table)
    grant(table, "slrt_staff", OWN, WRITE)


def _eraser() -> None:
    for table, (found_by, emptied) in ERASER.items():
        grant(table, "slrt_eraser", OWN, ("SELECT",), found_by.split())
        if emptied:
            grant(table, "slrt_eraser", OWN, ("UPDATE",), emptied.split())


def downgrade() -> None:
    raise NotImplementedError("proof of what was asked and erased is not thrown away: restore a backup instead")
