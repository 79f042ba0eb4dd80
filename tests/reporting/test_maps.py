"""Maps: every region has its tile, each opens its place, and what is held back is drawn as held back."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from reporting.maps.steps import HELD, UNKNOWN, Spot, drawn
from reporting.suppression import Hidden
from tests.statements import counted
from tests.world import World

TILE = re.compile(r'<li class="l(\w) c(\d+) r(\d+)">(.*?)</li>')


@pytest.fixture
def read(client: FlaskClient, sign_in):
    def get(member, url: str, status: int = 200) -> str:
        answer = sign_in(client, member).get(url)
        assert answer.status_code == status, answer.text
        return answer.text

    return get


def test_a_province_sees_all_its_regencies_and_those_with_an_office_open(read, world: World, fill) -> None:
    fill(world.a.tenant_id, 6, due=-2)
    fill(world.a.tenant_id, 14)
    page = read(world.province, "/provinsi/peta")
    tiles = TILE.findall(page)
    assert len(tiles) == 7  # Bangka Belitung
    (ours,) = [tile for tile in tiles if "BLT" in tile[3]]
    assert ours[0] == "4"
    assert "30%" in ours[3]
    assert f"/provinsi/kasus?district={world.a.tenant_id}&amp;due=late" in ours[3]
    assert [tile[0] for tile in tiles if tile is not ours] == [UNKNOWN] * 6
    assert page.index("<table") < page.index('<ol class="tiles')  # who reads line by line meets the table first
    assert "Kabupaten Bangka Selatan" in page


@pytest.mark.parametrize(
    ("measure", "number"), [("open", "20"), ("intake", "20"), ("closed", "0"), ("nonsense", "30%")]
)
def test_the_measure_is_chosen_by_a_link(read, world: World, fill, measure: str, number: str) -> None:
    fill(world.a.tenant_id, 6, due=-2)
    fill(world.a.tenant_id, 14)
    page = read(world.province, f"/provinsi/peta?ukuran={measure}")
    assert re.search(rf"<b>BLT</b><span>{number}</span>", page)


def test_the_ministry_sees_38_provinces_and_each_opens_its_own_map(read, world: World, fill) -> None:
    for site in (world.a, world.b):
        fill(site.tenant_id, 50)
        fill(site.tenant_id, 40, due=-2)
    page = read(world.ministry, "/nasional/peta")
    tiles = TILE.findall(page)
    assert len(tiles) == 38
    assert len({(column, row) for _level, column, row, _text in tiles}) == 38
    assert f'href="/nasional/{world.province.tenant_id}/peta?ukuran=late"' in page
    assert re.search(r"<b>BB</b><span>1/7</span>", page)  # of all its regencies, not of the offices there are
    assert re.search(r"<b>AC</b><span>0/23</span>", page)
    below = read(world.ministry, f"/nasional/{world.province.tenant_id}/peta?ukuran=open")
    told = re.search(r"<b>BLT</b><span>(\d+)</span>", below)
    assert told is not None
    assert int(told[1]) % 5 == 0, "moved"
    assert 45 < int(told[1]) < 135, "and near 90"
    assert len(TILE.findall(below)) == 7


def test_a_number_held_back_is_drawn_as_held_back_and_not_as_nothing(read, world: World, fill) -> None:
    for site, late in ((world.a, 3), (world.b, 40)):
        fill(site.tenant_id, 50)
        fill(site.tenant_id, late, due=-2)
    for url in ("/nasional/peta?ukuran=late", f"/nasional/{world.province.tenant_id}/peta?ukuran=late"):
        page = read(world.ministry, url)
        (level, text) = next((tile[0], tile[3]) for tile in TILE.findall(page) if "ditahan" in tile[3])
        assert level == HELD
        assert "0%" not in text
        assert "6%" not in page  # 3 of 53
        assert "Ditahan: angka kecil" in page


def test_who_may_not_see_the_totals_sees_no_map_of_them(read, world: World) -> None:
    read(world.a.manager, "/provinsi/peta", 403)
    read(world.province, "/nasional/peta", 403)
    read(world.ministry, f"/nasional/{world.a.tenant_id}/peta", 404)
    read(world.ministry, "/nasional/999999/peta", 404)
    assert "Sukoharjo" not in read(world.province, "/provinsi/peta")


@pytest.mark.parametrize(
    ("role", "url", "most"), [("province", "/provinsi/peta", 10), ("ministry", "/nasional/peta", 10)]
)
def test_a_map_costs_few_statements(
    app: Flask, client: FlaskClient, sign_in, world: World, fill, role: str, url: str, most: int
) -> None:
    fill(world.a.tenant_id, 60)
    sign_in(client, getattr(world, role))
    client.get(url)
    with app.app_context(), counted() as statements:
        assert client.get(url).status_code == 200
    assert len(statements) <= most, statements


VALUES = st.one_of(st.none(), st.sampled_from(list(Hidden)), st.integers(0, 10**6), st.floats(0, 1))


@given(st.lists(VALUES, max_size=40))
def test_more_is_never_drawn_as_less(house: Flask, values: list) -> None:
    spots = [Spot(str(number), "", "", value, "") for number, value in enumerate(values)]
    with house.test_request_context():
        found = drawn(spots)
    known = sorted(
        (value, found.levels[str(number)]) for number, value in enumerate(values) if isinstance(value, (int, float))
    )
    assert [level for _value, level in known] == sorted(level for _value, level in known)
    for number, value in enumerate(values):
        if value is None or isinstance(value, Hidden):
            assert found.levels[str(number)] in (UNKNOWN, HELD)
            assert found.percents[str(number)] == 0
    assert {level for level, _words in found.key} == set(found.levels.values())
