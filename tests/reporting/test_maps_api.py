"""Maps for programs say what their pages say, to the same readers, and take boundaries by the same rules."""

import io
import re

import pytest

from reporting.suppression import Hidden
from tests.caller import calls, is_problem
from tests.reporting.boundary_files import collection, feature, squares
from tests.world import World

__all__ = ["calls"]
CODES = [f"19.0{n}" for n in range(1, 7)] + ["19.71"]


def by_code(answer) -> dict:
    return {each["code"]: each for each in answer.json["places"]}


@pytest.mark.parametrize("measure", ["late", "open", "intake", "closed"])
def test_a_province_reads_its_map_place_by_place(calls, browse, fill, world: World, measure: str) -> None:
    fill(world.a.tenant_id, 6, due=-2)
    fill(world.a.tenant_id, 14)
    answer = calls(world.province).get("/maps/province", measure=measure)
    found = by_code(answer)
    assert found.keys() == answer.json["tiles"].keys() == set(CODES)
    assert (found["19.01"]["value"], found["19.01"]["level"], found["19.01"]["note"]) == (None, "0", "belum ada kantor")
    page = browse(world.province).get(f"/provinsi/peta?ukuran={measure}").text
    assert f"<b>BLT</b><span>{found['19.06']['text']}</span>" in page
    assert found["19.06"]["value"] == {"late": 0.3, "open": 20, "intake": 20, "closed": 0}[measure]
    assert answer.json["boundary"] is None
    assert {step["level"] for step in answer.json["steps"]} == {each["level"] for each in found.values()}


def test_what_is_small_is_held_back_as_on_the_page(calls, browse, fill, world: World) -> None:
    fill(world.a.tenant_id, 3)
    fill(world.b.tenant_id, 700)
    nation = calls(world.ministry)
    for measure in ("late", "open", "all", "serving"):
        for path, page in (("/maps/nation", "/nasional/peta"), (
            f"/maps/nation/{world.province.tenant_id}", f"/nasional/{world.province.tenant_id}/peta",
        )):  # fmt: skip
            if measure == "serving" and path != "/maps/nation":
                continue
            answer = nation.get(path, measure=measure)
            shown = browse(world.ministry).get(f"{page}?ukuran={measure}").text
            assert 3 not in [each["value"] for each in answer.json["places"]]
            on_page = re.findall(r'<li class="l(\w) c\d+ r\d+">', shown)
            assert sorted(on_page) == sorted(each["level"] for each in answer.json["places"]), (path, measure)
    held = by_code(nation.get(f"/maps/nation/{world.province.tenant_id}", measure="all"))["19.06"]
    assert held["value"] in {each.value for each in Hidden}
    is_problem(nation.get(f"/maps/nation/{world.a.tenant_id}"), 404)
    is_problem(nation.get(f"/maps/nation/{2**31}"), 404)


def test_a_district_reads_its_villages_and_unmet_needs_are_those_of_the_facts(
    calls, browse, fill, admin, world: World
) -> None:
    fill(world.a.tenant_id, 4)
    for kind, state in (("food", "open"), ("house", "open"), ("food", "met")):
        admin.execute(
            """INSERT INTO need (tenant_id, person_id, kind, noted_on, source, state, closed_on)
               SELECT tenant_id, id, %s, '2026-02-03', 'visit', %s, CASE WHEN %s = 'met' THEN DATE '2026-03-01' END
               FROM person LIMIT 1""",
            [kind, state, state],
        )
    district = calls(world.a.manager)
    assert by_code(district.get("/maps/villages", measure="open"))["19.06.01.2001"]["value"] == 4
    needs = by_code(district.get("/maps/villages", measure="needs"))
    assert (needs["19.06.01.2001"]["value"], needs["19.06.01.2001"]["note"]) == (2, "2 dari 3")
    assert sum(each["value"] for each in needs.values()) == 2
    page = browse(world.a.manager).get("/jumlah/desa?kecamatan=19.06.01&ukuran=needs").text
    assert "belum terpenuhi, dari semua yang tercatat" in page
    assert "2 dari 3" in page
    is_problem(calls(world.a.administrator).get("/maps/villages", measure="missed"), 403)
    is_problem(calls(world.a.facilitator).get("/maps/villages"), 403)


def test_a_measure_that_does_not_exist_and_a_reader_of_something_else_are_refused(calls, world: World) -> None:
    assert set(is_problem(calls(world.province).get("/maps/province", measure="gold"), 422)["errors"]) == {"measure"}
    for who in (world.a.manager, world.a.health_office_officer):
        is_problem(calls(who).get("/maps/province"), 403)
        is_problem(calls(who).get("/maps/nation"), 403)
    is_problem(calls(world.province).get("/maps/villages"), 403)
    is_problem(calls(None).get("/maps/province"), 401)


def test_a_program_brings_boundaries_and_what_is_wrong_is_said_at_the_field(calls, admin, world: World) -> None:
    program = calls(world.province)

    def put(raw: bytes, **more: str):
        data = {"boundary": (io.BytesIO(raw), "batas.geojson")}
        return program.client.put("/api/v1/maps/boundary", headers=program.headers, data=data, query_string=more)

    bow = feature("19.01", 106, -2)
    bow["geometry"]["coordinates"] = [[[106, -2], [106.2, -2.2], [106.2, -2], [106, -2.2], [106, -2]]]
    for raw, code, words in (
        (b"{", "unreadable", "bukan GeoJSON"),
        (collection([bow]), "crossing", "memotong dirinya sendiri"),
        (squares(CODES[1:]), None, "Kabupaten Bangka"),
    ):
        problem = is_problem(put(raw), 422)
        assert problem["field"] == "boundary"
        assert words in problem["detail"]
        assert code in (None, problem["code"])
    assert admin.execute("SELECT count(*) FROM boundary").fetchone() == (0,)
    kept = put(squares(CODES))
    assert (kept.json["current"], kept.json["shapes"], put(squares(CODES)).json["id"]) == (True, 7, kept.json["id"])
    drawing = program.get("/maps/province").json["boundary"]
    assert {shape["code"] for shape in drawing["shapes"]} == set(CODES)
    assert all(shape["path"].startswith("M") for shape in drawing["shapes"])
    assert put(squares(CODES[1:], west=106), incomplete="true").json["shapes"] == 6
    is_problem(calls(world.a.manager).put("/maps/boundary", {}), 403)
