import pytest
from sqlalchemy import func, select, text

from reference.models import Region
from reference.queries import children, districts_and_villages, path, place_label, place_labels, region, villages_of
from reference.regions import DECREE_DATE, load_regions


@pytest.fixture
def regions(session):
    """The owner's session, with all regions loaded."""
    if region(session, "33") is None:
        load_regions(session.connection())
    return session


def count_by_level(session) -> dict[int, int]:
    rows = session.execute(select(Region.level, func.count()).where(Region.valid_to.is_(None)).group_by(Region.level))
    return dict(rows.all())


def test_all_of_indonesia_is_there(regions):
    assert count_by_level(regions) == {1: 38, 2: 514, 3: 7285, 4: 83762}


def test_loading_again_changes_nothing(regions):
    assert load_regions(regions.connection()) == 91599
    before = regions.execute(text("SELECT sum(xmin::text::bigint), count(*) FROM region")).one()
    load_regions(regions.connection())
    assert regions.execute(text("SELECT sum(xmin::text::bigint), count(*) FROM region")).one() == before


def test_loading_mends_a_changed_name_and_closes_a_code_out_of_use(regions):
    regions.execute(text("UPDATE region SET name = 'Salah' WHERE code = '33.11'"))
    regions.add(
        Region(code="33.98", level=2, name="Kabupaten Lama", kind="kabupaten", parent_code="33", valid_from=DECREE_DATE)
    )
    regions.flush()
    load_regions(regions.connection())
    regions.expire_all()
    assert region(regions, "33.11").name == "Kabupaten Sukoharjo"
    assert region(regions, "33.98").valid_to == DECREE_DATE
    assert "33.98" not in {each.code for each in children(regions, "33")}


def test_children_come_by_name(regions):
    assert len(children(regions, None)) == 38
    districts = children(regions, "19.06")
    assert "Manggar" in [each.name for each in districts]
    assert {each.kind for each in districts} == {"kecamatan"}
    assert children(regions, "19.06.01.9999") == []


def test_the_path_leads_from_the_province_to_the_place(regions):
    village = villages_of(regions, "33.11")[0]
    assert [each.level for each in path(regions, village.code)] == [1, 2, 3, 4]
    assert path(regions, "33")[0].name == "Jawa Tengah"
    assert path(regions, "33.11.99.2001") == []
    assert path(regions, "") == []


def test_villages_of_a_regency_come_grouped_by_district(regions):
    grouped = districts_and_villages(regions, "12.74")
    assert len(grouped) == len(children(regions, "12.74"))
    assert all(village.parent_code == district.code for district, villages in grouped for village in villages)
    assert sum(len(villages) for _, villages in grouped) == len(villages_of(regions, "12.74"))
    assert {village.kind for village in villages_of(regions, "12.74")} == {"kelurahan"}


def test_a_place_is_named_as_people_say_it(regions):
    village = next(each for each in villages_of(regions, "19.06") if each.name == "Lalang")
    assert place_label(regions, village.code) == "Desa Lalang, Kecamatan Manggar, Kabupaten Belitung Timur"
    assert place_label(regions, "33") == "Jawa Tengah"
    assert place_label(regions, "99.99") == "99.99"
    assert place_labels(regions, [village.code, "19.06", "99.99"]) == {
        village.code: "Desa Lalang, Manggar",
        "19.06": "Kabupaten Belitung Timur",
        "99.99": "99.99",
    }
