"""Staff who are named on no confidential case read by a plain comparison: the list of those on which somebody is named
cost every reading of every one of them more than the rest of the policy. Who is named becomes slrt_confidant."""

from alembic import op
from sqlalchemy import text

from migrations.rls import OPEN, behind_the_veil

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

_VEILED = """
SELECT tablename, policyname, cmd FROM pg_policies
WHERE roles = '{slrt_staff}' AND qual LIKE '%slrt.veils%' ORDER BY tablename, cmd"""


def upgrade() -> None:
    for table, policy, verb in op.get_bind().execute(text(_VEILED)).all():
        op.execute(f'ALTER POLICY "{policy}" ON "{table}" USING ({OPEN})')
        behind_the_veil(table, verb)


def downgrade() -> None:
    raise NotImplementedError("who is named on a confidential case reads by a role of their own from here on")
