"""Boundaries are brought by whoever may, drawn with a link for each shape, replaced, taken again, removed."""

import io
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from tests.reporting.boundary_files import collection, feature, squares
from tests.world import World

CODES = [f"19.0{n}" for n in range(1, 7)] + ["19.71"]
VILLAGES_OF = "19.06"


@pytest.fixture
def bring(app, sign_in):
    """`bring(member, raw, **fields)`: the answer to a file sent through the page."""

    def send(member, raw: bytes, **fields: str):
        client = sign_in(app.test_client(), member)
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/peta/batas").text)
        assert token is not None
        data = {"csrf_token": token[1], "boundary": (io.BytesIO(raw), "batas.geojson"), **fields}
        return client.post("/peta/batas", data=data, content_type="multipart/form-data")

    return send


def _drawing(page: str) -> ElementTree.Element:
    found = re.search(r'<svg class="shapes tiles-.*?</svg>', page, re.DOTALL)
    assert found is not None
    return ElementTree.fromstring(found[0])


def _count(admin, table: str) -> int:
    return admin.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_province_draws_its_boundaries_and_each_shape_opens_its_place(bring, browse, world: World, fill) -> None:
    fill(world.a.tenant_id, 6, due=-2)
    fill(world.a.tenant_id, 14)
    assert '<ol class="tiles' in browse(world.province).get("/provinsi/peta").text
    assert bring(world.province, squares(CODES)).status_code == 303
    page = browse(world.province).get("/provinsi/peta").text
    assert '<ol class="tiles' not in page
    svg = _drawing(page)
    left, top, width, height = map(int, svg.attrib["viewBox"].split())
    groups = [each for each in svg if each.tag in ("a", "g")]
    assert len(groups) == len(list(svg.iter("title"))) == 7
    (ours,) = [each for each in groups if each.tag == "a"]
    assert ours.attrib["href"] == f"/provinsi/kasus?district={world.a.tenant_id}&due=late"
    assert ours.attrib["class"] == "l4"
    assert ours.findtext("title") == "Kabupaten Belitung Timur: 30%"
    for word in svg.iter("text"):
        assert left <= float(word.attrib["x"]) <= left + width
        assert top <= float(word.attrib["y"]) <= top + height
    assert "style=" not in ElementTree.tostring(svg, encoding="unicode")
    other = browse(world.province_b).get("/provinsi/peta").text
    assert "tiles-7" in other
    assert 'class="shapes' not in other
    ministry = browse(world.ministry).get(f"/nasional/{world.province.tenant_id}/peta").text
    assert len(list(_drawing(ministry).iter("title"))) == 7


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (squares(["34.02", *CODES]), "34.02"),
        (b"bukan json", "bukan GeoJSON"),
        (squares(CODES[1:]), "Belum tergambar: Kabupaten Bangka."),
        (b"", "kosong"),
        (
            collection([feature(code, 105.5 + place * 0.15, -3.0) for place, code in enumerate(CODES)]),
            "saling menindih",
        ),
        (
            collection(
                [feature(code, 105.5 + place * 0.01, -3.0, 0.01) for place, code in enumerate(CODES[:-1])]
                + [feature(CODES[-1], 107.5, -1.5, 0.01)]
            ),
            f"{CODES[-1]} digambar terlalu jauh dari wilayah yang lain",
        ),
    ],
)
def test_a_bad_file_is_refused_at_the_field_and_nothing_of_it_is_kept(
    bring, browse, admin, world: World, raw: bytes, says: str
) -> None:
    assert bring(world.province, squares(CODES)).status_code == 303
    kept = _count(admin, "boundary_shape")
    answer = bring(world.province, raw)
    assert answer.status_code == 422
    assert "<title>Kesalahan:" in answer.text
    assert re.search(rf'id="f-boundary-error">.*?{re.escape(says)}', answer.text, re.DOTALL)
    assert (_count(admin, "boundary"), _count(admin, "boundary_shape")) == (1, kept) == (1, 7)
    assert "Dipakai" in browse(world.province).get("/peta/batas").text


def test_an_incomplete_file_is_taken_when_that_is_said_and_the_map_names_what_lacks(
    bring, browse, world: World
) -> None:
    assert bring(world.province, squares(CODES[1:]), incomplete="1").status_code == 303
    page = browse(world.province).get("/provinsi/peta").text
    assert "Belum tergambar: Kabupaten Bangka." in page
    assert len(list(_drawing(page).iter("title"))) == 6


def test_versions_are_replaced_taken_again_and_removed_with_who_and_when(bring, browse, admin, world: World) -> None:
    first, second = squares(CODES), squares(CODES, west=106)
    for raw in (first, first, second):
        assert bring(world.province, raw).status_code == 303
    drawn = "SELECT id, current, put_by FROM boundary ORDER BY id"
    by = world.province.name
    assert admin.execute(drawn).fetchall() == [(1, False, by), (2, True, by)]
    browser = browse(world.province)
    assert browser.post("/peta/batas/1/pakai").status_code == 303
    assert [row[1] for row in admin.execute(drawn).fetchall()] == [True, False]
    assert browser.post("/peta/batas/hapus").status_code == 303
    assert browser.post("/peta/batas/hapus").status_code == 303
    assert [row[1] for row in admin.execute(drawn).fetchall()] == [False, False]
    assert "tiles-7" in browser.get("/provinsi/peta").text
    said = admin.execute("SELECT action FROM audit_entry WHERE action ^@ 'boundary.' ORDER BY id").fetchall()
    assert [row[0] for row in said] == ["boundary.put", "boundary.put", "boundary.used_again", "boundary.removed"]


def test_another_office_s_boundaries_are_neither_seen_nor_touched(bring, browse, admin, world: World) -> None:
    assert bring(world.province, squares(CODES)).status_code == 303
    other = browse(world.province_b)
    assert "Dipakai" not in other.get("/peta/batas").text
    assert other.post("/peta/batas/1/pakai").status_code == 404
    assert other.post("/peta/batas/hapus").status_code == 303
    assert admin.execute("SELECT current FROM boundary").fetchall() == [(True,)]
    for member in (world.a.manager, world.a.facilitator, world.ministry):
        assert browse(member).get("/peta/batas").status_code == 403


def test_a_district_draws_its_villages_and_reads_them_by_subdistrict(bring, browse, admin, world: World, fill) -> None:
    fill(world.a.tenant_id, 9)
    manager = browse(world.a.manager)
    plain = manager.get("/jumlah/desa").text
    assert 'class="shapes' not in plain
    assert re.search(r"Kecamatan Manggar</a>.*?<td class=\"r\">9</td>", plain, re.DOTALL)
    assert bring(world.a.administrator, squares(CODES)).status_code == 422  # regencies are a province's
    codes = [row[0] for row in admin.execute("SELECT code FROM region WHERE level = 4 AND code ^@ '19.06.'").fetchall()]
    assert bring(world.a.administrator, squares(codes, west=107.4, south=-3.2)).status_code == 303
    page = manager.get("/jumlah/desa?kecamatan=19.06.01").text
    svg = _drawing(page)
    assert len(list(svg.iter("title"))) == len(codes)
    assert "/antrean?village=19.06.01.2001" in page
    (ours,) = [each for each in svg.iter("a") if each.findtext("title").endswith(": 9")]
    assert ours.attrib["class"] == "l4"
    assert "Manggar" not in browse(world.b.manager).get("/jumlah/desa?kecamatan=19.06.01").text
    assert "l1" in {each.attrib["class"] for each in svg.iter("a")} | {each.attrib["class"] for each in svg.iter("g")}
    for measure in ("intake", "missed", "nonsense"):
        assert manager.get(f"/jumlah/desa?ukuran={measure}").status_code == 200
    assert "Belum menerima" not in browse(world.a.administrator).get("/jumlah/desa").text  # planning is not theirs
    assert browse(world.a.facilitator).get("/jumlah/desa").status_code == 403


def test_no_file_at_all_is_asked_for_kindly(browse, world: World) -> None:
    answer = browse(world.province).post("/peta/batas")
    assert answer.status_code == 422
    assert "Pilih berkasnya dulu." in answer.text


def test_a_large_file_becomes_a_small_drawing(bring, admin, browse, world: World) -> None:
    fine = []
    for place, code in enumerate(CODES):
        each = feature(code, 105.5 + place * 0.3, -2.5, 0.3)
        ring = each["geometry"]["coordinates"][0]
        dense = [
            [ax + (bx - ax) * n / 3000, ay + (by - ay) * n / 3000 + (n % 7) * 1e-4]
            for (ax, ay), (bx, by) in pairwise(ring)
            for n in range(3000)
        ]
        each["geometry"]["coordinates"] = [[*dense, dense[0]]]
        fine.append(each)
    assert bring(world.province, collection(fine)).status_code == 303
    given, kept = admin.execute("SELECT points_given, points_kept FROM boundary").fetchone()
    assert given == 7 * 12_001
    assert kept <= 10_000
    assert len(browse(world.province).get("/provinsi/peta").data) < 200_000
