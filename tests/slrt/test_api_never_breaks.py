"""Whatever is sent to the API, it answers in words: no 5xx, and never a shape that the description does not know."""

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from foundation import clock
from foundation.signatures import sign
from tenants.permissions import may
from tests.caller import PREFIX, calls
from tests.cases.conftest import mailbox, story
from tests.filled import filled
from tests.world import Member

__all__ = ["calls", "filled", "mailbox", "story"]

READERS = ("front_office", "manager", "health_office_officer")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
QUIET = settings(
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
PROGRAMS = (*READERS, "province", "ministry")
EVERYDAY, DRILL = 8, 120
"""Examples per operation and way (what fits the description, and what does not), each sent by every reader who may."""
PARTS = 6
"""So many tests share the operations, for so many workers."""
KNOWN = {
    "person_id": 1, "village_code": "19.06.01.2001", "agency_id": 1, "case_type": "pbi_reactivation",
    "kind": "complaint", "proxy_name": None, "move": "cancel", "nik": None, "family_card": None,
    "code": "BLT-26-000001", "last4": "0001", "reference": "case-message-4-1", "sender": "0812 3456 4410",
    "why": "absent", "name": "Budi", "phone": None, "email": None, "birth_date": None,
}  # fmt: skip
"""What exists in the busy district: mixed into half of the generated bodies, so that they reach the actions."""

HOSTILE = {
    "nothing": b"",
    "NUL": b'{"name": "a\\u0000b", "q": "\\u0000", "note": "\\u0000"}',
    "NUL in a key": b'{"\\u0000": 1}',
    "lone surrogate": b'{"name": "\\ud800", "q": "\\udfff", "note": "\\ud800"}',
    "deep lists": b"[" * 50_000 + b"]" * 50_000,
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "deep value": b'{"q": ' + b"[" * 900 + b"]" * 900 + b"}",
    "digits without end": b'{"version": ' + b"9" * 10_000 + b"}",
    "beyond bigint": b'{"version": 9223372036854775808, "person_id": -170141183460469231731687303715884105728}',
    "NaN": b'{"version": NaN, "person_id": Infinity}',
    "1e999": b'{"version": 1e999, "person_id": 1e400}',
    "fraction": b'{"version": 1.5, "person_id": 1e3}',
    "bad UTF-8": b'{"name": "\xff\xfe", "q": "\xed\xa0\x80"}',
    "UTF-16": '{"q": "a"}'.encode("utf-16"),
    "truncated": b'{"q": "',
    "not an object": b'["q"]',
    "null": b"null",
    "line breaks": b'{"q": "a\\r\\nSet-Cookie: x=1", "name": "a\\r\\nb", "note": "a\\r\\nb"}',
    "right to left": '{"q": "\u202eabc", "name": "\u202eabc", "note": "\u2066x"}'.encode(),
    "formula": b'{"q": "=1+1", "name": "@SUM(A1)", "note": "+cmd"}',
    "10 MB": b'{"q": "' + b"a" * 10_000_000 + b'"}',
}
FIELDS = [
    "name", "nik", "phone", "email", "family_card", "birth_date", "sex", "relation", "address", "village_code", "q",
    "after", "case_type", "kind", "sector", "channel", "summary", "emergency", "person_id", "move", "note", "version",
    "agency_id", "service", "fields", "reason", "competent", "result", "code", "last4",
]  # fmt: skip
WRONG_VALUES = (None, True, 0, -1, 2**63, 1.5, "", "\ud800", "x" * 20_000, "٣٣", [], [[]], {}, {"a": 1})
PAIRS = [json.dumps(dict.fromkeys(FIELDS, value)).encode() for value in WRONG_VALUES]


@pytest.fixture
def busy(app, filled, story, mailbox) -> None:
    """A district with a case out at an agency, so that generated ids meet something."""
    story.refer(story.decided(person={"nik": None, "name": "Ani"}))


@pytest.fixture(scope="session")
def description(house) -> schemathesis.BaseSchema:
    """Read once: what is generated from it is kept with it."""
    signing = _as_gateway(house, house.config["SLRT"].gateway_key)
    return schemathesis.openapi.from_wsgi(f"{PREFIX}/openapi.json", signing)


def _as_gateway(house: Flask, key: bytes) -> Callable[..., Any]:
    """Every call signed as the gateway signs: other doors do not look at it."""

    def sign_and_pass(environ: dict[str, Any], start_response: Any) -> Any:
        body, at = environ["wsgi.input"].read(), int(clock.now().timestamp())
        environ["wsgi.input"] = BytesIO(body)
        environ["HTTP_X_SLRT_TIMESTAMP"], environ["HTTP_X_SLRT_SIGNATURE"] = str(at), sign(key, body, at)
        return house(environ, start_response)

    return sign_and_pass


def _operations(description: schemathesis.BaseSchema) -> Iterator[schemathesis.APIOperation]:
    for result in description.get_all_operations():
        yield result.ok()


def _programs(operation: schemathesis.APIOperation, world) -> list[Member]:
    """Who may open it: calls that stop at the door would prove little. A public door asks nobody: one is enough."""
    if operation.definition.raw.get("security") == []:
        return _everybody(world)[:1]
    permission = operation.definition.raw.get("x-permission")
    return [member for member in _everybody(world) if permission is None or may(member.role, permission)]


def _fuzz(
    operation: schemathesis.APIOperation, mode: GenerationMode, readers: list[dict[str, str]], examples: int
) -> Counter:
    """Send that many generated calls, half of them about rows that exist; how often which status came back.

    Making a call costs as much as answering it: what is made once is sent by every reader.
    """
    statuses: Counter[int] = Counter()

    @settings(QUIET, max_examples=examples)
    @given(case=operation.as_strategy(generation_mode=mode), far=st.booleans(), row=st.integers(1, 3))
    def send(case: schemathesis.Case, far: bool, row: int) -> None:
        near = not far  # this way round, because the first example of all is the smallest: it shall meet something
        if near and case.path_parameters:
            case.path_parameters = dict.fromkeys(case.path_parameters, row)
        if near and isinstance(case.body, dict):
            real = {**KNOWN, "version": row}
            case.body = {name: real.get(name, value) for name, value in case.body.items()}
        given_headers = case.headers or {}
        for headers in readers:
            case.headers = {**given_headers, **headers}
            response = case.call()
            statuses[response.status_code] += 1
            case.validate_response(response, checks=CHECKS)

    send()
    return statuses


def _ways(operation: schemathesis.APIOperation) -> list[GenerationMode]:
    """What fits the description and what does not: with a public door that takes nothing, no call can be wrong."""
    raw = operation.definition.raw
    takes = raw.get("parameters") or "requestBody" in raw or "{" in operation.path or raw.get("security") != []
    return list(GenerationMode) if takes else [GenerationMode.POSITIVE]


def _fuzz_part(description: schemathesis.BaseSchema, calls: Callable, world, part: int, examples: int) -> Counter:
    headers = {member.membership_id: calls(member).headers for member in _everybody(world)}
    statuses: Counter[int] = Counter()
    for operation in list(_operations(description))[part::PARTS]:
        readers = [headers[member.membership_id] for member in _programs(operation, world)]
        for mode in _ways(operation) if readers else ():
            statuses += _fuzz(operation, mode, readers, examples)
    return statuses


def _everybody(world) -> list[Member]:
    return [getattr(world.a, role, None) or getattr(world, role) for role in PROGRAMS]


def _got_through(statuses: Counter) -> float:
    """The share of calls that did what they asked for: refusing everything would be no test."""
    return sum(n for status, n in statuses.items() if status < 400) / statuses.total()


@pytest.fixture
def all_told(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int, int, Counter], Counter | None]:
    """`all_told(part, examples, statuses)`: the sum over all parts, told to the one that ends last."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def add(part: int, examples: int, statuses: Counter) -> Counter | None:
        (shared / f"api-{examples}-{part}.json").write_text(json.dumps(statuses))
        told = [shared / f"api-{examples}-{each}.json" for each in range(PARTS)]
        if not all(each.exists() for each in told):
            return None
        total: Counter[int] = Counter()
        for each in told:
            total.update({int(status): n for status, n in json.loads(each.read_text()).items()})
        return total

    return add


@pytest.mark.parametrize("part", range(PARTS))
def test_generated_calls_are_answered(description, busy, calls, world, all_told, part):
    statuses = _fuzz_part(description, calls, world, part, EVERYDAY)
    assert statuses.total() > 400 / PARTS
    total = all_told(part, EVERYDAY, statuses)
    assert total is None or _got_through(total) > 0.2, total


@pytest.mark.drill
@pytest.mark.parametrize("part", range(PARTS))
def test_ten_thousand_generated_calls_are_answered(description, busy, calls, world, all_told, part):
    statuses = _fuzz_part(description, calls, world, part, DRILL)
    assert statuses.total() >= 10_000 / PARTS
    total = all_told(part, DRILL, statuses)
    assert total is None or _got_through(total) > 0.2, total


@pytest.mark.parametrize("role", READERS)
def test_hostile_bodies_are_answered_at_every_door(house, busy, calls, world, role):
    caller = calls(getattr(world.a, role))
    doors = sorted(rule.rule for rule in house.url_map.iter_rules() if "POST" in rule.methods and PREFIX in rule.rule)
    assert len(doors) > 8
    broken = []
    for door in doors:
        path = re.sub(r"<int:\w+>", "1", door.removeprefix(PREFIX))
        for name, body in [*HOSTILE.items(), *((f"value {n}", body) for n, body in enumerate(PAIRS))]:
            answer = caller.post(path, data=body, content_type="application/json")
            fits = answer.status_code < 400 or answer.content_type == "application/problem+json"
            if answer.status_code >= 500 or not fits:
                broken.append(f"{path} {name}: {answer.status_code}")
    assert broken == []


GOOD = {
    "/persons": {"name": "Budi", "sex": "male", "address": "Jalan 1", "village_code": "19.06.01.2001"},
    "/persons/search": {"q": "Budi"},
    "/cases": {
        "person_id": 1, "case_type": "pbi_reactivation", "kind": "complaint", "summary": "S", "story": "C",
        "village_code": "19.06.01.2001", "proxy_name": "Ani", "proxy_relation": "istri", "consent_share": True,
    },
    "/cases/1/moves": {"move": "cancel", "note": "N", "version": 1},
    "/follow": {"code": "BLT-26-000001", "last4": "0001"},
}  # fmt: skip
TEXTS = (
    "=1+1", "@cmd", "a\tb", "a\r\nb", "\u202eabc", "\u0301", "\U0001f600" * 30, "\ufeff", "\x7f", "\x85", "%s%n", "{0}",
    "'; DROP TABLE person; --", "\\", "<b>&", "٣٣", "ﷺ" * 20, "İ" * 100, "\ufdfa" * 150, "9" * 160, " ", "-0", "1e999",
)  # fmt: skip


@pytest.mark.parametrize("path", GOOD)
def test_one_hostile_word_in_a_good_call_is_kept_or_refused(busy, calls, world, path):
    caller, broken = calls(world.a.front_office), []
    for name in GOOD[path]:
        for value in (*TEXTS, *WRONG_VALUES):
            body = json.dumps({**GOOD[path], name: value})
            answer = caller.post(path, data=body, content_type="application/json")
            if answer.status_code >= 500:
                broken.append((name, value, answer.status_code))
    assert broken == []
    assert caller.post(path, GOOD[path]).status_code < 500


@pytest.mark.parametrize("path", ["/cases", "/referrals", "/totals/province", "/cases/{}", "/letters/{}/pdf"])
@pytest.mark.parametrize("text", ["%00", "%ff%fe", "9" * 400, "-1", "%F0%9F%98%80", "1%0d%0aX:y", "%ed%a0%80", "1e3"])
def test_hostile_addresses_are_answered(calls, world, path, text):
    caller = calls(world.a.manager)
    sent = path.format(text) if "{}" in path else f"{path}?after={text}&state={text}&days={text}&village={text}"
    assert caller.client.get(PREFIX + sent, headers=caller.headers).status_code < 500


@pytest.mark.parametrize("token", ["", " ", "slrt_\x7f", "é" * 10, "a" * 60_000, "slrt_ b c"])
def test_hostile_tokens_and_keys_are_answered(calls, world, token):
    caller = calls(world.a.front_office)
    for headers in ({"Authorization": f"Bearer {token}"}, {**caller.headers, "Idempotency-Key": token}):
        assert caller.client.post(f"{PREFIX}/persons", json={}, headers=headers).status_code in {400, 401, 422}
