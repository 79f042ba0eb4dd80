"""What a desk does all day, on the largest tenant: looking somebody up, registering a case, printing a letter.

Searches against the same people by primary key, read the same way. Registering against the statements that it sends,
sent by the driver alone in one transaction. Both sides are rolled back where they write, so that the disk's flush,
equal for both, does not hide a difference.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import event

from bench.database import superuser
from bench.generate import sign_in
from bench.measure import Ratio, in_turns, typical
from bench.page import settings_for
from cases import actions, letters
from foundation.crypto import vault
from foundation.db import db
from foundation.services import Postgres, Valkey
from foundation.tenancy import current
from registry.queries import person_rows
from registry.queries.search import PAGE, found_by
from registry.schemas import SearchKey
from slrt.app import create_app
from tenants.access import acting_as, load_subject
from tenants.letterhead import Letterhead

LIMIT = 2
_NO_NUMBER = 10_000
"""Numbers that the database gives are larger here: what is smaller is a version, a year or a count."""
_LARGE_NUMBERS = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, greatest(coalesce(last_value, 0), 100000))
FROM pg_sequences WHERE schemaname = 'public' AND data_type = 'bigint'::regtype"""
INTAKE = {
    "case_type": "pbi_reactivation", "kind": "complaint", "sector": None, "channel": "walk_in", "emergency": False,
    "summary": "KIS nonaktif", "story": "Ditolak waktu mau berobat.", "proxy_name": None, "proxy_relation": None,
    "consent_share": True,
}  # fmt: skip


def measure(server: Postgres, valkey: Valkey, tenant_id: int) -> list[Ratio]:
    """Everything here as somebody at the front desk of that tenant."""
    app = create_app(settings_for(server, valkey))
    with superuser(server) as connection:
        connection.execute(_LARGE_NUMBERS)
        sign_in(connection, tenant_id, "front_office")
        membership_id, person_id, village = connection.execute(
            """SELECT (SELECT max(id) FROM membership WHERE tenant_id = p.tenant_id), p.id, h.village_code
               FROM person p JOIN household h ON h.tenant_id = p.tenant_id AND h.id = p.household_id
               WHERE p.tenant_id = %s ORDER BY p.id LIMIT 1 OFFSET 100""",
            [tenant_id],
        ).fetchone()
    with _at_the_desk(app, membership_id, tenant_id):
        return [
            *_searches(server, tenant_id, person_id),
            _registering(person_id, INTAKE | {"village_code": village}),
            _letter(),
        ]


@contextmanager
def _at_the_desk(app: Flask, membership_id: int, tenant_id: int) -> Iterator[None]:
    with app.app_context(), app.test_request_context(), acting_as(load_subject(membership_id, tenant_id)):
        yield
        db.session.rollback()


def _searches(server: Postgres, tenant_id: int, person_id: int) -> list[Ratio]:
    nik = "3311010101700001"
    with superuser(server) as connection:
        connection.execute(
            """UPDATE person SET nik_hash = %s, nik_cipher = %s, phone_cipher = %s, email_cipher = NULL
               WHERE tenant_id = %s AND id = %s""",
            [
                vault().lookup(nik, "nik"),
                vault().encrypt(nik, "nik"),
                vault().encrypt("+6281234564410", "phone"),
                tenant_id,
                person_id,
            ],
        )
        longest = connection.execute(
            "SELECT name_norm FROM person WHERE tenant_id = %s ORDER BY length(name_norm) DESC, id LIMIT 1", [tenant_id]
        ).fetchone()[0]
    by_nik, by_name, rare = SearchKey("number", nik), SearchKey("name", "siti"), SearchKey("name", longest)
    named = [row.id for row in found_by(by_name).rows]
    few = found_by(rare).rows
    if [row.id for row in found_by(by_nik).rows] != [person_id] or len(named) < PAGE or len(few) >= PAGE:
        raise AssertionError("the searches do not find what they are to find")
    asked = {
        "search by NIK": (by_nik, [person_id]),
        f"search by the beginning of a name, {len(named)} found": (by_name, named),
    }
    inside = [_milliseconds(lambda: found_by(rare)) for _time in range(100)]
    return [
        *(
            Ratio(
                f"{name}, against primary keys",
                *in_turns(lambda _turn, k=key: found_by(k), lambda _turn, i=ids: person_rows(i), 400),
                LIMIT,
            )
            for name, (key, ids) in asked.items()
        ),
        Ratio("search inside all names, as few begin so, against 15 ms", typical(inside), 15, 1),
    ]


def _milliseconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def _registering(person_id: int, data: dict[str, Any]) -> Ratio:
    def register(_turn: int) -> None:
        actions.register(person_id, data, uuid4())
        db.session.rollback()

    actions.register(person_id, data, uuid4())
    db.session.commit()  # the first case of its kind at a site also keeps the words of that kind
    return Ratio("register a case, against its statements alone", *in_turns(register, _replay(register), 150), LIMIT)


def _replay(act: Callable[[int], None]) -> Callable[[int], None]:
    """What `act` sends, sent again by the driver alone in one transaction; numbers the database gives are passed on."""
    sent: list[tuple[str, Any]] = []
    gave: list[list[int]] = []

    def before(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        sent.append((statement, values))
        gave.append([])

    def after(_connection: Any, cursor: Any, *_rest: Any) -> None:
        result = cursor.pgresult
        if result.ntuples:
            values = [result.get_value(0, n) for n in range(result.nfields)]
            gave[-1] = [int(value) if value and value.isdigit() else -1 for value in values]

    event.listen(db.engine, "before_cursor_execute", before)
    event.listen(db.engine, "after_cursor_execute", after)
    act(0)
    event.remove(db.engine, "before_cursor_execute", before)
    event.remove(db.engine, "after_cursor_execute", after)
    driver: Any = db.engine.raw_connection().driver_connection
    begin = current().begin_sql()

    def again(_turn: int) -> None:
        driver.execute(begin)
        numbers: dict[int, int] = {}
        for (statement, values), given in zip(sent, gave, strict=True):
            mine = {name: numbers.get(each, each) if type(each) is int else each for name, each in values.items()}
            cursor = driver.execute(statement, mine)
            if cursor.description and (row := cursor.fetchone()):
                pairs = zip(given, row, strict=False)  # what is only read gives no numbers
                numbers |= {old: new for old, new in pairs if type(new) is int and old > _NO_NUMBER}
        driver.execute("ROLLBACK")

    return again


def _letter() -> Ratio:
    """A letter of one full page, with its QR code."""
    content = letters.LetterContent(
        head=Letterhead("Pemerintah Kabupaten Sukoharjo", "Dinas Sosial", "Jalan Rajawali 8", "(0271) 593068"),
        title="Surat Rujukan",
        number="460/1234/SLRT/2026",
        opening="Bersama ini kami rujuk warga berikut.",
        addressee="Kepala Dinas Kesehatan Kabupaten Sukoharjo",
        seat="Sukoharjo",
        rows=[(f"Keterangan {n}", "Mohon agar jadwal cuci darah tetap berjalan. " * 3) for n in range(9)],
        closing="Warga setuju data di atas disampaikan.",
        signature=letters.Signature("Sukoharjo, 23 November 2026", "Manajer SLRT", "Sri Wulandari", "19680412 199403"),
        check_url="https://slrt.example/cek/ABCD-EFGH-JKLM",
        check_code="ABCD-EFGH-JKLM",
        valid_until="23 November 2027",
        return_to="Dinas Sosial",
    )
    taken = [_milliseconds(lambda: letters.render(content)) for _time in range(15)]
    return Ratio("a letter as PDF, against one second", typical(taken), 1000, 1)
