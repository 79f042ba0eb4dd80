"""What bringing in a list costs: from the bytes of a workbook to recorded people, against a raw INSERT … SELECT of the
same rows under the same policies, triggers and indexes. `python -m bench.imports [--rows N]` writes RESULTS-imports.md.
"""

import argparse
import io
import sys
import time
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import psycopg
import xlsxwriter
from sqlalchemy import select

from bench import database
from bench.measure import Ratio, machine
from bench.page import settings_for
from exchange import actions, queries
from exchange.models import ImportBatch
from foundation import clock, jobs
from foundation.db import db
from foundation.services import Postgres, Valkey
from foundation.tenancy import Context, Reader, enter
from slrt.app import create_app
from slrt.worker import tidy_seldom
from tenants import access, provision

RESULTS = Path(__file__).with_name("RESULTS-imports.md")
LIMIT = 3
FLAT = 1.1
HEADINGS = [
    "NIK",
    "No KK",
    "Nama",
    "L/P",
    "Tgl Lahir",
    "Tempat Lahir",
    "Hubungan",
    "No HP",
    "Alamat",
    "Desa",
    "Kecamatan",
]
REGION = "33.11"
TABLES = ("household", "person", "observation")
MEBI = 2**20


def main() -> int:
    """Exit code 1 when the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--no-write", dest="write", action="store_false")
    options = parser.parse_args()
    with database.servers() as (_place, server, valkey):
        database.prepare(server)
        lines, ratios = _measured(server, valkey, options.rows)
    print("\n".join(lines))
    if options.write:
        RESULTS.write_text("\n".join(lines) + "\n")
    return 0 if all(ratio.met for ratio in ratios) else 1


def measure(server: Postgres, valkey: Valkey, rows: int) -> list[Ratio]:
    """What a list costs against the raw rows, and whether memory stays flat, in a database that is filled already."""
    return _measured(server, valkey, rows)[1]


def _measured(server: Postgres, valkey: Valkey, rows: int) -> tuple[list[str], list[Ratio]]:
    app = create_app(settings_for(server, valkey))
    tidy_seldom()  # as the worker does
    with app.app_context():
        return _measure(server, rows)


def _measure(server: Postgres, rows: int) -> tuple[list[str], list[Ratio]]:
    with enter(Context(Reader.PROVISIONER)):
        places = [_site(name) for name in ("warm", "ours", "raw")]
        db.session.commit()
    villages = _villages(*places[0])
    _bring_in(*places[0], _workbook(2_000, villages))
    content = _workbook(rows, villages)
    before = psutil.Process().memory_info().rss
    spent = _spent(server)
    taken, held = _bring_in(*places[1], content)
    spent = _spent(server) - spent
    raw, raw_spent = _raw(server, places[1][0], places[2][0], rows)
    ours = sum(taken.values())
    ratio = Ratio(f"{rows:,} rows, workbook to registry, against INSERT … SELECT", ours * 1000, raw * 1000, LIMIT)
    memory = Ratio("the same: MiB held after the last piece, against the first", held["last"] / MEBI,
                   held["first"] / MEBI, FLAT)  # fmt: skip
    lines = [
        "# Measured: lists coming in",
        "",
        f"Written by `python -m bench.imports` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.",
        "",
        machine(),
        f"- {rows:,} people with {len(HEADINGS)} columns, {len(content) / MEBI:.1f} MiB of workbook, three to a card; "
        "each becomes a person, its observation, and a third of a household with its own",
        "- Raw: INSERT … SELECT of the very rows that the import made, as the same database role, in one transaction",
        "",
        "| Step | Seconds |",
        "|---|--:|",
        *(f"| {name} | {seconds:.1f} |" for name, seconds in taken.items()),
        f"| all | {ours:.1f} |",
        f"| raw INSERT … SELECT | {raw:.1f} |",
        f"| all, processor alone | {spent:.1f} |",
        f"| raw, processor alone | {raw_spent:.1f} |",
        "",
        f"Ratio {ratio.ratio:.2f}, target ≤ {LIMIT}: {'met' if ratio.met else '**missed**'}. "
        f"{rows / ours:,.0f} rows a second. Of the processor alone {spent / raw_spent:.2f}.",
        "",
        f"Memory of the process, MiB: {before / MEBI:.0f} before, {held['read'] / MEBI:.0f} after reading the sheet, "
        f"then {held['first'] / MEBI:.0f} after the first piece and {held['last'] / MEBI:.0f} after the last.",
    ]
    return lines, [ratio, memory]


def _site(name: str) -> tuple[int, int]:
    tenant = provision.create_tenant("district", name, f"Kabupaten {name}", name[:3].upper(), region_code=REGION)
    account = provision.create_account(f"{name}@bench.test", name, password_hash="x")
    member = provision.add_membership(tenant.id, account.id, "back_office", name)
    return tenant.id, member.id


def _villages(tenant_id: int, _member: int) -> list[tuple[str, str]]:
    with enter(Context(Reader.STAFF, tenant_id)):
        found = [(each.name, each.district) for each in queries.villages()]
        db.session.rollback()
    return found


def _workbook(rows: int, villages: list[tuple[str, str]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        page = book.add_worksheet("Data")
        page.write_row(0, 0, HEADINGS)
        for number in range(rows):
            day, month, year = number % 28 + 1, number // 28 % 12 + 1, 1950 + number // 336 % 50
            village, district = villages[number // 3 % len(villages)]
            page.write_row(number + 1, 0, [
                f"331101{day:02d}{month:02d}{year % 100:02d}{number // 16_800 % 9_999 + 1:04d}",
                f"3311{number // 3:012d}",
                f"Warga Nomor {number}", "L", f"{day:02d}/{month:02d}/{year}", "Sukoharjo", str(number % 3 + 1),
                f"08123{number:07d}", f"Dusun {number % 90} RT {number % 9}", village, district,
            ])  # fmt: skip
    return file.getvalue()


def _bring_in(tenant_id: int, member: int, content: bytes) -> tuple[dict[str, float], dict[str, int]]:
    """Seconds of each step, and the memory held after reading, after the first and after the last piece."""
    taken: dict[str, float] = {}
    began = time.perf_counter()
    with access.acting_as(access.load_subject(member, tenant_id, confirmed_at=clock.now())):
        told = {"kind": "people", "programme": None, "as_of": date(2026, 3, 1), "file": None}
        batch = actions.begin(actions.Sent("warga.xlsx", content), told, uuid4())
        actions.map_columns(batch.id, queries.guessed(batch.headings), None)
        number = batch.id
        db.session.commit()
    taken["upload: headings found"] = time.perf_counter() - began
    read, checked = _work(1), _work()
    taken["read and sealed in pieces"], taken["every row checked"] = read[0], checked[0]
    with access.acting_as(access.load_subject(member, tenant_id, confirmed_at=clock.now())):
        found = db.session.scalars(select(ImportBatch).where(ImportBatch.id == number)).one()
        if found.state != "checked" or found.bad:
            raise AssertionError(f"{found.state}: {found.bad} bad of {found.total}")
        actions.keep(number, "all", found.version)
        db.session.commit()
    written = _work()
    taken["recorded"] = written[0]
    return taken, {"read": read[1][-1], "first": checked[1][0], "last": written[1][-1]}


def _work(most: int | None = None) -> tuple[float, list[int]]:
    """Do what is left for later, one job at a time: seconds, and the memory held after each."""
    held: list[int] = []
    began = time.perf_counter()
    while (most is None or len(held) < most) and jobs.run_waiting(limit=1):
        held.append(psutil.Process().memory_info().rss)
    db.session.remove()
    return time.perf_counter() - began, held


def _spent(server: Postgres) -> float:
    """Processor seconds of this process and of the database so far: neighbours on the machine do not count."""
    assert server._process is not None
    database_server = psutil.Process(server._process.pid)
    everybody = [psutil.Process(), database_server, *database_server.children(recursive=True)]
    taken = 0.0
    for each in everybody:
        with suppress(psutil.NoSuchProcess):
            taken += sum(each.cpu_times()[:2])
    return taken


def _raw(server: Postgres, source: int, target: int, rows: int) -> tuple[float, float]:
    """The same rows again for another tenant, as plainly as SQL can say it: seconds, and those of the processor."""
    with database.superuser(server) as admin:
        for table in TABLES:
            admin.execute(f"CREATE UNLOGGED TABLE raw_{table} AS SELECT * FROM {table} WHERE tenant_id = {source}")
            admin.execute(f"UPDATE raw_{table} SET tenant_id = {target}")
            admin.execute(f"GRANT SELECT ON raw_{table} TO slrt_staff")
            admin.execute(f"VACUUM ANALYZE raw_{table}")
        admin.execute("UPDATE raw_observation SET recorded_by = NULL")
        listed = {table: _columns(admin, table) for table in TABLES}
    with psycopg.connect(server.url_for("slrt_app", database.NAME), autocommit=True) as ours:
        began, before = time.perf_counter(), _spent(server)
        ours.execute(f"BEGIN; SET LOCAL ROLE slrt_staff; SET LOCAL slrt.tenant_id = '{target}'")
        for table, names in listed.items():
            made: Any = ours.execute(
                f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE SELECT {names} FROM raw_{table}"
            )
            if table == "person" and made.rowcount != rows:
                raise AssertionError(f"{made.rowcount} persons instead of {rows}")
        ours.execute("COMMIT")
        return time.perf_counter() - began, _spent(server) - before


def _columns(admin: psycopg.Connection, table: str) -> str:
    found = admin.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'", [table]
    )
    return ", ".join(f'"{name}"' for (name,) in found)


if __name__ == "__main__":
    sys.exit(main())
