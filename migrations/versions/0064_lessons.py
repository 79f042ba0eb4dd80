"""Lessons between regions: notes of a district, the copies that everybody reads, and meetings."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import ADD, DISTRICTS, EVERY, OWN, WRITE, grant, protect

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

TOPICS = "topic IN ('law', 'funding', 'institution', 'people', 'desks', 'partners', 'use', 'data')"
STATES = "state IN ('draft', 'proposed', 'submitted', 'questioned', 'published', 'withdrawn')"
SOURCES = "source IN ('apbn', 'apbd_province', 'apbd_district', 'village', 'zakat', 'csr', 'other')"
COST = "cost BETWEEN 0 AND 999999999999999"
SENT_UP = f"{DISTRICTS} AND state = ANY (ARRAY['submitted', 'questioned', 'published', 'withdrawn'])"
SHOWN = f"{DISTRICTS} AND shown"
READ_ABOVE = (
    "tenant_id", "id", "title", "topic", "problem", "done", "cost", "result", "state", "state_since", "published_id",
    "version",
)  # fmt: skip
FILE_ABOVE = ("tenant_id", "id", "note_id", "name", "media_type", "size", "body", "removed_at")
STEP_ABOVE = ("tenant_id", "id", "note_id", "at", "move", "note")
READERS = ("slrt_staff", "slrt_supervisor", "slrt_ministry")
SHARED = (
    "published_practice", "published_file", "practice_thanks", "practice_question", "exchange_event", "exchange_guest",
    "exchange_promise",
)  # fmt: skip


def upgrade() -> None:
    _notes()
    _published()
    _meetings()
    for table in ("practice_note", "practice_file", "practice_step"):
        protect(table)
        grant(table, "slrt_staff", OWN, ADD if table == "practice_step" else WRITE)
    grant("practice_note", "slrt_supervisor", SENT_UP, ("SELECT",), READ_ABOVE)
    grant("practice_note", "slrt_supervisor", SENT_UP, ("UPDATE",), ("state", "state_since", "published_id", "version"))
    grant("practice_file", "slrt_supervisor", SHOWN, ("SELECT",), FILE_ABOVE)
    grant("practice_step", "slrt_supervisor", SHOWN, ADD, STEP_ABOVE)
    for table in SHARED:
        protect(table)
        for reader in READERS:
            grant(table, reader, EVERY)
    grant("published_practice", "slrt_supervisor", _mine("province_id"), ("INSERT",))
    grant("published_practice", "slrt_supervisor", _mine("province_id"), ("UPDATE",), ("withdrawn_at",))
    grant("published_practice", "slrt_staff", _mine("origin_id"), ("UPDATE",), ("withdrawn_at",))
    grant("published_file", "slrt_supervisor", _mine("province_id"), ("INSERT",))
    grant("practice_thanks", "slrt_staff", _mine("from_id"), ("INSERT",))
    grant("practice_question", "slrt_staff", _mine("asker_id"), ("INSERT",))
    grant("practice_question", "slrt_staff", _mine("origin_id"), ("UPDATE",), ("answer", "answered_at"))
    for host in READERS:
        grant("exchange_event", host, _mine("host_id"), ("INSERT",))
        grant("exchange_event", host, _mine("host_id"), ("UPDATE",), ("outcome", "cancelled_at"))
    for guest in ("slrt_staff", "slrt_supervisor"):
        grant("exchange_guest", guest, _mine("guest_id"), ("INSERT",))
        grant("exchange_guest", guest, _mine("guest_id"), ("UPDATE",), ("people",))
        grant("exchange_promise", guest, _mine("owner_id"), ("INSERT",))
        grant("exchange_promise", guest, _mine("owner_id"), ("UPDATE",), ("done_on",))


def _mine(column: str) -> str:
    """Rows that the reader's own tenant has made."""
    return f"{column} = nullif(current_setting('slrt.tenant_id', true), '')::int"


def _tenant_table(name: str, *columns: Any) -> None:
    op.create_table(
        name,
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{name}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{name}")),
    )


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{target}.tenant_id", f"{target}.id"], name=op.f(f"fk_{table}_tenant_id_{column}")
    )


def _words() -> list[sa.Column[Any]]:
    return [
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
    ]


def _file() -> list[sa.Column[Any]]:
    return [
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    ]


def _notes() -> None:
    _tenant_table(
        "practice_note",
        *_words(),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_id", sa.BigInteger(), nullable=True),
        sa.Column("drafted_by", sa.BigInteger(), nullable=True),
        sa.Column("drafted_name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(TOPICS, name=op.f("ck_practice_note_topic_known")),
        sa.CheckConstraint(STATES, name=op.f("ck_practice_note_state_known")),
        sa.CheckConstraint(COST, name=op.f("ck_practice_note_cost_in_range")),
        _of("practice_note", "drafted_by", "membership"),
    )
    op.create_index("ix_practice_note_state", "practice_note", ["tenant_id", "state", "id"])
    _tenant_table(
        "practice_file",
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        *_file(),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        _of("practice_file", "note_id", "practice_note"),
    )
    op.create_index("ix_practice_file_note", "practice_file", ["tenant_id", "note_id", "id"])
    _tenant_table(
        "practice_step",
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        _of("practice_step", "note_id", "practice_note"),
    )
    op.create_index("ix_practice_step_note", "practice_step", ["tenant_id", "note_id", "id"])


def _published() -> None:
    op.create_table(
        "published_practice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        *_words(),
        sa.Column("families", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "words",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, title || ' ' || problem || ' ' || done || ' ' || result)",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(TOPICS, name=op.f("ck_published_practice_topic_known")),
        sa.CheckConstraint(SOURCES, name=op.f("ck_published_practice_source_known")),
        sa.CheckConstraint(
            "grade IN ('growing', 'developing', 'independent')", name=op.f("ck_published_practice_grade_known")
        ),
        sa.CheckConstraint(COST, name=op.f("ck_published_practice_cost_in_range")),
        *_tenants("published_practice", "origin_id", "province_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_practice")),
        sa.UniqueConstraint("origin_id", "note_id", name=op.f("uq_published_practice_origin_id_note_id")),
        sa.UniqueConstraint("id", "origin_id", name=op.f("uq_published_practice_id_origin_id")),
    )
    op.create_index("ix_published_practice_words", "published_practice", ["words"], postgresql_using="gin")
    op.create_index("ix_published_practice_topic", "published_practice", ["topic", "id"])
    op.create_table(
        "published_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        *_file(),
        _practice("published_file"),
        *_tenants("published_file", "province_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_file")),
    )
    op.create_index("ix_published_file_practice", "published_file", ["practice_id", "id"])
    op.create_table(
        "practice_thanks",
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=False),
        _practice("practice_thanks"),
        *_tenants("practice_thanks", "from_id"),
        sa.PrimaryKeyConstraint("practice_id", "from_id", name=op.f("pk_practice_thanks")),
    )
    op.create_table(
        "practice_question",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id", "origin_id"],
            ["published_practice.id", "published_practice.origin_id"],
            name=op.f("fk_practice_question_practice_id_origin_id"),
        ),
        *_tenants("practice_question", "origin_id", "asker_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_question")),
    )
    op.create_index("ix_practice_question_practice", "practice_question", ["practice_id", "id"])
    op.create_index("ix_practice_question_origin", "practice_question", ["origin_id", "answered_at", "id"])


def _meetings() -> None:
    op.create_table(
        "exchange_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        *_tenants("exchange_event", "host_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_event")),
        sa.UniqueConstraint("host_id", "held_on", "title", name=op.f("uq_exchange_event_host_id_held_on_title")),
    )
    op.create_index("ix_exchange_event_day", "exchange_event", ["held_on", "id"])
    op.create_table(
        "exchange_guest",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("guest_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("people BETWEEN 0 AND 500", name=op.f("ck_exchange_guest_people_in_range")),
        _event("exchange_guest"),
        *_tenants("exchange_guest", "guest_id"),
        sa.PrimaryKeyConstraint("event_id", "guest_id", name=op.f("pk_exchange_guest")),
    )
    op.create_table(
        "exchange_promise",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("promise", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        _event("exchange_promise"),
        *_tenants("exchange_promise", "owner_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_promise")),
    )
    op.create_index("ix_exchange_promise_event", "exchange_promise", ["event_id", "id"])


def _tenants(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([column], ["tenant.id"], name=op.f(f"fk_{table}_{column}")) for column in columns]


def _practice(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["practice_id"], ["published_practice.id"], name=op.f(f"fk_{table}_practice_id"))


def _event(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["event_id"], ["exchange_event.id"], name=op.f(f"fk_{table}_event_id"))


def downgrade() -> None:
    for table in (*reversed(SHARED), "practice_step", "practice_file", "practice_note"):
        op.drop_table(table)
