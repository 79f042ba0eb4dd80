"""What the house costs on top of its parts: the queue page of 50 against a bare Flask + psycopg + Jinja page.

Both answer through Flask's test client in this process, on the same rows. The bare page has no sign-in, no isolation,
no frame, no translation: it is what one would write in an afternoon, and the floor under any page of this kind.
Beside it: the largest tenant's page against the median's.
"""

import gc
import os
import re
from collections.abc import Callable, Mapping

import psycopg
from flask import Flask
from flask.testing import FlaskClient

from bench.database import BYPASS, NAME, connect, superuser
from bench.generate import sign_in
from bench.measure import Ratio, in_turns, p95, turns
from foundation.config import Settings
from foundation.services import Postgres, Valkey
from reporting.jobs import compact_facts
from slrt.app import create_app

LIMIT, SPREAD = 3, 5
ROUNDS = 150

_ROWS = """
SELECT c.code, p.name, p.nik_masked, c.sector, c.case_type, r.name AS village, c.state, c.due_on, c.emergency,
       m.name AS owner
FROM "case" c
JOIN person p ON p.tenant_id = c.tenant_id AND p.id = c.person_id
LEFT JOIN region r ON r.code = c.village_code
LEFT JOIN membership m ON m.tenant_id = c.tenant_id AND m.id = c.owner_id
WHERE c.tenant_id = %s AND c.closed_at IS NULL ORDER BY c.queue_on, c.id LIMIT 50"""
_PAGE = """<!doctype html><title>Antrean</title><table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>
{% endfor %}</tr>{% endfor %}</table>"""


def settings_for(server: Postgres, valkey: Valkey) -> Settings:
    """The application on the generated country."""
    return settings_at(server.url_for("slrt_app", NAME), valkey.url)


def settings_at(database_url: str, redis_url: str) -> Settings:
    """The same in a process that has no servers of its own."""
    return Settings(
        database_url=database_url,
        redis_url=redis_url,
        secret_key="bench",
        data_keys={"k1": os.urandom(32)},
        lookup_key=os.urandom(32),
        flask={"RATELIMIT_ENABLED": False},
    )


def fold(server: Postgres, valkey: Valkey) -> None:
    """What other measurements have left pending is folded, as it would have been within a minute."""
    with create_app(settings_for(server, valkey)).app_context():
        compact_facts()


def measure(server: Postgres, valkey: Valkey, tenants: Mapping[str, int]) -> list[Ratio]:
    """The real page as a manager of each tenant against the bare one, and the tenants among themselves."""
    app = create_app(settings_for(server, valkey))
    gc.collect()
    gc.freeze()  # as slrt.wsgi does: what is loaded once is not looked through for garbage again
    real = {who: signed_in(app, server, tenant_id, "manager") for who, tenant_id in tenants.items()}
    ratios = [_against_bare(server, real[who], tenant_id, who) for who, tenant_id in tenants.items()]
    (largest, largest_client), (other, other_client) = real.items()
    taken = turns([lambda _turn: largest_client.get("/antrean"), lambda _turn: other_client.get("/antrean")], ROUNDS)
    spread = Ratio(f"queue page, 95 of 100: {largest} against {other}", *map(p95, taken), SPREAD)
    return [*ratios, spread]


def signed_in(app: Flask, server: Postgres, tenant_id: int, role: str) -> FlaskClient:
    """A browser of somebody who works there in that role."""
    with superuser(server) as connection:
        token = sign_in(connection, tenant_id, role)
    client = app.test_client()
    client.set_cookie("slrt_session", token)
    return client


def visits(app: Flask, server: Postgres, district_id: int, *paths: str) -> list[Callable[[int], object]]:
    """Turns of a district, of its province and of the ministry, each at its page of `paths`, which opens."""
    with superuser(server) as connection:
        province_id = connection.execute("SELECT parent_id FROM tenant WHERE id = %s", [district_id]).fetchone()[0]
    whose = ((district_id, "manager"), (province_id, "provincial_supervisor"), (1, "ministry_analyst"))
    return [_visit(signed_in(app, server, *who), path) for who, path in zip(whose, paths, strict=True)]


def _visit(client: FlaskClient, path: str) -> Callable[[int], object]:
    if client.get(path).status_code != 200:
        raise AssertionError(f"{path} does not open")
    return lambda _turn: client.get(path)


def _against_bare(server: Postgres, real: FlaskClient, tenant_id: int, who: str) -> Ratio:
    connection = connect(server, BYPASS)
    bare = bare_app(connection, tenant_id).test_client()
    shown = real.get("/antrean").text
    codes = re.findall(r"<td>([A-Z]+\d+-\d\d-\d{6})</td>", bare.get("/").text)
    if len(codes) != min(50, len(codes)) or not all(code in shown for code in codes):
        raise AssertionError("the two pages show different rows")
    ours, theirs = in_turns(lambda _turn: real.get("/antrean"), lambda _turn: bare.get("/"), ROUNDS)
    connection.close()
    return Ratio(f"queue page of {len(codes)}, {who}", ours, theirs, LIMIT)


def bare_app(connection: psycopg.Connection, tenant_id: int) -> Flask:
    """Flask, one statement, one template, nothing else."""
    app = Flask("bare")
    template = app.jinja_env.from_string(_PAGE)

    @app.get("/")
    def page() -> str:
        return template.render(rows=connection.execute(_ROWS, [tenant_id]).fetchall())

    return app
