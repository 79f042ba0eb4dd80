"""Cases by village, type, channel and the day they closed; referrals by when they were taken on; needs, programmes and
appointments: what dashboards, reports and open data are made of."""

import sqlalchemy as sa
from alembic import op

from migrations.ledgers import READERS, add_fact, add_ledger, begin_with, keep
from migrations.rls import EVERY, grant, protect

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

ABOVE = ("slrt_staff", "slrt_supervisor")
ALL = (*ABOVE, "slrt_ministry")
CASE_FACTS = {
    "case_fact_village": (("village_code", "state"), ABOVE),
    "case_fact_place": (("opened_month", "village_code", "sector"), ABOVE),
    "case_fact_kind": (("opened_month", "case_type", "channel"), ALL),
    "case_fact_type": (("case_type", "state"), ALL),
    "case_fact_closed": (("closed_on", "sector", "state"), ALL),
}
DATES = {"opened_month", "closed_on", "sent_month", "month", "noted_month", "on_day", "since_month"}
MONTH = "date_trunc('month', {}::timestamp)::date"
ANSWERED = ("sent_month", "agency_id", "accepted", "outcome")
NEEDS = (
    "need_delta", "need", "need_fact", ("noted_month", "kind", "need_state"),
    f"SELECT tenant_id, {MONTH.format('noted_on')} AS noted_month, kind, state AS need_state, {{sign}} AS n"
    " FROM {source}",
)  # fmt: skip
PROGRAMMES = (
    "participation_delta", "participation", "participation_fact", ("since_month", "programme", "standing"),
    f"SELECT tenant_id, {MONTH.format('valid_from')} AS since_month, programme, standing, {{sign}} AS n"
    " FROM {source}",
)  # fmt: skip
POSTS = (
    "appointment_delta", "appointment", "appointment_fact", ("on_day", "post", "funding"),
    "SELECT a.tenant_id, e.on_day, a.post, a.funding, {sign} * e.way AS n FROM {source} a CROSS JOIN LATERAL"
    " (VALUES (a.valid_from, 1), (CASE WHEN coalesce(a.ended_on, a.valid_until) IS NOT NULL"
    " THEN greatest(least(a.ended_on, a.valid_until + 1), a.valid_from) END, -1)) AS e (on_day, way)"
    " WHERE e.on_day IS NOT NULL",
)  # fmt: skip


def upgrade() -> None:
    _cases()
    _referrals()
    for ledger, of, fact, keys, rows in (NEEDS, PROGRAMMES, POSTS):
        columns = _kinds(keys)
        add_ledger(ledger, columns, of, ABOVE)
        add_fact(fact, columns, ABOVE)
        keep(ledger, of, keys, rows)
        begin_with(fact, of, keys, rows)
    _checks()


def _kinds(keys: tuple[str, ...]) -> dict[str, type]:
    return {key: sa.Date if key in DATES else sa.BigInteger if key == "agency_id" else sa.Text for key in keys}


def _cases() -> None:
    """The ledger there is tells more apart; what it holds from before counts in the old facts alone."""
    for column in ("village_code", "case_type", "channel"):
        op.add_column("case_delta", sa.Column(column, sa.Text(), nullable=True))
    op.add_column("case_delta", sa.Column("closed_on", sa.Date(), nullable=True))
    month = sa.Computed("date_trunc('month', opened_on::timestamp)::date", persisted=True)
    op.add_column("case_delta", sa.Column("opened_month", sa.Date(), month, nullable=True))
    # where in a district, is not for the ministry
    op.execute("REVOKE SELECT ON case_delta FROM slrt_ministry")
    op.execute(
        "GRANT SELECT (tenant_id, id, state, sector, opened_on, due_on, case_type, channel, closed_on, opened_month, n)"
        " ON case_delta TO slrt_ministry"
    )
    op.execute("GRANT SELECT ON tenant TO slrt_veil")  # the ledger's trigger asks for the office's time zone
    for fact, (keys, readers) in CASE_FACTS.items():
        add_fact(fact, _kinds(keys), readers)
    rows = (
        "SELECT c.tenant_id, c.state, c.sector, c.opened_on, c.due_on, c.village_code, c.case_type, c.channel,"
        " (c.closed_at AT TIME ZONE t.timezone)::date AS closed_on, {sign} AS n"
        " FROM {source} c JOIN tenant t ON t.id = c.tenant_id"
    )
    came, went = rows.format(source="new_rows", sign="1"), rows.format(source="old_rows", sign="-1")
    listed = "tenant_id, state, sector, opened_on, due_on, village_code, case_type, channel, closed_on"
    append = f"INSERT INTO case_delta ({listed}, n) SELECT {listed}, sum(n) FROM"
    grouped = "AS moved GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 HAVING sum(n) <> 0"
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION case_ledger() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            {append} ({came}) {grouped};
          ELSIF TG_OP = 'UPDATE' THEN
            {append} ({came} UNION ALL {went}) {grouped};
          ELSE
            {append} ({went}) {grouped};
          END IF;
          RETURN NULL;
        END $$
        """
    )
    counted = rows.replace("c.opened_on,", f"c.opened_on, {MONTH.format('c.opened_on')} AS opened_month,")
    for fact, (keys, _readers) in CASE_FACTS.items():
        begin_with(fact, "case", keys, _only_closed(counted) if "closed_on" in keys else counted)


def _only_closed(rows: str) -> str:
    return f"{rows} WHERE c.closed_at IS NOT NULL"


def _referrals() -> None:
    """Besides by when the answer is due: by the month it was sent, and whether it was taken on in time."""
    op.add_column("referral_answer_delta", sa.Column("sent_month", sa.Date(), nullable=True))
    op.add_column("referral_answer_delta", sa.Column("accepted", sa.Text(), nullable=True))
    add_fact("referral_fact_sent", _kinds(ANSWERED), ABOVE)
    values = "sent_at, decided_on, accept_due_on, closed_at, answer_due_on, agency_id, state"
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION referral_answer_ledger() RETURNS trigger
        LANGUAGE plpgsql SET search_path = public AS $$
        BEGIN
          INSERT INTO referral_answer_delta (tenant_id, month, sent_month, agency_id, accepted, outcome, n)
          SELECT e.tenant_id, date_trunc('month', e.answer_due_on)::date,
                 date_trunc('month', e.sent_at AT TIME ZONE t.timezone)::date, coalesce(e.agency_id, 0),
                 {ACCEPTED}, {OUTCOME}, e.sign
          FROM (VALUES
            (OLD.tenant_id, {_of("OLD", values)}, -1),
            (NEW.tenant_id, {_of("NEW", values)}, 1)
          ) AS e (tenant_id, {values}, sign)
          JOIN tenant t ON t.id = e.tenant_id
          WHERE e.tenant_id IS NOT NULL AND e.state <> 'revoked';
          RETURN NULL;
        END $$;
        DROP TRIGGER referral_answer_update ON referral;
        CREATE TRIGGER referral_answer_update AFTER UPDATE ON referral
          FOR EACH ROW WHEN (
            ROW(OLD.state = 'revoked', {_of("OLD", values.removesuffix(", state"))})
            IS DISTINCT FROM ROW(NEW.state = 'revoked', {_of("NEW", values.removesuffix(", state"))}))
          EXECUTE FUNCTION referral_answer_ledger();
        """
    )
    rows = (
        "SELECT e.tenant_id, date_trunc('month', e.sent_at AT TIME ZONE t.timezone)::date AS sent_month,"
        f" coalesce(e.agency_id, 0) AS agency_id, {ACCEPTED} AS accepted, {OUTCOME} AS outcome, {{sign}} AS n"
        " FROM {source} e JOIN tenant t ON t.id = e.tenant_id WHERE e.state <> 'revoked'"
    )
    begin_with("referral_fact_sent", "referral", ANSWERED, rows)


ACCEPTED = """CASE WHEN e.decided_on IS NULL THEN 'open'
                  WHEN e.decided_on <= e.accept_due_on THEN 'in_time' ELSE 'late' END"""
OUTCOME = """CASE WHEN e.closed_at IS NULL THEN 'open'
                  WHEN (e.closed_at AT TIME ZONE t.timezone)::date <= e.answer_due_on THEN 'in_time' ELSE 'late' END"""


def _of(row: str, columns: str) -> str:
    return ", ".join(f"{row}.{column}" for column in columns.split(", "))


def _checks() -> None:
    """What the night's comparison with a recount has found, and put right."""
    op.create_table(
        "fact_check",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drifts", sa.Integer(), nullable=False),
        sa.Column("repaired", sa.Integer(), server_default="0", nullable=False),
        sa.Column("drifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_fact_check_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_fact_check")),
    )
    protect("fact_check")
    grant("fact_check", "slrt_relay", EVERY, ("SELECT", "INSERT", "UPDATE"))
    for role in ALL:
        grant("fact_check", role, READERS[role])


def downgrade() -> None:
    raise NotImplementedError("a ledger that tells less apart cannot prove the facts: restore a backup instead")
