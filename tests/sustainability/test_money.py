"""Money by year, source and cost item: exact, never negative, with its gaps shown and its cliff marked."""

from datetime import date

import pytest

from foundation.db import db
from foundation.errors import Refused
from sustainability.actions.money import put_line, put_needs
from sustainability.models import ITEMS, FundingLine
from sustainability.pictures import cliff, funding_picture
from sustainability.queries.money import Year, end_of_support, lines_of, overlapping, support_periods, years
from sustainability.schemas import FundingLineSchema, SupportPeriodSchema
from tests.statements import counted
from web.charts import Column, stacked_bars

LINE = {"year": 2026, "source": "apbn", "item": "facilitators", "committed": "Rp240.000.000", "document": "DIPA 2026"}
MOST = 999_999_999_999_999


def line(**changes):
    return FundingLineSchema().load(LINE | changes)


def needs(**amounts):
    return dict.fromkeys(ITEMS, 0) | amounts


def test_rupiah_are_exact_up_to_the_last_one(world, do, as_):
    do(world.a.manager, lambda: put_line(line(planned=str(MOST), committed="1")))
    with as_(world.a.manager):
        (row,) = lines_of(2026)
        assert (row.planned, row.committed, row.realised) == (MOST, 1, 0)
        (year,) = years()
        assert (year.planned, year.certain) == (MOST, 1)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"planned": "-1"}, "planned"),
        ({"realised": "1000000000000000"}, "realised"),
        ({"committed": "dua juta"}, "committed"),
        ({"document": ""}, "document"),
        ({"year": "2015"}, "year"),
        ({"year": "9999"}, "year"),
        ({"source": "utang"}, "source"),
        ({"item": ""}, "item"),
    ],
)
def test_senseless_money_is_refused_at_its_field_and_kept(world, visit, as_, typed, field):
    browser = visit(world.a.manager).open("/keberlanjutan/dana/catat")
    browser.press("Simpan", **(LINE | {"document": "DIPA yang saya ketik"} | typed))
    assert browser.page.status_code == 422
    assert f'id="f-{field}-error"' in browser.text
    assert "Rp240.000.000" in browser.text or field == "committed"
    with as_(world.a.manager):
        assert years() == []


def test_the_same_entry_again_takes_its_place_and_a_stale_form_is_told(world, visit, do, as_):
    browser = visit(world.a.manager).open("/keberlanjutan/dana/catat").press("Simpan", **LINE)
    assert "Rp240.000.000" in browser.text
    slow = visit(world.a.head).open("/keberlanjutan/dana/catat?year=2026&source=apbn&item=facilitators")
    browser.open("/keberlanjutan/dana/catat?year=2026&source=apbn&item=facilitators")
    browser.press("Simpan", committed="250000000")
    slow.press("Simpan", committed="260000000")
    assert slow.page.status_code == 409
    assert "baru saja diubah orang lain" in slow.text
    assert "260000000" in slow.text
    slow.press("Simpan")
    with as_(world.a.manager):
        assert [row.committed for row in lines_of(2026)] == [260_000_000]


def test_a_plan_that_spends_more_than_its_sources_is_kept_and_marked(world, visit, do):
    do(world.a.manager, lambda: put_needs(2027, needs(facilitators=500_000_000)))
    do(world.a.manager, lambda: put_line(line(year=2027, source="apbd_district", planned="100000000")))
    do(world.a.manager, lambda: put_line(line(year=2026, realised="300000000")))
    page = visit(world.a.manager).open("/keberlanjutan/dana")
    assert "Melebihi sumber" in page.text
    assert "Terpakai melebihi anggaran" in page.text
    assert "Rp260.000.000" in page.text  # 500 − 240 committed: the gap


def test_a_year_knows_its_gap():
    year = Year(2027, need=540, planned=50, committed=330, by_source={"village": 330}, planned_by_source={"csr": 50})
    assert (year.certain, year.gap, year.overspends) == (330, 210, True)
    assert not Year(2027, need=380, by_source={"village": 330}, planned_by_source={"csr": 50}).overspends
    assert Year(2027).gap == 0


def test_needs_are_written_for_a_whole_year_at_once(world, visit, as_):
    browser = visit(world.a.manager).open("/keberlanjutan/dana/2027/kebutuhan")
    browser.press("Simpan", facilitators="Rp 240.000.000", operations="30.000.000")
    assert "Rp240.000.000" in browser.text
    with as_(world.a.manager):
        assert [each.need for each in years()] == [270_000_000]
    assert browser.open("/keberlanjutan/dana/1999/kebutuhan").page.status_code == 404


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        ("2026-12-31", "2018-01-01", "sesudah tanggal mulai"),
        ("1990-01-01", "2018-01-01", "SLRT pertama"),
        ("2018-01-01", "2060-01-01", "Paling lama"),
    ],
)
def test_support_that_makes_no_sense_is_refused(world, visit, starts, ends, words):
    browser = visit(world.a.manager).open("/keberlanjutan/masa-dukungan/baru")
    browser.press("Simpan", source="apbn", starts_on=starts, ends_on=ends, document="SK yang saya ketik")
    assert browser.page.status_code == 422
    assert words in browser.text
    assert "SK yang saya ketik" in browser.text


def test_support_periods_may_overlap_and_say_so(world, visit, written, as_):
    for starts, ends in (("2018-01-01", "2022-12-31"), ("2022-06-01", "2026-12-31")):
        written(world.a.manager, "masa-dukungan", source="apbn", starts_on=starts, ends_on=ends, document="SK")
    once = {"source": "csr", "starts_on": "2020-01-01", "ends_on": "2020-12-31", "document": "MoU"}
    written(world.a.manager, "masa-dukungan", **once)
    assert visit(world.a.manager).open("/keberlanjutan/dana").text.count("Tumpang tindih") == 2
    with as_(world.a.manager):
        periods = support_periods()
        assert end_of_support(periods) == date(2026, 12, 31)
        assert len(overlapping(periods)) == 2


def test_an_entry_is_taken_out_and_may_come_back(world, visit, as_):
    browser = visit(world.a.manager).open("/keberlanjutan/dana/catat").press("Simpan", **LINE)
    browser.open("/keberlanjutan/dana/catat?year=2026&source=apbn&item=facilitators").press("Keluarkan catatan ini")
    with as_(world.a.manager):
        assert years() == []
    browser.open("/keberlanjutan/dana/catat").press("Simpan", **LINE)
    with as_(world.a.manager):
        assert [each.certain for each in years()] == [240_000_000]


def test_the_picture_marks_the_cliff_and_the_gap(world, as_):
    with as_(world.a.manager):
        listed = [
            Year(2026, need=585_000_000, by_source={"apbn": 400_000_000, "village": 185_000_000}),
            Year(2027, need=540_000_000, by_source={"village": 330_000_000}),
        ]
        picture = funding_picture(listed, date(2026, 12, 31))
        assert picture is not None
        said = [word.text for word in picture.wide.words]
        assert "APBN berakhir 31 Desember 2026" in said
        assert "−210" in said
        assert picture.wide.cut == pytest.approx((940 - 180) / 2)
        assert len(picture.wide.gaps) == 1
        assert len({fill for _name, fill in picture.key}) == 2
        told = cliff(listed, date(2026, 12, 31), date(2026, 11, 1))
        assert told is not None
        assert told.warns
        assert funding_picture([], None) is None


def test_bars_stand_on_the_ground_and_inside_the_drawing():
    columns = [Column(str(n), [n * 10, 0, 5], str(n), missing=90, missing_text="-") for n in range(9)]
    chart = stacked_bars(columns, ["a", "b", "c"], width=600, height=300, cut_before=4, cut_text="di sini", labels=120)
    for box in (*chart.boxes, *chart.gaps):
        assert box.x >= 0
        assert box.x + box.width <= 480
        assert box.y >= 0
        assert box.y + box.height <= chart.base + 0.01
    heights = {box.fill: box.height for box in chart.boxes if box.x > 420}
    assert heights["f1"] / heights["f3"] == pytest.approx(80 / 5)


def test_pages_ask_a_bounded_number_of_statements(world, visit, do, app):
    member = world.a.manager
    browser = visit(member)
    _statements(app, browser)  # the first visit of a process learns what holds at the site
    few = _statements(app, browser)
    for year in range(2018, 2030):
        for source in ("apbn", "apbd_district", "village"):
            do(member, lambda year=year, source=source: put_line(line(year=year, source=source)))
    assert _statements(app, browser) == few
    assert few.pop("/keberlanjutan") <= 40, few  # with the whole index
    assert all(n <= 12 for n in few.values()), few


def _statements(app, browser):
    found = {}
    for path in ("/keberlanjutan", "/keberlanjutan/dana", "/keberlanjutan/dana/2026", "/keberlanjutan/landasan"):
        with app.app_context(), counted() as sent:
            browser.open(path)
        assert browser.page.status_code == 200
        found[path] = len(sent)
    return found


def test_money_of_another_district_is_nobody_elses(world, visit, do, as_):
    do(world.a.manager, lambda: put_line(line()))
    assert "240.000.000" not in visit(world.b.manager).open("/keberlanjutan/dana").text
    for member in (world.a.front_office, world.a.facilitator, world.province, world.ministry):
        assert visit(member).client.get("/keberlanjutan/dana").status_code == 403
    with as_(world.a.front_office), pytest.raises(Refused, match="tidak boleh"):
        put_line(line())


def test_a_supervisor_reads_the_sums_and_not_who_wrote_them(world, do, as_):
    do(world.a.manager, lambda: put_line(line()))
    with as_(world.province):
        assert [row.committed for row in db.session.query(FundingLine.committed)] == [240_000_000]
    with as_(world.province_b):
        assert db.session.query(FundingLine.committed).all() == []


@pytest.mark.parametrize("typed", ["1e5", "٣", "NaN", "9" * 400, "1.5", "0x10", "\u202e12", "12;DROP"])
def test_hostile_amounts_break_no_page(world, visit, typed):
    browser = visit(world.a.manager).open("/keberlanjutan/dana/catat").press("Simpan", **(LINE | {"realised": typed}))
    assert browser.page.status_code in (200, 422)
    for path in ("dana/catat?year=9999999999&source=%00", "dana/0", "dana/99999999999999999999", "masa-dukungan/0"):
        assert browser.open(f"/keberlanjutan/{path}").page.status_code in (400, 404, 200)


def test_support_is_checked_without_a_page(app):
    loaded = SupportPeriodSchema().load(
        {"source": "apbn", "starts_on": "1/1/2018", "ends_on": "31/12/2026", "document": "SK"}
    )
    assert loaded["ends_on"] == date(2026, 12, 31)
