"""Whatever is sent to the API, it answers in words: no 5xx, and never a shape that the description does not know."""

import json
from collections.abc import Callable, Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.caller import PREFIX, calls
from tests.cases.conftest import mailbox, story
from tests.filled import filled

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
EVERYDAY, DRILL = 5, 70
"""Examples per operation, reader and way (what fits the description, and what does not)."""

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
    "name",
    "nik",
    "phone",
    "email",
    "family_card",
    "birth_date",
    "sex",
    "relation",
    "address",
    "village_code",
    "q",
    "after",
    "case_type",
    "kind",
    "sector",
    "channel",
    "summary",
    "emergency",
    "person_id",
    "move",
    "note",
    "version",
    "agency_id",
    "service",
    "fields",
    "reason",
    "competent",
    "result",
    "code",
    "last4",
]
WRONG_VALUES = (None, True, 0, -1, 2**63, 1.5, "", "\ud800", "x" * 20_000, "٣٣", [], [[]], {}, {"a": 1})
PAIRS = [json.dumps(dict.fromkeys(FIELDS, value)).encode() for value in WRONG_VALUES]


@pytest.fixture
def busy(app, filled, story, mailbox) -> None:
    """A district with a case out at an agency, so that generated ids meet something."""
    story.refer(story.decided(person={"nik": None, "name": "Ani"}))


@pytest.fixture
def description(house) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi(f"{PREFIX}/openapi.json", house)


def _operations(description: schemathesis.BaseSchema) -> Iterator[schemathesis.APIOperation]:
    for result in description.get_all_operations():
        yield result.ok()


def _fuzz(operation: schemathesis.APIOperation, mode: GenerationMode, headers: dict[str, str], examples: int) -> int:
    """Send that many generated calls, half of them to rows that exist; returns how many were sent."""
    sent = 0

    @settings(QUIET, max_examples=examples)
    @given(case=operation.as_strategy(generation_mode=mode), near=st.none() | st.integers(1, 3))
    def send(case: schemathesis.Case, near: int | None) -> None:
        nonlocal sent
        if near and case.path_parameters:
            case.path_parameters = dict.fromkeys(case.path_parameters, near)
            if isinstance(case.body, dict) and "version" in case.body:
                case.body["version"] = near
        response = case.call(headers=headers)
        sent += 1
        case.validate_response(response, checks=CHECKS)

    send()
    return sent


def _fuzz_everything(description: schemathesis.BaseSchema, calls: Callable, world, examples: int) -> int:
    tokens = [calls(getattr(world.a, role)).headers for role in READERS]
    return sum(
        _fuzz(operation, mode, headers, examples)
        for operation in _operations(description)
        for headers in tokens
        for mode in GenerationMode
    )


def test_generated_calls_are_answered(description, busy, calls, world):
    assert _fuzz_everything(description, calls, world, EVERYDAY) > 400


@pytest.mark.drill
def test_ten_thousand_generated_calls_are_answered(description, busy, calls, world):
    assert _fuzz_everything(description, calls, world, DRILL) >= 10_000


@pytest.mark.parametrize("role", READERS)
def test_hostile_bodies_are_answered_at_every_door(house, busy, calls, world, role):
    caller = calls(getattr(world.a, role))
    doors = sorted(rule.rule for rule in house.url_map.iter_rules() if "POST" in rule.methods and PREFIX in rule.rule)
    assert len(doors) > 8
    broken = []
    for door in doors:
        path = door.removeprefix(PREFIX).replace("<int:", "").replace(">", "")
        for name in ("case_id", "referral_id"):
            path = path.replace(name, "1")
        for name, body in [*HOSTILE.items(), *((f"value {n}", body) for n, body in enumerate(PAIRS))]:
            answer = caller.post(path, data=body, content_type="application/json")
            fits = answer.status_code < 400 or answer.content_type == "application/problem+json"
            if answer.status_code >= 500 or not fits:
                broken.append(f"{path} {name}: {answer.status_code}")
    assert broken == []


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
