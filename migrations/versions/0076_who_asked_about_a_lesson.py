"""Who asked about another district's lesson stays known at home, so that the answer reaches them."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import ADD, OWN, grant, protect

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice_asker",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_practice_asker_tenant_id")),
        sa.ForeignKeyConstraint(["question_id"], ["practice_question.id"], name=op.f("fk_practice_asker_question_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "membership_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_practice_asker_tenant_id_membership_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "question_id", name=op.f("pk_practice_asker")),
    )
    protect("practice_asker")
    grant("practice_asker", "slrt_staff", OWN, ADD)
    op.create_index("ix_practice_question_asker", "practice_question", ["asker_id", "id"])


def downgrade() -> None:
    raise NotImplementedError("whoever asked waits for an answer: restore a backup instead")
