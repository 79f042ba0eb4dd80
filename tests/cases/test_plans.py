"""Every list finds its rows by index, as the reader, through the real policies: asked of PostgreSQL itself."""

import re
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from cases.queries import QueueView, queue, queue_counts, search_cases
from cases.queries.notes import notes_of
from cases.queries.notices import inbox, unread_notices
from cases.queries.response import Recipient, ResponseView, referrals_behind, responses
from cases.queries.taken import TakenView, taken_steps
from cases.queries.views import saved_views
from foundation.clock import today
from foundation.db import db
from reference.periods import Period

CASES = 6_000


@pytest.fixture
def crowded(world, admin: psycopg.Connection) -> int:
    """District A with thousands of cases, steps and lines in inboxes, district B with some; the id of a case of A."""
    first = 0
    for site, n in ((world.b, CASES // 4), (world.a, CASES)):
        first = admin.execute(
            """
            WITH home AS (
              INSERT INTO household (tenant_id, address, village_code)
              VALUES (%(t)s, 'Jalan 1', %(v)s) RETURNING id
            ), who AS (
              INSERT INTO person (tenant_id, household_id, name, sex, version)
              SELECT %(t)s, home.id, 'Warga ' || i, 'female', 1 FROM home, generate_series(1, 300) i RETURNING id
            ), made AS (
              INSERT INTO "case" (tenant_id, code, person_id, case_type, kind, sector, channel, village_code, state,
                                  state_on, emergency, owner_id, opened_at, opened_on, promised_on, due_on, closed_at,
                                  version)
              SELECT %(t)s, %(p)s || '-26-' || lpad(i::text, 6, '0'), (SELECT min(id) FROM who) + i %% 300,
                     (ARRAY['pbi_reactivation', 'family_card', 'unfit_house', 'damaged_road'])[1 + i %% 4],
                     'complaint', (ARRAY['health', 'food', 'housing', 'social', 'education'])[1 + i %% 5],
                     'walk_in', %(r)s || '.' || lpad((1 + i %% 7)::text, 2, '0') || '.2001',
                     (ARRAY['registered', 'checking', 'assessing', 'awaiting_decision', 'decided', 'referred',
                            'answered', 'closed', 'closed', 'closed'])[1 + i %% 10],
                     current_date - i %% 60, i %% 97 = 0, (%(o)s::bigint[])[1 + i %% 9], now(), current_date,
                     current_date, CASE WHEN i %% 10 < 7 THEN current_date - 20 + i %% 40 END,
                     CASE WHEN i %% 10 >= 7 THEN now() END, 1
              FROM generate_series(1, %(n)s) i RETURNING id
            ), told AS (
              INSERT INTO case_event (tenant_id, case_id, at, move, from_state, to_state, actor_id, actor_name,
                                      actor_role)
              SELECT %(t)s, id, now() - (id %% 90) * interval '1 day',
                     (ARRAY['register', 'accept', 'check', 'return', 'record_visit'])[1 + id %% 5], 'checking',
                     'assessing', (%(o)s::bigint[])[1 + id %% 6], 'x', 'back_office' FROM made
            ), noticed AS (
              INSERT INTO notice (tenant_id, membership_id, kind, case_id, at, read_at)
              SELECT %(t)s, (%(o)s::bigint[])[1 + id %% 6], 'mentioned', id, now(), CASE WHEN id %% 3 > 0 THEN now() END
              FROM made
            ), office AS (
              SELECT min(id) AS first, max(id) AS last FROM agency WHERE tenant_id = %(t)s
            ), sent AS (
              INSERT INTO referral (tenant_id, case_id, agency_id, state, sent_at, accept_due_on, answer_due_on,
                                    closed_at, decided_on, reminders, version)
              SELECT %(t)s, made.id, CASE WHEN made.id %% 2 = 0 THEN office.first ELSE office.last END,
                     CASE WHEN made.id %% 9 = 0 THEN 'sent' ELSE 'answered' END,
                     now() - (made.id %% 300) * interval '1 day', current_date - (made.id %% 300)::int + 2,
                     current_date - (made.id %% 300)::int + 7, CASE WHEN made.id %% 9 > 0 THEN now() END, current_date,
                     (made.id %% 5 / 4)::int, 1 FROM made, office
            ), noted AS (
              INSERT INTO case_note (tenant_id, case_id, at, author_id, author_name, author_role, body)
              SELECT %(t)s, id, now(), %(m)s, 'x', 'manager', 'Catatan' FROM made
            ) SELECT min(id) FROM made
            """,
            {
                "t": site.tenant_id, "p": site.prefix, "r": site.region_code, "v": site.villages[0], "n": n,
                "o": [m.membership_id for m in site.members.values()], "m": site.manager.membership_id,
            },
        ).fetchone()[0]  # fmt: skip
    admin.execute(
        'ANALYZE "case"; ANALYZE case_event; ANALYZE notice; ANALYZE case_note; ANALYZE person; ANALYZE referral'
    )
    return first


@pytest.fixture
def plans(app) -> Callable[[Callable[[], Any]], str]:
    """`plans(lambda: queue(view))`: how PostgreSQL carries out what that sends, in the reader's own transaction."""

    def explain(ask: Callable[[], Any]) -> str:
        sent: list[tuple[str, Any]] = []

        def listen(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
            sent.append((statement, parameters))

        event.listen(db.engine, "before_cursor_execute", listen)
        try:
            ask()
        finally:
            event.remove(db.engine, "before_cursor_execute", listen)
        connection = db.session.connection()
        # A scan is cheap on a table of a test's size; what is asked here is whether an index can serve the list at all.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        lines = []
        for statement, parameters in sent:
            if statement.startswith(("SELECT", "WITH")):
                lines += connection.exec_driver_sql("EXPLAIN " + statement, parameters or {}).scalars()
        return "\n".join(lines)

    return explain


QUEUES = {
    "everything": (QueueView(), "ix_case_open", "tenant_id"),
    "state": (QueueView(state="awaiting_decision"), "ix_case_", "state ="),
    "referred": (QueueView(state="referred"), "ix_case_", "state ="),
    "late": (QueueView(due="late"), "ix_case_open", "queue_on <"),
    "today": (QueueView(due="today"), "ix_case_open", "queue_on = ANY"),
    "mine": (QueueView(owner="me"), "ix_case_owner", "owner_id ="),
    "nobody's": (QueueView(owner="none"), "ix_case_owner", "owner_id IS NULL"),
    "somebody's": (QueueView(owner="3"), "ix_case_owner", "owner_id ="),
    "a type": (QueueView(case_type="unfit_house"), "ix_case_type", "case_type ="),
    "emergencies": (QueueView(emergency="1"), "ix_case_emergency", "tenant_id"),
    "stuck": (QueueView(state="checking", age="0-2"), "ix_case_wait", "state_on"),
    "stuck at a desk": (QueueView(desk="manager", age="3-5"), "ix_case_wait", "state_on"),
    "a village": (QueueView(village="19.06.03.2001"), "ix_case_village", "village_code ="),
    "a kecamatan": (QueueView(village="19.06.03"), "ix_case_area", "area_code ="),
    "a sector": (QueueView(sector="food"), "ix_case_sector", "sector ="),
    "closed": (QueueView(state="closed"), "ix_case_state", "state ="),
    "closed of a sector": (QueueView(state="closed", sector="disaster"), "ix_case_state_sector", "sector ="),
}


def behind(part: str, recipient: str = "", days: int = 30) -> Callable[[int], Any]:
    view = ResponseView(part, Recipient.from_slug(recipient), days)
    return lambda _case: referrals_behind(view, Period(days, today("Asia/Jakarta")))


OTHERS = {
    "inbox": (lambda case: inbox(), "ix_notice_unread"),
    "read lines": (lambda case: inbox(unread=False), "ix_notice_member"),
    "unread": (lambda case: unread_notices(), "ix_notice_unread"),
    "notes": (notes_of, "ix_case_note_case"),
    "views": (lambda case: saved_views(), "saved_view"),
    "code": (lambda case: search_cases("BLT-26-000123"), "uq_case_tenant_id_code"),
    "steps of a kind": (
        lambda case: taken_steps(TakenView(move="return"), Period(30, today("Asia/Jakarta"))),
        "ix_case_event_move",
    ),
    "steps of a person": (
        lambda case: taken_steps(TakenView(actor=3), Period(30, today("Asia/Jakarta"))),
        "ix_case_event_actor",
    ),
    "responses": (lambda case: responses(Period(7, today("Asia/Jakarta"))), "ix_referral_sent"),
    "sent": (behind("sent", days=7), "ix_referral_sent"),
    "answered": (behind("answered", days=7), "ix_referral_sent"),
    "sent to one": (behind("sent", "a1", 7), "ix_referral_agency_sent"),
    "late": (behind("late"), "ix_referral_late"),
}


def test_every_list_finds_its_rows_by_index(crowded, plans, as_, world):
    for name, (view, index, condition) in QUEUES.items():
        for member, role in ((world.a.back_office, "slrt_staff"), (world.a.manager, "slrt_trustee")):
            with as_(member):
                after = queue(view, size=5).next
                first = plans(lambda view=view: queue(view))
                rest = plans(lambda view=view, after=after: queue(view, after))
                assert db.session.connection().exec_driver_sql("SELECT current_user").scalar() == role
            for plan in (first, rest):
                found = [line for line in plan.splitlines() if "Index Cond" in line and "tenant_id" in line]
                assert index in plan, (name, plan)
                assert any(condition in line for line in found), (name, plan)
                _scans_no_table(name, plan)
    for desk in ("me", "manager", "front_office"):
        with as_(world.a.back_office):
            plan = plans(lambda desk=desk: queue(QueueView(desk=desk)))
        assert any(index in plan for index in ("ix_case_open", "ix_case_state", "ix_case_wait")), plan
        _scans_no_table(desk, plan)
    for name, (ask, index) in OTHERS.items():
        with as_(world.a.manager):
            plan = plans(lambda ask=ask: ask(crowded))
        assert index in plan, (name, plan)
        _scans_no_table(name, plan)
    with as_(world.a.facilitator):
        plan = plans(lambda: queue(QueueView(due="late")))
        assert "ix_case_village" in plan, plan
    with as_(world.a.manager):
        assert "queue_tally" in plans(queue_counts)
        plan = _plan_of_the_tally()
        assert 'on "case"' not in plan
        for index in ("pk_case_fact_state", "pk_case_fact_due", "pk_case_fact_owner"):
            assert index in plan, plan


def _plan_of_the_tally() -> str:
    """A function hides its plan: this explains the statement that is in it, as the reader at work."""
    connection = db.session.connection()
    body = connection.exec_driver_sql("SELECT prosrc FROM pg_proc WHERE proname = 'queue_tally'").scalar_one()
    statement = body.split("RETURN QUERY", 1)[1].rsplit("; ", 1)[0].rsplit("END", 1)[0].rstrip().rstrip(";")
    for name, value in {"of_tenant": "1", "today": "current_date", "me": "3"}.items():
        statement = re.sub(rf"\b(?<!'){name}\b(?!')", value, statement)
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    return "\n".join(connection.exec_driver_sql("EXPLAIN " + statement).scalars())


def _scans_no_table(name: str, plan: str) -> None:
    for table in ("notice", "case_note", "case_event", "referral", '"case"'):
        assert f"Seq Scan on {table}" not in plan, (name, plan)
