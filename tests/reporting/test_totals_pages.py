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


def test_the_ministry_sees_no_small_number_nor_a_way_to_it(read, world: World, fill) -> None:
    for site, late, closed in ((world.a, 3, 60), (world.b, 40, 90)):
        fill(site.tenant_id, 50)
        fill(site.tenant_id, late, due=-2)
        fill(site.tenant_id, closed, state="closed")
    assert "&lt;5" in read(world.ministry, "/nasional")
    district = text_of(read(world.ministry, f"/nasional/{world.province.tenant_id}")).replace("&lt;", "<")
    row = re.search(r"Belitung Timur (\S+) (\S+) (\S+) (\S+) (\S+)", district)
    assert row is not None
    assert row[2] == "<5"
    assert "ditahan" in row.groups()


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
    for sector in ("health", "food"):
        fill(world.a.tenant_id, 60, sector=sector)
        with app.app_context(), counted() as statements:
            assert client.get(url).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1] <= most, statements
