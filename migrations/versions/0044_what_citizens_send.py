"""What a citizen sends to the own case without signing in: papers, an objection, what they say of the result."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import OWN, grant, protect, veil

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

TENANT = "nullif(current_setting('slrt.tenant_id', true), '')::int"
LOOKUP, LETTERBOX = "slrt_lookup", "slrt_letterbox"


def upgrade() -> None:
    op.add_column("attachment", sa.Column("from_citizen", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("attachment", sa.Column("key", sa.Text(), nullable=True))
    op.create_unique_constraint(op.f("uq_attachment_tenant_id_key"), "attachment", ["tenant_id", "key"])
    _citizen_word()
    _what_they_may_do()
    _what_they_leave()


def _citizen_word() -> None:
    op.create_table(
        "citizen_word",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("satisfied", sa.Boolean(), nullable=True),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("veil", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("kind IN ('objection', 'rating')", name=op.f("ck_citizen_word_kind_known")),
        sa.CheckConstraint("state IN ('waiting', 'taken', 'noted')", name=op.f("ck_citizen_word_state_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["case.tenant_id", "case.id"], name=op.f("fk_citizen_word_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_citizen_word_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_citizen_word")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_citizen_word_tenant_id_key")),
    )
    op.create_index("ix_citizen_word_case", "citizen_word", ["tenant_id", "case_id", "id"], unique=False)
    protect("citizen_word")
    veil("citizen_word", ("SELECT", "UPDATE"))


def _what_they_may_do() -> None:
    """Beside where the case stands: what is missing, what has come in, what was said, until when one may object."""
    op.execute(f'GRANT SELECT (satisfied, reopen_until) ON "case" TO {LOOKUP}')
    grant("event_detail", LOOKUP, OWN, ("SELECT",), ("tenant_id", "case_id", "event_id", "body"))
    op.execute(f"GRANT SELECT (document, added_at, from_citizen, removed_at) ON attachment TO {LOOKUP}")
    grant("citizen_word", LOOKUP, OWN, ("SELECT",), ("tenant_id", "case_id", "kind", "state"))
    op.execute(f"GRANT CREATE ON SCHEMA public TO {LOOKUP}")
    op.execute(f"SET ROLE {LOOKUP}")
    op.execute(
        f"""
        CREATE FUNCTION follow_case_citizen(wanted text, last4 text)
        RETURNS TABLE (satisfied boolean, reopen_until timestamptz, missing jsonb, sent jsonb, waiting text[])
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
          SELECT c.satisfied, c.reopen_until,
                 (SELECT d.body -> 'documents' FROM event_detail d
                  WHERE d.tenant_id = {TENANT} AND d.case_id = c.id AND c.state = 'needs_correction'
                    AND d.event_id = (SELECT max(e.id) FROM case_event e WHERE e.tenant_id = {TENANT}
                                      AND e.case_id = c.id AND e.move = 'ask_correction')),
                 (SELECT coalesce(jsonb_agg(a.document ORDER BY a.id), '[]') FROM attachment a
                  WHERE a.tenant_id = {TENANT} AND a.case_id = c.id AND a.from_citizen AND a.removed_at IS NULL),
                 ARRAY(SELECT w.kind FROM citizen_word w
                       WHERE w.tenant_id = {TENANT} AND w.case_id = c.id AND w.state = 'waiting')
          FROM follow_case(wanted, last4) f JOIN "case" c ON c.tenant_id = {TENANT} AND c.id = f.case_id
          WHERE f.case_type IS NOT NULL
        $$;
        REVOKE EXECUTE ON FUNCTION follow_case_citizen(text, text) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION follow_case_citizen(text, text) TO slrt_public, {LETTERBOX};
        GRANT EXECUTE ON FUNCTION follow_case(text, text) TO {LETTERBOX};
        """
    )
    op.execute("SET ROLE slrt_owner")
    op.execute(f"REVOKE CREATE ON SCHEMA public FROM {LOOKUP}")


def _what_they_leave() -> None:
    """Code and digits are asked again with every write; of one case only so much. NULL: no such case, or confidential.

    Both wait for each other case by case, so that the limits hold whatever is sent at once.
    """
    grant("stored_file", LETTERBOX, OWN, ("SELECT",), ("tenant_id", "id"))
    grant("stored_file", LETTERBOX, OWN, ("INSERT",))
    grant(
        "attachment",
        LETTERBOX,
        OWN,
        ("SELECT",),
        ("tenant_id", "id", "case_id", "key", "added_at", "from_citizen", "removed_at"),
    )
    grant("attachment", LETTERBOX, OWN, ("INSERT",))
    grant("citizen_word", LETTERBOX, OWN, ("SELECT",), ("tenant_id", "id", "case_id", "kind", "key", "state"))
    grant("citizen_word", LETTERBOX, OWN, ("INSERT",))
    op.execute(
        f"""
        CREATE FUNCTION leave_papers(wanted text, last4 text, paper text, keys text[], names text[], types text[],
                                     sizes int[], bodies bytea[], smalls bytea[])
        RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        DECLARE
          here int := {TENANT};
          one record;
          each int;
          fresh int[];
          big bigint;
          small bigint;
          made bigint;
          oldest bigint;
        BEGIN
          SELECT f.case_id, f.case_type, f.closed_at INTO one FROM follow_case(wanted, last4) f;
          IF one.case_type IS NULL THEN RETURN NULL; END IF;
          IF one.closed_at IS NOT NULL THEN RETURN 'closed'; END IF;
          PERFORM pg_advisory_xact_lock(hashtextextended('citizen', one.case_id));
          fresh := ARRAY(SELECT n FROM generate_subscripts(keys, 1) n WHERE NOT EXISTS (
            SELECT FROM attachment a WHERE a.tenant_id = here AND a.key = keys[n]));
          IF cardinality(fresh) = 0 THEN RETURN 'kept'; END IF;
          IF cardinality(fresh) + (SELECT count(*) FROM attachment a WHERE a.tenant_id = here
               AND a.case_id = one.case_id AND a.from_citizen AND a.added_at > now() - interval '1 day') > 10
             OR cardinality(fresh) + (SELECT count(*) FROM attachment a WHERE a.tenant_id = here
               AND a.case_id = one.case_id AND a.from_citizen) > 30
             OR cardinality(fresh) + (SELECT count(*) FROM attachment a WHERE a.tenant_id = here
               AND a.case_id = one.case_id AND a.removed_at IS NULL) > 50
          THEN RETURN 'full'; END IF;
          FOREACH each IN ARRAY fresh LOOP
            INSERT INTO stored_file (tenant_id, media_type, size, body)
              VALUES (here, types[each], sizes[each], bodies[each]) RETURNING id INTO big;
            small := NULL;
            IF smalls[each] IS NOT NULL THEN
              INSERT INTO stored_file (tenant_id, media_type, size, body)
                VALUES (here, 'image/webp', octet_length(smalls[each]), smalls[each]) RETURNING id INTO small;
            END IF;
            INSERT INTO attachment (tenant_id, case_id, document, name, media_type, size, file_id, thumbnail_id,
                                    added_name, added_at, from_citizen, key)
              VALUES (here, one.case_id, paper, names[each], types[each], sizes[each], big, small,
                      'Warga', now(), true, keys[each])
              RETURNING id INTO made;
            oldest := coalesce(oldest, made);
          END LOOP;
          INSERT INTO outbox (tenant_id, job, payload) VALUES (here, 'cases.papers_came',
            jsonb_build_object('case_id', one.case_id, 'first_id', oldest, 'last_id', made));
          RETURN 'kept';
        END $$;

        CREATE FUNCTION leave_word(wanted text, last4 text, said text, word_key text, pleased boolean, words text)
        RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        DECLARE
          here int := {TENANT};
          one record;
          made bigint;
        BEGIN
          SELECT f.case_id, f.case_type, f.state INTO one FROM follow_case(wanted, last4) f;
          IF one.case_type IS NULL THEN RETURN NULL; END IF;
          PERFORM pg_advisory_xact_lock(hashtextextended('citizen', one.case_id));
          IF EXISTS (SELECT FROM citizen_word w WHERE w.tenant_id = here AND w.key = word_key) THEN
            RETURN 'kept';
          END IF;
          IF NOT EXISTS (
            SELECT FROM follow_case_citizen(wanted, last4) y WHERE NOT said = ANY (y.waiting) AND CASE said
              WHEN 'objection' THEN one.state IN ('informed', 'closed', 'rejected', 'duplicate')
                AND (y.reopen_until IS NULL OR now() < y.reopen_until)
              WHEN 'rating' THEN one.state IN ('informed', 'closed') AND y.satisfied IS NULL
              ELSE false END
          ) THEN RETURN 'closed'; END IF;
          INSERT INTO citizen_word (tenant_id, case_id, kind, key, satisfied, body)
            VALUES (here, one.case_id, said, word_key, pleased, left(words, 2000)) RETURNING id INTO made;
          INSERT INTO outbox (tenant_id, job, payload)
            VALUES (here, 'cases.word_came', jsonb_build_object('word_id', made));
          RETURN 'kept';
        END $$;
        """
    )
    functions = (
        "leave_papers(text, text, text, text[], text[], text[], int[], bytea[], bytea[])",
        "leave_word(text, text, text, text, boolean, text)",
    )
    op.execute(f"GRANT CREATE ON SCHEMA public TO {LETTERBOX}")
    for function in functions:
        op.execute(f"ALTER FUNCTION {function} OWNER TO {LETTERBOX}")
    op.execute(f"REVOKE CREATE ON SCHEMA public FROM {LETTERBOX}")
    op.execute(f"SET ROLE {LETTERBOX}")
    for function in functions:
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO slrt_public")
    op.execute("SET ROLE slrt_owner")


def downgrade() -> None:
    raise NotImplementedError("what citizens sent is not thrown away: restore a backup instead")
