"""Update rounds of villages: proposals, minutes, visits, signatures, answers; and who signs them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import ADD, OWN, WRITE, grant, protect

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

STATES = "'draft', 'held', 'village_signed', 'verified', 'approved', 'sent', 'answered', 'cancelled'"
MOVES = (
    "'hold', 'sign_village', 'return_village', 'verify', 'return_verifier', 'approve', 'return_head', 'send', 'finish',"
    " 'cancel'"
)
REASONS = (
    "'indicated', 'need', 'case', 'agreed', 'address_not_found', 'person_not_found', 'deceased', 'public_servant',"
    " 'public_servant_family', 'desil_6_10', 'changed', 'mistaken', 'moved', 'family'"
)
ROLES = (
    "role IN ('front_office', 'back_office', 'facilitator', 'supervisor', 'manager', 'head', 'administrator',"
    " 'privacy_officer', 'village_head', 'verifier', 'agency_officer', 'provincial_supervisor', 'ministry_analyst',"
    " 'platform_operator')"
)

EMPTIED = ("note", "dropped_note", "finding_note", "answer_desil", "answer_note")
"""What is taken away when a citizen's data are erased."""


def upgrade() -> None:
    op.drop_constraint(op.f("ck_membership_role_known"), "membership")
    op.create_check_constraint(op.f("ck_membership_role_known"), "membership", ROLES)
    op.create_table(
        "update_round",
        *_key("update_round"),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("cut_off_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("held_at", sa.Text(), server_default="", nullable=False),
        sa.Column("chair", sa.Text(), server_default="", nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("attendance", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("scan_id", sa.BigInteger(), nullable=True),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("basis IN ('musdes', 'muskel', 'sptjm')", name=op.f("ck_update_round_basis_known")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_update_round_state_known")),
        _to("update_round", "scan_id", "stored_file"),
        _to("update_round", "opened_by", "membership"),
    )
    op.create_index("ix_update_round_state", "update_round", ["tenant_id", "state", "id"])
    op.create_index("ix_update_round_village", "update_round", ["tenant_id", "village_code", "id"])
    op.create_table(
        "round_item",
        *_key("round_item"),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("dropped_note", sa.Text(), server_default="", nullable=False),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("visited_by", sa.BigInteger(), nullable=True),
        sa.Column("finding_note", sa.Text(), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answer_desil", sa.SmallInteger(), nullable=True),
        sa.Column("answer_status", sa.Text(), nullable=True),
        sa.Column("answer_reason", sa.Text(), nullable=True),
        sa.Column("answer_note", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("kind IN ('in', 'out', 'correct')", name=op.f("ck_round_item_kind_known")),
        sa.CheckConstraint(f"reason IN ({REASONS})", name=op.f("ck_round_item_reason_known")),
        sa.CheckConstraint("finding IN ('fits', 'differs', 'not_found')", name=op.f("ck_round_item_finding_known")),
        sa.CheckConstraint("answer IN ('accepted', 'rejected')", name=op.f("ck_round_item_answer_known")),
        _to("round_item", "round_id", "update_round"),
        _to("round_item", "person_id", "person"),
        _to("round_item", "visited_by", "membership"),
        sa.UniqueConstraint(
            "tenant_id", "round_id", "person_id", name=op.f("uq_round_item_tenant_id_round_id_person_id")
        ),
    )
    op.create_index("ix_round_item_person", "round_item", ["tenant_id", "person_id", "id"])
    op.create_table(
        "round_event",
        *_key("round_event"),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_title", sa.Text(), server_default="", nullable=False),
        sa.Column("signed", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(f"move IN ({MOVES})", name=op.f("ck_round_event_move_known")),
        sa.CheckConstraint(f"to_state IN ({STATES})", name=op.f("ck_round_event_to_state_known")),
        _to("round_event", "round_id", "update_round"),
        _to("round_event", "membership_id", "membership"),
    )
    op.create_index("ix_round_event_round", "round_event", ["tenant_id", "round_id", "id"])
    for table in ("update_round", "round_item", "round_event"):
        protect(table)
    grant("update_round", "slrt_staff", OWN, WRITE)
    grant("round_item", "slrt_staff", OWN, WRITE)
    grant("round_event", "slrt_staff", OWN, ADD)
    grant("round_item", "slrt_eraser", OWN, ("SELECT",), ("tenant_id", "person_id", *EMPTIED))
    grant("round_item", "slrt_eraser", OWN, ("UPDATE",), EMPTIED)


def _key(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    )


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{target}.tenant_id", f"{target}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
    )


def downgrade() -> None:
    for table in ("round_event", "round_item", "update_round"):
        op.drop_table(table)
