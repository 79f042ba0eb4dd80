"""The index of every district is worked out by night: the relay reads the shape of appointments, villages and pay."""

from alembic import op

from migrations.rls import EVERY, grant

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

SHAPES = {
    "appointment": ("tenant_id", "id", "worker_id", "post", "funding", "valid_from", "valid_until", "ended_on"),
    "appointment_village": ("tenant_id", "id", "appointment_id", "village_code"),
    "worker_pay": ("tenant_id", "worker_id", "month", "state"),
}


def upgrade() -> None:
    for table, columns in SHAPES.items():
        grant(table, "slrt_relay", EVERY, ("SELECT",), columns)


def downgrade() -> None:
    for table in SHAPES:
        op.execute(f"DROP POLICY slrt_relay_select ON {table}")
        op.execute(f"REVOKE ALL ON {table} FROM slrt_relay")
