"""Whatever is typed into any form of the house, the answer is in words: no 5xx, and no way off the site."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.routing import AnyConverter, IntegerConverter

from tenants.access import declared
from tenants.permissions import may
from tests.caller import calls
from tests.cases.conftest import mailbox, story
from tests.filled import filled
from tests.slrt.test_api_never_breaks import busy
from tests.world import Member
from web.schemas import BaseSchema

__all__ = ["busy", "calls", "filled", "mailbox", "story"]

READERS = ("manager", "front_office", "back_office", "health_office_officer", "administrator", "facilitator")
EVERYDAY, DRILL = 2, 40
"""Examples per form and reader; every day only the first reader who may."""
PARTS = 4
"""So many tests share the forms, for so many workers."""
QUIET = settings(
    deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)
NAMED = re.compile(r'<(input|select|textarea|button)[^>]*\bname="([a-z0-9_.-]+)"[^>]*>')
VALUES = re.compile(r'\bvalue="([^"]{1,60})"')
HOSTILE = (
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff", "x" * 20_000, "9" * 400, "-1", "0", "1e999", "NaN", "1.5", "٣٣", "½",
    "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "\u202eabc", "\u2066x", "a\r\nSet-Cookie: x=1", "a\tb", "\x7f", "\x85",
    "'; DROP TABLE person; --", "<script>alert(1)</script>", "{{ 7*7 }}", "%s%n", "../../etc/passwd",
    "//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "\U0001f600" * 40, "İ" * 100,
    "\ufdfa" * 150, "2026-02-30", "0000-00-00", "9999-99-99", "31/02/2026", "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
LIKELY = {
    "version": "1", "membership": "1", "agency_id": "1", "village_code": "19.06.01.2001", "name": "Sumiati",
    "nik": "1906014404720001", "phone": "0812 3456 4410", "case_type": "pbi_reactivation", "kind": "complaint",
    "note": "Sudah jelas.", "summary": "KIS nonaktif", "address": "Jalan Uji 1", "sex": "female", "q": "Sumiati",
    "code": "BLT-26-000001", "last4": "0001", "result": "granted", "reason": "Diminta warga", "service": "Bantuan",
    "date": "2026-12-01", "channel": "phone", "email": "sumiati@example.org", "title": "Antrean saya",
    "body": "Mohon dicek.",
}  # fmt: skip
"""What fits a field of that name; another field gets any of these."""
ANY_LIKELY = sorted(set(LIKELY.values()))
FILES = (
    (b"", "kosong.pdf"), (b"%PDF-1.4\n%%EOF", "a.pdf"), (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "../../a.png"),
    (b"GIF89a" + b"\xff" * 30, "a\x00.png"), (b"<svg onload=alert(1)>", "x.svg"),
    (b"\xff\xd8\xff\xe0" + b"a" * 99, "a.jpg"),
    (b"name;nik\n=1+1;x\n", "a.csv"), (b"PK\x03\x04" + b"\x00" * 40, "a.xlsx"),
)  # fmt: skip


@dataclass(frozen=True)
class Door:
    """A form's address and who may send it."""

    url: str
    endpoint: str
    member: Member | None


@pytest.fixture
def open_doors(app: Flask) -> Iterator[None]:
    """What stands behind the CSRF check is looked at here; that it stands is tested elsewhere."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


def _doors(house: Flask, world, everybody: bool) -> Iterator[Door]:
    addresses = house.url_map.bind("localhost")
    for rule in sorted(house.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "POST" not in rule.methods or rule.rule.startswith("/api/"):
            continue
        members = _who_may(house, rule.endpoint, world)
        names = sorted(rule.arguments)
        for values in product(*(_values(rule._converters[name]) for name in names)):
            url = addresses.build(rule.endpoint, dict(zip(names, values, strict=True)), "POST")
            for member in members if everybody else members[:1]:
                yield Door(url, rule.endpoint, member)


def _values(converter: Any) -> list[str]:
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)
    return ["1"] if isinstance(converter, IntegerConverter) else ["1906"]


def _who_may(house: Flask, endpoint: str, world) -> list[Member | None]:
    access = declared(house, endpoint, "POST")
    if access.kind == "public":
        return [None]
    everybody = [*(getattr(world.a, role) for role in READERS), world.province, world.ministry]
    return [each for each in everybody if not access.permission or may(each.role, access.permission)]


def _fields(client: FlaskClient, url: str) -> dict[str, list[str]]:
    """Names on the page that leads here, with the values it offers; without such a page, every name of the house."""
    page = client.get(url)
    found: dict[str, list[str]] = {}
    if page.status_code == 200 and page.mimetype == "text/html":
        text = page.text
        for tag in NAMED.finditer(text):
            found.setdefault(tag[2], []).extend(VALUES.findall(tag[0]))
        for select in re.finditer(r'<select[^>]*\bname="([a-z0-9_.-]+)".*?</select>', text, re.DOTALL):
            found.setdefault(select[1], []).extend(VALUES.findall(select[0])[:20])
    found.pop("csrf_token", None)
    return found or {name: [] for name in _every_name()}


def _every_name() -> list[str]:
    kinds, names = [BaseSchema], set[str]()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        names |= set(kind._declared_fields)
    return sorted(names)


def _typed(fields: dict[str, list[str]]) -> st.SearchStrategy[MultiDict[str, Any]]:
    """What a person might send, and in up to two fields what nobody should: more would only stop at the first.

    The likely values are picked by one number: forms have up to hundreds of fields, and each draw costs.
    """
    offered = {name: fields[name] or ([LIKELY[name]] if name in LIKELY else ANY_LIKELY) for name in fields}
    files = st.sampled_from(FILES).map(lambda file: [(BytesIO(file[0]), file[1])])
    text = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30))
    wrong = st.tuples(st.sampled_from(sorted(fields)), st.one_of(st.lists(text, max_size=3), files))

    def joined(luck: int, wrongs: list[tuple[str, list[Any]]]) -> MultiDict[str, Any]:
        pick = Random(luck)
        sent: dict[str, list[Any]] = {name: [pick.choice(values)] for name, values in offered.items()}
        return MultiDict([(name, value) for name, values in {**sent, **dict(wrongs)}.items() for value in values])

    return st.builds(joined, st.integers(0, 2**32), st.lists(wrong, max_size=2))


def _send_part(app: Flask, world, sign_in, part: int, examples: int, everybody: bool) -> Counter[int]:
    statuses: Counter[int] = Counter()
    for door in list(_doors(app, world, everybody))[part::PARTS]:
        client = app.test_client()
        if door.member:
            sign_in(client, door.member)
        statuses += _send(client, door, _fields(client, door.url), examples, sign_in)
    return statuses


def _send(client: FlaskClient, door: Door, fields: dict[str, list[str]], examples: int, sign_in) -> Counter[int]:
    statuses: Counter[int] = Counter()

    @settings(QUIET, max_examples=examples)
    @given(typed=_typed(fields), row=st.sampled_from(("1", "1", "2", "3", "999")), raw=st.integers(0, 12))
    def send(typed: MultiDict[str, Any], row: str, raw: int) -> None:
        url = re.sub(r"/1(?=/|$)", f"/{row}", door.url)
        if raw == 0:
            answer = client.post(url, data=b'{"name": [1]}', content_type="application/json")
        elif raw == 1:
            answer = client.post(url, data=b"--x\r\n\xff", content_type="multipart/form-data; boundary=x")
        else:
            answer = client.post(url, data=_encodable(typed))
        statuses[answer.status_code] += 1
        assert answer.status_code < 500, (url, typed)
        place = urlsplit(answer.headers.get("Location", ""))
        assert not place.netloc or place.hostname == "localhost", (url, typed, place)
        if place.path == "/masuk" and door.member:
            sign_in(client, door.member)

    send()
    return statuses


def _encodable(typed: MultiDict[str, Any]) -> MultiDict[str, Any]:
    """The test client writes UTF-8; a lone surrogate goes as the bytes a broken program would send."""
    sent: MultiDict[str, Any] = MultiDict()
    for name, value in typed.items(multi=True):
        sent.add(
            name,
            value.encode("utf-8", "surrogatepass").decode("latin-1")
            if isinstance(value, str) and not _fits(value)
            else value,
        )
    return sent


def _fits(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_form_answers_whatever_is_typed(app, world, busy, open_doors, sign_in, part) -> None:
    statuses = _send_part(app, world, sign_in, part, EVERYDAY, everybody=False)
    assert statuses.total() > 100
    assert statuses[303] + statuses[200] > 0.05 * statuses.total(), statuses


@pytest.mark.drill
@pytest.mark.parametrize("part", range(PARTS))
def test_ten_thousand_forms_are_answered(app, world, busy, open_doors, sign_in, part) -> None:
    statuses = _send_part(app, world, sign_in, part, DRILL, everybody=True)
    assert statuses.total() >= 10_000 / PARTS
    assert statuses[303] + statuses[200] > 0.05 * statuses.total(), statuses
