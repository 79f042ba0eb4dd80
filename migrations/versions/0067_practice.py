"""A practice room for each office: a tenant under the negative of its number, never read from above or from outside."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import LIVE, OWN, WRITE, erasable, grant, protect

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

RESETTER = "slrt_resetter"
OUTSIDE = ("slrt_supervisor", "slrt_ministry", "slrt_public", "slrt_lookup", "slrt_letterbox", "slrt_breakglass")
"""Whoever reads above a tenant, or asks and leaves something without signing in."""
STAYS = (
    "agency",
    "case_type_version",
    "membership",
    "membership_village",
    "practice_room",
    "setting",
    "signin_session",
)
"""Emptying a practice room leaves the people in it at work, and the words of settings, which running processes know."""


def upgrade() -> None:
    op.drop_constraint("ck_tenant_kind_known", "tenant")
    op.create_check_constraint(
        op.f("ck_tenant_kind_known"), "tenant", "kind IN ('ministry', 'province', 'district', 'practice')"
    )
    op.create_check_constraint(op.f("ck_tenant_practice_below_zero"), "tenant", "(kind = 'practice') = (id < 0)")
    op.drop_constraint("ck_message_state_known", "message")
    op.create_check_constraint(
        op.f("ck_message_state_known"),
        "message",
        "state IN ('waiting', 'sent', 'delivered', 'failed', 'stopped', 'practised')",
    )
    _tables()
    _nobody_outside()
    _niks_stay_unknown()
    _who_practises()
    _emptied()
    _settings_as_in_the_office()


def _tables() -> None:
    op.create_table(
        "practice_room",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("filled", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_before", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_practice_room_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_practice_room")),
        sa.CheckConstraint("tenant_id < 0", name=op.f("ck_practice_room_of_practice")),
    )
    op.create_table(
        "practice_run",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("case_code", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after_event", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score", sa.SmallInteger(), nullable=True),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_practice_run_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "membership_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_practice_run_tenant_id_membership_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_practice_run")),
        sa.CheckConstraint("tenant_id < 0", name=op.f("ck_practice_run_of_practice")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_practice_run_score_in_percent")),
        sa.CheckConstraint("(finished_at IS NULL) = (score IS NULL)", name=op.f("ck_practice_run_scored_at_the_end")),
    )
    op.create_index("ix_practice_run_member", "practice_run", ["tenant_id", "membership_id", "id"])
    for table in ("practice_room", "practice_run"):
        protect(table)
        grant(table, "slrt_staff", OWN, WRITE)


def _nobody_outside() -> None:
    """Every policy of theirs on tenants' rows gets one more condition on the row's own number."""
    listed = ", ".join(f"'{role}'" for role in OUTSIDE)
    op.execute(
        f"""
        DO $$
        DECLARE p record;
        BEGIN
          FOR p IN
            SELECT tablename, policyname, qual, with_check FROM pg_policies
            WHERE schemaname = 'public' AND roles && ARRAY[{listed}]::name[] AND tablename <> 'nik_register'
              AND EXISTS (SELECT FROM information_schema.columns c WHERE c.table_schema = 'public'
                          AND c.table_name = tablename AND c.column_name = 'tenant_id')
          LOOP
            IF p.qual IS NOT NULL THEN
              EXECUTE format('ALTER POLICY %I ON %I USING (%s AND {LIVE})', p.policyname, p.tablename, p.qual);
            END IF;
            IF p.with_check IS NOT NULL THEN
              EXECUTE format('ALTER POLICY %I ON %I WITH CHECK (%s AND {LIVE})', p.policyname, p.tablename,
                             p.with_check);
            END IF;
          END LOOP;
        END $$
        """
    )


def _niks_stay_unknown() -> None:
    """A NIK typed for practice is known to no other office, and practice asks none."""
    op.execute("ALTER TABLE nik_register ADD CONSTRAINT ck_nik_register_of_an_office CHECK (tenant_id > 0)")
    asks = "nullif(current_setting('slrt.tenant_id', true), '')::int > 0"
    op.execute(f"ALTER POLICY slrt_lookup_select ON nik_register USING ({LIVE} AND {asks})")
    op.execute("GRANT CREATE ON SCHEMA public TO slrt_lookup")
    op.execute("SET ROLE slrt_lookup")
    op.execute(
        """
        CREATE OR REPLACE FUNCTION note_nik() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            INSERT INTO nik_register (tenant_id, nik_hash)
            SELECT tenant_id, nik_hash FROM new_rows WHERE nik_hash IS NOT NULL AND tenant_id > 0
            ON CONFLICT DO NOTHING;
          ELSIF NEW.tenant_id > 0 THEN
            DELETE FROM nik_register WHERE tenant_id = OLD.tenant_id AND nik_hash = OLD.nik_hash;
            IF NEW.nik_hash IS NOT NULL THEN
              INSERT INTO nik_register (tenant_id, nik_hash) VALUES (NEW.tenant_id, NEW.nik_hash)
              ON CONFLICT DO NOTHING;
            END IF;
          END IF;
          RETURN NULL;
        END $$
        """
    )
    op.execute("SET ROLE slrt_owner")
    op.execute("REVOKE CREATE ON SCHEMA public FROM slrt_lookup")


def _who_practises() -> None:
    """`subject_of` as it stands; a practice room stands outside the tree and follows what its office's parents publish.

    Whoever no longer works in the office no longer practises; invented colleagues work nowhere else.
    """
    still_there = """AND (t.id > 0
                OR NOT EXISTS (SELECT FROM membership l WHERE l.account_id = m.account_id AND l.tenant_id > 0)
                OR EXISTS (SELECT FROM membership l JOIN tenant o ON o.id = l.tenant_id AND o.active
                           WHERE l.account_id = m.account_id AND l.tenant_id = -t.id AND l.role = m.role
                           AND l.active))"""
    quoted = still_there.replace("'", "''")
    op.execute(
        f"""
        DO $$
        BEGIN
          EXECUTE replace(replace(pg_get_functiondef('subject_of(int, bigint)'::regprocedure),
            'LEFT JOIN tenant above ON above.id = t.parent_id',
            'LEFT JOIN tenant office ON office.id = -t.id
             LEFT JOIN tenant above ON above.id = coalesce(t.parent_id, office.parent_id)'),
            'm.active AND account.active AND t.active',
            'm.active AND account.active AND t.active {quoted}');
        END $$
        """
    )


def _emptied() -> None:
    """Everything but the people at work; the order to empty it, and what was learnt, stay."""
    tenants = sa.text(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'"
        " AND NOT a.attisdropped WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    for (table,) in op.get_bind().execute(tenants).all():
        erasable(table)
    for table in STAYS:
        op.execute(f"REVOKE ALL ON {table} FROM {RESETTER}; DROP POLICY {RESETTER}_delete ON {table}")
    practice = f"{OWN} AND tenant_id < 0"
    op.execute(f"ALTER POLICY {RESETTER}_delete ON outbox USING ({practice} AND job <> 'practice.reset')")
    op.execute(f"ALTER POLICY {RESETTER}_delete ON practice_run USING ({practice} AND finished_at IS NULL)")
    op.execute(f"GRANT SELECT ON tenant TO {RESETTER}")  # the triggers of ledgers ask for its time zone
    # … and, where a closed case goes, how it went: without a policy they find no row, and what they count goes too.
    op.execute(f"GRANT SELECT (tenant_id, case_id, at, to_state) ON case_event TO {RESETTER}, slrt_clearer")
    op.execute(f"GRANT SELECT (tenant_id, case_id) ON referral TO {RESETTER}, slrt_clearer")


def _settings_as_in_the_office() -> None:
    """What the office has set for itself holds in its practice room as well: copied by whoever makes the room."""
    grant("setting", "slrt_provisioner", "true", ("SELECT",))
    grant("setting", "slrt_provisioner", "tenant_id < 0", ("INSERT",))


def downgrade() -> None:
    raise NotImplementedError("practice rooms are not mixed with offices again: restore a backup instead")
