"""The ledgers of the house in one table: which facts each is folded into, and what a recount would find.

A room writes its ledger by statement triggers, in the writer's own transaction (decision 0001). Here stands what
becomes of it; the SQL for folding and for proving that nothing has drifted follows from the table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cases.machine import FINAL
from cases.models.facts import WEEKDAYS
from reporting.stages import STAGES

MOMENT = "at_moment"
"""In the keys of a fact of comings and goings: the day of either."""

PRESENT = "date_trunc('month', now() - interval '2 days')::date"
"""SQL of the day on which the present begins: a month lasts until it is over in every time zone. What was before is
rarely changed, and marked apart (`reporting.stamps`)."""


@dataclass(frozen=True)
class Fact:
    """A table of sums: one row per tenant and `keys`."""

    table: str
    keys: tuple[str, ...] = ()
    only: str = ""
    """A condition on the ledger's columns: which deltas count here."""
    made: Mapping[str, str] = field(default_factory=dict)
    """A key that is no column of the ledger, and what it is made of."""
    sums: Mapping[str, str] = field(default_factory=lambda: {"n": ""})
    """The columns that are summed, each with a further condition on the deltas that count in it."""
    pruned: bool = False
    """Rows of 0 are thrown away: its keys are days that pass."""
    proof: tuple[str, ...] = ()
    """The keys by which a recount can be compared; all of them unless named."""
    moments: Mapping[str, int] = field(default_factory=dict)
    """What each delta makes at several times: SQL of the day, empty where there is none, and 1 for a coming or -1 for a
    going. The keys are made of MOMENT."""
    when: str = ""
    """The key that says when, where rows of the past change only with the past: not where something is still open."""

    @property
    def name(self) -> str:
        """How a drift calls it: `state` of case_fact_state, others by their whole name."""
        return self.table.removeprefix("case_fact_")

    def repair_sql(self, part: str) -> str:
        """Add `:n` to the sum `part` under `:keys` (JSON) of the tenant `:t`, beside whatever else is added to it."""
        listed = ", ".join(("tenant_id", *self.keys))
        values = ", ".join((":t", *(f"r.{key}" for key in self.keys)))
        numbers = ", ".join(":n" if name == part else "0" for name in self.sums)
        return (
            f"INSERT INTO {self.table} AS f ({listed}, {', '.join(self.sums)}) SELECT {values}, {numbers}"
            f" FROM jsonb_populate_record(NULL::{self.table}, CAST(:keys AS jsonb)) AS r"
            f" ON CONFLICT ({listed}) DO UPDATE SET {part} = f.{part} + excluded.{part}"
        )

    def fold_sql(self) -> str:
        """Add what has been `folded` to the sums."""
        keys, sums = ", ".join(("tenant_id", *self.keys)), ", ".join(self.sums)
        values = ", ".join(("tenant_id", *self._made()))
        each_n = "n * way" if self.moments else "n"
        counted = [f"coalesce(sum({each_n}){_filtered(condition)}, 0)" for condition in self.sums.values()]
        source = f"folded{self._at_each_moment()}"
        only = f" WHERE {self.only}" if self.only else ""
        groups = ", ".join(str(place) for place in range(1, len(self.keys) + 2))
        added = ", ".join(f"{name} = f.{name} + excluded.{name}" for name in self.sums)
        returned = f" RETURNING tenant_id, {self.when} AS day" if self.when else ""
        return (
            f"INSERT INTO {self.table} AS f ({keys}, {sums}) SELECT {values}, {', '.join(counted)} FROM {source}{only}"
            f" GROUP BY {groups} HAVING {_any(f'{each} <> 0' for each in counted)}"
            f" ON CONFLICT ({keys}) DO UPDATE SET {added}{returned}"
        )

    def prune_sql(self) -> str:
        """Throw away rows in which every sum is 0."""
        return f"DELETE FROM {self.table} WHERE {' AND '.join(f'{name} = 0' for name in self.sums)}"

    def stored_sql(self) -> list[str]:
        """SELECTs of (fact, part, key, n): what the table says of tenant `:t`, by sum and key."""
        key = _json({key: key for key in self.proof or self.keys})
        return [
            f"SELECT '{self.name}' AS fact, '{name}' AS part, {key} AS key, {name} AS n"
            f" FROM {self.table} WHERE tenant_id = :t"
            for name in self.sums
        ]

    def counted_sql(self) -> list[str]:
        """(fact, part, key, way), the key NULL where the delta does not count: what the table should say of a delta."""
        key = _json({key: self.made.get(key, key) for key in self.proof or self.keys})
        told = [
            (name, f"CASE WHEN {' AND '.join(filter(None, (self.only, condition))) or 'true'} THEN {key} END")
            for name, condition in self.sums.items()
        ]
        return [
            f"('{self.name}', '{name}', {counts.replace(MOMENT, f'({day})')}, {way})"
            for name, counts in told
            for day, way in (self.moments or {"": 1}).items()
        ]

    def _at_each_moment(self) -> str:
        if not self.moments:
            return ""
        listed = ", ".join(f"({day}, {way})" for day, way in self.moments.items())
        return f" CROSS JOIN LATERAL (VALUES {listed}) AS at ({MOMENT}, way)"

    def _made(self) -> list[str]:
        return [self.made.get(key, key) for key in self.keys]


@dataclass(frozen=True)
class Ledger:
    """A table of signed deltas, the facts it is folded into, and the scan it must agree with."""

    table: str
    columns: tuple[str, ...]
    facts: tuple[Fact, ...]
    recount: str
    """SELECT of the columns and `n`, for the tenant `:t`, that never looks at the ledger."""
    stamps: str = ""
    """A table with a row per tenant that changes with its facts."""

    def fold_sql(self) -> str:
        """One statement that moves up to `:batch` deltas into the facts and says how many."""
        listed = ", ".join(("tenant_id", *self.columns, "n"))
        return self.adding_sql(
            f"DELETE FROM {self.table} WHERE (tenant_id, id) IN (SELECT tenant_id, id FROM {self.table} LIMIT :batch)"
            f" RETURNING {listed}"
        )

    def adding_sql(self, deltas: str) -> str:
        """One statement that adds to all facts what another gives: tenant_id, the columns and `n`."""
        into = [f"f{number} AS ({fact.fold_sql()})" for number, fact in enumerate(self.facts)]
        if self.stamps:
            told = [f"SELECT tenant_id, day FROM f{place}" for place, fact in enumerate(self.facts) if fact.when]
            past = f"SELECT tenant_id FROM ({' UNION ALL '.join(told)}) AS told WHERE day < {PRESENT}"
            touched = f"SELECT DISTINCT tenant_id, tenant_id IN ({past}) AS past FROM folded"
            into.append(f"stamped AS ({self._stamp_sql(touched)})")
        return f"WITH folded AS ({deltas}), {', '.join(into)} SELECT count(*) FROM folded"

    def stamp_sql(self) -> str:
        """Tell whoever remembers facts of the tenant `:t` that they have changed."""
        return self._stamp_sql("SELECT :t AS tenant_id, true AS past")

    def _stamp_sql(self, touched: str) -> str:
        """Of each tenant whether something of the past has changed as well."""
        return (
            f"INSERT INTO {self.stamps} AS s (tenant_id, past)"
            f" SELECT tenant_id, CASE WHEN past THEN gen_random_uuid() END FROM ({touched}) AS touched"
            " ON CONFLICT (tenant_id) DO UPDATE"
            " SET stamp = gen_random_uuid(), past = coalesce(excluded.past, s.past)"
        )

    def drift_sql(self) -> str:
        """One statement, one snapshot: facts and ledger count +1, the recount -1; what does not cancel has drifted."""
        facts = " UNION ALL ".join(sql for fact in self.facts for sql in fact.stored_sql())
        each = ", ".join(pair for fact in self.facts for pair in fact.counted_sql())
        listed = ", ".join(self.columns)
        return (
            f"SELECT fact, part, key, sum(n)::bigint AS n FROM ({facts} UNION ALL"
            f" SELECT fact, part, key, n * sign * way FROM ("
            f"SELECT {listed}, n, 1 AS sign FROM {self.table} WHERE tenant_id = :t"
            f" UNION ALL SELECT {listed}, n, -1 FROM ({self.recount}) AS recounted) AS counted,"
            f" LATERAL (VALUES {each}) AS each (fact, part, key, way) WHERE key IS NOT NULL) AS all_of_it"
            f" GROUP BY 1, 2, 3 HAVING sum(n) <> 0 ORDER BY 1, 3, 2"
        )

    def prune_sql(self) -> list[str]:
        """A statement per fact whose rows of 0 are of no use any more."""
        return [fact.prune_sql() for fact in self.facts if fact.pruned]


def by_week(table: str, day: str, *keys: str, pruned: bool = False) -> Fact:
    """A fact by day with a row per week (models: ByWeek): seven times fewer rows where many days are read."""
    weekday = f"extract(isodow FROM {day})"
    return Fact(
        table,
        ("week", *keys),
        only=f"{day} IS NOT NULL",
        made={"week": f"{day} - ({weekday}::int - 1)"},
        sums={"n": ""} | {name: f"{weekday} = {place}" for place, name in enumerate(WEEKDAYS, start=1)},
        pruned=pruned,
    )


def standing(table: str, when: Mapping[str, str], *keys: str) -> Fact:
    """A fact of cases that came, less those that closed: what stood on a day is the sum of all up to it. `when`: the
    key that says when, and how it is made of MOMENT. A case cannot close before the day it is said to have come."""
    return Fact(
        table,
        (*when, *keys),
        only=f"{_TOLD_IN_FULL} AND {MOMENT} IS NOT NULL",
        made=when,
        pruned=True,
        when=next(iter(when)),
        moments={"opened_on": 1, "CASE WHEN closed_on IS NOT NULL THEN greatest(closed_on, opened_on) END": -1},
    )


def _filtered(condition: str) -> str:
    return f" FILTER (WHERE {condition})" if condition else ""


def _any(conditions: Iterable[str]) -> str:
    return " OR ".join(conditions)


def _json(keys: Mapping[str, str]) -> str:
    named = ", ".join(f"'{key}', {value}" for key, value in keys.items())
    return f"jsonb_build_object({named})"


def _one_of(column: str, words: Iterable[str]) -> str:
    listed = ", ".join(f"'{word}'" for word in sorted(words))
    return f"{column} IN ({listed})"


_TOLD_IN_FULL = "village_code IS NOT NULL"
"""Deltas written before the ledger told villages apart are in the older facts alone."""
_BY_MONTH = {"on_month": f"date_trunc('month', {MOMENT}::timestamp)::date"}
_EVERY_CASE = """
SELECT c.state, c.sector, c.opened_on, date_trunc('month', c.opened_on::timestamp)::date AS opened_month, c.due_on,
       (c.closed_at AT TIME ZONE t.timezone)::date AS closed_on,
       date_trunc('month', c.closed_at AT TIME ZONE t.timezone)::date AS closed_month,
       c.village_code, c.case_type, c.channel, count(*) AS n
FROM "case" c JOIN tenant t ON t.id = c.tenant_id WHERE c.tenant_id = :t GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"""
CASES = Ledger(
    "case_delta",
    (
        "state",
        "sector",
        "opened_on",
        "opened_month",
        "due_on",
        "closed_on",
        "closed_month",
        "village_code",
        "case_type",
        "channel",
    ),
    (
        Fact("case_fact_state", ("state",)),
        Fact("case_fact_sector", ("sector", "state")),
        Fact("case_fact_due", ("state", "due_on"), only="due_on IS NOT NULL", pruned=True),
        Fact("case_fact_day", ("opened_on", "sector"), when="opened_on"),
        Fact("case_fact_month", ("opened_month", "sector"), when="opened_month"),
        Fact("case_fact_office", sums={stage.slug: _one_of("state", stage.states) for stage in STAGES}),
        Fact("case_fact_open", ("sector",), only=f"NOT {_one_of('state', FINAL)}"),
        by_week("case_fact_deadline", "due_on", pruned=True),
        by_week("case_fact_intake", "opened_on"),
        by_week("case_fact_sector_intake", "opened_on", "sector"),
        by_week("case_fact_ended", "closed_on", pruned=True),
        Fact("case_fact_village", ("village_code", "state"), only=_TOLD_IN_FULL, pruned=True),
        Fact(
            "case_fact_place",
            ("opened_month", "village_code", "sector"),
            only=_TOLD_IN_FULL,
            pruned=True,
            when="opened_month",
        ),
        Fact(
            "case_fact_kind",
            ("opened_month", "case_type", "channel"),
            only=_TOLD_IN_FULL,
            pruned=True,
            when="opened_month",
        ),
        Fact("case_fact_type", ("case_type", "state"), only=_TOLD_IN_FULL, pruned=True),
        standing("case_fact_standing", _BY_MONTH, "sector", "case_type"),
        standing("case_fact_standing_place", _BY_MONTH, "village_code", "sector"),
        standing("case_fact_standing_day", {"on_day": MOMENT}, "village_code", "sector", "case_type"),
        Fact(
            "case_fact_closed",
            ("closed_on", "sector", "state"),
            only="closed_on IS NOT NULL",
            pruned=True,
            when="closed_on",
        ),
        Fact(
            "case_fact_closed_month",
            ("closed_month", "sector", "state"),
            only="closed_on IS NOT NULL",
            pruned=True,
            when="closed_month",
        ),
    ),
    _EVERY_CASE,
    stamps="case_fact_stamp",
)
_OPEN_CASES = """
SELECT state, coalesce(owner_id, 0) AS owner_id, state_on, coalesce(due_on, '9999-12-31') AS due_on,
       moved_on AS on_day, count(*) AS n
FROM "case" WHERE tenant_id = :t AND closed_at IS NULL GROUP BY 1, 2, 3, 4, 5"""
DESKS = Ledger(
    "case_desk_delta",
    ("state", "owner_id", "state_on", "due_on", "on_day"),
    (
        Fact("case_fact_wait", ("state", "state_on"), pruned=True),
        Fact("case_fact_owner", ("owner_id", "due_on"), pruned=True),
        Fact("case_fact_late", ("due_on", "on_day"), pruned=True, proof=("due_on",)),
    ),
    _OPEN_CASES,
)
_STEPS_TAKEN = """
SELECT (e.at AT TIME ZONE t.timezone)::date AS on_day, coalesce(e.actor_id, 0) AS actor_id, e.move,
       coalesce(e.from_state, '') AS from_state, e.to_state, count(*) AS n
FROM case_event e JOIN tenant t ON t.id = e.tenant_id WHERE e.tenant_id = :t GROUP BY 1, 2, 3, 4, 5"""
_STEP = ("on_day", "actor_id", "move", "from_state", "to_state")
STEPS = Ledger("case_step_delta", _STEP, (Fact("case_fact_step", _STEP),), _STEPS_TAKEN)

_ENDED = """
SELECT date_trunc('month', c.closed_at AT TIME ZONE t.timezone)::date AS month,
       coalesce(c.resolution, 'unknown') AS resolution,
       CASE WHEN EXISTS (SELECT FROM referral r WHERE r.tenant_id = c.tenant_id AND r.case_id = c.id)
            THEN 'referred' ELSE 'local' END AS route,
       CASE WHEN told.day <= c.promised_on THEN 'in_time' ELSE 'late' END AS punctual,
       CASE WHEN c.satisfied THEN 'yes' WHEN NOT c.satisfied THEN 'no' ELSE 'unasked' END AS satisfied,
       least(greatest(told.day - c.opened_on, 0), 400) AS days, count(*) AS n
FROM "case" c JOIN tenant t ON t.id = c.tenant_id
CROSS JOIN LATERAL (
  SELECT coalesce(max((e.at AT TIME ZONE t.timezone)::date), (c.closed_at AT TIME ZONE t.timezone)::date) AS day
  FROM case_event e WHERE e.tenant_id = c.tenant_id AND e.case_id = c.id AND e.to_state = 'informed'
) AS told
WHERE c.tenant_id = :t AND c.closed_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6"""
_OUTCOME = ("month", "resolution", "route", "punctual", "satisfied", "days")
OUTCOMES = Ledger("case_outcome_delta", _OUTCOME, (Fact("case_fact_outcome", _OUTCOME, pruned=True),), _ENDED)
_ANSWERED = """
SELECT date_trunc('month', r.answer_due_on)::date AS month,
       date_trunc('month', r.sent_at AT TIME ZONE t.timezone)::date AS sent_month,
       coalesce(r.agency_id, 0) AS agency_id,
       CASE WHEN r.decided_on IS NULL THEN 'open'
            WHEN r.decided_on <= r.accept_due_on THEN 'in_time' ELSE 'late' END AS accepted,
       CASE WHEN r.closed_at IS NULL THEN 'open'
            WHEN (r.closed_at AT TIME ZONE t.timezone)::date <= r.answer_due_on THEN 'in_time'
            ELSE 'late' END AS outcome, count(*) AS n
FROM referral r JOIN tenant t ON t.id = r.tenant_id
WHERE r.tenant_id = :t AND r.state <> 'revoked' GROUP BY 1, 2, 3, 4, 5"""
ANSWERS = Ledger(
    "referral_answer_delta",
    ("month", "sent_month", "agency_id", "accepted", "outcome"),
    (
        Fact("referral_fact_answer", ("month", "agency_id", "outcome"), pruned=True),
        Fact(
            "referral_fact_sent",
            ("sent_month", "agency_id", "accepted", "outcome"),
            only="sent_month IS NOT NULL",
            pruned=True,
        ),
    ),
    _ANSWERED,
)
_FLOW_OF_REFERRALS = """
SELECT coalesce(r.agency_id, 0) AS agency_id, (r.sent_at AT TIME ZONE t.timezone)::date AS sent_on,
       r.answer_due_on AS due_on, coalesce((r.closed_at AT TIME ZONE t.timezone)::date, '9999-12-31') AS closed_on,
       count(*) AS n
FROM referral r JOIN tenant t ON t.id = r.tenant_id WHERE r.tenant_id = :t GROUP BY 1, 2, 3, 4"""
FLOWS = Ledger(
    "referral_flow_delta",
    ("agency_id", "sent_on", "due_on", "closed_on"),
    (
        Fact("referral_fact_begun", ("agency_id", "sent_on"), pruned=True),
        Fact("referral_fact_over", ("agency_id", "closed_on", "due_on"), pruned=True),
    ),
    _FLOW_OF_REFERRALS,
)
_LOOKED_AT = """
SELECT date_trunc('month', coalesce(observed_on, '1900-01-01'::date))::date AS month, count(*) AS n
FROM household WHERE tenant_id = :t GROUP BY 1"""
SEEN = Ledger("household_seen_delta", ("month",), (Fact("household_fact_seen", ("month",), pruned=True),), _LOOKED_AT)

_LACKING = """
SELECT date_trunc('month', noted_on::timestamp)::date AS noted_month, kind, state AS need_state, village_code,
       count(*) AS n
FROM need WHERE tenant_id = :t GROUP BY 1, 2, 3, 4"""
_NEED = ("noted_month", "kind", "need_state")
NEEDS = Ledger(
    "need_delta",
    (*_NEED, "village_code"),
    (
        Fact("need_fact", _NEED, pruned=True),
        Fact("need_fact_village", ("village_code", "kind", "need_state"), only=_TOLD_IN_FULL, pruned=True),
    ),
    _LACKING,
)
_IN_PROGRAMMES = """
SELECT date_trunc('month', valid_from::timestamp)::date AS since_month, programme, standing, village_code,
       count(*) AS n
FROM participation WHERE tenant_id = :t GROUP BY 1, 2, 3, 4"""
_PART = ("since_month", "programme", "standing")
PROGRAMMES = Ledger(
    "participation_delta",
    (*_PART, "village_code"),
    (
        Fact("participation_fact", _PART, pruned=True),
        Fact("participation_fact_village", ("village_code", "programme", "standing"), only=_TOLD_IN_FULL, pruned=True),
    ),
    _IN_PROGRAMMES,
)
_APPOINTED = """
SELECT e.on_day, a.post, a.funding, sum(e.way) AS n
FROM appointment a CROSS JOIN LATERAL (VALUES
  (a.valid_from, 1),
  (CASE WHEN coalesce(a.ended_on, a.valid_until) IS NOT NULL
        THEN greatest(least(a.ended_on, a.valid_until + 1), a.valid_from) END, -1)
) AS e (on_day, way)
WHERE a.tenant_id = :t AND e.on_day IS NOT NULL GROUP BY 1, 2, 3"""
_POST = ("on_day", "post", "funding")
POSTS = Ledger("appointment_delta", _POST, (Fact("appointment_fact", _POST, pruned=True),), _APPOINTED)

LEDGERS = (CASES, DESKS, STEPS, OUTCOMES, ANSWERS, FLOWS, SEEN, NEEDS, PROGRAMMES, POSTS)
