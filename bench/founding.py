"""How long it takes to found the whole nation: `python -m bench.founding [--districts N]` on an empty database.

Every office is made by the same steps, in the same transactions and as the same role as when a province approves it.
The queue of the first office is opened when few others are there, and again when all are.
"""

import argparse
import statistics
import time

from flask.testing import FlaskClient
from sqlalchemy import select

from bench import database
from bench.measure import on_one_core, turns, typical
from bench.page import settings_for, signed_in
from foundation.db import db
from foundation.services import Postgres
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
FEW, OPENED = 10, 120
GROWS = 1.2
"""How many times as long the first office's page may take beside all others as beside a few."""


def main() -> int:
    """Exit code 1 when any office took longer than the limit, or one is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--districts", type=int, default=514)
    wanted = parser.parse_args().districts
    with database.servers() as (_place, server, valkey):
        database.prepare(server)
        app = create_app(settings_for(server, valkey))
        with app.app_context():
            sites = _approved(wanted)
            took = [_timed(site_id) for site_id in sites[:FEW]]
            first = signed_in(app, server, _first_office(), "manager")
        beside_few = _opened(server, first)
        with app.app_context():
            took += [_timed(site_id) for site_id in sites[FEW:]]
            standing = _standing()
        beside_all = _opened(server, first)
    slowest, grown = max(took), beside_all / beside_few
    print(
        f"{standing} offices in {sum(took):.1f} s; one: median {1000 * statistics.median(took):.0f} ms,"
        f" slowest {1000 * slowest:.0f} ms (limit {LIMIT:.0f} s)"
    )
    print(
        f"queue of the first office: {beside_few:.2f} ms beside {FEW - 1} others, {beside_all:.2f} ms beside"
        f" {standing - 1}: {grown:.2f} (limit {GROWS})"
    )
    return 0 if standing == len(sites) and slowest < LIMIT and grown < GROWS else 1


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


def _opened(server: Postgres, office: FlaskClient) -> float:
    """Typical milliseconds of its queue."""
    with database.superuser(server) as connection:
        connection.execute("VACUUM ANALYZE")
    with on_one_core():
        (taken,) = turns([lambda _turn: office.get("/antrean")], OPENED, warm=60)
    return typical(taken)


def _first_office() -> int:
    with enter(Context(Reader.PROVISIONER)):
        return db.session.scalars(select(Tenant.id).where(Tenant.kind == "district").order_by(Tenant.id)).first() or 0


def _standing() -> int:
    with enter(Context(Reader.PROVISIONER)):
        return len(db.session.scalars(select(Tenant.id).where(Tenant.kind == "district")).all())


if __name__ == "__main__":
    raise SystemExit(main())
