"""Reports by the clock: made once for every month that ended, kept as they were, seen by whom they are for."""

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from foundation import clock, jobs
from reporting.schedules.files import as_pdf, as_workbook
from reporting.schedules.frozen import FrozenTable
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
    kept = "SELECT inputs, pdf, workbook, made_at, begins_on, name, every FROM report_run"
    before = admin.execute(kept).fetchone()
    opened(scheduled.a.tenant_id, 3, "2026-01-21")
    inputs, pdf, workbook, made_at, begins_on, name, every = admin.execute(kept).fetchone()
    assert (inputs, pdf, workbook) == before[:3]
    with app.test_request_context():
        tables = [FrozenTable(**each) for each in inputs]
        said = ("SLRT Kabupaten Belitung Timur", name, span_of(every, begins_on), tables, made_at, "Asia/Jakarta")
        assert as_pdf(*said) == bytes(pdf)
        assert as_workbook(*said) == bytes(workbook)


def test_its_paper_and_its_workbook_show_the_same_numbers_with_where_they_come_from(scheduled: World, browse) -> None:
    head = browse(scheduled.a.head)
    pdf = PdfReader(io.BytesIO(head.get("/laporan/1.pdf").data))
    assert pdf.trailer["/Root"]["/Lang"] == "id"
    bars = sum(page.get_contents().get_data().count(b" re f") for page in pdf.pages)
    assert bars == 1, "a bar beside the only sector"
    book = CalamineWorkbook.from_filelike(io.BytesIO(head.get("/laporan/1.xlsx").data))
    assert book.sheet_names == ["1 Menurut sektor", "Keterangan"]
    told = " ".join(str(cell) for row in book.get_sheet_by_name("Keterangan").to_python() for cell in row)
    for words in ("Laporan bulanan", "Januari 2026", "Kabupaten Belitung Timur", "Dibuat", "menurut sektor"):
        assert words in told


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


def test_its_files_say_when_they_were_made_by_the_office_s_own_clock(browse, work, world: World, admin) -> None:
    admin.execute("UPDATE tenant SET timezone = 'Asia/Jayapura' WHERE id = %s", [world.a.tenant_id])
    with clock.set_to(FEBRUARY):
        schedule(browse(world.a.manager), recipients=[world.a.head.membership_id])
    work(FEBRUARY, by_the_clock=False)
    pdf, book = admin.execute("SELECT pdf, workbook FROM report_run").fetchone()
    told = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("Keterangan").to_python()
    for text in (PdfReader(io.BytesIO(pdf)).pages[0].extract_text(), str(told)):
        assert "Dibuat Selasa, 3 Februari 2026, 13.00 WIT." in text


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
    assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == "en"


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


def change(browser, version: int = 1, **said):
    told = {"name": "Laporan bulanan", "tables": ["1"], "every": "month", "language": "id", "version": str(version)}
    return browser.post("/laporan/jadwal/1/ubah", **(told | said))


def test_a_changed_schedule_leaves_what_was_made_as_it_is(scheduled: World, browse, work, admin) -> None:
    manager, head = browse(scheduled.a.manager), str(scheduled.a.head.membership_id)
    before = manager.get("/laporan/1.pdf").data
    with clock.set_to(FEBRUARY):
        answer = change(manager, name="Laporan dinas", every="quarter", recipients=[head])
    assert answer.status_code == 303, answer.text
    work(JUNE)
    assert states(admin) == [("2026-01-01", "done"), ("2026-01-01", "done")]
    page = manager.get("/laporan").text
    assert "Januari 2026" in page
    assert "Triwulan I 2026" in page
    assert manager.get("/laporan/1.pdf").data == before
    assert manager.get("/laporan/2.pdf").headers["Content-Disposition"].endswith("laporan-2-2026-q1.pdf")
    assert admin.execute("SELECT name, every FROM report_run ORDER BY id").fetchall() == [
        ("Laporan bulanan", "month"), ("Laporan dinas", "quarter"),
    ]  # fmt: skip
    log = admin.execute("SELECT detail->>'every' FROM audit_entry WHERE action = 'report.changed'").fetchall()
    assert log == [("quarter",)]


def test_a_table_nobody_keeps_any_more_stays_in_the_report(scheduled: World, browse, admin) -> None:
    manager = browse(scheduled.a.manager)
    manager.post("/tabel/1/hapus")
    page = manager.get("/laporan/jadwal/1/ubah").text
    assert "Menurut sektor (seperti semula)" in page
    tables = admin.execute("SELECT tables FROM report_schedule").fetchone()
    people = [str(scheduled.a.head.membership_id)]
    assert change(manager, tables=["semula-1"], recipients=people, language="en").status_code == 303
    assert admin.execute("SELECT tables FROM report_schedule").fetchone() == tables
    assert admin.execute("SELECT language FROM report_schedule").fetchone() == ("en",)
    assert change(manager, 2, tables=["semula-2"], recipients=people).status_code == 422


def test_whoever_was_overtaken_sees_so_and_keeps_what_was_typed(scheduled: World, browse, admin) -> None:
    people = [str(scheduled.a.head.membership_id)]
    assert (
        change(browse(scheduled.a.head), name="Milik kepala", tables=["semula-1"], recipients=people).status_code == 303
    )
    answer = change(browse(scheduled.a.manager), name="Ketikan manajer", recipients=people)
    assert answer.status_code == 409
    assert "baru saja diubah orang lain" in answer.text
    assert 'value="Ketikan manajer"' in answer.text
    assert admin.execute("SELECT name FROM report_schedule").fetchone() == ("Milik kepala",)
    assert 'name="version" value="2"' in answer.text


def test_a_mended_schedule_makes_what_could_not_be_made(browse, work, world: World, admin) -> None:
    people = [str(world.a.head.membership_id)]
    with clock.set_to(FEBRUARY):
        schedule(browse(world.a.manager), recipients=people)
    admin.execute("""UPDATE report_schedule SET tables = jsonb_set(tables, '{0,args,rows}', '"mood"')""")
    work(FEBRUARY)
    assert states(admin) == [("2026-01-01", "failed")]
    with clock.set_to(FEBRUARY):
        assert change(browse(world.a.manager), recipients=people).status_code == 303
    work(FEBRUARY, by_the_clock=False)
    assert states(admin) == [("2026-01-01", "done")]


def test_resumed_it_stays_its_owners_and_catches_up(scheduled: World, browse, work, admin) -> None:
    browse(scheduled.a.manager).post("/laporan/jadwal/1/hentikan")
    assert "Dihentikan sementara" in browse(scheduled.a.head).get("/laporan").text
    work(JUNE)
    with clock.set_to(JUNE):
        browse(scheduled.a.head).post("/laporan/jadwal/1/lanjutkan")
    work(JUNE, by_the_clock=False)
    assert len(states(admin)) == 5
    owner = admin.execute("SELECT membership_id FROM report_schedule").fetchone()
    assert owner == (scheduled.a.manager.membership_id,)


def test_handed_over_it_is_the_colleagues_who_is_told(scheduled: World, browse, admin) -> None:
    manager, head = browse(scheduled.a.manager), scheduled.a.head
    page = manager.get("/laporan/jadwal/1/serahkan").text
    assert head.name in page
    assert scheduled.a.front_office.name not in page
    send = "/laporan/jadwal/1/serahkan"
    stranger = str(scheduled.a.front_office.membership_id)
    assert 'id="f-owner-error"' in manager.post(send, owner=stranger, version="1").text
    assert manager.post(send, owner=str(head.membership_id), version="7").status_code == 409
    assert manager.post(send, owner=str(head.membership_id), version="1").status_code == 303
    assert "Laporan terjadwal diserahkan kepada Anda" in browse(head).get("/kotak-masuk").text
    assert head.name in manager.get("/laporan/jadwal/1").text
    log = admin.execute("SELECT detail->>'to' FROM audit_entry WHERE action = 'report.given'").fetchall()
    assert log == [(str(head.membership_id),)]


def test_only_who_schedules_changes_and_only_at_home(scheduled: World, browse) -> None:
    for path in ("", "/ubah", "/serahkan"):
        assert browse(scheduled.b.head).get(f"/laporan/jadwal/1{path}").status_code == 404
        assert browse(scheduled.province).get(f"/laporan/jadwal/1{path}").status_code == 404
        assert browse(scheduled.a.front_office).get(f"/laporan/jadwal/1{path}").status_code == 403


def test_a_province_changes_its_own(browse, opened, world: World, admin) -> None:
    me = str(world.province.membership_id)
    save = "/tabel/simpan?measure=cases_opened&rows=office&period=this_year"
    schedule(browse(world.province), save, recipients=[me])
    province = browse(world.province)
    assert province.get("/laporan/jadwal/1").status_code == 200
    assert change(province, name="Per daerah", recipients=[me]).status_code == 303
    assert province.post("/laporan/jadwal/1/hentikan").status_code == 303
    assert "Belum ada rekan" in province.get("/laporan/jadwal/1/serahkan").text
    assert admin.execute("SELECT name, state, version FROM report_schedule").fetchall() == [("Per daerah", "paused", 3)]
