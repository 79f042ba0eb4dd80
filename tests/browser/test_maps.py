"""Maps in a real browser: tiles on a phone and a desk, a file refused at its field, then shapes in their place."""

from pathlib import Path

from tests.browser.watch import inspect
from tests.reporting.boundary_files import squares
from tests.reporting.conftest import fill

__all__ = ["fill"]
CODES = [f"19.0{n}" for n in range(1, 7)] + ["19.71"]


def test_a_map_is_tiles_until_boundaries_are_brought(world, open_browser, fill, tmp_path: Path) -> None:
    fill(world.a.tenant_id, 6, due=-2)
    fill(world.a.tenant_id, 14)
    good, bad = tmp_path / "batas.geojson", tmp_path / "lain.geojson"
    good.write_bytes(squares(CODES))
    bad.write_bytes(squares(["34.02"]))
    ministry = open_browser(world.ministry)
    ministry.goto("/nasional/peta")
    assert ministry.locator(".tiles li").count() == 38
    inspect(ministry)
    phone = open_browser(world.province, width=360)
    phone.goto("/provinsi/peta")
    table, tiles = phone.locator("main table").bounding_box(), phone.locator(".tiles").bounding_box()
    assert table["y"] < tiles["y"]
    assert phone.locator(".tiles a").bounding_box()["width"] >= 44
    inspect(phone)
    desk = open_browser(world.province)
    desk.goto("/peta/batas")
    desk.locator("[name=boundary]").set_input_files(bad)
    desk.get_by_role("button", name="Unggah dan pakai").click()
    assert desk.title().startswith("Kesalahan:")
    assert "34.02" in desk.locator("#f-boundary-error").inner_text()
    inspect(desk)
    desk.locator("[name=boundary]").set_input_files(good)
    desk.get_by_role("button", name="Unggah dan pakai").click()
    desk.get_by_text("Batas wilayah tersimpan").wait_for()
    inspect(desk)
    for page in (desk, phone):
        page.goto("/provinsi/peta")
        assert page.locator(".shapes title").count() == 7
        inspect(page)
    desk.locator(".shapes a").click()
    desk.wait_for_url("**/provinsi/kasus**")
    village = open_browser(world.a.manager, width=360, dark=True)
    village.goto("/jumlah/desa")
    inspect(village)
