"""Sites: a district applies for an office of its own, its province reviews, and every step is kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import EVERY, OWN, WRITE, grant, protect

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ME = "nullif(current_setting('slrt.tenant_id', true), '')::int"
ON_MY_DESK = f"desk_id = {ME}"
MY_OFFICE = f"office_id = {ME}"
STAGES = (
    "state IN ('draft', 'applied', 'under_review', 'questions', 'refused', 'approved', 'preparing', 'trial', 'active',"
    " 'post_apbn', 'suspended', 'closed', 'erased')"
)
ROLES = (
    "role IN ('front_office', 'back_office', 'facilitator', 'supervisor', 'manager', 'head', 'administrator',"
    " 'privacy_officer', 'agency_officer', 'provincial_supervisor', 'ministry_analyst', 'platform_operator')"
)
MOVED = ("state", "state_since", "returns_to", "live_on", "cohort", "support_until")
REGISTRAR = "slrt_registrar"


def upgrade() -> None:
    op.add_column("tenant", sa.Column("active", sa.Boolean(), server_default="true", nullable=False))
    op.drop_constraint(op.f("ck_membership_role_known"), "membership")
    op.create_check_constraint(op.f("ck_membership_role_known"), "membership", ROLES)
    _site()
    _application()
    _event()
    _desks()
    _offices()
    _registrar()
    _nobody_asks_for_an_office_that_is_shut()


def _site() -> None:
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("returns_to", sa.Text(), nullable=True),
        sa.Column("live_on", sa.Date(), nullable=True),
        sa.Column("cohort", sa.SmallInteger(), nullable=True),
        sa.Column("support_until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(STAGES, name=op.f("ck_site_state_known")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_site_region_code")),
        sa.ForeignKeyConstraint(["desk_id"], ["tenant.id"], name=op.f("fk_site_desk_id")),
        sa.ForeignKeyConstraint(["office_id"], ["tenant.id"], name=op.f("fk_site_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    op.create_index(
        "ix_site_one_open_per_district",
        "site",
        ["region_code"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('closed', 'draft', 'erased', 'refused')"),
    )
    op.create_index("ix_site_desk", "site", ["desk_id", "name", "id"])
    op.create_index("ix_site_name", "site", ["name", "id"])
    op.create_index("ix_site_office", "site", ["office_id"])
    protect("site")


def _application() -> None:
    op.create_table(
        "site_application",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("link_secret", sa.Text(), nullable=False),
        sa.Column("social_name", sa.Text(), nullable=True),
        sa.Column("social_title", sa.Text(), nullable=True),
        sa.Column("social_email", sa.Text(), nullable=False),
        sa.Column("social_phone", sa.Text(), nullable=True),
        sa.Column("planning_name", sa.Text(), nullable=True),
        sa.Column("planning_phone", sa.Text(), nullable=True),
        sa.Column("letter_number", sa.Text(), nullable=True),
        sa.Column("letter_id", sa.BigInteger(), nullable=True),
        sa.Column("mails", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checks", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_application_site_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "letter_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name=op.f("fk_site_application_tenant_id_letter_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_site_application_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_site_application")),
        sa.UniqueConstraint("tenant_id", "site_id", name=op.f("uq_site_application_tenant_id_site_id")),
    )
    op.create_index("ix_site_application_code", "site_application", ["code"])
    protect("site_application")


def _event() -> None:
    op.create_table(
        "site_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_event_site_id")),
        sa.ForeignKeyConstraint(["desk_id"], ["tenant.id"], name=op.f("fk_site_event_desk_id")),
        sa.ForeignKeyConstraint(["office_id"], ["tenant.id"], name=op.f("fk_site_event_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_event")),
    )
    op.create_index("ix_site_event_site", "site_event", ["site_id", "id"])
    protect("site_event")


def _desks() -> None:
    """A province, or the ministry in its place, reads and moves what lies on its own desk; the ministry sees stages."""
    for role, sees in (("slrt_supervisor", ON_MY_DESK), ("slrt_ministry", EVERY)):
        grant("site", role, sees)
        grant("site", role, ON_MY_DESK, ("UPDATE",), MOVED)
        grant("site_event", role, sees)
        grant("site_event", role, ON_MY_DESK, ("INSERT",))
        grant("site_application", role, OWN)
        grant("site_application", role, OWN, ("UPDATE",), ("checks",))


def _offices() -> None:
    """An office reads its own standing and can say that its trial begins, never that it is active. Jobs tell people."""
    role = "slrt_staff"
    for table in ("site", "site_event"):
        grant(table, role, MY_OFFICE)
        op.execute(f"CREATE POLICY {role}_desk_select ON {table} FOR SELECT TO {role} USING ({ON_MY_DESK})")
        grant(table, "slrt_signin", EVERY)
    grant("site", role, f"{MY_OFFICE} AND state IN ('preparing', 'trial')", ("UPDATE",), ("state", "state_since"))
    grant("site_event", role, MY_OFFICE, ("INSERT",))
    grant("site_application", role, OWN)


def _registrar() -> None:
    """Owns the functions by which a stranger applies, and the triggers that follow a step; nobody becomes it."""
    op.execute(f"GRANT SELECT ON tenant, region TO {REGISTRAR}")
    op.execute(f"GRANT UPDATE (active) ON tenant TO {REGISTRAR}")
    op.execute(f"GRANT SELECT (id, active) ON account TO {REGISTRAR}")
    grant("membership", REGISTRAR, EVERY, ("SELECT",), ("tenant_id", "account_id", "role", "active"))
    grant("site", REGISTRAR, EVERY, WRITE)
    grant("site_application", REGISTRAR, EVERY, WRITE)
    grant("site_event", REGISTRAR, EVERY, WRITE[:2])
    grant("stored_file", REGISTRAR, EVERY, ("SELECT",), ("tenant_id", "id", "body"))
    grant("stored_file", REGISTRAR, EVERY, ("INSERT",))
    grant("outbox", REGISTRAR, EVERY, ("INSERT",))
    op.execute(
        """
        CREATE FUNCTION site_taken(wanted text) RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT EXISTS (SELECT FROM site WHERE region_code = wanted
                         AND state NOT IN ('closed', 'draft', 'erased', 'refused'))
              OR EXISTS (SELECT FROM tenant WHERE kind = 'district' AND active AND region_code = wanted)
        $$;
        CREATE FUNCTION site_desk(wanted text) RETURNS int
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT coalesce(
            (SELECT t.id FROM tenant t
             WHERE t.kind = 'province' AND t.active AND t.region_code = split_part(wanted, '.', 1)
               AND EXISTS (SELECT FROM membership m JOIN account a ON a.id = m.account_id AND a.active
                           WHERE m.tenant_id = t.id AND m.active AND m.role = 'provincial_supervisor')
             ORDER BY t.id LIMIT 1),
            (SELECT id FROM tenant WHERE kind = 'ministry' ORDER BY id LIMIT 1))
        $$;
        CREATE FUNCTION site_of_applicant(wanted text, proof text) RETURNS int
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT site_id FROM site_application
          WHERE code = wanted AND length(proof) >= 4
            AND proof IN (link_secret, lower(social_email), right(social_phone, 4))
        $$;
        CREATE FUNCTION site_apply(wanted text, new_code text, secret text, email text) RETURNS boolean
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        DECLARE place text; made int; desk int := site_desk(wanted);
        BEGIN
          SELECT name INTO place FROM region WHERE code = wanted AND level = 2 AND valid_to IS NULL;
          IF place IS NULL OR desk IS NULL OR site_taken(wanted) THEN RETURN false; END IF;
          INSERT INTO site (region_code, name, desk_id, state)
          VALUES (wanted, place, desk, 'draft') RETURNING id INTO made;
          INSERT INTO site_application (tenant_id, site_id, code, link_secret, social_email)
          VALUES (desk, made, new_code, secret, email);
          RETURN true;
        END $$;
        CREATE FUNCTION site_write(wanted text, proof text, said jsonb) RETURNS boolean
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          UPDATE site_application a SET
            social_name = said ->> 'social_name', social_title = said ->> 'social_title',
            social_phone = said ->> 'social_phone', planning_name = said ->> 'planning_name',
            planning_phone = said ->> 'planning_phone', letter_number = said ->> 'letter_number',
            social_email = CASE WHEN s.state = 'draft' THEN said ->> 'social_email' ELSE a.social_email END
          FROM site s
          WHERE s.id = a.site_id AND s.state IN ('draft', 'questions') AND s.id = site_of_applicant(wanted, proof);
          RETURN FOUND;
        END $$;
        CREATE FUNCTION site_enclose(wanted text, proof text, sealed bytea, bytes int) RETURNS boolean
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        DECLARE kept bigint; desk int;
        BEGIN
          SELECT desk_id INTO desk FROM site
          WHERE id = site_of_applicant(wanted, proof) AND state IN ('draft', 'questions');
          IF desk IS NULL THEN RETURN false; END IF;
          INSERT INTO stored_file (tenant_id, media_type, size, body)
          VALUES (desk, 'application/pdf', bytes, sealed) RETURNING id INTO kept;
          UPDATE site_application SET letter_id = kept WHERE site_id = site_of_applicant(wanted, proof);
          RETURN true;
        END $$;
        CREATE FUNCTION site_send(wanted text, proof text) RETURNS boolean
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        DECLARE which int := site_of_applicant(wanted, proof); desk int;
        BEGIN
          UPDATE site_application a SET sent_at = now(), mails = mails + 1 FROM site s
          WHERE a.site_id = which AND s.id = which AND s.state = 'draft' AND a.mails < 5
            AND a.social_name IS NOT NULL AND a.social_title IS NOT NULL AND a.social_phone IS NOT NULL
            AND a.planning_name IS NOT NULL AND a.planning_phone IS NOT NULL AND a.letter_number IS NOT NULL
            AND a.letter_id IS NOT NULL
          RETURNING a.tenant_id INTO desk;
          IF desk IS NULL THEN RETURN false; END IF;
          INSERT INTO outbox (tenant_id, job, payload)
          VALUES (desk, 'sites.ask_to_confirm', jsonb_build_object('site_id', which));
          RETURN true;
        END $$;
        CREATE FUNCTION site_step(which int, step text, target text, actor text, words text) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          INSERT INTO site_event (site_id, desk_id, office_id, move, from_state, to_state, actor, note)
          SELECT id, desk_id, office_id, step, state, target, actor, words FROM site WHERE id = which;
          UPDATE site SET state = target, state_since = now() WHERE id = which;
        END $$;
        CREATE FUNCTION site_confirm(wanted text, secret text) RETURNS text
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        DECLARE found site%ROWTYPE; sent timestamptz;
        BEGIN
          SELECT s.* INTO found FROM site s JOIN site_application a ON a.site_id = s.id
          WHERE a.code = wanted AND a.link_secret = secret FOR UPDATE OF s;
          IF found.id IS NULL THEN RETURN 'unknown'; END IF;
          IF found.state <> 'draft' THEN RETURN 'done'; END IF;
          SELECT a.sent_at INTO sent FROM site_application a WHERE a.site_id = found.id;
          IF sent IS NULL THEN RETURN 'unknown'; END IF;
          IF site_taken(found.region_code) THEN RETURN 'taken'; END IF;
          PERFORM site_step(found.id, 'confirm', 'applied', found.name, '');
          UPDATE site_application SET confirmed_at = now() WHERE site_id = found.id;
          RETURN 'done';
        EXCEPTION WHEN unique_violation THEN
          RETURN 'taken';
        END $$;
        CREATE FUNCTION site_answer(wanted text, proof text, words text) RETURNS boolean
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        DECLARE found site%ROWTYPE;
        BEGIN
          SELECT * INTO found FROM site WHERE id = site_of_applicant(wanted, proof) AND state = 'questions' FOR UPDATE;
          IF found.id IS NULL THEN RETURN false; END IF;
          PERFORM site_step(found.id, 'answer', 'under_review', found.name, words);
          RETURN true;
        END $$;
        CREATE FUNCTION site_application_of(wanted text, proof text)
        RETURNS TABLE (site_id int, region_code text, name text, state text, state_since timestamptz, desk text,
                       code text, social_name text, social_title text, social_email text, social_phone text,
                       planning_name text, planning_phone text, letter_number text, has_letter boolean, mails smallint,
                       sent_at timestamptz)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT s.id, s.region_code, s.name, s.state, s.state_since, t.full_name, a.code, a.social_name,
                 a.social_title, a.social_email, a.social_phone, a.planning_name, a.planning_phone, a.letter_number,
                 a.letter_id IS NOT NULL, a.mails, a.sent_at
          FROM site s JOIN site_application a ON a.site_id = s.id JOIN tenant t ON t.id = s.desk_id
          WHERE s.id = site_of_applicant(wanted, proof)
        $$;
        CREATE FUNCTION site_steps_of(wanted text, proof text)
        RETURNS TABLE (at timestamptz, move text, note text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT e.at, e.move, e.note FROM site_event e
          WHERE e.site_id = site_of_applicant(wanted, proof) ORDER BY e.id DESC LIMIT 50
        $$;
        CREATE FUNCTION site_letter(which int) RETURNS bytea
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT f.body FROM site_application a JOIN stored_file f ON f.tenant_id = a.tenant_id AND f.id = a.letter_id
          WHERE a.tenant_id = nullif(current_setting('slrt.tenant_id', true), '')::int AND a.site_id = which
        $$;
        CREATE FUNCTION site_told() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          INSERT INTO outbox (tenant_id, job, payload)
          VALUES (NEW.desk_id, 'sites.moved', jsonb_build_object('event_id', NEW.id));
          RETURN NULL;
        END $$;
        CREATE FUNCTION site_opens() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          UPDATE tenant SET active = NEW.state NOT IN ('suspended', 'closed', 'erased') WHERE id = NEW.office_id;
          RETURN NULL;
        END $$;
        CREATE TRIGGER site_told AFTER INSERT ON site_event FOR EACH ROW EXECUTE FUNCTION site_told();
        CREATE TRIGGER site_opens AFTER UPDATE OF state ON site FOR EACH ROW
          WHEN (OLD.state <> NEW.state AND NEW.office_id IS NOT NULL) EXECUTE FUNCTION site_opens();
        """
    )
    for_strangers = (
        "site_taken(text)",
        "site_apply(text, text, text, text)",
        "site_write(text, text, jsonb)",
        "site_enclose(text, text, bytea, int)",
        "site_send(text, text)",
        "site_confirm(text, text)",
        "site_answer(text, text, text)",
        "site_application_of(text, text)",
        "site_steps_of(text, text)",
    )
    inner = (
        "site_desk(text)",
        "site_of_applicant(text, text)",
        "site_step(int, text, text, text, text)",
        "site_letter(int)",
        "site_told()",
        "site_opens()",
    )
    op.execute(f"GRANT CREATE ON SCHEMA public TO {REGISTRAR}")
    for function in (*for_strangers, *inner):
        op.execute(f"ALTER FUNCTION {function} OWNER TO {REGISTRAR}")
    op.execute(f"REVOKE CREATE ON SCHEMA public FROM {REGISTRAR}")
    op.execute(f"SET ROLE {REGISTRAR}")
    for function in (*for_strangers, *inner):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
    for function in for_strangers:
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO slrt_public")
    op.execute("GRANT EXECUTE ON FUNCTION site_letter(int) TO slrt_supervisor, slrt_ministry")
    op.execute("SET ROLE slrt_owner")


def _nobody_asks_for_an_office_that_is_shut() -> None:
    """`subject_of` as it stands (0028), with one more condition."""
    op.execute(
        """
        DO $$
        BEGIN
          EXECUTE replace(pg_get_functiondef('subject_of(int, bigint)'::regprocedure),
                          'm.active AND account.active', 'm.active AND account.active AND t.active');
        END $$
        """
    )


def downgrade() -> None:
    raise NotImplementedError("what districts have applied for is not thrown away: restore a backup instead")
