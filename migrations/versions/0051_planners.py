"""Whoever plans the district's budget has a role: figures by village, nobody's name."""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

ROLES = (
    "role IN ('front_office', 'back_office', 'facilitator', 'supervisor', 'manager', 'head', "
    "'administrator', 'privacy_officer', 'village_head', 'verifier', 'planner', 'agency_officer', "
    "'provincial_supervisor', 'ministry_analyst', 'platform_operator')"
)


def upgrade() -> None:
    op.drop_constraint(op.f("ck_membership_role_known"), "membership")
    op.create_check_constraint(op.f("ck_membership_role_known"), "membership", ROLES)


def downgrade() -> None:
    raise NotImplementedError("whoever has the role would have none: restore a backup instead")
