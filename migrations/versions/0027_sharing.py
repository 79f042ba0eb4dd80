"""Data sets for others: agreements, requests with what was allowed, who fetched the file."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.rls import ADD, ADDRESSED, OWN, WRITE, grant, protect

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

STATES = ("asked", "refused", "approved", "ready", "failed", "revoked", "expired")


def upgrade() -> None:
    _agreement()
    _request()
    _download()


def _own() -> list[sa.Column[Any]]:
    return [
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
    ]


def _belongs(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{target}.tenant_id", f"{target}.id"], name=op.f(f"fk_{table}_tenant_id_{column}")
    )


def _keys(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    ]


def _agreement() -> None:
    table = "share_agreement"
    op.create_table(
        table,
        *_own(),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("valid_until >= signed_on", name=op.f("ck_share_agreement_period_forward")),
        _belongs(table, "agency_id", "agency"),
        _belongs(table, "recorded_by", "membership"),
        *_keys(table),
    )
    op.create_index("ix_share_agreement_newest", table, ["tenant_id", "id"])
    op.create_index("ix_share_agreement_agency", table, ["tenant_id", "agency_id", "id"])
    protect(table)
    grant(table, "slrt_staff", OWN, WRITE)
    grant(table, "slrt_agency", ADDRESSED)


def _request() -> None:
    table = "share_request"
    listed = ", ".join(f"'{state}'" for state in STATES)
    op.create_table(
        table,
        *_own(),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("requester", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), server_default="", nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_name", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=True),
        sa.Column("file_format", sa.Text(), nullable=False),
        sa.Column("asked", JSONB(), nullable=False),
        sa.Column("allowed", JSONB(), nullable=True),
        sa.Column("state", sa.Text(), server_default="asked", nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_name", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_days", sa.SmallInteger(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("marker", sa.Text(), server_default="", nullable=False),
        sa.Column("fingerprint", sa.Text(), server_default="", nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(f"state IN ({listed})", name=op.f("ck_share_request_state_known")),
        sa.CheckConstraint("file_format IN ('csv', 'xlsx')", name=op.f("ck_share_request_file_format_known")),
        _belongs(table, "agency_id", "agency"),
        _belongs(table, "asked_by", "membership"),
        _belongs(table, "decided_by", "membership"),
        _belongs(table, "agreement_id", "share_agreement"),
        _belongs(table, "file_id", "stored_file"),
        *_keys(table),
    )
    op.create_index("ix_share_request_newest", table, ["tenant_id", "id"])
    op.create_index("ix_share_request_agency", table, ["tenant_id", "agency_id", "id"])
    op.create_index("ix_share_request_waiting", table, ["tenant_id", "id"], postgresql_where=sa.text("state = 'asked'"))
    protect(table)
    grant(table, "slrt_staff", OWN, WRITE)
    grant(table, "slrt_agency", ADDRESSED, ADD)


def _download() -> None:
    table = "share_download"
    op.create_table(
        table,
        *_own(),
        sa.Column("share_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _belongs(table, "share_id", "share_request"),
        _belongs(table, "membership_id", "membership"),
        *_keys(table),
    )
    op.create_index("ix_share_download_share", table, ["tenant_id", "share_id", "id"])
    protect(table)
    grant(table, "slrt_staff", OWN, ADD)
    grant(table, "slrt_agency", ADDRESSED, ADD)


def downgrade() -> None:
    for table in ("share_download", "share_request", "share_agreement"):
        op.drop_table(table)
