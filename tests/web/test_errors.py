"""Every failure is answered in the reader's language, with headers, whatever else is broken."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web import shell
from web.shell import NavItem, Shell


def test_every_status_has_a_page_and_a_problem(client: FlaskClient) -> None:
    for status in (400, 401, 403, 404, 405, 409, 413, 415, 418, 422, 429, 500, 503):
        page = client.get(f"/status/{status}")
        assert page.status_code == status
        assert page.mimetype == "text/html"
        assert "<h1>" in page.text
        problem = client.get(f"/status/{status}", headers={"Accept": "application/json"})
        assert problem.status_code == status
        assert problem.content_type == "application/problem+json"
        assert problem.get_json(force=True)["status"] == status
        assert problem.get_json(force=True)["title"] in page.text


def test_a_refusal_says_why_as_page_and_as_problem(client: FlaskClient) -> None:
    page = client.get("/refused")
    assert page.status_code == 409
    assert "Sudah ditetapkan" in page.text
    problem = client.get("/api/refused")
    assert problem.get_json(force=True) == {
        "type": "about:blank",
        "title": "Data sudah berubah",
        "status": 409,
        "detail": "Sudah ditetapkan",
        "code": "already_decided",
        "field": "state",
    }


def test_what_nobody_foresaw_says_nothing_about_the_inside(client: FlaskClient) -> None:
    for path in ("/broken", "/api/broken"):
        answer = client.get(path)
        assert answer.status_code == 500
        assert "secret detail" not in answer.text


def test_while_the_database_is_away_the_answer_is_come_again(client: FlaskClient, capfd) -> None:
    for path in ("/away", "/api/away"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert "secret detail" not in answer.text
    assert "secret detail" not in "".join(capfd.readouterr()), "a statement may name a person"


def test_errors_are_in_english_for_english_readers(client: FlaskClient) -> None:
    client.set_cookie("lang", "en")
    assert "Page not found" in client.get("/nowhere").text
    assert client.get("/api/nowhere").get_json(force=True)["title"] == "Page not found"


def test_a_frame_that_fails_does_not_take_the_error_page_with_it(client: FlaskClient) -> None:
    def broken_provider() -> Shell | None:
        raise LookupError("no reader set")

    shell.set_shell_provider(broken_provider)
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "Halaman tidak ditemukan" in answer.text
    assert client.get("/broken").status_code == 500


def test_an_error_page_keeps_the_frame_when_it_can(client: FlaskClient) -> None:
    shell.set_shell_provider(lambda: Shell("SLRT Uji", navigation=[NavItem("Antrean", "/antrean", 3)]))
    assert "SLRT Uji" in client.get("/nowhere").text
    assert "/antrean" in client.get("/nowhere").text


def test_a_template_that_fails_still_leaves_an_answer(app: Flask, client: FlaskClient) -> None:
    app.jinja_env.globals["asset"] = None
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "Halaman tidak ditemukan" in answer.text


def test_a_form_without_csrf_token_is_refused_even_when_the_frame_fails(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    def needs_a_value_set_later() -> Shell | None:
        raise AttributeError("tenant")

    shell.set_shell_provider(needs_a_value_set_later)
    answer = app.test_client().post("/form", data={"name": "Siti"})
    assert answer.status_code == 400
    assert "terlalu lama terbuka" in answer.text


@pytest.mark.parametrize(("headers", "status"), [({}, 400), ({"Authorization": "Bearer x"}, 200)])
def test_only_a_bearer_token_replaces_the_csrf_token_in_the_api(
    app: Flask, headers: dict[str, str], status: int
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    browser = app.test_client()
    browser.set_cookie("slrt_session", "somebody's")
    assert browser.post("/api/raw", json={}, headers=headers).status_code == status
    assert browser.post("/form", data={"name": "x"}, headers=headers).status_code == 400


def test_a_call_without_any_cookie_has_nothing_to_forge(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.test_client().post("/api/raw", json={}).status_code == 200


def test_the_form_s_own_token_is_accepted(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    token = client.get("/form").text.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post("/form", data={"name": "Siti", "csrf_token": token}).status_code == 200


def test_405_names_what_is_allowed(client: FlaskClient) -> None:
    answer = client.post("/refused")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_form_without_request_key_is_refused_and_a_key_survives_a_mistake(client: FlaskClient) -> None:
    key = "0d4ae1c0-6ac0-4bd5-9be4-4f3a1d1d0c11"
    assert client.post("/key").status_code == 400
    assert client.post("/key", data={"request_key": "x"}).status_code == 400
    assert client.post("/key", data={"request_key": key}).text == key
    assert client.post("/key", headers={"Idempotency-Key": key}).text == key
    assert f'name="request_key" value="{key}"' in client.post("/form", data={"request_key": key}).text
