"""Early warning and what-if: more money never breaks earlier, the same seed gives the same, warnings come once."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cases.models import Notice
from foundation import clock
from foundation.db import db
from sustainability.actions.money import put_line, put_needs
from sustainability.ends import due, months_before
from sustainability.jobs import warn_everybody
from sustainability.models import ITEMS, SOURCES, SupportWarning
from sustainability.outlook import MONTHS, Scenario, look_ahead, money_of_years, months_from
from sustainability.queries.money import Year
from sustainability.queries.outlook import assumed, cash_left, known, yearly
from sustainability.schemas import FundingLineSchema
from sustainability.schemas.outlook import WhatIfSchema
from tests.statements import counted
from web.charts import band

START = date(2026, 11, 1)
PAGE = "/keberlanjutan/andai"
FEW = settings(max_examples=60, deadline=None)
MONEY = st.integers(0, 10**12)
SCENARIOS = st.builds(
    Scenario,
    start=st.dates(date(2024, 1, 1), date(2030, 12, 1)).map(lambda day: day.replace(day=1)),
    cash=MONEY,
    yearly=st.dictionaries(st.sampled_from(SOURCES), MONEY, max_size=4),
    until=st.dictionaries(st.sampled_from(SOURCES), st.dates(date(2024, 1, 1), date(2034, 1, 1)), max_size=2),
    facilitators=st.integers(0, 300),
    honorarium=st.integers(0, 5_000_000),
    fixed=st.integers(0, 10**10),
    per_case=st.integers(0, 3_000_000),
    capacity=st.integers(0, 200),
    waiting=st.integers(0, 500),
)
PASTS = st.lists(st.integers(0, 400), min_size=1, max_size=24)


@FEW
@given(SCENARIOS, PASTS, st.integers(0, 99), st.sampled_from(SOURCES), st.integers(1, 10**12), MONEY)
def test_more_money_never_breaks_earlier(scenario, past, seed, source, more, more_cash):
    richer = replace(
        scenario,
        cash=scenario.cash + more_cash,
        yearly={**scenario.yearly, source: scenario.yearly.get(source, 0) + more},
    )
    before, after = (look_ahead(each, past, seed, runs=12) for each in (scenario, richer))
    assert after.covered.low >= before.covered.low
    assert after.covered.middle >= before.covered.middle
    assert after.covered.high >= before.covered.high


@FEW
@given(SCENARIOS, PASTS, st.integers(0, 99), st.integers(1, 50))
def test_longer_support_and_lower_pay_never_break_earlier(scenario, past, seed, less):
    cheaper = replace(scenario, honorarium=max(0, scenario.honorarium - less * 10_000), until={})
    before, after = (look_ahead(each, past, seed, runs=12) for each in (scenario, cheaper))
    assert after.covered.low >= before.covered.low
    assert after.covered.high >= before.covered.high


@FEW
@given(SCENARIOS, PASTS, st.integers(0, 99))
def test_ranges_are_in_order_and_cases_are_not_lost(scenario, past, seed):
    found = look_ahead(scenario, past, seed, runs=12)
    assert len(found.months) == len(found.waiting) == len(found.paid) == MONTHS
    for each in (found.covered, found.arriving, *found.waiting):
        assert 0 <= each.low <= each.middle <= each.high
    if scenario.capacity == 0:
        assert found.waiting[-1].low >= scenario.waiting
    assert found == look_ahead(scenario, past, seed, runs=12)


def test_another_seed_draws_other_months_and_money_stays_the_same():
    scenario = Scenario(START, 10**9, {"csr": 10**9}, facilitators=5, capacity=20, waiting=10)
    first, second = (look_ahead(scenario, [3, 90, 14, 0, 55], seed) for seed in (1, 2))
    assert first.waiting != second.waiting
    assert first.money == second.money


def test_money_lasts_exactly_as_long_as_it_does():
    """Ten facilitators at a million are ten million a month; a hundred million are ten months, in rupiah."""
    scenario = Scenario(date(2027, 1, 1), 100_000_000, {}, facilitators=10, honorarium=1_000_000)
    assert look_ahead(scenario, [], 1).covered.middle == 10
    assert look_ahead(replace(scenario, cash=99_999_999), [], 1).covered.middle == 9
    through = replace(scenario, cash=120_000_000, yearly={"apbd_district": 120_000_000})
    assert look_ahead(through, [], 1).covered.low == MONTHS
    assert look_ahead(through, [], 1).breaks_in(MONTHS) is None
    ends = replace(through, until={"apbd_district": date(2028, 6, 30)})
    assert money_of_years(ends, [2028]) == {2028: 12 * 60_000_000}
    assert look_ahead(ends, [], 1).breaks_in(18) == date(2028, 7, 1)


def test_in_a_month_that_cannot_be_paid_nobody_works():
    scenario = Scenario(date(2027, 1, 1), 0, {}, facilitators=10, honorarium=1, capacity=50, waiting=7)
    assert [each.middle for each in look_ahead(scenario, [4], 1).waiting[:3]] == [11, 15, 19]
    assert [each.middle for each in look_ahead(replace(scenario, cash=120), [4], 1).waiting[:3]] == [0, 0, 0]


def test_what_is_left_of_a_year_is_neither_spent_twice_nor_kept_for_ever():
    year = Year(2026, committed=120, realised=100, by_source={"apbn": 120})
    assert cash_left(year, date(2026, 11, 5)) == 20
    assert cash_left(replace_year(year, realised=0), date(2026, 11, 5)) == 20  # nobody has written down what was spent
    assert cash_left(replace_year(year, realised=150), date(2026, 11, 5)) == 0
    assert cash_left(None, date(2026, 11, 5)) == 0
    assert yearly({2026: year, 2027: Year(2027, by_source={"village": 5})}, 2026) == {"apbn": 120, "village": 5}


def replace_year(year, realised):
    return replace(year, realised=realised)


def test_months_go_on_over_the_end_of_a_year():
    assert months_from(date(2026, 11, 1), 3) == (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("today", "told"),
    [
        ("2025-12-30", []), ("2025-12-31", [12]), ("2026-06-29", [12]), ("2026-06-30", [12, 6]),
        ("2026-09-30", [12, 6, 3]), ("2026-12-31", [12, 6, 3]), ("2027-01-01", []),
    ],
)  # fmt: skip
def test_an_end_is_warned_of_at_three_distances(today, told):
    assert due(date(2026, 12, 31), date.fromisoformat(today)) == told
    assert months_before(date(2026, 5, 31), 3) == date(2026, 2, 28)


@pytest.fixture
def night(app):
    def run(day: str) -> None:
        with clock.set_to(datetime.fromisoformat(f"{day}T18:00").replace(tzinfo=UTC)), app.app_context():
            warn_everybody()

    return run


@pytest.fixture
def warned(as_):
    def read(member) -> list[str]:
        with as_(member):
            mine = select(Notice.kind).where(Notice.membership_id == member.membership_id)
            return list(db.session.scalars(mine.order_by(Notice.id)))

    return read


def _support(written, member, ends_on="2026-12-31", source="apbn"):
    typed = {"source": source, "starts_on": "2018-01-01", "ends_on": ends_on, "document": "SK"}
    return written(member, "masa-dukungan", **typed)


def test_manager_head_and_planner_are_warned_once_each(world, planner, written, night, warned):
    _support(written, world.a.manager)
    for day, kinds in (("2025-12-29", []), ("2025-12-31", [12]), ("2026-07-02", [12, 6]), ("2026-10-01", [12, 6, 3])):
        for _again in range(2):
            night(day)
        for member in (world.a.manager, world.a.head, planner):
            assert warned(member) == [f"support_ends_{months}" for months in kinds], (member.role, day)
    for member in (world.a.front_office, world.b.manager):
        assert warned(member) == []


def test_a_late_entry_is_warned_of_once_and_a_moved_end_anew(world, written, visit, night, warned):
    period = _support(written, world.a.manager, "2026-12-31")
    night("2026-10-02")
    assert warned(world.a.head) == ["support_ends_3"]
    browser = visit(world.a.manager).open(f"/keberlanjutan/masa-dukungan/{period}/ubah")
    browser.press("Simpan", ends_on="2027-03-31")
    night("2026-10-03")
    assert warned(world.a.head) == ["support_ends_3", "support_ends_6"]


def test_periods_that_overlap_end_with_the_last_of_them(world, written, night, warned):
    _support(written, world.a.manager, "2026-12-31")
    _support(written, world.a.manager, "2028-12-31")
    night("2026-12-01")
    assert warned(world.a.manager) == []


def test_a_warning_leads_to_the_page_of_the_plan(world, written, night, client, sign_in):
    _support(written, world.a.manager)
    night("2026-09-30")
    with clock.set_to(datetime(2026, 9, 30, 20, tzinfo=UTC)):
        sign_in(client, world.a.head)
        inbox = client.get("/kotak-masuk").text
        assert "berakhir dalam 3 bulan" in inbox
        line = inbox.split('href="/kotak-masuk/')[1].split('"')[0]
        assert client.get(f"/kotak-masuk/{line}").location == PAGE
        overview = client.get("/keberlanjutan").text
    assert "Peringatan 3 bulan" in overview
    assert "/keberlanjutan/andai" in overview


def test_warnings_are_a_districts_own(world, written, night, as_):
    _support(written, world.a.manager)
    night("2026-10-02")
    with as_(world.b.manager):
        assert db.session.query(SupportWarning.id).execution_options(every_tenant=True).all() == []
    with as_(world.a.manager):
        assert sorted(row.months for row in db.session.query(SupportWarning.months)) == [3, 6, 12]


@pytest.fixture
def poor(world, do, written):
    """District A: 120 million a year are needed, the state gives 120 until the end of 2026, the district 30 a year."""
    member = world.a.manager
    do(member, lambda: put_needs(2027, dict.fromkeys(ITEMS, 0) | {"secretariat": 120_000_000}))
    lines = [{"year": 2026, "source": "apbn", "committed": "120000000"}]
    lines += [{"year": year, "source": "apbd_district", "committed": "30000000"} for year in (2026, 2027)]
    for line in lines:
        full = {**line, "item": "secretariat", "document": "DPA"}
        do(member, lambda full=full: put_line(FundingLineSchema().load(full)))
    _support(written, member)
    return member


def test_the_page_says_when_it_breaks_and_what_would_help(world, poor, visit):
    with clock.set_to(datetime(2026, 11, 20, 3, tzinfo=UTC)):
        browser = visit(poor).open(PAGE)
        assert "5 bulan" in browser.text  # two of 2026, three of 2027
        assert "April 2027" in browser.text
        browser.press("Hitung", apbd_district="Rp120.000.000")
        assert browser.page.status_code == 200
        assert "36 bulan atau lebih" in browser.text
        assert "5 bulan" in browser.text  # as it stands, beside it
        again = visit(world.a.head).open(browser.page.request.full_path).text
        assert "36 bulan atau lebih" in again
        assert "nomor undian 1" in again


def test_overview_and_money_say_how_long_it_lasts_as_the_what_if_does(world, poor, visit):
    with clock.set_to(datetime(2026, 11, 20, 3, tzinfo=UTC)):
        for page in ("/keberlanjutan", "/keberlanjutan/dana", PAGE):
            text = visit(poor).open(page).text
            assert "Bulan operasi yang tertutup" in text, page
            assert "5 bulan" in text, page
            assert "April 2027" in text, page
        assert "Bulan operasi yang tertutup" not in visit(world.b.manager).open("/keberlanjutan").text


SENSELESS = [
    ({"apbd_district": "-1"}, "apbd_district"),
    ({"apbd_district": "1.000.000.000.000.000"}, "apbd_district"),
    ({"facilitators": "999999999"}, "facilitators"),
    ({"honorarium": "satu juta"}, "honorarium"),
    ({"apbn_until": "31/02/2027"}, "apbn_until"),
    ({"apbn_until": "2199-01-01"}, "apbn_until"),
    ({"capacity": "NaN"}, "capacity"),
    ({"capacity": "inf"}, "capacity"),
    ({"seed": "-5"}, "seed"),
    ({"seed": "9" * 400}, "seed"),
]


def test_what_cannot_be_meant_is_said_at_its_field(poor, visit):
    for typed, field in SENSELESS:
        browser = visit(poor).open(PAGE).press("Hitung", **({"fixed": "123456789"} | typed))
        assert browser.page.status_code == 422, typed
        assert f'id="f-{field}-error"' in browser.text, typed
        assert "123456789" in browser.text


def test_a_short_address_says_the_rest_from_the_records(poor, visit):
    with clock.set_to(datetime(2026, 11, 20, 3, tzinfo=UTC)):
        text = visit(poor).open(f"{PAGE}?apbd_district=120000000&seed=9").text
    assert 'value="120000000"' in text
    assert 'value="2026-12-31"' in text
    assert 'name="apbn" type="text" value="120.000.000"' in text
    assert "nomor undian 9" in text
    assert "seed=10" in text


def test_a_course_is_drawn_inside_its_picture():
    chart = band([(0, 5, 9), (3, 30, 90), (4, 4, 4)], ["2026", "", "2027"], width=600, height=300, cut_before=1)
    for corners in (*chart.bands, *chart.lines):
        for corner in corners.split():
            x, y = map(float, corner.split(","))
            assert 0 <= x <= 600
            assert 0 <= y <= chart.base + 0.1
    assert [word.text for word in chart.words] == ["2026", "2027", "4", ""]
    assert band([(0, 0, 0)], [""], width=100, height=100).lines


def test_nobody_else_looks_ahead_for_a_district(world, poor, visit, as_):
    assert "April 2027" not in visit(world.b.manager).open(PAGE).text
    for member in (world.a.front_office, world.a.facilitator, world.province, world.ministry):
        assert visit(member).client.get(PAGE).status_code == 403


def test_an_empty_field_is_what_is_known_and_a_nought_is_nothing(poor, as_):
    with as_(poor), clock.set_to(datetime(2026, 11, 20, 3, tzinfo=UTC)):
        now = known(date(2026, 11, 20))
        nothing = WhatIfSchema().load({})
        assert assumed(now, nothing) == now.scenario
        assert assumed(now, {**nothing, "apbn": 0}).yearly["apbn"] == 0


def test_every_source_ends_when_its_support_does_unless_somebody_says_otherwise(poor, written, as_):
    _support(written, poor, "2027-03-31", "apbd_district")
    with as_(poor), clock.set_to(datetime(2026, 11, 20, 3, tzinfo=UTC)):
        now = known(date(2026, 11, 20))
        assert now.scenario.until == {"apbn": date(2026, 12, 31), "apbd_district": date(2027, 3, 31)}
        nothing = WhatIfSchema().load({})
        assert "apbd_district" in assumed(now, {**nothing, "apbd_district": 30_000_000}).until  # as it is recorded
        assert "apbd_district" not in assumed(now, {**nothing, "apbd_district": 31_000_000}).until


def test_the_page_asks_a_bounded_number_of_statements(poor, visit, app):
    browser = visit(poor)
    with app.app_context(), counted() as sent:
        assert browser.client.get(PAGE).status_code == 200
    assert len(sent) <= 32, len(sent)
