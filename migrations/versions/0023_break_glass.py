"""Break-glass: a supervisor reads one case of a district, for a reason, for some hours, under the district's eyes."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import DISTRICTS, OWN, VEILED, grant, protect, veil

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def _set(name: str) -> str:
    return f"nullif(current_setting('slrt.{name}', true), '')::bigint"


# One case, never a confidential one; its citizen; where they live. Each by plain equality, as everywhere.
THE_CASE = f"{OWN} AND id = {_set('case_id')} AND veil = 0"
OF_THE_CASE = f"{OWN} AND case_id = {_set('case_id')} AND veil = 0"
THE_PERSON = f"{OWN} AND id = {_set('person_id')}"
THE_HOUSEHOLD = f"{OWN} AND id = {_set('household_id')}"
PERSON = (
    "tenant_id", "id", "household_id", "name", "nik_masked", "sex", "birth_date", "birth_place", "phone_masked",
    "relation",
)  # fmt: skip
LINE = ("tenant_id", "id", "at")
"""What an INSERT … RETURNING into the access log gives back."""


def upgrade() -> None:
    op.create_table(
        "break_glass",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("supervisor_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), server_default="", nullable=False),
        sa.Column("veil", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("expires_at <= opened_at + interval '24 hours'", name=op.f("ck_break_glass_a_day_at_most")),
        sa.CheckConstraint("length(reason) >= 20", name=op.f("ck_break_glass_for_a_reason")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_break_glass_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(["province_id"], ["tenant.id"], name=op.f("fk_break_glass_province_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_break_glass_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_break_glass")),
    )
    op.create_index("ix_break_glass_case", "break_glass", ["tenant_id", "case_id"])
    op.create_index("ix_break_glass_newest", "break_glass", ["tenant_id", "id"])
    protect("break_glass")
    veil("break_glass", ("SELECT",))
    op.execute("GRANT UPDATE (ended_at, ended_by) ON break_glass TO slrt_staff")
    op.execute(f"CREATE POLICY slrt_staff_update ON break_glass FOR UPDATE TO slrt_staff USING ({VEILED})")
    op.execute(f"CREATE POLICY slrt_trustee_update ON break_glass FOR UPDATE TO slrt_trustee USING ({OWN})")
    _supervisor()
    _glass()


def _supervisor() -> None:
    """Opens a glass in a district of its own, which is told in the same transaction."""
    role = "slrt_supervisor"
    grant("break_glass", role, DISTRICTS, ("SELECT", "INSERT"))
    op.execute(f"GRANT UPDATE (ended_at, ended_by) ON break_glass TO {role}")
    op.execute(f"CREATE POLICY {role}_update ON break_glass FOR UPDATE TO {role} USING ({DISTRICTS})")
    op.execute(f"GRANT INSERT ON outbox TO {role}")
    op.execute(f"GRANT SELECT (tenant_id, id, created_at, not_before, attempts) ON outbox TO {role}")
    for verb, check in (("INSERT", "WITH CHECK"), ("SELECT", "USING")):
        op.execute(f"CREATE POLICY {role}_glass_{verb.lower()} ON outbox FOR {verb} TO {role} {check} ({DISTRICTS})")


def _glass() -> None:
    role = "slrt_breakglass"
    op.execute(f"GRANT SELECT ON tenant, region TO {role}")
    grant("case", role, THE_CASE)
    for table in ("case_event", "case_intake", "narrative", "referral", "break_glass"):
        grant(table, role, OF_THE_CASE)
    grant("person", role, THE_PERSON, ("SELECT",), PERSON)
    grant("household", role, THE_HOUSEHOLD, ("SELECT",), ("tenant_id", "id", "address", "village_code"))
    grant("agency", role, OWN, ("SELECT",), ("tenant_id", "id", "name"))
    grant("audit_entry", role, OWN, ("SELECT", "INSERT"), LINE)


def downgrade() -> None:
    raise NotImplementedError("isolation is not taken away again: restore a backup instead")
