"""The roster: people, decrees that appoint them, villages, pay. A province sees shapes, never a person."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import DISTRICTS, OWN, WRITE, grant, protect

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

TABLES = ("worker", "appointment", "appointment_village", "worker_pay", "roster_file")
APPOINTMENT_SHAPE = ("tenant_id", "id", "post", "funding", "valid_from", "valid_until", "honorarium", "ended_on")
PAY_SHAPE = ("tenant_id", "id", "month", "state", "amount", "funding")
FUNDING = "funding IN ('state', 'province', 'district', 'village', 'other', 'unpaid')"
POST = (
    "post IN ('facilitator', 'supervisor', 'manager', 'front_office', 'back_office', 'puskesos_coordinator',"
    " 'puskesos_officer', 'siks_operator')"
)
LEFT_WHY = "left_why IN ('resigned', 'moved', 'expired', 'dismissed', 'deceased', 'other')"


def upgrade() -> None:
    _worker()
    _appointment()
    _pay()
    _file()
    for table in TABLES:
        protect(table)
        grant(table, "slrt_staff", OWN, WRITE)
    for table in ("worker", "appointment", "appointment_village"):
        grant(table, "slrt_keeper", OWN)
    grant("worker", "slrt_keeper", OWN, ("UPDATE",), ("membership_id", "version"))
    grant("appointment", "slrt_supervisor", DISTRICTS, ("SELECT",), APPOINTMENT_SHAPE)
    grant("appointment_village", "slrt_supervisor", DISTRICTS)
    grant("worker_pay", "slrt_supervisor", DISTRICTS, ("SELECT",), PAY_SHAPE)
    # Whoever records that somebody left ends the account in the same transaction: nothing else of it.
    grant("membership", "slrt_staff", OWN, ("UPDATE",), ("active", "ended_at"))
    op.execute("GRANT UPDATE (withdrawn_at) ON invitation TO slrt_staff")


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


def _worker() -> None:
    _own(
        "worker",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("phone_hash", sa.LargeBinary(), nullable=True),
        sa.Column("phone_masked", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_why", sa.Text(), nullable=True),
        sa.Column("left_note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_check_constraint(op.f("ck_worker_left_why_known"), "worker", LEFT_WHY)
    _refers("worker", "membership_id", "membership")
    op.create_index("ix_worker_name", "worker", ["tenant_id", "name", "id"])
    op.create_index("ix_worker_phone", "worker", ["tenant_id", "phone_hash"])
    op.create_index("ix_worker_membership", "worker", ["tenant_id", "membership_id"])


def _appointment() -> None:
    _own(
        "appointment",
        sa.Column("worker_id", sa.BigInteger(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("sk_number", sa.Text(), nullable=False),
        sa.Column("sk_date", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("funding", sa.Text(), nullable=False),
        sa.Column("honorarium", sa.BigInteger(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.create_check_constraint(op.f("ck_appointment_post_known"), "appointment", POST)
    op.create_check_constraint(op.f("ck_appointment_funding_known"), "appointment", FUNDING)
    op.create_check_constraint(
        op.f("ck_appointment_ended_why_known"), "appointment", "ended_why IN ('renewed', 'left')"
    )
    op.create_check_constraint(op.f("ck_appointment_runs_forward"), "appointment", "valid_until >= valid_from")
    op.create_check_constraint(op.f("ck_appointment_honorarium_not_negative"), "appointment", "honorarium >= 0")
    _refers("appointment", "worker_id", "worker")
    standing = sa.text("ended_on IS NULL")
    op.create_index("ix_appointment_worker", "appointment", ["tenant_id", "worker_id", "id"])
    op.create_index(
        "ix_appointment_standing", "appointment", ["tenant_id", "post", "funding"], postgresql_where=standing
    )
    op.create_index("ix_appointment_until", "appointment", ["tenant_id", "valid_until"], postgresql_where=standing)
    op.create_index(
        "uq_appointment_standing", "appointment", ["tenant_id", "worker_id"], unique=True, postgresql_where=standing
    )
    _own(
        "appointment_village",
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.UniqueConstraint(
            "tenant_id", "appointment_id", "village_code", name=op.f("uq_appointment_village_tenant_id")
        ),
    )
    _refers("appointment_village", "appointment_id", "appointment")
    op.create_index(
        "ix_appointment_village_code", "appointment_village", ["tenant_id", "village_code", "appointment_id"]
    )


def _pay() -> None:
    _own(
        "worker_pay",
        sa.Column("worker_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("funding", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.UniqueConstraint("tenant_id", "worker_id", "month", name=op.f("uq_worker_pay_tenant_id")),
    )
    op.create_check_constraint(op.f("ck_worker_pay_state_known"), "worker_pay", "state IN ('paid', 'late', 'unpaid')")
    op.create_check_constraint(op.f("ck_worker_pay_funding_known"), "worker_pay", FUNDING)
    op.create_check_constraint(op.f("ck_worker_pay_amount_not_negative"), "worker_pay", "amount >= 0")
    op.create_check_constraint(
        op.f("ck_worker_pay_first_of_month"), "worker_pay", "month = date_trunc('month', month)::date"
    )
    _refers("worker_pay", "worker_id", "worker")
    op.create_index("ix_worker_pay_month", "worker_pay", ["tenant_id", "month", "state"])


def _file() -> None:
    _own(
        "roster_file",
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("sent_by", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added", sa.Integer(), server_default="0", nullable=False),
        sa.Column("renewed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refused", sa.Integer(), server_default="0", nullable=False),
    )
    _refers("roster_file", "file_id", "stored_file")
    _refers("roster_file", "sent_by", "membership")


def downgrade() -> None:
    raise NotImplementedError("who was appointed is not forgotten: restore a backup instead")
