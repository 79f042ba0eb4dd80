"""Offices that were there before sites were kept stand in the list of their desk too."""

from alembic import op

from migrations.rls import EVERY, grant

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    grant("site", "slrt_provisioner", EVERY, ("INSERT",))
    op.execute(
        """
        ALTER TABLE site NO FORCE ROW LEVEL SECURITY;
        INSERT INTO site (region_code, name, desk_id, office_id, state)
        SELECT t.region_code, t.full_name, t.parent_id, t.id, 'active' FROM tenant t
        WHERE t.kind = 'district' AND t.parent_id IS NOT NULL
          AND EXISTS (SELECT FROM region r WHERE r.code = t.region_code)
          AND NOT EXISTS (SELECT FROM site s WHERE s.office_id = t.id);
        ALTER TABLE site FORCE ROW LEVEL SECURITY;
        """
    )


def downgrade() -> None:
    raise NotImplementedError("what districts have applied for is not thrown away: restore a backup instead")
