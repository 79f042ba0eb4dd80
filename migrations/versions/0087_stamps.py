"""A mark per office that changes whenever its settled numbers of cases do, so that they can be remembered."""

import sqlalchemy as sa
from alembic import op

from migrations.ledgers import READERS
from migrations.rls import EVERY, WRITE, grant, protect

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_fact_stamp",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_case_fact_stamp_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_case_fact_stamp")),
    )
    protect("case_fact_stamp")
    for role, sight in READERS.items():
        grant("case_fact_stamp", role, sight)
    grant("case_fact_stamp", "slrt_relay", EVERY, WRITE)


def downgrade() -> None:
    op.drop_table("case_fact_stamp")
