"""Cases made behind the scenes: only counts and shapes matter here."""

import re
from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from foundation.clock import today
from tests.world import Member, World

CANARY_NAME, CANARY_NIK = "Kenari Binti Rahasia", "1906019912310007"


@pytest.fixture
def fill(admin: psycopg.Connection, world: World) -> Callable[..., list[int]]:
    """`fill(tenant_id, 3, state=…, due=-2, sector=…, opened=-5)`: cases, days counted from today; returns their ids."""

    def make(
        tenant_id: int,
        n: int = 1,
        state: str = "checking",
        due: int | None = 5,
        sector: str = "health",
        opened: int = 0,
    ) -> list[int]:
        now, final = today("Asia/Jakarta"), state in ("closed", "rejected", "cancelled")
        rows = admin.execute(
            """
            WITH home AS (
              INSERT INTO household (tenant_id, address, village_code) VALUES (%(tenant)s, 'Jalan 1', '19.06.01.2001')
              RETURNING id
            ), who AS (
              INSERT INTO person (tenant_id, household_id, name, sex, nik_masked, version)
              SELECT %(tenant)s, id, %(name)s, 'female', %(nik)s, 1 FROM home RETURNING id
            )
            INSERT INTO "case" (tenant_id, code, person_id, case_type, kind, sector, channel, village_code, state,
                                opened_at, opened_on, promised_on, due_on, closed_at, version)
            SELECT %(tenant)s, 'K-' || who.id || '-' || i, who.id, 'pbi_reactivation', 'request', %(sector)s, 'walk_in',
                   '19.06.01.2001', %(state)s, now(), %(opened)s, %(now)s, %(due)s,
                   CASE WHEN %(final)s THEN now() END, 1
            FROM who, generate_series(1, %(n)s) AS i RETURNING id
            """,
            {
                "tenant": tenant_id, "n": n, "state": state, "sector": sector, "final": final, "now": now,
                "name": CANARY_NAME, "nik": CANARY_NIK, "opened": now + timedelta(days=opened),
                "due": None if final or due is None else now + timedelta(days=due),
            },
        )  # fmt: skip
        return [row[0] for row in rows.fetchall()]

    return make


class Browser:
    """A signed-in browser that sends forms with the token of the page before."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client

    def get(self, url: str) -> TestResponse:
        return self._client.get(url)

    def post(self, url: str, **data: str) -> TestResponse:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/lainnya").text)
        assert token is not None
        return self._client.post(url, data={"csrf_token": token[1], **data})


@pytest.fixture
def browse(app, sign_in) -> Callable[[Member], Browser]:
    """`browse(world.a.manager)`: that member's browser."""
    return lambda member: Browser(sign_in(app.test_client(), member))
