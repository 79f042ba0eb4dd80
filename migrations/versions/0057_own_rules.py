"""A site may write its own line of what a programme asks for; the ministry sees how many do, never what they wrote."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import grant

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('case_type', 'sectors', 'office', 'closure', 'letter_type', 'numbering', 'cut_off', 'agency',"
    " 'screening_rule', 'screening_choice', 'screening_own')"
)
DEPARTING = "kind IN ('screening_own', 'screening_choice')"
COUNTED = {
    "given_up": (sa.Boolean, "data IS NULL"),
    "line": (sa.Text, "data ->> 'line'"),
    "ends": (sa.Text, "data ->> 'ends'"),
}


def upgrade() -> None:
    for table in ("setting", "default_setting"):
        op.drop_constraint(op.f(f"ck_{table}_kind_known"), table)
        op.create_check_constraint(op.f(f"ck_{table}_kind_known"), table, KINDS)
    for name, (type_, told) in COUNTED.items():
        op.add_column(
            "setting", sa.Column(name, type_(), sa.Computed(told, persisted=True), nullable=name != "given_up")
        )
    columns = ("tenant_id", "kind", "slug", "version", *COUNTED)
    grant("setting", "slrt_ministry", DEPARTING, ("SELECT",), columns)


def downgrade() -> None:
    raise NotImplementedError("what was set is not thrown away: restore a backup instead")
