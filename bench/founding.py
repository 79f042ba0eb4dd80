"""How long it takes to found the whole nation: `python -m bench.founding [--districts N]` on an empty database.

Every office is made by the same steps, in the same transactions and as the same role as when a province approves it.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from sqlalchemy import select

from bench import database
from bench.page import settings_for
from foundation.db import db
from foundation.services import Postgres, Valkey
from foundation.tenancy import Context, Reader, enter
from reference.models import REGENCY, Region
from slrt.app import create_app
from tenants import provision
from tenants.models import Tenant
from tenants.sites.founding import found
from tenants.sites.machine import Stage
from tenants.sites.models import Site

LIMIT = 10.0
"""Seconds that one office may take."""


def main() -> int:
    """Exit code 1 when any office took longer than the limit, or one is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--districts", type=int, default=514)
    wanted = parser.parse_args().districts
    with tempfile.TemporaryDirectory(prefix="slrt-bench-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        place.chmod(0o755)
        with Postgres(place / "pg") as server, Valkey(place / "valkey") as valkey:
            database.prepare(server)
            app = create_app(settings_for(server, valkey))
            with app.app_context():
                sites = _approved(wanted)
                took = [_timed(site_id) for site_id in sites]
                standing = _standing()
                db.engine.dispose()
    slowest = max(took)
    print(
        f"{standing} offices in {sum(took):.1f} s; one: median {1000 * statistics.median(took):.0f} ms,"
        f" slowest {1000 * slowest:.0f} ms (limit {LIMIT:.0f} s)"
    )
    return 0 if standing == len(sites) and slowest < LIMIT else 1


def _approved(wanted: int) -> list[int]:
    """So many districts that have been approved, the first by their codes."""
    with enter(Context(Reader.PROVISIONER)):
        nation = provision.create_tenant("ministry", "Kementerian Sosial", "Kementerian Sosial", "RI")
        regencies = select(Region).where(Region.level == REGENCY, Region.valid_to.is_(None)).order_by(Region.code)
        sites = [
            Site(region_code=region.code, name=region.name, desk_id=nation.id, state=Stage.APPROVED)
            for region in db.session.scalars(regencies.limit(wanted))
        ]
        db.session.add_all(sites)
        db.session.commit()
        return [site.id for site in sites]


def _timed(site_id: int) -> float:
    began = time.perf_counter()
    found(site_id)
    return time.perf_counter() - began


def _standing() -> int:
    with enter(Context(Reader.PROVISIONER)):
        return len(db.session.scalars(select(Tenant.id).where(Tenant.kind == "district")).all())


if __name__ == "__main__":
    raise SystemExit(main())
