"""The ministry sees how far the service reaches, and whose figures want a second look; nobody is ranked."""

import re
from datetime import UTC, date, datetime

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from reporting.coverage.history import Past, quarters
from reporting.coverage.queries import coverage
from reporting.coverage.stages import ORDERS, REACH, line, reach_of, standing
from tenants.sites.machine import Stage
from tests.caller import calls
from tests.statements import counted
from tests.world import World

__all__ = ["calls"]

TODAY = date(2026, 8, 20)


def _site(admin: psycopg.Connection, world: World, region: str, state: str, cohort: int | None = None) -> None:
    admin.execute(
        "INSERT INTO site (region_code, name, desk_id, state, cohort) VALUES (%s, 'Kabupaten X', %s, %s, %s)",
        [region, world.ministry.tenant_id, state, cohort],
    )


def test_every_stage_is_on_one_step() -> None:
    assert sorted(stage for _label, stages in REACH.values() for stage in stages) == sorted(Stage)
    assert {reach_of(stage) for stage in Stage} == set(REACH)


def test_every_regency_counts_once_by_its_newest_site(as_, world: World, admin) -> None:
    with as_(world.ministry):
        before = coverage(TODAY)
    for region, state, cohort in (("19.06", "refused", None), ("19.06", "active", 2018), ("33.11", "trial", None)):
        _site(admin, world, region, state, cohort)
    with as_(world.ministry):
        found = coverage(TODAY)
    assert before.nation.all == found.nation.all == found.nation.counts["none"] + 2
    assert found.nation.all >= 514
    assert (found.nation.serving, found.nation.counts["preparing"]) == (1, 1)
    names = [each.name for each in found.provinces]
    assert names == sorted(names)
    assert sum(each.all for each in found.provinces) == found.nation.all
    assert [(year, each.all) for year, each in found.cohorts] == [(2018, 1), (None, 1)]


def test_a_site_that_is_over_gives_way_to_any_other(as_, world: World, admin) -> None:
    for state in ("active", "refused"):
        _site(admin, world, "19.06", state)
    with as_(world.ministry):
        assert coverage(TODAY).nation.serving == 1
    assert standing([]) == {}


def test_the_page_costs_few_statements_and_is_the_ministry_s_alone(
    app: Flask, client: FlaskClient, sign_in, world: World, fill, admin
) -> None:
    _site(admin, world, "19.06", "post_apbn", 2018)
    fill(world.b.tenant_id, 3, opened=-45)
    sign_in(client, world.ministry)
    with app.app_context(), counted() as sent:
        page = client.get("/nasional/cakupan")
    assert page.status_code == 200
    assert len(sent) <= 6
    text = re.sub(r"<[^>]+>", " ", page.text)
    assert "Sampai di mana SLRT menjangkau kabupaten/kota?" in text
    assert "Bangka Belitung" in text
    assert "Kenari" not in text
    for member in (world.province, world.a.manager):
        assert sign_in(app.test_client(), member).get("/nasional/cakupan").status_code == 403


@pytest.mark.parametrize("address", ["/nasional"])
def test_the_ministry_s_first_page_leads_there(client: FlaskClient, sign_in, world: World, address: str) -> None:
    assert 'href="/nasional/cakupan"' in sign_in(client, world.ministry).get(address).text


def _moment(year: int, month: int, day: int = 15) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


def test_a_quarter_counts_who_served_at_its_end_and_each_regency_once() -> None:
    pasts = [
        Past("11.01", [(_moment(2025, 1), "trial"), (_moment(2025, 5), "active"), (_moment(2026, 5), "post_apbn")]),
        Past("11.02", [(_moment(2025, 2), "active"), (_moment(2025, 8), "closed")]),
        Past("11.02", [(_moment(2026, 2), "active")]),
    ]
    found = {each.span.slug: (each.counts["active"], each.counts["post_apbn"]) for each in quarters(pasts, TODAY)}
    assert found == {
        "2024-Q4": (0, 0),
        "2025-Q1": (1, 0),
        "2025-Q2": (2, 0),
        "2025-Q3": (1, 0),
        "2025-Q4": (1, 0),
        "2026-Q1": (2, 0),
        "2026-Q2": (1, 1),
        "2026-Q3": (1, 1),
    }


def test_a_quarter_ends_at_midnight_in_jakarta() -> None:
    just_before, just_after = datetime(2026, 6, 30, 16, 59, tzinfo=UTC), datetime(2026, 6, 30, 17, 1, tzinfo=UTC)
    for moment, serving in ((just_before, 1), (just_after, 0)):
        second = {each.span.slug: each.serving for each in quarters([Past("11.01", [(moment, "active")])], TODAY)}
        assert second["2026-Q2"] == serving


def test_the_course_follows_the_steps_written_down(as_, world: World, admin) -> None:
    with as_(world.ministry):
        before = {each.span.slug: each.serving for each in coverage(TODAY).quarters}
    _site(admin, world, "19.06", "active", 2018)
    admin.execute(
        "INSERT INTO site_event (site_id, desk_id, at, move, from_state, to_state, actor)"
        " SELECT id, desk_id, '2026-05-02', 'go_live', 'trial', 'active', 'Pengawas' FROM site"
    )
    admin.execute("UPDATE site SET created_at = '2025-11-01'")
    with as_(world.ministry):
        found = coverage(TODAY)
    after = {each.span.slug: each.serving for each in found.quarters}
    assert after["2026-Q1"] - before["2026-Q1"] == 0
    assert after["2026-Q2"] - before["2026-Q2"] == after["2026-Q3"] - before["2026-Q3"] == 1
    assert [each[0] for each in found.ends] == [None]


def test_cohorts_by_the_year_in_which_support_ends_follow_the_province_else_the_district(
    as_, world: World, admin
) -> None:
    _site(admin, world, "19.06", "active", 2018)
    _site(admin, world, "33.11", "active")
    admin.execute("UPDATE site SET support_until = '2027-12-31' WHERE region_code = '19.06'")
    admin.execute("UPDATE site SET office_id = %s WHERE region_code = '33.11'", [world.b.tenant_id])
    admin.execute(
        "INSERT INTO sustainability_standing (tenant_id, cohort_year, ends_on) VALUES (%s, 2021, '2025-12-31')",
        [world.b.tenant_id],
    )
    with as_(world.ministry):
        found = coverage(TODAY)
    assert [(year, each.serving) for year, each in found.cohorts] == [(2018, 1), (2021, 1)]
    assert [(year, each.serving) for year, each in found.ends] == [(2025, 1), (2027, 1)]


def test_provinces_stand_by_name_unless_somebody_asks_otherwise(client: FlaskClient, sign_in, world: World) -> None:
    lines = [line("Bali", ["none", "active"], "51"), line("Aceh", ["none"], "11"), line("Riau", ["active"] * 3, "14")]
    by = {slug: [each.name for each in sorted(lines, key=key)] for slug, (_label, key) in ORDERS.items()}
    assert next(iter(by.values())) == by["nama"] == ["Aceh", "Bali", "Riau"]
    assert by["kode"] == ["Aceh", "Riau", "Bali"]
    assert by["jumlah"] == by["melayani"] == ["Riau", "Bali", "Aceh"]
    assert [each.missing for each in lines] == [1, 1, 0]
    sign_in(client, world.ministry)
    for asked, order in (("", "nama"), ("?urut=terburuk", "nama"), ("?urut=kode", "kode")):
        page = client.get(f"/nasional/cakupan{asked}").text
        assert re.search(r'urut=(\w+)#provinsi" aria-current="page"', page)[1] == order


def test_programs_read_the_same_coverage(calls, world: World) -> None:
    answer = calls(world.ministry).get("/totals/coverage")
    assert answer.status_code == 200
    assert answer.json["nation"]["all"] == sum(each["all"] for each in answer.json["provinces"]) >= 514
    assert len(answer.json["quarters"]) == 8
    assert calls(world.a.manager).get("/totals/coverage").status_code == 403
