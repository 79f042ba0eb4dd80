"""From the first entry to a printed exit plan that two offices have approved, on a phone and at a desk."""

import pytest

from tests.browser.hands import go, press
from tests.browser.watch import inspect
from tests.sustainability.conftest import planner

__all__ = ["planner"]
PLAN = "/keberlanjutan/rencana"


@pytest.mark.drill
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_plan_goes_from_its_goal_to_paper(world, planner, open_browser, scripts) -> None:
    page = open_browser(world.a.manager, width=360, scripts=scripts)
    page.goto("/keberlanjutan")
    go(page.get_by_role("link", name="Rencana", exact=True))
    go(page.get_by_role("link", name="Mulai rencana"))
    press(page, "Simpan")
    assert page.title().startswith("Kesalahan:")
    page.locator("[name=goal]").fill("SLRT dibiayai APBD dan desa sejak 2027.")
    page.locator("[name=ends_on]").fill("2026-12-31")
    press(page, "Simpan")
    go(page.get_by_role("link", name="APBD belum menanggung SLRT"))
    press(page, "Masukkan ke rencana")
    go(page.get_by_role("link", name="Pastikan pos SLRT ada dalam RAPBD"))
    go(page.get_by_role("link", name="Ubah tindakan"))
    page.locator("[name=cost]").fill("-5")
    press(page, "Simpan")
    assert page.title().startswith("Kesalahan:")
    page.locator("[name=cost]").fill("Rp85.000.000")
    page.locator("[name=source]").select_option("apbd_district")
    press(page, "Simpan")
    go(page.get_by_role("link", name="Catat kemajuan"))
    page.locator("[name=state][value=running]").check()
    press(page, "Simpan")
    page.goto(PLAN)
    page.get_by_text("melebihi sumber dananya").first.wait_for()
    go(page.get_by_role("link", name="Ajukan untuk disetujui"))
    press(page, "Ajukan untuk disetujui")
    for member, words in ((planner, "Setujui sebagai Bappeda"), (world.a.head, "Setujui sebagai Kepala Dinas Sosial")):
        desk = open_browser(member, scripts=scripts)
        desk.goto(PLAN)
        go(desk.get_by_role("link", name=words))
        press(desk, words)
    page.goto(PLAN)
    page.get_by_text("Disetujui", exact=True).first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Naskah yang disetujui (PDF)").click()
    assert download.value.suggested_filename == "rencana-pengakhiran-1.pdf"
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh Word (DOCX)").click()
    assert download.value.suggested_filename.endswith(".docx")
    page.goto("/keberlanjutan/andai")
    page.locator("[name=facilitators]").fill("12")
    page.locator("[name=honorarium]").fill("Rp500.000")
    press(page, "Hitung")
    page.get_by_text("Bila diubah").first.wait_for()
    if scripts:
        for width in (360, 1366):
            page.set_viewport_size({"width": width, "height": 900})
            for path in (PLAN, f"{PLAN}/tindakan/1", f"{PLAN}/revise", "/keberlanjutan/andai", "/keberlanjutan"):
                assert page.goto(path).status == 200, path
                inspect(page)
