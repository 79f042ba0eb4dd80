"""The index: weights that sum, gates that hold, evidence that never lowers, old scores that recompute exactly."""

import copy
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.clock import today
from foundation.db import db
from sustainability.actions.money import put_line, put_needs
from sustainability.actions.scores import store_score
from sustainability.index import VERSIONS, BrokenIndex, load, score
from sustainability.index.definition import FOLDER
from sustainability.jobs import score_districts
from sustainability.models import ITEMS, IndexScore
from sustainability.queries.scores import archived, score_now
from sustainability.schemas import FundingLineSchema
from tests.statements import counted

V1 = VERSIONS["1"]
RAW = tomllib.loads((FOLDER / "v1.toml").read_text("utf-8"))
INDICATORS = [each for dimension in V1.dimensions.values() for each in dimension.indicators.values()]
BEST = {
    "steps": lambda indicator: max(indicator.steps, key=indicator.steps.get),
    "flag": lambda _indicator: True,
    "share": lambda _indicator: [9, 9],
    "count": lambda indicator: indicator.full,
    "self": lambda _indicator: [35, 5],
}
EVERYTHING = {each.slug: BEST[each.kind](each) for each in INDICATORS}


def _value(indicator):
    """Any evidence of that kind, with a better one: (value, better)."""
    if indicator.kind == "steps":
        words = sorted(indicator.steps, key=indicator.steps.get)
        return st.integers(0, len(words) - 1).map(lambda n: (words[n], words[min(n + 1, len(words) - 1)]))
    if indicator.kind == "flag":
        return st.booleans().map(lambda yes: (yes, True))
    if indicator.kind == "share":
        return st.tuples(st.integers(0, 500), st.integers(1, 500)).map(
            lambda pair: ([min(pair), max(pair)], [min(min(pair) + 1, max(pair)), max(pair)])
        )
    if indicator.kind == "count":
        return st.integers(0, 200).map(lambda n: (n, n + 1))
    return st.integers(1, 7).map(lambda n: ([n * 5, 5], [min(n + 1, 7) * 5, 5]))


EVIDENCE = st.fixed_dictionaries({}, optional={each.slug: _value(each) for each in INDICATORS})


@given(EVIDENCE, st.data())
def test_more_evidence_never_lowers_a_score(evidence, data):
    shown = {slug: value for slug, (value, _better) in evidence.items()}
    before = score(V1, shown)
    indicator = data.draw(st.sampled_from(INDICATORS))
    if indicator.slug in evidence:
        more = {**shown, indicator.slug: evidence[indicator.slug][1]}
    else:
        more = {**shown, indicator.slug: data.draw(_value(indicator))[0]}
    after = score(V1, more)
    assert after.points >= before.points
    assert all(after.by_dimension[slug] >= points for slug, points in before.by_dimension.items())
    levels = [level.slug for level in V1.levels]
    assert levels.index(after.level.slug) >= levels.index(before.level.slug)


@given(EVIDENCE)
def test_gates_hold_whatever_the_points(evidence):
    made = score(V1, {slug: value for slug, (value, _better) in evidence.items()})
    assert 0 <= made.points <= 10_000
    for each in made.gates:
        if not each.passed:
            reached = [level.slug for level in V1.levels].index(made.level.slug)
            assert reached < [level.slug for level in V1.levels].index(each.level.slug)
    assert made.points >= made.level.points_from * 100


def test_everything_is_100_and_nothing_is_0():
    assert score(V1, EVERYTHING).points == 10_000
    assert score(V1, EVERYTHING).level.slug == "independent"
    nothing = score(V1, {})
    assert (nothing.points, nothing.level.slug) == (0, "growing")
    assert sum(len(each.missing) for each in nothing.dimensions) == len(INDICATORS)
    assert not any(each.passed for each in nothing.gates)


@pytest.mark.parametrize(
    ("gate", "worse"),
    [("legal_basis", "sk_regent"), ("apbd_line", None), ("paid_per_desk", [8, 9]), ("resolution", [5, 9])],
)
def test_a_missed_gate_keeps_a_full_score_from_the_highest_level(gate, worse):
    shown = {**EVERYTHING, gate: worse}
    made = score(V1, {slug: value for slug, value in shown.items() if value is not None})
    assert made.points >= 7_000
    assert made.level.slug == "developing"
    assert score(V1, {**EVERYTHING, "legal_basis": "sk_office"}).level.slug == "growing"


def test_a_figure_is_worth_what_its_rule_says():
    made = score(V1, {"legal_basis": "perkada", "local": [2, 5], "self_funding": [20, 5], "meetings": 2})
    worth = {each.indicator.slug: each.points for part in made.dimensions for each in part.indicators}
    assert worth["legal_basis"] == 8_000
    assert worth["local"] == 5_000  # full from 80 percent
    assert worth["self_funding"] == 5_000  # 4 of 1 to 7 is the middle
    assert worth["meetings"] == 6_667
    assert made.by_dimension["law"] == 4_800
    assert made.points == round(4_800 * 0.15 + 500 * 0.2 + 1_666.67 * 0.1 + 500 * 0.12)


def _changed(path, value):
    raw = copy.deepcopy(RAW)
    *parents, last = path
    here = raw
    for name in parents:
        here = here[name]
    here[last] = value
    return raw


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("dimensions", "law", "weight"), 16, "sum to 101"),
        (("dimensions", "law", "weight"), 0, "1 or more"),
        (("dimensions", "law", "weight"), 15.0, "whole numbers"),
        (("dimensions", "use", "indicators", "load", "weight"), 21, "sum to 101"),
        (("dimensions", "use", "indicators", "load", "kind"), "guess", "kind"),
        (("dimensions", "use", "indicators", "load", "full"), 0, "full"),
        (("dimensions", "law", "label"), {"id": "Hukum"}, "label"),
        (("dimensions", "law", "indicators", "legal_basis", "steps"), {"perda": 120}, "0 to 100"),
        (("levels", "developing", "from"), 80, "rise"),
        (("levels", "developing", "gates"), [{**RAW["levels"]["developing"]["gates"][0], "at_least": "adat"}], "step"),
        (("levels", "developing", "gates"), [{**RAW["levels"]["developing"]["gates"][0], "indicator": "x"}], "no ind"),
    ],
)
def test_a_version_that_does_not_add_up_is_refused(path, value, words):
    with pytest.raises(BrokenIndex, match=words):
        load(_changed(path, value))


def _show_something(written, do, member, desks=1):
    year = today("Asia/Jakarta").year
    written(member, "dasar-hukum", about="slrt", level="perkada", number="Perbup 21", valid_from="2023-01-01")
    written(member, "dasar-hukum", about="slrt", level="perda", number="Perda 1", valid_from="2019-01-01",
            valid_to="2020-01-01")  # fmt: skip
    written(member, "perencanaan", kind="rpjmd", title="RPJMD", from_year=str(year - 1), to_year=str(year + 3))
    written(member, "puskesos", village_code="19.06.01.2001", opened_on="2019-02-01")
    money = {"year": year, "source": "apbd_district", "item": "facilitators", "committed": 90, "document": "DPA"}
    do(member, lambda: put_line(FundingLineSchema().load(money)))
    do(member, lambda: put_needs(year, dict.fromkeys(ITEMS, 0) | {"facilitators": 180}))


def test_a_score_is_made_from_what_is_written_down_and_counted(world, written, do, as_):
    _show_something(written, do, world.a.manager)
    with as_(world.a.manager):
        made = score_now(today("Asia/Jakarta"))
    assert made.inputs["legal_basis"] == "perkada"  # the Perda has expired
    assert made.inputs["plans"] == 1
    assert made.inputs["apbd_line"] is True
    assert made.inputs["local_share"] == [90, 180]
    assert made.inputs["desks"][0] == 1
    assert made.inputs["desks"][1] > 30  # villages of Belitung Timur
    assert made.inputs["active"] == [0, 1]
    assert "resolution" not in made.inputs


def test_an_old_score_recomputes_exactly_whatever_has_changed_since(world, written, do, as_, visit):
    _show_something(written, do, world.a.manager)
    do(world.a.manager, store_score)
    written(world.a.manager, "kelembagaan", form="uptd", name="UPTD", valid_from="2024-01-01")
    browser = visit(world.a.manager).open("/keberlanjutan/indeks").press("Simpan nilai hari ini")
    assert "sama dengan yang tersimpan" in browser.text
    with as_(world.a.manager):
        rows = db.session.query(IndexScore).order_by(IndexScore.id).all()
        assert [archived(row.id).agrees for row in rows] == [True, True]
        assert rows[0].points < rows[1].points
        assert rows[1].points == score_now(today("Asia/Jakarta")).points


def test_the_night_scores_every_district_and_agrees_with_each_ones_own_page(world, written, do, as_, app):
    _show_something(written, do, world.a.manager)
    with app.app_context():
        assert score_districts() == 2
        assert score_districts() == 0  # nothing has changed
    for site in (world.a, world.b):
        with as_(site.manager):
            (row,) = db.session.query(IndexScore).all()
            now = score_now(today("Asia/Jakarta"))
            assert (row.points, row.inputs) == (now.points, now.inputs)
    with as_(world.province):
        assert len(db.session.query(IndexScore.points).all()) == 1


def test_scoring_asks_as_much_for_one_district_as_for_many(world, app, as_):
    with as_(world.a.manager), counted() as one:
        score_now(today("Asia/Jakarta"))
    assert len(one) <= 30


def test_pages_of_the_index_open_what_a_figure_was_made_from(world, written, do, visit):
    _show_something(written, do, world.a.manager)
    browser = visit(world.a.manager).open("/keberlanjutan/indeks")
    assert "Usulan platform versi 1, bukan penilaian Kemensos" in browser.text
    assert "belum ada bukti" in browser.text
    for path in ("/keberlanjutan/dasar-hukum", "/keberlanjutan/dana", "/keberlanjutan/terukur"):
        assert f'href="{path}"' in browser.text
        assert browser.client.get(path).status_code == 200
    assert visit(world.b.manager).client.get("/keberlanjutan/indeks/1").status_code == 404


def test_the_rules_are_open_to_everybody(client):
    page = client.get("/indeks-kemandirian")
    assert page.status_code == 200
    assert "Bukan penilaian Kementerian Sosial" in page.text
    assert "Dasar hukum: bobot 15" in page.text
    assert client.get("/indeks-kemandirian/99").status_code == 404


def test_what_is_measured_says_its_base_and_what_is_missing(world, visit, as_):
    page = visit(world.a.manager).open("/keberlanjutan/terukur")
    assert page.page.status_code == 200
    assert "0 dari 1 yang terdaftar" in page.text
    assert "belum ada bukti" in page.text
    assert "jumlah keluarga belum diisi" in page.text


def _appoint(admin, site, name, since, *, until=None, ended=None, paid=False, post="facilitator"):
    """A worker with a decree, and perhaps this month's honorarium."""
    admin.execute(
        """
        WITH who AS (INSERT INTO worker (tenant_id, name, version) VALUES (%(t)s, %(name)s, 1) RETURNING id),
        held AS (
          INSERT INTO appointment (tenant_id, worker_id, post, sk_number, sk_date, valid_from, valid_until, funding,
                                   entered_by, ended_on, ended_why)
          SELECT %(t)s, id, %(post)s, 'SK', current_date, current_date - %(since)s::int, current_date + %(until)s::int,
                 'district', 'x', current_date - %(ended)s::int,
                 CASE WHEN %(ended)s::int IS NOT NULL THEN 'left' END FROM who RETURNING id, worker_id),
        at AS (INSERT INTO appointment_village (tenant_id, appointment_id, village_code)
               SELECT %(t)s, id, %(v)s FROM held)
        INSERT INTO worker_pay (tenant_id, worker_id, month, state, amount, funding, noted_by)
        SELECT %(t)s, worker_id, date_trunc('month', current_date)::date, 'paid', 400000, 'district', 'x' FROM held
        WHERE %(paid)s
        """,
        {
            "t": site.tenant_id, "name": name, "post": post, "since": since, "until": until, "ended": ended,
            "paid": paid, "v": site.villages[1],
        },
    )  # fmt: skip


def test_appointed_paid_and_staying_facilitators_are_counted_from_the_roster(world, written, do, as_, app, admin):
    _show_something(written, do, world.a.manager)
    _appoint(admin, world.a, "Tetap, dibayar", 500, paid=True)
    _appoint(admin, world.a, "Baru, belum dibayar", 30)
    _appoint(admin, world.a, "SK habis", 500, until=-20, paid=True)
    _appoint(admin, world.a, "Sudah pergi", 500, ended=60)
    _appoint(admin, world.a, "Supervisor", 500, paid=True, post="supervisor")
    with as_(world.a.manager):
        shown = score_now(today("Asia/Jakarta")).inputs
    assert shown["paid"] == [1, 2]
    assert shown["stayed"] == [1, 3]
    assert shown["paid_per_desk"] == [1, 1]
    assert shown["covered"][0] == 2  # one by membership, one by decree
    with app.app_context():
        score_districts()
    with as_(world.a.manager):
        assert db.session.query(IndexScore).one().inputs == shown


def test_a_province_sees_how_its_districts_stand_and_no_others(world, written, do, visit):
    _show_something(written, do, world.a.manager)
    period = {"source": "apbn", "starts_on": "2018-01-01", "ends_on": "2020-12-31", "document": "SK rahasia"}
    written(world.a.manager, "masa-dukungan", **period)
    page = visit(world.province).open("/provinsi/keberlanjutan")
    assert "Belum ada nilai" in page.text
    do(world.a.manager, store_score)
    page.open("/provinsi/keberlanjutan")
    assert "Belitung Timur" in page.text
    assert "31 Desember 2020" in page.text
    assert "Tumbuh" in page.text
    assert "SK rahasia" not in page.text
    assert "Sukoharjo" not in page.text
    assert "Belitung Timur" not in visit(world.province_b).open("/provinsi/keberlanjutan").text
    assert visit(world.a.manager).client.get("/provinsi/keberlanjutan").status_code == 403
