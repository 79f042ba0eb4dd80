"""Every page that a provincial supervisor and a ministry analyst can open: 95 of 100 against 300 ms, and where a
district has a page for the same job, against that of the largest district: whoever stands higher waits no longer.

The pages are taken from the map of addresses and from what roles may do, so that a new one is measured or refuses the
measurement. Nothing is read twice from the same numbers: before every turn a case moves somewhere in the country, and a
thousand deltas are pending, as a busy country leaves them between two runs of the compaction.
"""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from bench.database import superuser
from bench.examples import BY_OFFICE, EXAMPLES, NOT_OPENED, VIEWS
from bench.measure import Ratio, on_one_core, p95, turns, typical
from bench.moving import mover
from bench.page import settings_for, signed_in
from foundation.services import Postgres, Valkey
from reporting.jobs import compact_facts
from slrt.app import create_app
from tenants.access import declared
from tenants.permissions import may

LIMIT_MS = 300
ROUNDS, WARM = 40, 4
PENDING = 500
"""Cases that have moved since the last compaction, two deltas each: three quarters of a minute of a working day, where
there are ten million cases a year."""
OPEN_TO_ALL = ("open_data.", "open-data-api.", "bulletin.", "sustainability.rules")
"""Public pages about offices; those for citizens, applicants and sign-in are the same for everybody."""
COUNTERPARTS = {
    "reporting.province": "/jumlah",
    "reporting.ministry": "/jumlah",
    "reporting.ministry_province": "/jumlah",
    "reporting.province_cases": "/antrean",
    "maps.province": "/jumlah/desa",
    "maps.ministry": "/jumlah/desa",
    "maps.ministry_province": "/jumlah/desa",
    "quality.province": "/mutu-data",
    "quality.ministry": "/mutu-data",
    "quality.ministry_province": "/mutu-data",
    "quality-api.province_quality": "/api/v1/quality",
    "quality-api.nation_quality": "/api/v1/quality",
    "cohorts.province": "/keberlanjutan",
    "cohorts.ministry": "/keberlanjutan",
    "sustainability.province": "/keberlanjutan",
    "workforce.district_rosters": "/tenaga",
}
"""What a district opens for the same job; pages that both may open are their own counterparts."""
ABOVE = ("provincial_supervisor", "ministry_analyst")
DISTRICT_ROLES = ("manager", "administrator", "head", "planner")


@dataclass(frozen=True)
class Page:
    """An address, who opens it, and what the largest district opens instead; empty where it has nothing of the kind."""

    who: str
    path: str
    own: str = ""


def measure(server: Postgres, valkey: Valkey, district_id: int) -> Iterator[Ratio]:
    """Page after page, ratios and 95 of 100 of each page. The country has been surrounded (`bench.around`)."""
    app = create_app(settings_for(server, valkey))
    gc.collect()
    gc.freeze()
    with superuser(server) as connection:
        (province_id,) = connection.execute("SELECT parent_id FROM tenant WHERE id = %s", [district_id]).fetchone()
        above = dict(zip(ABOVE, (province_id, 1), strict=True))
        clients = {role: signed_in(app, server, tenant_id, role) for role, tenant_id in above.items()}
        clients |= {role: signed_in(app, server, district_id, role) for role in DISTRICT_ROLES}
        listed = [page for role, tenant_id in above.items() for page in pages(app, connection, role, tenant_id)]
        moving = mover(connection)
        with on_one_core():
            for group in _groups(listed):
                yield from _measured(app, group, clients, connection, moving)


def pages(app: Flask, connection: psycopg.Connection, role: str, tenant_id: int) -> Iterator[Page]:
    """All that this role can open. AssertionError for one of which nobody has said with what."""
    for rule in _rules(app, role):
        path = _filled(app, connection, rule, tenant_id)
        for view in VIEWS.get(rule.endpoint, ("",)):
            yield Page(role, path + view, _own(app, rule, path + view))


def _opens(app: Flask, rule: Rule, role: str) -> bool:
    access = declared(app, rule.endpoint)
    if access is None or access.kind == "public":
        return rule.endpoint.startswith(OPEN_TO_ALL)
    return access.kind == "signed_in" or may(role, access.permission)


def unsaid(app: Flask) -> list[str]:
    """Addresses that somebody above a district can open, and of which bench.examples does not say with what."""
    opened = {rule.endpoint: rule for role in ABOVE for rule in _rules(app, role)}
    return [
        f"{rule.rule} ({rule.endpoint}): {name}"
        for rule in opened.values()
        for name in rule.arguments
        if _example(rule, name) is None
    ]


def _rules(app: Flask, role: str) -> list[Rule]:
    return [
        rule
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_OPENED and _opens(app, rule, role)
    ]


def _example(rule: Rule, name: str) -> str | None:
    return EXAMPLES.get(f"{rule.endpoint}:{name}") or EXAMPLES.get(name)


def _filled(app: Flask, connection: psycopg.Connection, rule: Rule, tenant_id: int) -> str:
    values = {}
    for name in rule.arguments:
        asked = _example(rule, name)
        if asked is None:
            raise AssertionError(f"say in bench.examples with what {rule.rule} ({rule.endpoint}) is opened")
        found = connection.execute(asked, {"tenant": tenant_id}).fetchone() if asked.startswith("SELECT") else [asked]
        if found is None:
            raise AssertionError(f"the country has nothing to open {rule.rule} with")
        values[name] = found[0]
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values)


def _own(app: Flask, rule: Rule, path: str) -> str:
    """The district's page for the same job."""
    if rule.endpoint in COUNTERPARTS:
        return COUNTERPARTS[rule.endpoint]
    address, _mark, view = path.partition("?")
    if f"?{view}" in BY_OFFICE:
        return address + BY_OFFICE[f"?{view}"]
    access = declared(app, rule.endpoint)
    shared = access is not None and access.kind == "permits" and not rule.arguments and _district_role(app, path)
    return path if shared else ""


def _district_role(app: Flask, path: str) -> str:
    """Who opens that page in a district; empty where nobody does."""
    endpoint, _values = app.url_map.bind("localhost").match(path.partition("?")[0])
    access = declared(app, endpoint)
    roles = (role for role in DISTRICT_ROLES if access and access.permission and may(role, access.permission))
    return next(roles, "")


def _groups(listed: list[Page]) -> list[list[Page]]:
    """Those that are held against the same page of the district take turns with it."""
    groups: dict[str, list[Page]] = {}
    for page in listed:
        groups.setdefault(page.own or page.path, []).append(page)
    return list(groups.values())


def _measured(
    app: Flask,
    group: list[Page],
    clients: dict[str, FlaskClient],
    connection: psycopg.Connection,
    moving: Callable[[int], None],
) -> list[Ratio]:
    with app.app_context():  # and not around the visits: they would share what each asks for its own frame
        compact_facts()
    moving(PENDING)
    connection.execute("ANALYZE case_delta, case_desk_delta")
    opened = [_visit(clients[page.who], page.path) for page in group]
    own = group[0].own
    if own:
        opened.append(_visit(clients[_district_role(app, own)], own))
    taken = turns(opened, ROUNDS, WARM, before=lambda: moving(1))
    ratios = []
    for page, each in zip(group, taken, strict=False):
        name = f"{page.path} ({page.who.partition('_')[0]})"
        ratios.append(Ratio(f"{name}, 95 of 100 against {LIMIT_MS} ms", p95(each), LIMIT_MS, 1))
        if own:
            ratios.append(Ratio(f"{name} against the largest district's {own}", typical(each), typical(taken[-1]), 1))
    return ratios


def _visit(client: FlaskClient, path: str) -> Callable[[int], Any]:
    answer = client.get(path)
    if answer.status_code != 200:
        raise AssertionError(f"{path} does not open: {answer.status}")
    return lambda _turn: client.get(path)
