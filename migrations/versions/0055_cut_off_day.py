"""The day of the month by which update rounds must be sent is a setting, as centres move it."""

from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('case_type', 'sectors', 'office', 'closure', 'letter_type', 'numbering', 'cut_off', 'agency',"
    " 'screening_rule', 'screening_choice')"
)


def upgrade() -> None:
    for table in ("setting", "default_setting"):
        op.drop_constraint(op.f(f"ck_{table}_kind_known"), table)
        op.create_check_constraint(op.f(f"ck_{table}_kind_known"), table, KINDS)


def downgrade() -> None:
    raise NotImplementedError("what was set is not thrown away: restore a backup instead")
