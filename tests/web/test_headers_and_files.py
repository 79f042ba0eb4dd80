"""Security headers on everything; every file from this origin; pages light enough for a village's connection."""

import gzip
import re

import pytest
from flask.testing import FlaskClient

EVERYTHING = [
    "/design",
    "/form",
    "/nowhere",
    "/broken",
    "/api/nowhere",
    "/static/web/app.js",
    "/static/vendor/htmx.min.js",
    "/bahasa/en",
]


@pytest.mark.parametrize("path", EVERYTHING)
def test_security_headers_are_on_every_answer(client: FlaskClient, path: str) -> None:
    headers = client.get(path, base_url="https://slrt.test").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "max-age=" in headers["Strict-Transport-Security"]
    assert len(headers.getlist("Content-Security-Policy")) == 1


def test_hsts_is_only_promised_over_https(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/design").headers


def test_pages_are_not_stored_and_versioned_files_are(client: FlaskClient) -> None:
    page = client.get("/design")
    assert page.headers["Cache-Control"] == "no-store"
    for address in _files(page.text):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_nonces_differ_between_answers(client: FlaskClient) -> None:
    assert (
        client.get("/design").headers["Content-Security-Policy"]
        != client.get("/design").headers["Content-Security-Policy"]
    )


def test_no_page_asks_another_origin_or_carries_inline_style_or_script(client: FlaskClient) -> None:
    page = client.get("/design").text
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*src=)", page)
    assert not re.search(r"\son[a-z]+=", page)


def test_css_and_javascript_weigh_at_most_60_kb_gzipped(client: FlaskClient) -> None:
    files = [address for address in _files(client.get("/design").text) if not address.endswith(".svg")]
    weight = sum(len(gzip.compress(client.get(address).data, 6)) for address in files)
    assert weight <= 60_000, weight
    assert len(client.get("/static/web/app.js").data) < 3_000


def test_only_listed_vendor_files_are_served(client: FlaskClient) -> None:
    assert client.get("/static/vendor/bootstrap.min.css").mimetype == "text/css"
    for path in (
        "/static/vendor/nothing.js",
        "/static/vendor/..%2f__init__.py",
        "/static/web/../pages.py",
        "/static/web/nothing.css",
    ):
        assert client.get(path).status_code == 404


def _files(page: str) -> list[str]:
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert found
    return [address.replace("&amp;", "&") for address in found]
