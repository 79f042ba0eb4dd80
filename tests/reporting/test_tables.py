"""Tables anyone can make: described in the address, bounded before anything is counted, kept, shared, taken home."""

import html
import io
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from foundation.clock import today
from foundation.db import db
from foundation.errors import Unfit
from foundation.tenancy import Reader
from reporting.tables.definitions import Definition, definition_of
from reporting.tables.periods import PERIODS, days_of
from reporting.tables.queries import count_table, estimated_cells
from reporting.tables.schemas import table_schema
from tests.statements import counted
from tests.world import World
from web.formats import plain_date

BY_SECTOR = "/tabel/lihat?measure=cases_opened&rows=sector&period=this_year"


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_what_was_described_is_counted(browse, world: World, fill) -> None:
    fill(world.a.tenant_id, 7)
    fill(world.a.tenant_id, 2, sector="food")
    fill(world.b.tenant_id, 900, sector="food")
    page = text_of(browse(world.a.manager).get(BY_SECTOR).text)
    assert "Kasus masuk menurut sektor" in page
    assert re.search(r"Kesehatan 7 Pangan 2 Jumlah 9", page)


def test_rows_that_are_divided_again_stay_rows(browse, world: World, fill) -> None:
    fill(world.a.tenant_id, 3)
    manager = browse(world.a.manager)
    page = text_of(manager.get("/tabel/lihat?measure=cases_opened&rows=case_type&then=channel&period=all").text)
    assert re.search(
        r"Jenis kasus Cara masuk Batang Jumlah Aktifkan kembali KIS \(PBI-JK\) Datang \S+ \S+ 3 Jumlah 3", page
    )


def test_what_does_not_go_together_says_what_does(browse, world: World) -> None:
    page = text_of(
        browse(world.a.manager).get("/tabel/lihat?measure=cases_opened&rows=sector&columns=channel&period=all").text
    )
    assert "tidak dapat digabung" in page
    told = re.search(r"“Sektor” dapat digabung dengan: ([^.]+)\.", page)
    assert told is not None
    assert "bulan" in told[1]
    assert "cara masuk" not in told[1]


def test_months_without_a_case_stand_among_the_others(as_, world: World, fill, admin) -> None:
    ids = fill(world.a.tenant_id, 4)
    admin.execute("""UPDATE "case" SET opened_on = '2026-01-15' WHERE id = %s""", [ids[0]])
    admin.execute("""UPDATE "case" SET opened_on = '2026-04-15' WHERE id = ANY (%s)""", [ids[1:]])
    wanted = Definition("cases_opened", "month", period="own", since=date(2026, 1, 1), until=date(2026, 12, 31))
    with as_(world.a.manager):
        table = count_table(wanted, date(2026, 5, 2))
        across = count_table(replace(wanted, rows="sector", columns="month"), date(2026, 5, 2))
    assert [line.total for line in table.lines] == [1, 0, 0, 3, 0]
    assert across.column_headings == ["Januari 2026", "Februari 2026", "Maret 2026", "April 2026", "Mei 2026"]
    assert [line.cells for line in (*across.lines, across.sums)] == [[1, 0, 0, 3, 0]] * 2


def test_offices_stand_by_name_whichever_was_there_first(as_, world: World, fill, admin) -> None:
    for office in (world.a, world.b):
        fill(office.tenant_id, 60)
        fill(office.tenant_id, 40, sector="food")
    last = max(world.a.tenant_id, world.b.tenant_id)
    admin.execute("UPDATE tenant SET name = 'Aceh Besar' WHERE id = %s", [last])
    for way in ({"rows": "office", "columns": "sector"}, {"rows": "sector", "columns": "office"}):
        with as_(world.ministry):
            table = count_table(Definition("cases_opened", period="all", **way), today("Asia/Jakarta"))
        called = [line.labels[0] for line in table.lines] if way["rows"] == "office" else table.column_headings
        assert called == sorted(called), way
        assert called[0] == "Aceh Besar"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("measure=cases_opened&rows=sector&period=own&since=2026-09-30&until=2026-07-01", "until"),
        ("measure=cases_opened&rows=sector&period=own&since=2026-09-30", "until"),
        ("measure=cases_opened&rows=sector&period=own&since=1999-01-01&until=2026-01-01", "since"),
        ("measure=cases_opened&rows=mood&period=this_year", "rows"),
        ("measure=cases_opened&rows=state&period=this_year", "rows"),
        ("measure=cases_opened&rows=sector&columns=sector&period=this_year", "columns"),
        ("measure=cases_opened&rows=sector&period=soon", "period"),
        ("measure=cases_opened&rows=sector&period=this_year&only_sector=magic", "only_sector"),
        ("measure=cases_opened&period=this_year", "rows"),
        ("measure=cases_opened&rows=day&then=sector&columns=office&period=all", "rows"),
    ],
)
def test_what_makes_no_table_is_said_at_its_field_and_nothing_typed_is_lost(browse, world, query, field) -> None:
    answer = browse(world.a.manager).get(f"/tabel/lihat?{query}")
    assert answer.status_code == 422
    assert "<title>Kesalahan:" in answer.text
    assert f'id="f-{field}-error"' in answer.text
    if "since=2026-09-30" in query:
        assert 'value="2026-09-30"' in answer.text


def test_an_unknown_measure_leads_to_those_there_are(browse, world: World) -> None:
    manager = browse(world.a.manager)
    assert manager.get("/tabel/lihat?measure=happiness&rows=sector").status_code == 303
    assert "Ukuran itu tidak ada" in manager.get("/tabel/susun?measure=happiness").text


def test_a_table_too_large_is_refused_before_anything_is_counted(app, as_, world: World) -> None:
    """Every day of three hundred years by sector, in a district; with every office beside it, a thousand million."""
    endless = Definition("cases_opened", "day", "office", "sector", "own", date(1850, 1, 1), date(2200, 12, 31))
    with as_(world.a.manager):
        assert estimated_cells(endless, date(2026, 5, 2)) == 128_200 * 14
    with as_(world.a.manager), counted() as statements, pytest.raises(Unfit, match=r"paling banyak 20\.000") as refused:
        count_table(endless, date(2026, 5, 2))
    assert refused.value.fault == "too_large"
    assert [each for each in statements if "fact" in each] == []


def test_the_estimate_is_never_less_than_the_table(as_, world: World, fill) -> None:
    for number, sector in enumerate(("health", "food", "education"), start=1):
        fill(world.a.tenant_id, number, sector=sector, opened=-40 * number)
    with as_(world.a.manager):
        for by in (("sector",), ("month",), ("month", "sector"), ("day", "sector"), ("office", "month", "sector")):
            wanted = Definition("cases_opened", *by[:1], *(by[1:2] if by[2:] else [""]), *(by[2:] or by[1:]))
            wanted = Definition(**{**vars(wanted), "period": "last_12_months"})
            table = count_table(wanted, today("Asia/Jakarta"))
            cells = len(table.lines) * max(1, len(table.column_headings))
            assert cells <= estimated_cells(wanted, today("Asia/Jakarta")), by


def test_each_reader_is_offered_what_is_open_to_them(browse, world: World) -> None:
    assert "Langkah kasus" in browse(world.a.manager).get("/tabel/susun").text
    province = browse(world.province).get("/tabel/susun").text
    assert "Langkah kasus" not in province
    assert "Kasus berakhir" in province
    ministry = browse(world.ministry).get("/tabel/susun").text
    assert "Kasus berakhir" not in ministry
    assert "Kasus masuk" in ministry
    assert browse(world.a.facilitator).get("/tabel").status_code == 403


def test_nobody_is_offered_what_they_may_not_ask(browse, world: World) -> None:
    """The ministry counts neither villages nor days; a province, which may open every row, counts both."""
    page, asked = "/tabel/susun?measure=cases_opened", "/tabel/lihat?measure=cases_opened&period=this_year&rows="
    for finer in ("village", "day"):
        offered = f'<option value="{finer}"'
        assert offered in browse(world.province).get(page).text
        assert offered not in browse(world.ministry).get(page).text
        refused = browse(world.ministry).get(asked + finer)
        assert refused.status_code == 422
        assert 'id="f-rows-error"' in refused.text


def test_a_province_counts_its_own_districts_and_the_ministry_sees_no_small_number(browse, world: World, fill) -> None:
    fill(world.a.tenant_id, 3)
    fill(world.b.tenant_id, 77)
    url = "/tabel/lihat?measure=cases_opened&rows=office&period=this_year"
    province = text_of(browse(world.province).get(url).text)
    assert re.search(r"Belitung Timur 3 Jumlah 3", province)
    assert "Sukoharjo" not in province
    ministry = text_of(browse(world.ministry).get(url).text)
    assert "Angka disamarkan" in ministry
    assert not re.search(r"Belitung Timur 3|Sukoharjo 77", ministry)


def test_a_table_is_kept_shared_and_let_go(browse, world: World, fill) -> None:
    fill(world.a.tenant_id, 5)
    manager, head, stranger, above = map(browse, (world.a.manager, world.a.head, world.b.manager, world.province))
    url = manager.post(BY_SECTOR.replace("lihat", "simpan"), name="Menurut sektor", shared="1").headers["Location"]
    assert "Kesehatan 5" in text_of(manager.get(url).text)
    again = manager.post(BY_SECTOR.replace("lihat", "simpan"), name="menurut SEKTOR")
    assert again.status_code == 422
    assert "sudah punya tabel dengan nama ini" in again.text

    assert "Menurut sektor" in head.get("/tabel").text
    assert head.get(url).status_code == 200
    assert head.post(f"{url}/hapus").status_code == 404, "a colleague's is not theirs to throw away"
    assert stranger.get(url).status_code == above.get(url).status_code == 404

    manager.post(f"{url}/bagikan")
    assert head.get(url).status_code == 404
    manager.post(f"{url}/hapus")
    assert "Belum ada tabel tersimpan" in manager.get("/tabel").text


def test_a_shared_table_whose_owner_has_left_is_taken_over(browse, world: World, fill, admin) -> None:
    fill(world.a.tenant_id, 2)
    browse(world.a.manager).post(
        "/tabel/simpan?measure=cases_opened&rows=sector&period=all", name="Bersama", shared="1"
    )
    (table_id,) = admin.execute("SELECT id FROM report_table").fetchone()
    head = browse(world.a.head)
    assert "Simpan salinan milik sendiri" in head.get(f"/tabel/{table_id}").text
    assert "Ambil alih" not in head.get(f"/tabel/{table_id}").text
    assert "Pemilik tabel ini masih bertugas" in head.post(f"/tabel/{table_id}/ambil").text
    admin.execute("UPDATE membership SET active = false WHERE id = %s", [world.a.manager.membership_id])
    assert "tidak lagi bertugas di sini" in head.get("/tabel").text
    assert "Ambil alih" in head.get(f"/tabel/{table_id}").text
    assert browse(world.b.head).post(f"/tabel/{table_id}/ambil").status_code == 404
    assert head.post(f"/tabel/{table_id}/ambil").status_code == 303
    owner = "SELECT membership_id, owner_name, shared FROM report_table"
    assert admin.execute(owner).fetchall() == [(world.a.head.membership_id, world.a.head.name, True)]
    assert head.post(f"/tabel/{table_id}/hapus").status_code == 303
    assert admin.execute("SELECT count(*) FROM audit_entry WHERE action = 'table.taken'").fetchone() == (1,)


@pytest.mark.parametrize("reader", ["province", "ministry"])
def test_who_counts_above_the_districts_keeps_tables_too(browse, world: World, reader) -> None:
    client = browse(getattr(world, reader))
    saved = client.post("/tabel/simpan?measure=cases_opened&rows=month&period=last_year", name="Per bulan")
    assert client.get(saved.headers["Location"]).status_code == 200
    assert "Per bulan" in client.get("/tabel").text


def test_a_table_goes_home_as_a_file_and_that_is_written_down(browse, world: World, fill, admin) -> None:
    fill(world.a.tenant_id, 12)
    manager = browse(world.a.manager)
    url = BY_SECTOR.replace("lihat", "unduh") + "&columns=month"
    book = CalamineWorkbook.from_filelike(io.BytesIO(manager.post(url, format="xlsx").data))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Sektor"
    months = today("Asia/Jakarta").month
    assert rows[-1] == ["Jumlah", *[0] * (months - 1), 12, 12], "the months of this year, and their sum"
    listed = manager.post(url, format="csv").text
    assert f"Kesehatan,{'0,' * (months - 1)}12,12" in listed
    log = admin.execute("SELECT action, detail->>'format' FROM audit_entry WHERE subject_kind = 'table'").fetchall()
    assert log == [("table.exported", "xlsx"), ("table.exported", "csv")]
    assert manager.post(url, format="exe").status_code == 303


def test_a_long_table_is_shown_in_parts_and_goes_home_whole(browse, world: World, fill, admin) -> None:
    ids = fill(world.a.tenant_id, 205)
    first = date(2025, 1, 1)
    admin.execute('UPDATE "case" SET opened_on = %s::date + (id - %s)::int WHERE id = ANY (%s)', [first, ids[0], ids])
    manager = browse(world.a.manager)
    query = "measure=cases_opened&rows=day&period=own&since=2025-01-01&until=2025-12-31&only_sector=health"
    shown, address = [], f"/tabel/lihat?{query}"
    for number, lines in ((1, "1 sampai 100"), (2, "101 sampai 200"), (3, "201 sampai 205")):
        page = manager.get(address).text
        assert f"205 baris; halaman ini memuat baris {lines}." in text_of(page)
        assert f"Halaman {number} dari 3" in text_of(page)
        assert re.search(r"Jumlah semua baris 205\b", text_of(page))
        shown += re.findall(r'<th scope="row" role="rowheader">([^<]+)</th>', page)
        address = html.unescape((re.search(r'href="([^"]+)" rel="next"', page) or ["", ""])[1])
    assert address == ""
    days = [each for each in shown if "Jumlah" not in each]
    assert days == [plain_date(first + timedelta(n)) for n in range(205)]
    for nowhere, number in (("x", 1), ("0", 1), ("-2", 1), ("", 1), ("٣", 1), ("4", 3), ("9" * 5000, 3)):
        assert f"Halaman {number} dari 3" in text_of(manager.get(f"/tabel/lihat?{query}&halaman={nowhere}").text)
    assert len(manager.post(f"/tabel/unduh?{query}&halaman=2", format="csv").text.splitlines()) == 207
    kept = manager.post(f"/tabel/simpan?{query}&halaman=2", name="Per hari").headers["Location"]
    assert f'href="{kept}?halaman=3" rel="next"' in manager.get(f"{kept}?halaman=2").text
    assert "Halaman 1" not in manager.get(BY_SECTOR).text


def test_bars_of_every_part_are_held_against_the_longest_of_the_table(browse, world: World, fill, admin) -> None:
    ids = fill(world.a.tenant_id, 111)
    admin.execute(
        """UPDATE "case" SET opened_on = '2025-01-01'::date + greatest((id - %s)::int - 9, 0) WHERE id = ANY (%s)""",
        [ids[0], ids],
    )
    page = browse(world.a.manager).get(
        "/tabel/lihat?measure=cases_opened&rows=day&period=own&since=2025-01-01&until=2025-12-31&halaman=2"
    )
    assert "baris 101 sampai 102" in text_of(page.text)
    assert page.text.count('<rect class="f2" width="10.0%"') == 2


def test_a_name_that_a_spreadsheet_would_run_stays_text(browse, world: World, fill, admin) -> None:
    agency = world.a.agencies["health_office"]
    admin.execute("UPDATE agency SET name = '=cmd()' WHERE id = %s AND tenant_id = %s", [agency, world.a.tenant_id])
    admin.execute(
        "INSERT INTO referral_fact_answer (tenant_id, month, agency_id, outcome, n) VALUES (%s, %s, %s, 'late', 6)",
        [world.a.tenant_id, today("Asia/Jakarta").replace(day=1), agency],
    )
    try:
        url = "/tabel/unduh?measure=referrals_due&rows=agency&period=this_month"
        text = browse(world.a.manager).post(url, format="csv").text
        assert "'=cmd(),6" in text
    finally:
        admin.execute("UPDATE agency SET name = 'Dinas Kesehatan' WHERE id = %s", [agency])


def test_a_page_costs_the_same_few_statements_whatever_it_counts(app, browse, world: World, fill) -> None:
    manager, costs = browse(world.a.manager), []
    for sector in ("health", "food"):
        fill(world.a.tenant_id, 60, sector=sector)
        with app.app_context(), counted() as statements:
            assert manager.get(BY_SECTOR + "&columns=month").status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 6, statements


def test_what_is_kept_reads_back_as_it_was_described() -> None:
    told = {"measure": "cases", "rows": "stage", "columns": "sector", "only_sector": ["health", "food"]}
    definition = definition_of(table_schema("cases", Reader.STAFF)().load(told))
    assert definition_of(table_schema("cases", Reader.STAFF)().load(definition.args())) == definition


def test_periods_that_move_with_the_calendar_hold_whole_months() -> None:
    for period in set(PERIODS) - {"own"}:
        for day in (date(2026, 1, 1), date(2026, 11, 26), date(2028, 2, 29)):
            since, until = days_of(period, day)
            assert since <= until
            assert since.day == 1
            assert date.fromordinal(until.toordinal() + 1).day == 1
    assert days_of("last_quarter", date(2026, 2, 1)) == (date(2025, 10, 1), date(2025, 12, 31))


def test_one_s_tables_are_found_by_index(as_, world: World) -> None:
    with as_(world.a.manager):
        db.session.execute(db.text("SET LOCAL enable_seqscan = off"), execution_options={"every_tenant": True})
        plan = db.session.execute(
            db.text("EXPLAIN SELECT id FROM report_table WHERE membership_id = 1 AND discarded_at IS NULL"),
            execution_options={"every_tenant": True},
        ).scalars()
        assert "ix_report_table_own" in "\n".join(plan)


def test_all_there_ever_was_begins_with_the_first_month_that_counts(as_, world: World, fill) -> None:
    fill(world.a.tenant_id, 2)
    fill(world.a.tenant_id, 3, opened=-70)
    now = today("Asia/Jakarta")
    with as_(world.a.manager):
        told = [line.total for line in count_table(Definition("cases_opened", rows="month", period="all"), now).lines]
    assert told in ([3, 0, 2], [3, 0, 0, 2]), "and the months between stand there too"
