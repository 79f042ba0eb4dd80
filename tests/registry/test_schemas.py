"""What is said about a person agrees with itself, and a search text is understood."""

from datetime import date

import pytest
from marshmallow import ValidationError

from registry.schemas import PersonSchema, SearchSchema, search_key
from tests.registry.people import CARD, NIK, PHONE, another, clean, typed


@pytest.fixture(autouse=True)
def _in_request(app):
    with app.test_request_context():
        yield


def errors_of(said):
    return PersonSchema().validate(said)


def test_sex_and_birth_date_are_read_from_the_nik():
    data = clean(typed())
    assert (data["sex"], data["birth_date"]) == ("male", date(1972, 4, 4))
    assert clean(typed(nik="1906014404720001"))["sex"] == "female"


def test_numbers_are_kept_in_one_form_however_they_were_written():
    data = clean(typed(phone="+62 812-3456-4410", family_card="1906 0112 0810 0002", name="  Jun  aidi "))
    assert (data["nik"], data["family_card"], data["phone"], data["name"]) == (NIK, CARD, PHONE, "Jun aidi")


def test_what_contradicts_the_nik_is_said_at_its_field():
    assert "laki-laki" in errors_of(typed(sex="female"))["sex"][0]
    assert "4 April 1972" in errors_of(typed(birth_date="1972-04-05"))["birth_date"][0]
    assert errors_of(typed(sex="male", birth_date="04/04/1972")) == {}


def test_a_centenarian_agrees_with_a_nik_that_names_no_century():
    assert errors_of(typed(nik="1906010404240001", birth_date="1924-04-04")) == {}


def test_a_person_without_nik_needs_a_sex_and_nothing_else_about_the_birth():
    assert set(errors_of(another(sex=None))) == {"sex"}
    assert clean(another())["birth_date"] is None


def test_a_wrong_nik_is_blamed_alone():
    assert set(errors_of(typed(nik="1906010404720"))) == {"nik"}


@pytest.mark.parametrize("born", ["2090-01-01", "1851-01-01"])
def test_nobody_is_born_tomorrow_or_too_long_ago(born):
    assert set(errors_of(another(birth_date=born))) == {"birth_date"}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("1906 0104 0472 0001", "number", NIK),
        ("0812 3456 4410", "phone", PHONE),
        ("+62 812-3456-4410", "phone", PHONE),
        ("  JUNAIDI  bin Hasan ", "name", "junaidi bin hasan"),
    ],
)
def test_a_search_text_is_understood(text, kind, value):
    key = search_key(text)
    assert (key.kind, key.value) == (kind, value)


@pytest.mark.parametrize("text", ["190601040472", "12", "j", "", "   ", "19060104047200011", "\x00", "a\ud800"])
def test_a_search_text_that_finds_nothing_is_refused_in_words(text):
    with pytest.raises(ValidationError) as refused:
        SearchSchema().load({"q": text})
    assert refused.value.normalized_messages()["q"][0]
