"""What programmes ask for is published by the ministry; where sources conflict, a site chooses."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('case_type', 'sectors', 'office', 'closure', 'letter_type', 'numbering', 'agency', 'screening_rule',"
    " 'screening_choice')"
)


def upgrade() -> None:
    for table in ("setting", "default_setting"):
        op.drop_constraint(op.f(f"ck_{table}_kind_known"), table)
        op.create_check_constraint(op.f(f"ck_{table}_kind_known"), table, KINDS)


def downgrade() -> None:
    raise NotImplementedError("what was published is not thrown away: restore a backup instead")
