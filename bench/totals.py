"""What facts gain: the ministry's totals by province and state, read from facts and ledger against a scan of cases;
and that whoever stands higher, and sees more offices, waits no longer for the page of totals than a district does.

Pages are read three times over: while no number changes; with a case that ends somewhere in the country before each, so
that no page is read twice from the same numbers; and with a fold before each, after as much as happens between two
folds, so that nothing that is remembered stands any more.
"""

import gc
import random
from collections.abc import Callable

import psycopg

from bench.database import BYPASS, connect, superuser
from bench.measure import Ratio, in_turns, turns, typical
from bench.moving import mover
from bench.page import settings_for, visits
from foundation.services import Postgres, Valkey
from foundation.tenancy import Context, Reader
from reporting.jobs import compact_facts
from slrt.app import create_app

LIMIT = 100
PENDING = 2_000
"""Deltas not yet folded: what a busy country leaves between two runs of the compaction."""
STILL, MOVED, FOLDED = "numbers as before", "a case ended since", "folded since"
BETWEEN_FOLDS = 660
"""Cases that move in a minute of a working day, where there are ten million a year."""
BLOCK = 100
LEDGER_TRIGGERS = ("case_ledger_update", "case_desk_ledger_update", "case_outcome_update")

FACTS = """
SELECT t.parent_id, counted.state, sum(counted.n)::bigint
FROM (SELECT tenant_id, state, n FROM case_fact_state UNION ALL SELECT tenant_id, state, n FROM case_delta) AS counted
JOIN tenant t ON t.id = counted.tenant_id GROUP BY 1, 2"""
MOVE = """
UPDATE "case" SET state = %s, due_on = current_date + %s, version = version + 1 WHERE tenant_id = %s AND id = %s"""
SCAN = """
SELECT t.parent_id, c.state, count(*) FROM "case" c JOIN tenant t ON t.id = c.tenant_id GROUP BY 1, 2"""


def measure(server: Postgres, valkey: Valkey, district_id: int) -> list[Ratio]:
    """Totals against a scan, pages of totals against that of the district, and what writers pay for it."""
    with superuser(server) as connection:
        connection.execute("VACUUM ANALYZE")
    _leave_pending(server)
    return [
        _against_a_scan(server),
        *_levels(server, valkey, district_id),
        _writing(server, district_id),
    ]


def _against_a_scan(server: Postgres) -> Ratio:
    """The ministry's own transaction against a scan without isolation; the two must agree to the last case."""
    ministry, scanner = connect(server, "slrt_app"), connect(server, BYPASS)
    begin = Context(Reader.MINISTRY, tenant_id=1).begin_sql()

    def from_facts(_turn: int) -> list[tuple]:
        ministry.execute(begin)
        rows = ministry.execute(FACTS).fetchall()
        ministry.execute("COMMIT")
        return rows

    def from_scan(_turn: int) -> list[tuple]:
        return scanner.execute(SCAN).fetchall()

    if sorted(from_facts(0)) != sorted(from_scan(0)):
        raise AssertionError("facts and a scan disagree")
    quick, slow = in_turns(from_facts, from_scan, rounds=15, warm=2)
    ministry.close()
    scanner.close()
    return Ratio("national totals, province x state, facts + ledger against scan", quick, slow, LIMIT, at_least=True)


def _levels(server: Postgres, valkey: Valkey, district_id: int) -> list[Ratio]:
    app = create_app(settings_for(server, valkey))
    gc.collect()
    gc.freeze()  # as slrt.wsgi does: what is loaded once is not looked through for garbage again
    pages = visits(app, server, district_id, "/jumlah", "/provinsi", "/nasional")
    still = turns(pages, 60, warm=6)
    with superuser(server) as connection:
        moved = turns(pages, 60, warm=6, before=_somebody_ends_a_case(connection))
        with app.app_context():
            folded = turns(pages, 60, warm=6, before=_many_move_and_are_folded(connection))
    all_taken = ((still, STILL), (moved, MOVED), (folded, FOLDED))
    return [ratio for taken, when in all_taken for ratio in _against_the_district(taken, when)]


def _against_the_district(taken: list[list[float]], when: str) -> list[Ratio]:
    own, above, top = map(typical, taken)
    return [
        Ratio(f"totals, {when}: a province's page against its largest district's", above, own, 1),
        Ratio(f"totals, {when}: the ministry's page against the largest district's", top, own, 1),
    ]


def _somebody_ends_a_case(connection: psycopg.Connection) -> Callable[[], object]:
    still_open = connection.execute(
        'SELECT tenant_id, id FROM "case" WHERE closed_at IS NULL ORDER BY (id * 7919) % 1000003 LIMIT 1000'
    ).fetchall()

    def end() -> None:
        connection.execute(
            """UPDATE "case" SET state = 'closed', due_on = NULL, closed_at = now()
               WHERE tenant_id = %s AND id = %s""",
            still_open.pop(),
        )

    return end


def _many_move_and_are_folded(connection: psycopg.Connection) -> Callable[[], object]:
    moving = mover(connection)

    def move() -> None:
        moving(BETWEEN_FOLDS)
        compact_facts()

    return move


def _writing(server: Postgres, tenant_id: int) -> Ratio:
    """Cases moved one by one, with the triggers that write the ledgers, and as many others without, in blocks by turns.
    Those that no ledger knows of are put back."""
    with superuser(server) as owner, connect(server, "slrt_app") as staff:
        chosen = owner.execute(
            """SELECT id, state, due_on FROM "case" WHERE tenant_id = %s AND closed_at IS NULL ORDER BY id LIMIT %s""",
            [tenant_id, 2 * BLOCK],
        ).fetchall()
        begin = Context(Reader.STAFF, tenant_id=tenant_id).begin_sql()

        def ledgers(verb: str) -> None:
            for trigger in LEDGER_TRIGGERS:
                owner.execute(f'ALTER TABLE "case" {verb} TRIGGER {trigger}')

        def block(turn: int, verb: str, cases: list[tuple]) -> None:
            ledgers(verb)
            for id_, _state, _due_on in cases:
                staff.execute(begin)
                staff.execute(MOVE, [("checking", "referred")[turn % 2], turn % 14, tenant_id, id_])
                staff.execute("COMMIT")

        known, unknown = chosen[::2], chosen[1::2]
        ours, other = in_turns(
            lambda turn: block(turn, "ENABLE", known), lambda turn: block(turn, "DISABLE", unknown), rounds=30, warm=4
        )
        ledgers("DISABLE")
        with owner.cursor() as cursor:
            cursor.executemany(
                'UPDATE "case" SET state = %s, due_on = %s WHERE tenant_id = %s AND id = %s',
                [(state, due_on, tenant_id, id_) for id_, state, due_on in unknown],
            )
        ledgers("ENABLE")
    name = f"moving {BLOCK} cases, with the ledgers of totals and desks against without"
    return Ratio(name, ours, other, round(1 / 0.85, 2))


def _leave_pending(server: Postgres) -> None:
    chooser = random.Random(26)
    with superuser(server) as connection:
        still_open = connection.execute('SELECT id FROM "case" WHERE closed_at IS NULL ORDER BY id').fetchall()
        ids = [id_ for (id_,) in chooser.sample(still_open, min(PENDING // 2, len(still_open)))]
        connection.execute(
            """UPDATE "case" SET state = 'closed', due_on = NULL, closed_at = now()
               WHERE id = ANY(%s) AND closed_at IS NULL""",
            (ids,),
        )
        connection.execute("ANALYZE case_delta")
