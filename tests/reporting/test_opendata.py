"""Published data: a quarter once and for good, small numbers held back, files and pages the same for everybody."""

import csv
import html
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.exc import IntegrityError, ProgrammingError

from foundation import clock
from foundation.db import db
from foundation.errors import Unfit
from foundation.tenancy import Context, Reader, enter
from reporting.opendata import actions
from reporting.opendata.datasets import COLUMNS, DATASETS
from reporting.opendata.jobs import publish_open_data
from reporting.opendata.models import OpenFigure
from reporting.opendata.pages import FILES_A_MINUTE
from reporting.opendata.queries import counts_of
from reporting.spans import Span, parse_quarter, span_around
from slrt.app import create_app
from tenants import access, limits
from tests.caller import calls, is_problem
from tests.reporting.conftest import CANARY_NAME, CANARY_NIK

__all__ = ["calls"]

QUARTER = parse_quarter("2026-Q1")
AFTERWARDS = datetime(2026, 4, 12, 20, tzinfo=UTC)


@pytest.fixture
def opened(admin, fill):
    """`opened(tenant_id, 7, "2026-02-03", sector=…)`: cases registered on that day."""

    def make(tenant_id: int, n: int, day: str, **how) -> None:
        ids = fill(tenant_id, n, **how)
        admin.execute('UPDATE "case" SET opened_on = %s WHERE id = ANY (%s)', [day, ids])

    return make


@pytest.fixture
def published(app, world, opened):
    """The first quarter of 2026, published: district A with a small sector, B with many."""
    opened(world.a.tenant_id, 30, "2026-01-01")
    opened(world.a.tenant_id, 3, "2026-02-14", sector="food")
    opened(world.a.tenant_id, 9, "2026-03-31", sector="education")
    opened(world.b.tenant_id, 60, "2026-02-01")
    opened(world.b.tenant_id, 40, "2026-02-01", sector="food")
    opened(world.b.tenant_id, 20, "2026-02-01", sector="education")
    opened(world.b.tenant_id, 500, "2026-04-01")
    with app.app_context(), clock.set_to(AFTERWARDS):
        assert publish_open_data() == [QUARTER]
    return world


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_a_quarter_is_published_ten_days_after_it_ended_and_only_once(app, admin, world, opened) -> None:
    opened(world.b.tenant_id, 60, "2026-02-01")
    with app.app_context():
        with clock.set_to(datetime(2026, 4, 9, 20, tzinfo=UTC)):
            assert publish_open_data() == []
        with clock.set_to(AFTERWARDS):
            assert publish_open_data() == [QUARTER]
            opened(world.b.tenant_id, 5, "2026-02-01")
            assert publish_open_data() == []
        with enter(Context(Reader.RELAY)), pytest.raises(IntegrityError):
            actions.publish_quarter(QUARTER)
        db.session.rollback()
    total = "SELECT n FROM open_figure WHERE dataset = 'kasus-masuk' AND code = 'ID' AND category = 'total'"
    assert admin.execute(total).fetchall() == [(60,)]


def test_missed_quarters_are_caught_up_and_empty_ones_left_out(app, world, opened) -> None:
    opened(world.a.tenant_id, 8, "2025-08-01")
    opened(world.a.tenant_id, 9, "2026-01-02")
    opened(world.a.tenant_id, 9, "2019-01-02")
    with app.app_context(), clock.set_to(AFTERWARDS):
        assert [each.slug for each in publish_open_data()] == ["2025-Q3", "2026-Q1"]


def test_every_data_set_counts_its_quarter_facts_and_what_is_pending(app, admin, world) -> None:
    a = world.a.tenant_id
    for table, ended in (
        ("case_fact_outcome", [("2026-02-01", "resolved", "in_time", 4), ("2026-04-01", "resolved", "late", 9)]),
        ("case_outcome_delta", [("2026-03-01", "resolved", "in_time", 1), ("2026-01-01", "resolved", "late", 2),
                                ("2026-01-01", "rejected", "late", 8)]),
    ):  # fmt: skip
        for row in ended:
            admin.execute(
                f"INSERT INTO {table} (tenant_id, route, satisfied, days, month, resolution, punctual, n)"
                " VALUES (%s, 'local', 'yes', 3, %s, %s, %s, %s)", [a, *row],
            )  # fmt: skip
    for table, n in (("referral_fact_answer", 6), ("referral_answer_delta", -2)):
        for month in ("2026-03-01", "2025-12-01"):
            admin.execute(
                f"INSERT INTO {table} (tenant_id, month, agency_id, outcome, n) VALUES (%s, %s, 0, 'open', %s)",
                [a, month, n],
            )
    with app.app_context(), enter(Context(Reader.RELAY)):
        counts = {slug: counts_of(each, QUARTER) for slug, each in DATASETS.items()}
        db.session.rollback()
    assert counts == {
        "kasus-masuk": {}, "kasus-selesai": {a: {"in_time": 5, "late": 2}}, "rujukan": {a: {"open": 4}},
    }  # fmt: skip


def test_the_file_holds_every_place_and_hides_small_numbers(client, published) -> None:
    answer = client.get("/data-terbuka/kasus-masuk.csv?since=2026-Q1&until=2026-Q1")
    assert answer.mimetype == "text/csv"
    assert "no-store" not in answer.headers["Cache-Control"]
    rows = rows_of(answer.text)
    a = {row["category"]: row for row in rows if row["code"] == published.a.region_code}
    assert (a["health"]["value"], a["health"]["name"]) == ("30", "Kabupaten Belitung Timur")
    assert (a["food"]["value"], a["food"]["held_back"]) == ("", "small")
    assert sum(row["held_back"] == "withheld" for row in a.values()) >= 1
    nation = {row["category"]: row for row in rows if row["level"] == "nation"}
    assert nation["total"]["value"] == "162", "the 500 of April are not in it"
    assert nation["food"]["held_back"] == "" or nation["total"]["held_back"] == ""


def test_no_subtraction_leads_to_the_small_number(client, published) -> None:
    """Where the small cell is unknown, so is at least one more in its row and in its column."""
    rows = rows_of(client.get("/data-terbuka/kasus-masuk.csv").text)
    cells = {(row["code"], row["category"]): row["held_back"] for row in rows}
    a = published.a.region_code
    in_row = [place for place, hidden in cells.items() if place[0] == a and hidden]
    in_column = [place for place, hidden in cells.items() if place[1] == "food" and place[0] != "19" and hidden]
    assert len(in_row) >= 2
    assert len(in_column) >= 2


def test_nobody_is_in_it(client, published) -> None:
    for url in ("/data-terbuka", "/data-terbuka/kasus-masuk", "/data-terbuka/kasus-masuk.csv", "/data-terbuka/rujukan"):
        text = client.get(url).text
        assert CANARY_NAME not in text
        assert CANARY_NIK not in text


def test_who_has_the_answer_already_gets_none(client, calls, published) -> None:
    for get in (client.get, calls(None).client.get):
        for url in ("/data-terbuka/kasus-masuk.csv", "/api/v1/open/figures?dataset=kasus-masuk"):
            first = get(url)
            mark = first.headers["ETag"]
            assert "public" in first.headers["Cache-Control"]
            again = get(url, headers={"If-None-Match": mark})
            assert (again.status_code, again.data) == (304, b"")
    assert client.get("/data-terbuka/kasus-masuk.csv?level=province").headers["ETag"] != mark


def test_a_workbook_holds_what_the_csv_holds_with_numbers_as_numbers(client, published) -> None:
    answer = client.get("/data-terbuka/kasus-masuk.xlsx?level=district")
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    heads, *rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    listed = rows_of(client.get("/data-terbuka/kasus-masuk.csv?level=district").text)
    assert heads == list(listed[0])
    told = [{**dict(zip(heads, row, strict=True))} for row in rows]
    assert [{**row, "value": str(int(row["value"])) if row["value"] != "" else ""} for row in told] == listed
    assert {type(row["value"]) for row in told if row["value"] != ""} == {float}
    assert {row["code"] for row in told} == {"19.06", "33.11"}


def test_a_page_elsewhere_may_read_it(client, calls, published) -> None:
    for answer in (client.get("/data-terbuka/rujukan.csv"), calls(None).get("/open/figures", dataset="rujukan")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers


def test_every_address_in_the_guide_works_and_every_column_is_explained(client, calls, published) -> None:
    for language in ("id", "en"):
        page = client.get(f"/data-terbuka/panduan?lang={language}").text
        shown = re.findall(r"<code>([^<]+)</code>", page)
        assert len(shown) == 6
        for address in shown:
            assert client.get(html.unescape(address)).status_code == 200, address
        for column in COLUMNS:
            assert f"<dt>{column}</dt>" in page
    columns = calls(None).get("/open/datasets").json["columns"]
    figure = calls(None).get("/open/figures", dataset="kasus-masuk").json["items"][0]
    assert {each["name"] for each in columns} == set(figure)
    assert all(each["meaning"] for each in columns)


def test_it_is_the_same_for_whoever_asks_and_may_be_kept_for_an_hour(browse, client, published) -> None:
    """What one reader was given may be handed to the next by anybody on the way."""
    for url in ("/data-terbuka/kasus-masuk.csv", "/api/v1/open/figures?dataset=kasus-masuk"):
        told = [each.get(url) for each in (client, browse(published.ministry), browse(published.a.head))]
        assert len({(each.data, each.headers["ETag"]) for each in told}) == 1
        for each in told:
            assert each.headers["Cache-Control"] == "public, max-age=3600"
            assert each.headers["Vary"] == "Accept-Encoding"
            assert "Set-Cookie" not in each.headers


def test_every_answer_names_its_licence(client, calls, published) -> None:
    licence = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    for url in ("/data-terbuka/rujukan.csv", "/data-terbuka/rujukan.xlsx", "/api/v1/open/figures?dataset=rujukan"):
        assert client.get(url).headers["Link"] == licence
    for url in ("/data-terbuka", "/data-terbuka/rujukan"):
        assert "CC BY 4.0" in client.get(url).text
    assert calls(None).get("/open/datasets").json["licence_url"] in licence


def test_another_meaning_or_another_column_is_another_version(client, calls, published) -> None:
    """Who reads version 1 finds these columns for as long as it is version 1; add the next one below it."""
    columns = {
        1: "period,dataset,level,code,name,province_code,category,category_id,category_en,value,held_back",
    }
    assert calls(None).get("/open/datasets").json["format_version"] == max(columns)
    assert list(rows_of(client.get("/data-terbuka/kasus-masuk.csv").text)[0]) == columns[max(columns)].split(",")


def test_one_address_may_take_so_many_files_in_a_minute_and_others_go_on(settings, monkeypatch, published) -> None:
    monkeypatch.setattr(limits._limiter, "enabled", False)  # one limiter per process: put back afterwards
    client = create_app(replace(settings, flask=settings.flask | {"RATELIMIT_ENABLED": True})).test_client()
    url, at = "/data-terbuka/rujukan.csv", {"REMOTE_ADDR": "10.77.0.1"}
    mark = {"If-None-Match": client.get(url, environ_base={"REMOTE_ADDR": "10.77.0.3"}).headers["ETag"]}
    told = [client.get(url, environ_base=at, headers=mark) for _knock in range(FILES_A_MINUTE + 1)]
    assert {each.status_code for each in told[:-1]} == {304}
    assert told[-1].status_code == 429
    assert "public" not in told[-1].headers.get("Cache-Control", ""), "nobody else is given this answer"
    assert client.get(url, environ_base={"REMOTE_ADDR": "10.77.0.2"}).status_code == 200


def test_every_public_door_of_numbers_is_limited(app) -> None:
    views = {
        rule.endpoint: app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        if app.view_functions[rule.endpoint].__module__.startswith("reporting.")
    }
    doors = {each: view for each, view in views.items() if access.declared(app, each).kind == "public"}
    assert len(doors) > 8
    assert [each for each, view in doors.items() if not hasattr(view, "__wrapper-limiter-instance")] == []
    assert not hasattr(views["reporting.ministry"], "__wrapper-limiter-instance"), "a door without one would be seen"


@pytest.mark.parametrize("code", ["%22", "%E2%98%83", "33.11%22%2C"])
def test_a_place_nobody_knows_has_no_figures_however_it_is_written(client, calls, published, code) -> None:
    """The mark of an answer is a header, which does not carry every sign."""
    file = client.get(f"/data-terbuka/kasus-masuk.csv?code={code}")
    assert (file.status_code, rows_of(file.text)) == (200, [])
    assert file.headers["ETag"].isascii()
    answer = calls(None).client.get(f"/api/v1/open/figures?dataset=kasus-masuk&code={code}")
    assert (answer.status_code, answer.json["items"]) == (200, [])


def test_a_new_quarter_makes_every_copy_old(app, client, published) -> None:
    before = client.get("/data-terbuka/kasus-masuk.csv").headers["ETag"]
    with app.app_context(), clock.set_to(datetime(2026, 7, 12, tzinfo=UTC)):
        assert [each.slug for each in publish_open_data()] == ["2026-Q2"]
    assert client.get("/data-terbuka/kasus-masuk.csv", headers={"If-None-Match": before}).status_code == 200


def test_programs_read_it_page_after_page_without_a_token(calls, published, monkeypatch) -> None:
    monkeypatch.setattr("reporting.opendata.queries.figures.__defaults__", (None, 20))
    caller = calls(None)
    listed = caller.get("/open/datasets").json
    assert listed["licence"] == "CC BY 4.0"
    assert listed["items"][0]["periods"] == ["2026-Q1"]
    found, after = [], None
    while True:
        page = caller.get("/open/figures", dataset="kasus-masuk", **({"after": after} if after else {})).json
        assert len(page["items"]) <= 20
        found += page["items"]
        after = page["next"]
        if after is None:
            break
    keys = [(each["code"], each["level"], each["category"]) for each in found]
    assert len(keys) == len(set(keys)) == 5 * (len(listed["items"][0]["categories"]))
    hidden = [each for each in found if each["value"] is None]
    assert {each["held_back"] for each in hidden} <= {"small", "withheld"}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("since=2026-Q3&until=2026-Q1", "until"),
        ("since=2026-Q5", "since"),
        ("level=galaxy", "level"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(client, calls, published, query, field) -> None:
    page = client.get(f"/data-terbuka/kasus-masuk.csv?{query}")
    assert page.status_code == 422
    assert f'id="f-{field}-error"' in page.text
    answer = calls(None).client.get(f"/api/v1/open/figures?dataset=kasus-masuk&{query}")
    assert field in is_problem(answer, 422)["errors"]


def test_unknown_data_sets_are_not_there(client, calls, published) -> None:
    assert client.get("/data-terbuka/rahasia").status_code == 404
    assert client.get("/data-terbuka/rahasia.csv").status_code == 404
    assert "dataset" in is_problem(calls(None).get("/open/figures", dataset="rahasia"), 422)["errors"]


def test_nobody_changes_what_is_published(app, published) -> None:
    for reader in (Reader.PUBLIC, Reader.STAFF, Reader.MINISTRY, Reader.RELAY):
        with app.app_context(), enter(Context(reader, tenant_id=published.a.tenant_id)):
            with pytest.raises(ProgrammingError, match="permission denied"):
                db.session.query(OpenFigure).update({"n": 1})
            db.session.rollback()


@pytest.mark.parametrize(
    ("kind", "text", "first", "last"),
    [
        ("quarter", "2026-Q3", "2026-07-01", "2026-09-30"),
        ("month", "2026-02", "2026-02-01", "2026-02-28"),
        ("year", "2024", "2024-01-01", "2024-12-31"),
    ],
)
def test_spans_are_whole_stretches_of_the_calendar(kind, text, first, last) -> None:
    span = span_around(date.fromisoformat(last), kind)
    assert (span.first.isoformat(), span.last.isoformat(), span.slug) == (first, last, text)
    assert span.after(5).after(-5) == span
    assert span.after(1).first.toordinal() == span.last.toordinal() + 1
    assert isinstance(span, Span)
    if kind == "quarter":
        assert parse_quarter(text) == parse_quarter(f" {text.lower()} ") == span
    else:
        with pytest.raises(Unfit):
            parse_quarter(text)
