"""The ministry sees how far the service reaches, and whose figures want a second look; nobody is ranked."""

import re

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation.clock import now, today
from reporting import jobs
from reporting.coverage.queries import coverage, to_look_at
from reporting.coverage.stages import REACH, reach_of, standing
from tenants.sites.machine import Stage
from tests.statements import counted
from tests.world import World


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
        before = coverage()
    for region, state, cohort in (("19.06", "refused", None), ("19.06", "active", 2018), ("33.11", "trial", None)):
        _site(admin, world, region, state, cohort)
    with as_(world.ministry):
        found = coverage()
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
        assert coverage().nation.serving == 1
    assert standing([]) == {}


def test_an_office_that_records_and_agrees_with_the_recount_is_not_asked(
    as_, app: Flask, world: World, fill, admin
) -> None:
    fill(world.a.tenant_id, 2)
    fill(world.b.tenant_id, 2, opened=-45)
    with app.app_context():
        jobs.compact_facts()
        assert jobs.reconcile_facts() == []
    with as_(world.ministry):
        (asked,) = to_look_at(today("Asia/Jakarta"), now())
    assert (asked.name, asked.is_quiet, asked.repaired, asked.is_unchecked) == ("Sukoharjo", True, 0, False)
    admin.execute("UPDATE case_fact_state SET n = n + 5 WHERE tenant_id = %s", [world.a.tenant_id])
    with app.app_context():
        jobs.reconcile_facts()
    with as_(world.ministry):
        ours = next(each for each in to_look_at(today("Asia/Jakarta"), now()) if each.name == "Belitung Timur")
    assert (ours.is_quiet, ours.repaired) == (False, 1)


def test_the_page_shows_both_in_few_statements_and_to_the_ministry_alone(
    app: Flask, client: FlaskClient, sign_in, world: World, fill, admin
) -> None:
    _site(admin, world, "19.06", "post_apbn", 2018)
    fill(world.b.tenant_id, 3, opened=-45)
    sign_in(client, world.ministry)
    with app.app_context(), counted() as sent:
        page = client.get("/nasional/cakupan")
    assert page.status_code == 200
    assert len(sent) <= 8
    text = re.sub(r"<[^>]+>", " ", page.text)
    assert "Sampai di mana SLRT menjangkau kabupaten/kota?" in text
    assert "Bangka Belitung" in text
    assert "Diam" in text
    assert "Kenari" not in text
    for member in (world.province, world.a.manager):
        assert sign_in(app.test_client(), member).get("/nasional/cakupan").status_code == 403


@pytest.mark.parametrize("address", ["/nasional"])
def test_the_ministry_s_first_page_leads_there(client: FlaskClient, sign_in, world: World, address: str) -> None:
    assert 'href="/nasional/cakupan"' in sign_in(client, world.ministry).get(address).text
