"""From the first entry to a score that is stored, on a phone; and every page of the room read by everybody."""

import pytest

from tests.browser.hands import go, press
from tests.browser.watch import inspect

PAGES = [
    "/keberlanjutan", "/keberlanjutan/dana", "/keberlanjutan/dana/2026", "/keberlanjutan/dana/2026/kebutuhan",
    "/keberlanjutan/dana/catat", "/keberlanjutan/dana/impor", "/keberlanjutan/landasan", "/keberlanjutan/dasar-hukum",
    "/keberlanjutan/dasar-hukum/1", "/keberlanjutan/dasar-hukum/baru", "/keberlanjutan/komitmen/baru",
    "/keberlanjutan/terukur", "/keberlanjutan/penilaian", "/keberlanjutan/indeks", "/keberlanjutan/indeks/1",
    "/keberlanjutan/profil", "/indeks-kemandirian", "/penilaian-diri",
]  # fmt: skip


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_manager_goes_from_the_first_entry_to_a_stored_score(world, open_browser, scripts) -> None:
    page = open_browser(world.a.manager, width=360, scripts=scripts)
    page.goto("/keberlanjutan")
    go(page.get_by_role("link", name="Catat dana"))
    page.locator("[name=year]").fill("2026")
    page.locator("[name=source]").select_option("apbd_district")
    page.locator("[name=item]").select_option("facilitators")
    page.locator("[name=committed]").fill("-5")
    press(page, "Simpan")
    assert page.title().startswith("Kesalahan:")
    assert page.locator("[name=year]").input_value() == "2026"
    page.locator("[name=committed]").fill("Rp240.000.000")
    page.locator("[name=document]").fill("DPA Dinas Sosial 2026")
    press(page, "Simpan")
    go(page.get_by_role("link", name="Isi kebutuhan"))
    page.locator("[name=facilitators]").fill("300.000.000")
    press(page, "Simpan")
    page.goto("/keberlanjutan/dasar-hukum/baru")
    page.locator("[name=about][value=slrt]").check()
    page.locator("[name=level][value=perkada]").check()
    page.locator("[name=number]").fill("Perbup 21 Tahun 2023")
    page.locator("[name=valid_from]").fill("2023-05-01")
    press(page, "Simpan")
    page.goto("/keberlanjutan/penilaian")
    press(page, "Buka penilaian baru")
    page.goto("/keberlanjutan/indeks")
    press(page, "Simpan nilai hari ini")
    page.get_by_text("sama dengan yang tersimpan").wait_for()
    if scripts:
        for width in (360, 1366):
            page.set_viewport_size({"width": width, "height": 900})
            for path in PAGES:
                answer = page.goto(path)
                assert answer.status == 200, path
                inspect(page)
            above = open_browser(world.province, width=width)
            above.goto("/provinsi/keberlanjutan")
            inspect(above)
