"""Nonsense is refused; it never breaks a page."""

import json
from base64 import urlsafe_b64encode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

BAD_JSON = [
    b"[" * 50_000 + b"]" * 50_000,
    b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    b'{"name": NaN}',
    b'{"name": Infinity}',
    b'{"size": 1e999}',
    b'{"size": ' + b"9" * 10_000 + b"}",
    b'{"name": "\\ud800"}',
    b'{"name": "a\\u0000b"}',
    b'{"\\u0000": 1}',
    b"\xff\xfe\x00{",
    b'{"name": "\xff"}',
    b"{",
    b"null null",
]


@pytest.mark.parametrize("text", BAD_JSON, ids=range(len(BAD_JSON)))
@pytest.mark.parametrize("path", ["/api/intake", "/api/raw"])
def test_bad_json_is_a_400(client: FlaskClient, path: str, text: bytes) -> None:
    answer = client.post(path, data=text, content_type="application/json")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "value",
    [[], {}, None, True, 2**63, -(2**70), 1.5, "x" * 100_000, [["a"]], {"a": []}, "", "=1+1", "\r\nX: y", "\u202e"],
)
@pytest.mark.parametrize(
    "field", ["name", "notes", "size", "born", "sector", "needs", "mail", "plain", "words", "secret", "agree"]
)
def test_wrong_types_are_never_a_500(client: FlaskClient, field: str, value: object) -> None:
    answer = client.post("/api/intake", json={"name": "Siti", field: value})
    assert answer.status_code in {200, 422}
    if answer.status_code == 422:
        assert field in answer.get_json(force=True)["errors"]


def test_unknown_keys_in_json_are_named(client: FlaskClient) -> None:
    answer = client.post("/api/intake", json={"name": "Siti", "role": "admin"})
    assert answer.status_code == 422
    assert answer.get_json(force=True)["errors"] == {"role": ["Isian ini tidak dikenal"]}


def test_what_is_not_an_object_is_refused(client: FlaskClient) -> None:
    for value in ([], "x", 1):
        assert client.post("/api/intake", json=value).status_code == 422


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x"]
)
def test_ten_megabytes_are_a_413(client: FlaskClient, kind: str) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n' if "multipart" in kind else b"name="
    for path in ("/form", "/api/raw"):
        assert client.post(path, data=part + b"a" * 10_000_000, content_type=kind).status_code == 413


def test_nul_in_address_query_or_form_is_a_400(client: FlaskClient) -> None:
    assert client.get("/rows?after=a%00b").status_code == 400
    assert client.get("/%00").status_code in {400, 404}
    assert client.post("/form", data={"name": "a\x00b"}).status_code == 400


def test_broken_multipart_and_bad_utf8_are_never_a_500(client: FlaskClient) -> None:
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        answer = client.post(
            "/form", data=b"--x\r\nContent-Disp\xff\xfename=%ff%fe&%=&=&size=\xed\xa0\x80", content_type=kind
        )
        assert answer.status_code in {400, 422}


@pytest.mark.parametrize("named", ['name="a\nb"', "", 'filename="a.txt"', "name*=utf-8''%00"])
def test_a_part_of_a_form_without_a_name_is_a_400(client: FlaskClient, named: str) -> None:
    part = f"--x\r\nContent-Disposition: form-data; {named}\r\n\r\n[true]\r\n--x--\r\n"
    answer = client.post("/form", data=part.encode(), content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "after", ["x", "e30", "W10", "WzEsMl0", "%%%", "A" * 5000, "WyJhIiwxZTk5OV0", "WyJcdWQ4MDAiLDFd", "é"]
)
def test_a_bad_cursor_is_a_400(client: FlaskClient, after: str) -> None:
    assert client.get("/rows", query_string={"after": after}).status_code == 400


def test_a_deep_or_huge_cursor_is_a_400(client: FlaskClient) -> None:
    for text in ("[" * 700, '["a", ' + "9" * 600 + "]", '["a\\u0000", 1]', '["a", true]'):
        answer = client.get("/rows", query_string={"after": urlsafe_b64encode(text.encode())})
        assert answer.status_code == 400


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.dictionaries(
        st.sampled_from(["name", "notes", "size", "born", "sector", "needs", "mail", "plain", "agree"]),
        st.text(max_size=60),
    )
)
def test_any_text_in_a_form_is_answered(client: FlaskClient, typed: dict[str, str]) -> None:
    sent = {name: value.encode("utf-8", "surrogatepass") for name, value in typed.items()}
    assert client.post("/form", data=sent).status_code in {200, 400, 422}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    )
)
def test_any_json_is_answered(client: FlaskClient, value: object) -> None:
    answer = client.post(
        "/api/intake", data=json.dumps({"name": value, "size": value, "needs": value}), content_type="application/json"
    )
    assert answer.status_code in {200, 400, 422}
