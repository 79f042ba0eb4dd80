"""What was typed is kept, what is wrong is said in the reader's language."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from foundation.errors import Refused
from tests.web.conftest import Intake
from web.forms import Form


def read(app: Flask, **typed: object) -> Form:
    with app.test_request_context():
        return Form.read(Intake(), MultiDict(typed))


def test_clean_data_has_the_types_of_the_schema(app: Flask) -> None:
    form = read(
        app, name="  Siti  ", size="4", born="04/04/1972", sector="food", needs=["a", "b"], agree="1", csrf_token="x"
    )
    assert form.valid
    assert form.data["name"] == "Siti"
    assert form.data["born"] == date(1972, 4, 4)
    assert (form.data["size"], form.data["sector"], form.data["needs"], form.data["agree"]) == (
        4,
        "food",
        ["a", "b"],
        True,
    )
    assert form.data["notes"] is None


def test_a_wrong_form_shows_what_was_typed_and_what_is_wrong(client: FlaskClient) -> None:
    answer = client.post(
        "/form", data={"name": "", "notes": "<b>lama</b>", "size": "banyak", "sector": "food", "needs": "b"}
    )
    assert answer.status_code == 422
    page = answer.text
    assert "<title>Kesalahan: Daftar" in page
    assert "&lt;b&gt;lama&lt;/b&gt;" in page
    assert 'value="banyak"' in page
    assert '<option value="food" selected>' in page
    assert 'href="#f-name">Nama: Belum diisi' in page
    assert 'id="f-name"' in page
    assert 'aria-describedby="f-size-error" aria-invalid="true"' in page


def test_messages_come_in_english_too(client: FlaskClient) -> None:
    page = client.post("/form?lang=en", data={"size": "99"}).text
    assert "<title>Error: Daftar" in page
    assert "Not filled in" in page
    assert "Enter a number from 1 to 30" in page


def test_a_refusal_stands_at_the_field_it_blames(client: FlaskClient) -> None:
    answer = client.post("/form", data={"name": "Ditolak"})
    assert answer.status_code == 409
    assert 'href="#f-name">Nama sudah ada' in answer.text


def test_a_refusal_without_field_stands_at_the_top(app: Flask) -> None:
    form = read(app, name="Siti")
    form.refuse(Refused("Muat ulang"))
    assert form.errors == {"_schema": ["Muat ulang"]}
    assert not form.valid
    assert form.summary == [("", "Muat ulang")]


def test_a_password_is_kept_exactly_and_never_shown_again(app: Flask) -> None:
    form = read(app, name="Siti", secret="  rahasia ")
    assert form.data["secret"] == "  rahasia "
    assert form.field("secret").value == ""


def test_choices_known_at_run_time_are_checked(app: Flask) -> None:
    with app.test_request_context():
        form = Form.read(
            Intake(), MultiDict({"name": "Siti", "plain": "c"}), choices={"plain": [("a", "A"), ("b", "B")]}
        )
        assert "plain" in form.errors
        assert [option[0] for option in form.field("plain").choices] == ["a", "b"]


def test_a_blank_form_shows_its_initial_values(app: Flask) -> None:
    with app.test_request_context():
        form = Form.blank(Intake(), {"born": date(1972, 4, 4), "needs": ["a"], "agree": True, "size": 3})
        assert form.field("born").value == "1972-04-04"
        assert form.field("needs").has("a")
        assert not form.field("needs").has("b")
        assert form.field("size").value == "3"
        assert form.field("agree").value == "1"


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "x" * 41},
        {"name": "a\x01b"},
        {"name": "dua\nbaris"},
        {"name": "Siti", "size": "9" * 30},
        {"name": "Siti", "size": "9" * 5000},
        {"name": "Siti", "size": "1.5"},
        {"name": "Siti", "size": "NaN"},
        {"name": "Siti", "born": "31/02/2020"},
        {"name": "Siti", "born": "0001-01-01"},
        {"name": "Siti", "sector": "other"},
        {"name": "Siti", "needs": "z"},
        {"name": "Siti", "mail": "bukan surel"},
        {"name": "\u200b\ufeff"},
        {"name": "Siti", "plain": "lebih dari sepuluh"},
        {"name": "Siti", "words": "\ud800"},
        {"name": "Siti", "plain": "\ud800"},
        {"name": "\udfff"},
    ],
)
def test_what_does_not_fit_is_an_error_in_our_words(app: Flask, typed: dict[str, str]) -> None:
    form = read(app, **typed)
    assert not form.valid
    words = " ".join(message for messages in form.errors.values() for message in messages)
    assert words
    assert not any(english in words for english in ("Not a", "Missing", "Longer", "Must be", "Invalid", "too large"))


def test_invisible_and_reordering_marks_are_dropped(app: Flask) -> None:
    assert read(app, name="\u202eSi\u200bti\u200f").data["name"] == "Siti"
