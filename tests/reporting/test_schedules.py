"""Reports by the clock: made once for every month that ended, kept as they were, seen by whom they are for."""

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from foundation import clock, jobs
from reporting.schedules.files import as_pdf
from reporting.schedules.frozen import from_json
from reporting.schedules.jobs import reports_by_the_clock
from reporting.schedules.queries import span_of
from tests.reporting.test_opendata import opened
from tests.world import World

__all__ = ["opened"]

BY_SECTOR = "/tabel/simpan?measure=cases_opened&rows=sector&period=this_year"
FEBRUARY, JUNE = (datetime(2026, month, 3, 4, tzinfo=UTC) for month in (2, 6))


@pytest.fixture
def work(app):
    """`work(JUNE)`: the night's look at schedules and everything that follows from it, at that moment."""

    def do(moment: datetime, by_the_clock: bool = True) -> None:
        with app.app_context(), clock.set_to(moment):
            if by_the_clock:
                reports_by_the_clock()
            for _round in range(3):
                jobs.run_waiting()

    return do


@pytest.fixture
def scheduled(browse, opened, work, world: World) -> World:
    """In February the manager of A has a monthly report for the head; January had 12 cases."""
    opened(world.a.tenant_id, 12, "2026-01-20")
    opened(world.a.tenant_id, 5, "2026-04-20", sector="food")
    with clock.set_to(FEBRUARY):
        answer = schedule(browse(world.a.manager), recipients=[world.a.head.membership_id])
    assert answer.status_code == 303, answer.text
    work(FEBRUARY, by_the_clock=False)
    return world


def schedule(browser, save: str = BY_SECTOR, **said):
    browser.post(save, name="Menurut sektor")
    told = {"name": "Laporan bulanan", "tables": ["1"], "every": "month", "language": "id", "recipients": ["1"]}
    return browser.post("/laporan/jadwalkan", **(told | said))


def states(admin) -> list[tuple]:
    return admin.execute("SELECT begins_on::text, state FROM report_run ORDER BY begins_on").fetchall()


def test_the_month_that_has_just_ended_comes_first(scheduled: World, admin, browse) -> None:
    assert states(admin) == [("2026-01-01", "done")]
    head = browse(scheduled.a.head)
    assert "Januari 2026" in head.get("/laporan").text
    assert "Laporan terjadwal sudah jadi" in head.get("/kotak-masuk").text
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(head.get("/laporan/1.pdf").data)).pages)
    for words in ("Laporan bulanan", "Januari 2026", "Menurut sektor", "Kesehatan", "12"):
        assert words in text
    book = CalamineWorkbook.from_filelike(io.BytesIO(head.get("/laporan/1.xlsx").data))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[-1] == ["Jumlah", 12]
    log = admin.execute("SELECT detail->>'format' FROM audit_entry WHERE action = 'report.downloaded'").fetchall()
    assert log == [("pdf",), ("xlsx",)]


def test_missed_months_are_caught_up_once(scheduled: World, admin, work) -> None:
    work(JUNE)
    work(JUNE)
    months = [f"2026-{month:02}-01" for month in range(1, 6)]
    assert states(admin) == [(month, "done") for month in months]
    sums = admin.execute("SELECT inputs->0->'rows'->-1->-1 FROM report_run ORDER BY begins_on").fetchall()
    assert [n for (n,) in sums] == [12, 0, 0, 5, 0]


def test_a_report_stays_as_it_was_and_follows_from_what_was_kept(scheduled: World, admin, opened, app) -> None:
    kept = "SELECT r.inputs, r.pdf, r.made_at, r.begins_on, s.name, s.every FROM report_run r JOIN report_schedule s"
    before = admin.execute(f"{kept} ON s.id = r.schedule_id").fetchone()
    opened(scheduled.a.tenant_id, 3, "2026-01-21")
    inputs, pdf, made_at, begins_on, name, every = admin.execute(f"{kept} ON s.id = r.schedule_id").fetchone()
    assert (inputs, pdf) == (before[0], before[1])
    with app.test_request_context():
        tables = [from_json(each) for each in inputs]
        again = as_pdf("SLRT Kabupaten Belitung Timur", name, span_of(every, begins_on), tables, made_at)
    assert again == bytes(pdf)


def test_a_report_whose_owner_has_left_waits_until_somebody_takes_it_up(scheduled: World, admin, browse, work) -> None:
    admin.execute("UPDATE membership SET active = false WHERE id = %s", [scheduled.a.manager.membership_id])
    work(JUNE)
    assert admin.execute("SELECT state, owner_left FROM report_schedule").fetchall() == [("paused", True)]
    assert len(states(admin)) == 1
    head = browse(scheduled.a.head)
    assert "pemiliknya tidak lagi bertugas" in head.get("/kotak-masuk").text
    assert "Ambil alih" in head.get("/laporan").text
    with clock.set_to(JUNE):
        head.post("/laporan/jadwal/1/lanjutkan")
    work(JUNE, by_the_clock=False)
    assert len(states(admin)) == 5
    assert {state for _month, state in states(admin)} == {"done"}


def test_a_report_that_cannot_be_made_says_why(browse, work, world: World, admin) -> None:
    with clock.set_to(FEBRUARY):
        schedule(browse(world.a.manager), recipients=[str(world.a.head.membership_id)])
    admin.execute("""UPDATE report_schedule SET tables = jsonb_set(tables, '{0,args,rows}', '"mood"')""")
    work(FEBRUARY)
    assert states(admin) == [("2026-01-01", "failed")]
    assert "Tidak dapat dibuat" in browse(world.a.manager).get("/laporan").text


def test_it_speaks_the_language_that_was_chosen(browse, work, opened, world: World) -> None:
    opened(world.a.tenant_id, 1_200, "2026-01-20")
    with clock.set_to(FEBRUARY):
        schedule(browse(world.a.manager), recipients=[str(world.a.manager.membership_id)], language="en")
    work(FEBRUARY, by_the_clock=False)
    pdf = browse(world.a.manager).get("/laporan/1.pdf").data
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "January 2026" in text
    assert "Health" in text
    assert "1,200" in text


def test_only_those_it_is_for_open_it(scheduled: World, browse) -> None:
    assert browse(scheduled.a.head).get("/laporan/1.pdf").status_code == 200
    assert browse(scheduled.a.front_office).get("/laporan/1.pdf").status_code == 404
    assert "Januari 2026" not in browse(scheduled.a.front_office).get("/laporan").text
    assert browse(scheduled.b.head).get("/laporan/1.pdf").status_code == 404
    assert browse(scheduled.province).get("/laporan/1.pdf").status_code == 404
    assert browse(scheduled.b.head).post("/laporan/jadwal/1/hentikan").status_code == 404
    assert browse(scheduled.a.front_office).get("/laporan/jadwalkan").status_code == 403


def test_a_province_reports_on_its_districts(browse, work, opened, world: World, admin) -> None:
    opened(world.a.tenant_id, 7, "2026-01-20")
    opened(world.b.tenant_id, 70, "2026-01-20")
    save = "/tabel/simpan?measure=cases_opened&rows=office&period=this_year"
    with clock.set_to(FEBRUARY):
        answer = schedule(browse(world.province), save, recipients=[str(world.province.membership_id)])
    assert answer.status_code == 303, answer.text
    work(FEBRUARY, by_the_clock=False)
    rows = admin.execute("SELECT inputs->0->'rows' FROM report_run").fetchone()[0]
    assert rows[1:] == [["Belitung Timur", 7], ["Jumlah", 7]]


@pytest.mark.parametrize(("said", "field"), [
    ({"tables": []}, "tables"), ({"recipients": []}, "recipients"), ({"name": ""}, "name"),
    ({"every": "hour"}, "every"), ({"tables": ["999"]}, "tables"), ({"recipients": ["999"]}, "recipients"),
])  # fmt: skip
def test_what_is_missing_is_told_at_its_field(browse, world: World, said, field) -> None:
    answer = schedule(browse(world.a.manager), **({"recipients": [str(world.a.head.membership_id)]} | said))
    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.text


def test_paused_it_makes_nothing(scheduled: World, browse, work, admin) -> None:
    browse(scheduled.a.manager).post("/laporan/jadwal/1/hentikan")
    work(JUNE)
    assert len(states(admin)) == 1
