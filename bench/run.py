"""Measure everything and write RESULTS.md: `python -m bench.run [--cases N]`, or one part beside what stands there.

Ratios within one run are what counts: milliseconds differ from machine to machine.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from bench import (
    above,
    around,
    beside,
    database,
    generate,
    hot,
    imports,
    index,
    isolation,
    page,
    screening,
    totals,
    what_if,
    work,
)
from bench.measure import Ratio, on_one_core
from foundation.services import Postgres, Valkey

RESULTS = Path(__file__).with_name("RESULTS.md")
HEADING = "# Measured\n"
PARTS = ("isolation", "totals", "beside", "page", "work", "screening", "imports", "index", "what_if", "above", "hot")


def main() -> int:
    """Exit code 1 when a target is missed."""
    options = _options()
    with database.servers(options.data) as (place, server, valkey):
        began = time.monotonic()
        _fill(server, place / "filled", generate.Size(cases=options.cases))
        with database.superuser(server) as connection:
            facts = _facts_of(connection)
            ids = generate.districts_by_size(connection)
        if "above" in options.only:
            around.once(server, valkey, place / "around")
        print(f"{facts['cases']} cases in {time.monotonic() - began:.0f} s", flush=True)
        ratios, unindexed = _measure(
            server, valkey, {"largest tenant": ids[0], "median tenant": ids[len(ids) // 2]}, options
        )
        facts["seconds"] = round(time.monotonic() - began)
    report = _report(options, facts, ratios, unindexed)
    if options.beside:
        RESULTS.write_text(_beside(RESULTS.read_text(), " ".join(options.only), report))
    elif options.write:
        RESULTS.write_text(report)
    return 0 if all(ratio.met for ratio in ratios) and not unindexed else 1


def _fill(server: Postgres, done: Path, size: generate.Size) -> None:
    """Once per folder; whoever signed in for an earlier measurement is forgotten."""
    if not done.exists():
        database.prepare(server)
        with database.superuser(server) as connection:
            generate.fill(connection, size)
        done.touch()
    else:
        database.renew(server)
    with database.superuser(server) as connection:
        generate.sign_everybody_out(connection)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=3_000_000)
    parser.add_argument("--people", type=int, default=1_000_000, help="in the district that is screened")
    parser.add_argument("--rows", type=int, default=100_000, help="in the list that is brought in")
    parser.add_argument("--data", type=Path, help="a folder that keeps the country for the next run")
    parser.add_argument("--only", choices=PARTS, nargs="*", default=PARTS)
    parser.add_argument("--no-write", dest="write", action="store_false", help="print, do not write RESULTS.md")
    parser.add_argument("--beside", action="store_true", help="keep what RESULTS.md says, add or replace these parts")
    return parser.parse_args()


def _measure(
    server: Postgres, valkey: Valkey, tenants: dict[str, int], options: argparse.Namespace
) -> tuple[list[Ratio], list[str]]:
    ratios: list[Ratio] = []
    unindexed: list[str] = []
    parts: list[Callable[[], Iterable[Ratio]]] = []
    for who, tenant_id in tenants.items():
        if "isolation" in options.only:
            parts.append(on_one_core()(lambda who=who, tenant_id=tenant_id: isolation.measure(server, tenant_id, who)))
            unindexed += isolation.unindexed(server, tenant_id)
    largest, median = tenants["largest tenant"], tenants["median tenant"]
    others: dict[str, Callable[[], Iterable[Ratio]]] = {
        "page": on_one_core()(lambda: page.measure(server, valkey, tenants)),
        "work": on_one_core()(lambda: work.measure(server, valkey, largest)),
        "screening": lambda: screening.measure(server, options.people),
        "imports": lambda: imports.measure(server, valkey, options.rows),
        "totals": lambda: totals.measure(server, valkey, largest),
        "beside": lambda: beside.measure(server, valkey, median, largest),
        "index": lambda: index.measure(server, valkey),
        "what_if": lambda: what_if.measure(server, valkey, largest),
        "hot": lambda: hot.measure(server, valkey, largest),
        "above": lambda: above.measure(server, valkey, largest),
    }
    parts += [part for name, part in others.items() if name in options.only]
    for part in parts:
        with database.superuser(server) as connection:
            generate.sign_everybody_out(connection)  # each part signs in for itself
        page.fold(server, valkey)
        for ratio in part():
            print(
                f"{ratio.name:75} {ratio.ratio:8.2f}  (target {ratio.limit})  {'met' if ratio.met else 'MISSED'}",
                flush=True,
            )
            ratios.append(ratio)
    return ratios, unindexed


def _beside(written: str, parts: str, report: str) -> str:
    """The report as a chapter of what is there, instead of an older one of the same parts."""
    title = f"## Measured alone: {parts}"
    before, _title, after = written.partition(f"\n{title}\n")
    others = after[after.find("\n## ") :] if "\n## " in after else ""
    chapters = [before.rstrip(), others.strip(), f"{title}\n{report.removeprefix(HEADING)}"]
    return "\n\n".join(chapter for chapter in chapters if chapter)


def _facts_of(connection: database.psycopg.Connection) -> dict[str, object]:
    row = connection.execute(
        """
        SELECT (SELECT count(*) FROM "case"), (SELECT count(*) FROM person), max(n), percentile_disc(0.5)
               WITHIN GROUP (ORDER BY n), count(*), pg_size_pretty(pg_database_size(current_database())),
               current_setting('server_version'), current_setting('shared_buffers')
        FROM (SELECT tenant_id, sum(n) AS n FROM case_fact_state GROUP BY 1) AS sizes
        """
    ).fetchone()
    names = ("cases", "persons", "largest", "median", "tenants", "size", "postgresql", "shared_buffers")
    return dict(zip(names, row, strict=True))


def _report(options: argparse.Namespace, facts: dict[str, object], ratios: list[Ratio], unindexed: list[str]) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("Flask", "SQLAlchemy", "psycopg", "Jinja2"))
    lines = [
        HEADING,
        f"Written by `python -m bench.run --cases {options.cases} --only {' '.join(options.only)}` on "
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, in {facts['seconds']} s.",
        "",
        f"- Machine: {os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB memory, "
        f"{platform.system()} {platform.machine()}; load when done {os.getloadavg()[0]:.1f}",
        f"- Versions: Python {platform.python_version()}, PostgreSQL {facts['postgresql']}, {libraries}",
        f"- Data: {facts['cases']:,} cases and {facts['persons']:,} persons (invented) in {facts['tenants']} tenants, "
        f"{facts['size']}; largest tenant {facts['largest']:,} cases, median {facts['median']:,}; "
        f"shared_buffers {facts['shared_buffers']}",
        "- Lower quartiles of interleaved turns, on a machine that may be in use by others; isolation, pages and desk "
        "work on one core, their servers with them. Cost = ours / other, gain = other / ours. Milliseconds: this "
        "machine only.",
        "",
        "| What | Ours, ms | Other, ms | Ratio | Target | |",
        "|---|--:|--:|--:|--:|---|",
    ]
    for each in ratios:
        target = f"≥ {each.limit:g}" if each.at_least else f"≤ {each.limit:g}"
        lines.append(
            f"| {each.name} | {each.ours_ms:.2f} | {each.other_ms:.2f} | {each.ratio:.2f} | {target} "
            f"| {'met' if each.met else '**missed**'} |"
        )
    lines += [
        "",
        "Plans through the real policies: "
        + ("every one finds its rows by tenant and filter in one index." if not unindexed else ""),
    ]
    lines += [f"\nNot by index: {each}" for each in unindexed]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
