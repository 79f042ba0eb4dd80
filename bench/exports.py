"""What handing out a million rows costs, and what the process that does it holds meanwhile: published data, the list of
an office's people, all of an office's data with its cases, a table that somebody made.
`python -m bench.exports [--rows N]` writes RESULTS-exports.md.

Each is done by a process of its own, for a tenth of the rows and for all of them: the most that it ever held must not
grow with them.
"""

import argparse
import multiprocessing
import re
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from flask import Flask

from bench import database, generate
from bench.measure import machine
from bench.page import settings_at
from foundation.services import Postgres, Valkey
from slrt.app import create_app
from tenants.sites import archive
from tenants.subjects import of_session

RESULTS = Path(__file__).with_name("RESULTS-exports.md")
PARTS = (10, 1)
"""First a tenth of the rows, then all."""
ROOM = 32
"""MiB by which the larger may hold more than the smaller."""
MEBI = 2**20
_PUBLISHED = """
TRUNCATE open_release, open_figure;
INSERT INTO open_release (quarter)
SELECT ('1990-01-01'::date + n * interval '3 months')::date FROM generate_series(0, {n} / 10000) n;
INSERT INTO open_figure (dataset, quarter, number, level, code, name, province_code, category, n)
SELECT 'kasus-masuk', ('1990-01-01'::date + n / 10000 * interval '3 months')::date, n % 10000, 'district', '33.11',
       'Kabupaten Sukoharjo', '33', 'health', n FROM generate_series(0, {n} - 1) n;
ANALYZE open_figure;
"""
TABLE = "/tabel/unduh?measure=cases_opened&rows=day&columns=sector&period=last_12_months"


@dataclass(frozen=True)
class Export:
    """One way out: who takes it from which address, sending what; without an address, the whole office as a zip."""

    name: str
    path: str = ""
    sent: dict[str, str] | None = None
    """None: a page that is only opened."""


PEOPLE = {"columns": "list", "reason": "Pengukuran ekspor"}
EXPORTS = (
    Export("published data, CSV", "/data-terbuka/kasus-masuk.csv"),
    Export("published data, workbook", "/data-terbuka/kasus-masuk.xlsx"),
    Export("an office's people, CSV", "/data/keluar", PEOPLE | {"format": "csv"}),
    Export("an office's people, workbook", "/data/keluar", PEOPLE | {"format": "xlsx"}),
    Export("all data of an office, zip"),
    Export("a table somebody made, of so many cases, CSV", TABLE, {"format": "csv"}),
    Export("a table somebody made, of so many cases, workbook", TABLE, {"format": "xlsx"}),
)


@dataclass(frozen=True)
class Measured:
    """What one of them took."""

    rows: int
    seconds: float
    sent: float
    """MiB."""
    held: float
    """The most MiB that the process ever held."""


def main() -> int:
    """Exit code 1 when memory grows with the rows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--no-write", dest="write", action="store_false")
    options = parser.parse_args()
    with database.servers() as (_place, server, valkey):
        database.prepare(server)
        tokens = _filled(server, options.rows)
        measured = [(export, _measured(server, valkey, export, tokens)) for export in EXPORTS]
    lines, flat = _report(measured)
    print("\n".join(lines))
    if options.write:
        RESULTS.write_text("\n".join(lines) + "\n")
    return 0 if flat else 1


def _filled(server: Postgres, rows: int) -> dict[int, str]:
    """By number of rows: an office that has as many people and cases, and somebody signed in there."""
    offices = {9_000 + part: rows // part for part in PARTS}
    with database.superuser(server) as connection:
        generate.fill_two(connection, offices)
        return {n: generate.sign_in(connection, id_, "manager") for id_, n in offices.items()}


def _measured(server: Postgres, valkey: Valkey, export: Export, tokens: dict[int, str]) -> list[Measured]:
    url = server.url_for("slrt_app", database.NAME)
    found = []
    for rows, token in tokens.items():
        with database.superuser(server) as connection:
            _publish(connection, rows)
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
            found.append(Measured(rows, *alone.submit(handed_out, export, url, valkey.url, token).result()))
        print(export.name, found[-1], flush=True)
    return found


def _publish(connection: psycopg.Connection, rows: int) -> None:
    connection.execute(_PUBLISHED.format(n=rows))


def handed_out(export: Export, url: str, valkey_url: str, token: str) -> tuple[float, float, float]:
    """Seconds, MiB sent, and the most MiB that this process has held."""
    app = create_app(settings_at(url, valkey_url))
    app.config["WTF_CSRF_ENABLED"] = False
    began = time.perf_counter()
    sent = sum(map(len, (_page if export.path else _archive)(app, export, token)))
    return time.perf_counter() - began, sent / MEBI, _most_held()


def _most_held() -> float:
    """MiB, since this program began: what `getrusage` says goes on from the process that started it."""
    told = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    if told is None:
        raise AssertionError("this system does not say how much a process has held")
    return int(told[1]) / 1024


def _page(app: Flask, export: Export, token: str) -> Iterator[bytes]:
    client = app.test_client()
    client.set_cookie("slrt_session", token)
    if export.sent is None:
        answer = client.get(export.path, buffered=False)
    else:
        answer = client.post(export.path, data=export.sent, buffered=False)
    if answer.status_code != 200 or answer.mimetype == "text/html":
        raise AssertionError(f"{export.path}: {answer.status}, {answer.mimetype}")
    yield from answer.iter_encoded()
    answer.close()


def _archive(app: Flask, _export: Export, token: str) -> Iterator[bytes]:
    """Past the page, which asks for the second factor first."""
    with app.app_context():
        who = of_session(token)
        if who is None:
            raise AssertionError("nobody is signed in")
        yield from archive.stream(who.tenant)


def _report(found: Sequence[tuple[Export, Sequence[Measured]]]) -> tuple[list[str], bool]:
    grown = [(export, each[-1].held - each[0].held) for export, each in found]
    flat = all(more <= ROOM for _export, more in grown)
    return [
        "# Measured: data going out",
        "",
        f"Written by `python -m bench.exports` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.",
        "",
        machine(),
        "- Each through its page's own door, from the first statement to the last byte, in a process of its own;"
        " memory: the most that process ever held, the application itself included",
        "- An office of so many people and as many cases; published data of as many figures. A table is made of"
        " facts, of at most 20,000 cells, however many cases they count",
        "",
        "| What | Rows | Seconds | MiB sent | Most MiB held |",
        "|---|--:|--:|--:|--:|",
        *(
            f"| {export.name} | {each.rows:,} | {each.seconds:.1f} | {each.sent:.1f} | {each.held:.0f} |"
            for export, both in found
            for each in both
        ),
        "",
        "Ten times the rows hold, in MiB more (target ≤ "
        + f"{ROOM}): "
        + "; ".join(f"{export.name} {round(more)}" for export, more in grown)
        + f". {'Met' if flat else '**Missed**'}.",
    ], flat


if __name__ == "__main__":
    sys.exit(main())
