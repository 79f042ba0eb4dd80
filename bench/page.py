"""What the house costs on top of its parts: the queue page of 50 against a bare Flask + psycopg + Jinja page.

Both answer through Flask's test client in this process, on the same rows. The bare page has no sign-in, no isolation,
no frame, no translation: it is what one would write in an afternoon, and the floor under any page of this kind.
"""

import os
import re

import psycopg
from flask import Flask

from bench.database import BYPASS, NAME, connect, superuser
from bench.generate import sign_in
from bench.measure import Ratio, in_turns
from foundation.config import Settings
from foundation.services import Postgres, Valkey
from slrt.app import create_app

LIMIT = 3
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
    return Settings(
        database_url=server.url_for("slrt_app", NAME),
        redis_url=valkey.url,
        secret_key="bench",
        data_keys={"k1": os.urandom(32)},
        lookup_key=os.urandom(32),
        flask={"RATELIMIT_ENABLED": False},
    )


def measure(server: Postgres, valkey: Valkey, tenant_id: int, who: str) -> list[Ratio]:
    """The real page as a manager of that tenant, and the bare one, in turns."""
    with superuser(server) as connection:
        token = sign_in(connection, tenant_id, "manager")
    real = create_app(settings_for(server, valkey)).test_client()
    real.set_cookie("slrt_session", token)
    connection = connect(server, BYPASS)
    bare = bare_app(connection, tenant_id).test_client()

    shown = real.get("/antrean").text
    codes = re.findall(r"<td>(\S+-26-\d+)</td>", bare.get("/").text)
    if len(codes) != min(50, len(codes)) or not all(code in shown for code in codes):
        raise AssertionError("the two pages show different rows")
    ours, theirs = in_turns(lambda _turn: real.get("/antrean"), lambda _turn: bare.get("/"), ROUNDS)
    connection.close()
    return [Ratio(f"queue page of {len(codes)}, {who}", ours, theirs, LIMIT)]


def bare_app(connection: psycopg.Connection, tenant_id: int) -> Flask:
    """Flask, one statement, one template, nothing else."""
    app = Flask("bare")
    template = app.jinja_env.from_string(_PAGE)

    @app.get("/")
    def page() -> str:
        return template.render(rows=connection.execute(_ROWS, [tenant_id]).fetchall())

    return app
