"""The pages of totals: who opens which, what stands behind a number, and that no person is in them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.reporting.conftest import CANARY_NAME, CANARY_NIK
from tests.statements import counted
from tests.world import World

PROVINCE = ("/provinsi", "/provinsi/kasus")


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def read(client: FlaskClient, sign_in):
    def get(member, url: str, status: int = 200) -> str:
        answer = sign_in(client, member).get(url)
        assert answer.status_code == status, answer.text
        return answer.text

    return get


def test_each_role_has_its_own_totals(read, world: World) -> None:
    who_may = {
        world.a.manager: ("/jumlah",),
        world.province: PROVINCE,
        world.ministry: ("/nasional",),
        world.a.facilitator: (),
    }
    for member, open_to in who_may.items():
        for url in ("/jumlah", *PROVINCE, "/nasional"):
            read(member, url, 200 if url in open_to else 403)


def test_no_page_of_totals_holds_a_person(read, world: World, fill) -> None:
    fill(world.a.tenant_id, 3, due=-2)
    fill(world.a.tenant_id, 30)
    province_id = world.province.tenant_id
    pages = {
        world.province: (*PROVINCE, "/provinsi/kasus?due=late"),
        world.ministry: ("/nasional", f"/nasional/{province_id}"),
        world.a.manager: ("/jumlah",),
    }
    for member, urls in pages.items():
        for url in urls:
            page = read(member, url)
            assert CANARY_NAME not in page
            assert CANARY_NIK not in page
            assert "Kenari" not in page


def test_a_province_reads_nothing_of_another(read, world: World, fill) -> None:
    fill(world.b.tenant_id, 77, due=-2)
    for url in PROVINCE:
        page = read(world.province, url)
        assert "Sukoharjo" not in page
        assert "77" not in text_of(page)


def test_the_number_and_the_list_behind_it_agree(read, world: World, fill) -> None:
    fill(world.a.tenant_id, 7, due=-3)
    fill(world.a.tenant_id, 21, due=4)
    summary = read(world.province, "/provinsi")
    assert "7 25% dari kasus terbuka" in text_of(summary)
    assert f"/provinsi/kasus?district={world.a.tenant_id}&amp;due=late" in summary
    behind = read(world.province, f"/provinsi/kasus?district={world.a.tenant_id}&due=late")
    assert behind.count('<tr role="row"><th scope="row"') == 7


def test_a_districts_numbers_lead_into_its_queue(read, world: World, fill) -> None:
    fill(world.a.tenant_id, 6, state="referred")
    page = read(world.a.manager, "/jumlah")
    assert re.search(r'href="/antrean\?state=referred"[^>]*>6', page)
    assert "/antrean?due=late" in page
    assert "/antrean" not in read(world.a.administrator, "/jumlah")


def test_the_ministry_reads_the_nation_exactly_and_of_a_district_nothing_exact(read, world: World, fill) -> None:
    for site, late, closed in ((world.a, 3, 60), (world.b, 40, 90)):
        fill(site.tenant_id, 50)
        fill(site.tenant_id, late, due=-2)
        fill(site.tenant_id, closed, state="closed")
    nation = text_of(read(world.ministry, "/nasional"))
    assert "Indonesia 2 dari 2 100 43 150 0 293 30%" in nation
    for line in (text_of(read(world.ministry, f"/nasional/{world.province.tenant_id}")), nation):
        name = "Belitung Timur" if "Belitung Timur" in line else r"Bangka Belitung 1 dari 1"
        row = re.search(rf"{name} (\S+) (\S+) (\S+) (\S+) (\S+)", line)
        assert row is not None
        assert all(told == "sedikit" or int(told) % 5 == 0 for told in row.groups())


def test_a_country_of_one_office_is_told_no_better_than_its_office(read, world: World, fill) -> None:
    fill(world.a.tenant_id, 83)
    page = text_of(read(world.ministry, "/nasional"))
    assert "83" not in page
    assert "Indonesia 1 dari 2 ditahan ditahan ditahan ditahan ditahan" in page


def test_an_empty_country_is_shown_as_empty(read, world: World) -> None:
    for member, url in ((world.ministry, "/nasional"), (world.province, "/provinsi"), (world.a.manager, "/jumlah")):
        assert "Traceback" not in read(member, url)


def test_the_period_is_chosen_by_a_link_and_nonsense_is_ignored(read, world: World, fill) -> None:
    fill(world.a.tenant_id, 5, opened=-60)
    assert "Kasus masuk, 90 hari 5" in text_of(read(world.province, "/provinsi?hari=90"))
    assert "Kasus masuk, 30 hari 0" in text_of(read(world.province, "/provinsi?hari=12x"))


@pytest.mark.parametrize(
    "junk", ["sesudah=xx", "sesudah=WyIiLDEsMl0", "district=999999999999", "state=%00", "due=late&sector=x"]
)
def test_strange_addresses_are_answered_calmly(client: FlaskClient, sign_in, world: World, fill, junk: str) -> None:
    fill(world.a.tenant_id, 2)
    answer = sign_in(client, world.province).get(f"/provinsi/kasus?{junk}")
    assert answer.status_code in (200, 400, 422)


@pytest.mark.parametrize(
    ("role", "url", "most"), [("province", "/provinsi", 9), ("ministry", "/nasional", 10), ("manager", "/jumlah", 12)]
)
def test_a_page_costs_the_same_few_statements_whatever_it_counts(
    app: Flask, client: FlaskClient, sign_in, world: World, fill, role: str, url: str, most: int
) -> None:
    sign_in(client, world.a.manager if role == "manager" else getattr(world, role))
    costs = []
    assert client.get(url).status_code == 200  # what has settled is remembered from now on
    for sector in ("health", "food"):
        fill(world.a.tenant_id, 60, sector=sector)
        with app.app_context(), counted() as statements:
            assert client.get(url).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1] <= most, statements
