"""Indonesian first, English second; dates and numbers as people here write them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation.errors import Refused
from web import formats, i18n
from web.pagination import decode_cursor, encode_cursor, page_of
from web.redirects import local_path
from web.shell import NavItem, Shell, current_entry


def test_indonesian_is_spoken_until_somebody_chooses(client: FlaskClient) -> None:
    page = client.get("/design", headers={"Accept-Language": "en-US"}).text
    assert '<html lang="id">' in page
    assert "Langsung ke isi" in page


def test_the_choice_is_remembered_and_leads_back(client: FlaskClient) -> None:
    answer = client.get("/bahasa/en?next=/design%3Fmode%3Dglass%26lang%3Did")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/design?mode=glass"
    assert '<html lang="en">' in client.get("/design").text
    assert "Skip to content" in client.get("/design").text
    assert '<html lang="id">' in client.get("/design?lang=id").text


@pytest.mark.parametrize(
    "bad",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/a\r\nX: y", "\\\\e", "", "evil"],
)
def test_nobody_is_sent_to_another_site(client: FlaskClient, bad: str) -> None:
    assert local_path(bad) == "/"
    assert client.get("/bahasa/en", query_string={"next": bad}).headers["Location"] == "/"


def test_an_unknown_language_is_a_404_or_ignored(client: FlaskClient) -> None:
    assert client.get("/bahasa/xx").status_code == 404
    client.set_cookie("lang", "../../etc")
    assert '<html lang="id">' in client.get("/design?lang=xx").text


def test_a_change_is_a_percentage_only_where_it_says_something(app: Flask) -> None:
    with app.test_request_context("/?lang=id"):
        said = [formats.change_text(now, before) for now, before in ((12, 10), (9, 10), (10, 10), (4, 0), (89, 2))]
        assert said == ["+20% dari 10", "−10% dari 10", "tetap", "sebelumnya tidak ada", "sebelumnya 2"]


def test_formats_in_both_languages(app: Flask) -> None:
    moment = datetime(2026, 11, 23, 2, 12, tzinfo=UTC)
    with app.test_request_context("/?lang=id"):
        assert formats.long_date(date(2026, 11, 23)) == "Senin, 23 November 2026"
        assert formats.short_date(date(2026, 11, 24)) == "24 Nov"
        assert formats.moment(moment) == "Senin, 23 November 2026, 09.12"
        assert formats.clock(time(7, 5)) == "07.05"
        assert formats.number(18204) == "18.204"
        assert formats.number(Decimal("1.5")) == "1,5"
        assert formats.number(None) == "–"
        assert formats.rupiah(1_500_000) == "Rp1.500.000"
        assert formats.percent(0.13) == "13%"
        assert [formats.due_words(days) for days in (-3, 0, 2)] == [
            "lewat 3 hari kerja",
            "hari ini",
            "2 hari kerja lagi",
        ]
    with app.test_request_context("/?lang=en"):
        assert formats.moment(moment) == "Monday, 23 November 2026, 09:12"
        assert formats.number(18204) == "18,204"
        assert formats.rupiah(1_500_000) == "Rp1,500,000"
        assert [formats.due_words(days) for days in (-1, -3, 0, 1)] == [
            "1 working day late",
            "3 working days late",
            "today",
            "1 working day left",
        ]


def test_times_are_shown_in_the_reader_s_time_zone(app: Flask) -> None:
    moment = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    i18n.set_timezone_provider(lambda: "Asia/Jayapura")
    with app.test_request_context("/"):
        assert formats.moment(moment) == "Selasa, 24 November 2026, 01.30"


def test_a_cursor_comes_back_as_it_went(app: Flask) -> None:
    with app.test_request_context("/"):
        assert decode_cursor(encode_cursor(["2026-11-23", 7, None]), (str, int, type(None))) == ["2026-11-23", 7, None]
        assert decode_cursor(encode_cursor(["2026-11-23", 7]), (date, int)) == [date(2026, 11, 23), 7]
        for bad in ("2026-02-30", "kemarin", 20261123, None, True):
            with pytest.raises(Refused):
                decode_cursor(encode_cursor([bad, 7]), (date, int))
        assert decode_cursor("", (str,)) is None
        page = page_of([1, 2, 3], 2, key=lambda row: [row])
        assert list(page.rows) == [1, 2]
        assert decode_cursor(page.next, (int,)) == [2]
        assert page_of([1, 2], 2, key=lambda row: [row]).next is None


def test_the_navigation_marks_the_nearest_entry(app: Flask) -> None:
    items = [NavItem("Awal", "/"), NavItem("Kasus", "/kasus"), NavItem("Baru", "/kasus/baru")]
    for path, entry in [("/kasus/7", "/kasus"), ("/kasus/baru", "/kasus/baru"), ("/kasuistik", ""), ("/", "/")]:
        with app.test_request_context(path):
            assert current_entry(items) == entry


def test_a_shell_has_few_entries() -> None:
    with pytest.raises(ValueError, match="at most 7"):
        Shell("SLRT", navigation=[NavItem(str(n), f"/{n}") for n in range(8)])


def test_the_frame_shows_reader_counts_and_mode(client: FlaskClient) -> None:
    page = client.get("/design?mode=practice").text
    assert "Rina Marlina" in page
    assert "18.204" in page
    assert 'aria-current="page"' in page
    assert "framed-practice" in page
    assert "Mode latihan. Data di sini contoh" in page


def test_a_number_written_into_a_template_follows_each_reader(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ 18204|number }}")
    for language, words in [("en", "18,204"), ("id", "18.204")]:
        with app.test_request_context(f"/?lang={language}"):
            assert template.render() == words
