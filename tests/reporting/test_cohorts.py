"""Cohorts: who lives, who declines, without pointing at a district that has not agreed to be named."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.clock import today
from foundation.db import db
from foundation.errors import Refused
from reporting.cohorts.pictures import cohort_picture
from reporting.cohorts.tables import compare, named
from reporting.suppression import SMALL, Hidden
from sustainability.actions.standings import decide_naming
from sustainability.jobs import score_districts
from sustainability.models import Standing
from sustainability.queries.standings import District, districts
from sustainability.survival import DECLINING, LIVING, STATES, STOPPED, UNKNOWN, Trace, state_of, years_since
from tests.settings.conftest import do, visit
from tests.statements import counted

__all__ = ["do", "visit"]
GROWTH = {2016: 50, 2017: 20, 2018: 60, 2019: 20}
"""How many districts joined in each year of growth."""
DAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("trace", "state"),
    [
        (Trace(), UNKNOWN),
        (Trace(registered=0, before=90, ever=400), STOPPED),
        (Trace(registered=0, before=0, ever=1), STOPPED),
        (Trace(registered=75, before=100, ever=200), LIVING),
        (Trace(registered=74, before=100, ever=200), DECLINING),
        (Trace(registered=100, before=100, ever=200, points=4500, points_before=5000), DECLINING),
        (Trace(registered=100, before=100, ever=200, points=4501, points_before=5000), LIVING),
        (Trace(registered=1, before=0, ever=1, points=100), LIVING),
    ],
)
def test_a_district_lives_declines_or_has_stopped_by_one_rule(trace, state):
    assert state_of(trace) == state


def test_years_since_the_end_of_support_are_fiscal_years():
    assert years_since(date(2025, 12, 31), date(2026, 1, 1)) == 1
    assert years_since(date(2026, 6, 30), date(2026, 12, 31)) == 0
    assert years_since(date(2027, 12, 31), DAY) == -1


def _district(number, year, state, is_named=False, points=5000, ends=date(2020, 12, 31)):
    return District(number, f"Daerah {number}", year, ends, state, points, is_named, DAY)


def _many(*groups):
    """(year, state, how many, named)."""
    listed = []
    for year, state, n, is_named in groups:
        listed += [_district(len(listed) + i, year, state, is_named) for i in range(n)]
    return listed


def test_small_numbers_of_districts_are_held_back_together_with_what_would_give_them_away(app):
    with app.test_request_context():
        found = compare(
            _many((2016, LIVING, 30, False), (2016, STOPPED, 2, False), (2017, LIVING, 12, False),
                  (2017, STOPPED, 8, False)), DAY,
        ).by_growth  # fmt: skip
        cells = {row.key: dict(zip(STATES, row.cells, strict=False)) for row in found.rows}
    assert cells["2016"][STOPPED] is Hidden.SMALL
    hidden = [cell for row in found.rows for cell in row.cells if isinstance(cell, Hidden)]
    assert len(hidden) > 1  # a single hole would be filled by subtraction


def test_naming_some_does_not_give_away_the_others(app):
    """Six have stopped, five of them by name: the sixth must not be told by the sum."""
    groups = [(2016, LIVING, 40, False), (2016, STOPPED, 5, True), (2016, STOPPED, 1, False), (2017, LIVING, 9, False),
              (2017, STOPPED, 9, False)]  # fmt: skip
    with app.test_request_context():
        (row, _other) = compare(_many(*groups), DAY).by_growth.rows
    assert isinstance(row.cells[STATES.index(STOPPED)], Hidden)


def test_where_everybody_is_named_everything_is_shown(app):
    with app.test_request_context():
        found = compare(_many((2018, LIVING, 2, True), (2018, DECLINING, 1, True)), DAY)
        assert found.by_growth.rows[0].cells == [2, 1, 0, 0, 3]
        assert found.by_end is not None
        assert found.by_end.rows[0].label == "5 tahun sesudah berakhir atau lebih"
        assert found.by_growth.rows[0].points == (50, 60)


districts_of_any_kind = st.lists(
    st.tuples(
        st.sampled_from([2016, 2017, None]), st.sampled_from(STATES), st.booleans(), st.integers(0, 10_000),
        st.sampled_from([date(2020, 12, 31), date(2026, 12, 31), None]),
    ),
    max_size=60,
)  # fmt: skip


@given(districts_of_any_kind)
def test_what_is_shown_is_exact_and_a_few_unnamed_are_never_shown(house, drawn):
    listed = [
        _district(i, year, state, named_, points, ends) for i, (year, state, named_, points, ends) in enumerate(drawn)
    ]
    with house.test_request_context():
        found = compare(listed, DAY)
        for comparison in filter(None, (found.by_growth, found.by_end)):
            cohort_picture("Gambar", comparison)
    for row in found.by_growth.rows:
        members = [each for each in listed if str(each.cohort_year or "") == row.key]
        for state, cell in zip(STATES, row.cells, strict=False):
            of_state = [each for each in members if each.state == state]
            unnamed = sum(not each.named for each in of_state)
            assert isinstance(cell, Hidden) or cell == len(of_state)
            assert not 0 < unnamed < SMALL or isinstance(cell, Hidden)
        if 0 < sum(not each.named for each in members) < SMALL:
            assert row.points is None
    assert {each.id for each in named(listed)} == {each.id for each in listed if each.named}


@pytest.fixture
def hundred_and_fifty(world, admin):
    """Districts of the four years of growth, with cases that live (7 in 10), decline (2) or have stopped (1)."""
    (nation,) = admin.execute("SELECT id FROM tenant WHERE kind = 'ministry'").fetchone()
    (highest,) = admin.execute("SELECT max(id) FROM tenant").fetchone()
    admin.execute(
        """
        INSERT INTO tenant (parent_id, kind, name, full_name, code_prefix)
        SELECT %s, 'district', 'Daerah ' || n, 'Kabupaten Daerah ' || n, 'Z' || n FROM generate_series(1, 150) AS n
        """,
        [nation],
    )
    years = [year for year, n in GROWTH.items() for _ in range(n)]
    ids = [id_ for (id_,) in admin.execute("SELECT id FROM tenant WHERE id > %s ORDER BY id", [highest])]
    with admin.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO sustainability_profile (tenant_id, cohort_year, recorded_name, version)"
            " VALUES (%s, %s, 'x', 1)",
            list(zip(ids, years, strict=True)),
        )
        cursor.executemany(
            "INSERT INTO support_period (tenant_id, source, starts_on, ends_on, document, recorded_name, version)"
            " VALUES (%s, 'apbn', %s, %s, 'SK', 'x', 1)",
            [(id_, date(year, 1, 1), date(year + 4, 12, 31)) for id_, year in zip(ids, years, strict=True)],
        )
        cursor.executemany(
            "INSERT INTO case_fact_day (tenant_id, opened_on, sector, n) VALUES (%s, %s, 'health', %s)",
            [row for place, id_ in enumerate(ids) for row in _cases(id_, place % 10)],
        )
    return ids


def _cases(tenant_id, fate):
    now, before = today("Asia/Jakarta") - timedelta(days=40), today("Asia/Jakarta") - timedelta(days=500)
    lately = 0 if fate == 9 else 20 if fate > 6 else 60
    return [(tenant_id, before, 60), *([(tenant_id, now, lately)] if lately else [])]


def test_the_ministry_sees_the_cohorts_of_growth_as_they_were_and_names_only_by_consent(
    world, app, hundred_and_fifty, visit, do, as_
):
    with app.app_context():
        score_districts()
        score_districts()  # again: the same rows
    with as_(world.ministry):
        listed = districts()
        found = compare(listed, today("Asia/Jakarta"))
    by_state = Counter(each.state for each in listed if each.cohort_year == 2018)
    assert by_state == {LIVING: 42, DECLINING: 12, STOPPED: 6}
    rows = {row.key: row for row in found.by_growth.rows}
    assert {year: rows[str(year)].cells[-1] for year in GROWTH} == GROWTH
    assert rows["2018"].cells[0] == 42
    assert rows["2019"].cells[STATES.index(STOPPED)] is Hidden.SMALL
    assert found.by_end is not None
    assert rows.keys() == {*map(str, GROWTH), ""}
    page = visit(world.ministry)
    with app.app_context(), counted() as statements:
        page.open("/nasional/keberlanjutan")
    assert "Daerah menurut tahun penumbuhan" in page.text
    assert "Belitung Timur" not in page.text
    assert "Daerah 7" not in page.text
    assert len(statements) <= 8
    do(world.a.head, lambda: decide_naming(True))
    assert "Belitung Timur" in page.open("/nasional/keberlanjutan").text
    assert "Belitung Timur" in visit(world.province).open("/provinsi/keberlanjutan/angkatan").text
    assert "Belitung Timur" not in visit(world.province_b).open("/provinsi/keberlanjutan/angkatan").text
    do(world.a.head, lambda: decide_naming(False))
    assert "Belitung Timur" not in page.open("/nasional/keberlanjutan").text


def test_only_the_head_decides_and_every_decision_is_kept(world, visit, do, as_):
    head = visit(world.a.head).open("/keberlanjutan/disebut")
    assert "Tidak disebut" in head.text
    head.press("Setuju disebut namanya")
    head.press("Tarik persetujuan")
    assert head.text.count(world.a.head.name) >= 2
    manager = visit(world.a.manager)
    assert "Kepala dinas yang memutuskan" in manager.open("/keberlanjutan/disebut").text
    with pytest.raises(Refused) as refused:
        do(world.a.manager, lambda: decide_naming(True))
    assert refused.value.status == 403
    with as_(world.b.manager):
        assert db.session.query(Standing).all() == []


def test_the_night_leaves_a_decision_as_it_is(world, app, do, as_):
    do(world.a.head, lambda: decide_naming(True))
    with app.app_context():
        score_districts()
    with as_(world.a.head):
        row = db.session.query(Standing).one()
        assert (row.named, row.state) == (True, UNKNOWN)
    with as_(world.province):
        assert [each.named for each in db.session.query(Standing).all()] == [True]
