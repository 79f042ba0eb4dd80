"""kill -9 of every part while people work: nothing acknowledged is lost, nothing is doubled, all is back soon."""

import base64
import http.client
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from aiosmtpd.controller import Controller

from foundation.config import Settings, new_secrets, parse_data_keys
from foundation.db import db
from registry.actions import create_person
from registry.schemas import PersonSchema
from slrt.app import create_app
from tenants import access, tokens
from tests import prepared, world
from tests.slrt.house import House, free_port

pytestmark = pytest.mark.drill
ROUNDS = int(os.environ.get("SLRT_DRILL_ROUNDS", "20"))
BACK_WITHIN = 30.0
CALLERS, PAUSE = 4, 1.0
"""Four callers, each this many seconds after its last answer: less than one worker can follow."""
GOES_AWAY = frozenset({502, 503, 504})
"""What a caller may be told meanwhile; everything else means that something broke."""


class Postbox:
    """An SMTP server that counts how often each message came."""

    def __init__(self) -> None:
        self.came: Counter[str] = Counter()

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 (the library's name)
        head = envelope.content.decode(errors="replace").split("\r\n\r\n")[0]
        self.came[next(line for line in head.splitlines() if line.lower().startswith("message-id:"))] += 1
        return "250 OK"


@dataclass
class Load:
    """Callers that register cases, each again with the same key until it is acknowledged."""

    port: int
    token: str
    person_id: int
    acked: dict[str, int] = field(default_factory=dict)
    """Key -> case id."""
    tried: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)
    last_ack_of_request_sent_at: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.stop.is_set():
            key = str(uuid4())
            self.tried.add(key)
            while not self._send(key) and not self.stop.is_set():
                time.sleep(0.2)
            time.sleep(PAUSE)

    def _send(self, key: str) -> bool:
        sent_at = time.monotonic()
        try:
            status, body = self._post(key)
        except (OSError, http.client.HTTPException):
            self.statuses[0] += 1
            return False
        self.statuses[status] += 1
        if status == 201:
            self.acked[key] = json.loads(body)["id"]
            self.last_ack_of_request_sent_at = max(self.last_ack_of_request_sent_at, sent_at)
        elif status not in GOES_AWAY:
            self.odd.append(f"{status} {body[:300]!r}")
        return status == 201

    def _post(self, key: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key, "Content-Type": "application/json"}
        body = {
            "person_id": self.person_id, "case_type": "pbi_reactivation", "kind": "complaint", "summary": f"uji {key}",
            "village_code": "19.06.01.2001", "consent_share": True,
        }  # fmt: skip
        try:
            connection.request("POST", "/api/v1/cases", json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def postbox() -> Iterator[tuple[Postbox, int]]:
    box, port = Postbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, port
    server.stop()


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory, postbox: tuple[Postbox, int]) -> Iterator[tuple[House, Load]]:
    """A running house with one person in it, and callers not yet calling."""
    secrets = new_secrets()
    env = {**secrets, "SMTP_PORT": str(postbox[1]), "SLRT_PUBLIC_URL": "http://localhost"}
    with House(tmp_path_factory.mktemp("house"), env) as house:
        person_id, token = _people(house, secrets)
        load = Load(house.port, token, person_id)
        callers = [threading.Thread(target=load.run) for _ in range(CALLERS)]
        for caller in callers:
            caller.start()
        _wait("the first acknowledged write", lambda: len(load.acked) >= CALLERS, 120)
        yield house, load
        load.stop.set()
        for caller in callers:
            caller.join(60)


def _people(house: House, secrets: dict[str, str]) -> tuple[int, str]:
    """A district with its officers, one citizen with an e-mail address, and a program's token."""
    app = create_app(
        Settings(
            database_url=house.postgres.url_for("slrt_app", prepared.NAME),
            redis_url=house.valkey.url,
            secret_key=secrets["SLRT_SECRET_KEY"],
            data_keys=parse_data_keys(secrets["SLRT_DATA_KEYS"]),
            lookup_key=base64.b64decode(secrets["SLRT_LOOKUP_KEY"]),
        )
    )
    with app.app_context(), app.test_request_context():
        officer = world.build().a.front_office
        with access.acting_as(access.load_subject(officer.membership_id, officer.tenant_id)):
            typed = {"name": "Sumiati", "sex": "female", "address": "Jalan Uji 1", "village_code": "19.06.01.2001"}
            person = create_person(PersonSchema().load({**typed, "email": "sumiati@example.org"}), uuid4())
            token = tokens.create("drill")
            db.session.commit()
            return person.id, token


@pytest.mark.parametrize("victim", ["web", "worker", "valkey", "postgres"])
def test_killed_under_load_loses_and_doubles_nothing(standing, postbox, victim: str) -> None:
    house, load = standing
    kills, slowest = 0, 0.0
    for _ in range(ROUNDS):
        house.kill(victim)
        killed_at, moment = time.monotonic(), datetime.now(UTC)
        kills += 1
        _wait(f"a write after {victim} was killed", lambda at=killed_at: load.last_ack_of_request_sent_at > at + 0.1)
        slowest = max(slowest, time.monotonic() - killed_at)
        _wait(f"a job after {victim} was killed", lambda at=moment: _jobs_go_on(house, at))
        slowest = max(slowest, time.monotonic() - killed_at)
        time.sleep(0.5)
    _wait("every job done", lambda: _open_jobs(house, "now() - interval '5 seconds'") == 0, 2 * BACK_WITHIN)
    print(f"\n{victim}: {kills} kills, {len(load.acked)} acknowledged, back within {slowest:.1f} s, {load.statuses}")
    assert load.odd == []
    _nothing_lost_nor_doubled(house, load)
    repeats = sum(postbox[0].came.values()) - len(postbox[0].came)
    assert repeats <= 4 * ROUNDS, "a message may come twice when its worker dies between sending and noting it"


def _nothing_lost_nor_doubled(house: House, load: Load) -> None:
    acked = dict(load.acked)
    with psycopg.connect(house.postgres.url_for("postgres", prepared.NAME)) as connection:
        rows = connection.execute("SELECT case_id, substr(summary, 5) FROM case_intake").fetchall()
        unequal = connection.execute(
            "SELECT (SELECT count(*) FROM \"case\"), (SELECT count(*) FROM outbox WHERE job = 'cases.send_message')"
        ).fetchone()
    made = Counter(key for _id, key in rows)
    assert [key for key, count in made.items() if count > 1] == []
    assert set(made) <= load.tried
    assert {key: case_id for case_id, key in rows if key in acked} == acked
    assert unequal is not None
    assert unequal[0] == unequal[1], "each case told once"


def _jobs_go_on(house: House, since: datetime) -> bool:
    """A job born after that moment is done, and none from before it is left."""
    with psycopg.connect(house.postgres.url_for("postgres", prepared.NAME), connect_timeout=2) as connection:
        row = connection.execute(
            "SELECT count(*) FILTER (WHERE done_at IS NOT NULL AND created_at > %(since)s),"
            " count(*) FILTER (WHERE done_at IS NULL AND created_at <= %(since)s) FROM outbox",
            {"since": since},
        ).fetchone()
    return row is not None and row[0] > 0 and row[1] == 0


def _open_jobs(house: House, older_than: str) -> int:
    with psycopg.connect(house.postgres.url_for("postgres", prepared.NAME), connect_timeout=2) as connection:
        row = connection.execute(
            f"SELECT count(*) FROM outbox WHERE done_at IS NULL AND created_at < {older_than}"
        ).fetchone()
    return row[0] if row else 0


def _wait(what: str, holds, seconds: float = BACK_WITHIN) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if holds():
                return
        except psycopg.OperationalError:
            pass
        time.sleep(0.1)
    pytest.fail(f"not within {seconds:.0f} s: {what}")
