"""What handing out published data costs: a million figures as CSV, and what the process holds meanwhile.
`python -m bench.exports [--rows N]` writes RESULTS-exports.md.
"""

import argparse
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from bench import database
from bench.measure import machine
from bench.page import settings_for
from foundation.services import Postgres
from slrt.app import create_app

RESULTS = Path(__file__).with_name("RESULTS-exports.md")
SIZES = (10, 1)
"""First a tenth of the list, then the whole: the most that the process ever held must not grow with it."""
ROOM = 32
"""MiB by which the larger may hold more than the smaller."""
MEBI = 2**20
_FILL = """
INSERT INTO open_release (quarter)
SELECT ('1990-01-01'::date + n * interval '3 months')::date FROM generate_series(0, %(n)s / 10000) n;
INSERT INTO open_figure (dataset, quarter, number, level, code, name, province_code, category, n)
SELECT 'kasus-masuk', ('1990-01-01'::date + n / 10000 * interval '3 months')::date, n %% 10000, 'district', '33.11',
       'Kabupaten Sukoharjo', '33', 'health', n FROM generate_series(0, %(n)s - 1) n;
ANALYZE open_figure;
"""


def main() -> int:
    """Exit code 1 when memory grows with the list."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--no-write", dest="write", action="store_false")
    options = parser.parse_args()
    with database.servers() as (_place, server, valkey):
        database.prepare(server)
        app = create_app(settings_for(server, valkey))
        measured = [_measured(server, app, options.rows // part) for part in SIZES]
    lines, flat = _report(measured)
    print("\n".join(lines))
    if options.write:
        RESULTS.write_text("\n".join(lines) + "\n")
    return 0 if flat else 1


def _measured(server: Postgres, app: Flask, rows: int) -> tuple[int, float, float, float]:
    """Rows, seconds, MiB sent, and the most MiB that the process held."""
    with database.superuser(server) as connection:
        connection.execute("TRUNCATE open_release, open_figure")
        for statement in _FILL.split(";\n"):
            if statement.strip():
                connection.execute(statement, {"n": rows} if "%(n)s" in statement else None)
    began = time.perf_counter()
    answer = app.test_client().get("/data-terbuka/kasus-masuk.csv", buffered=False)
    sent = sum(map(len, answer.iter_encoded()))
    answer.close()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return rows, time.perf_counter() - began, sent / MEBI, most


def _report(measured: list[tuple[int, float, float, float]]) -> tuple[list[str], bool]:
    grown = measured[-1][3] - measured[0][3]
    flat = grown <= ROOM
    return [
        "# Measured: published data going out",
        "",
        f"Written by `python -m bench.exports` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.",
        "",
        machine(),
        "- Through the page's own door, from the first statement to the last byte; memory: the most ever held",
        "",
        "| Rows | Seconds | MiB sent | Most MiB held |",
        "|--:|--:|--:|--:|",
        *(f"| {rows:,} | {seconds:.1f} | {sent:.0f} | {most:.0f} |" for rows, seconds, sent, most in measured),
        "",
        f"Ten times the rows hold {grown:.0f} MiB more, target ≤ {ROOM}: {'met' if flat else '**missed**'}.",
    ], flat


if __name__ == "__main__":
    sys.exit(main())
