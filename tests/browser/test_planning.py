"""From a rule of the ministry to a budget: published, screened anew, read by village, taken home as a file."""

from foundation import jobs
from tests.browser.hands import go
from tests.browser.watch import inspect
from tests.registry.screening.conftest import HERE, families, run

__all__ = ["families", "run"]


def test_a_new_rule_changes_what_a_year_needs(world, app, open_browser, run) -> None:
    ministry = open_browser(world.ministry)
    ministry.goto("/pengaturan/aturan-program/sembako/wide/2025-06-01")
    ministry.locator("[name=amount]").fill("Rp300.000")
    ministry.locator("[name=needed]").fill("dtsen_status = active\ndesil <= limma")
    go(ministry.get_by_role("button", name="Lihat dulu akibatnya"))
    assert ministry.title().startswith("Kesalahan:")
    assert "Baris 2, huruf ke-10: “limma” tidak dikenal" in ministry.locator("#f-needed-error").inner_text()
    inspect(ministry)
    ministry.locator("[name=needed]").fill("dtsen_status = active\ndesil <= 5")
    go(ministry.get_by_role("button", name="Lihat dulu akibatnya"))
    inspect(ministry)
    go(ministry.get_by_role("button", name="Terbitkan"))
    ministry.get_by_text("Tersimpan").wait_for()

    manager = open_browser(world.a.manager, width=360)
    manager.goto("/penyaringan")
    manager.get_by_role("heading", name="Aturan berubah sejak penyaringan ini").wait_for()
    go(manager.get_by_role("button", name="Hitung ulang"))
    with app.app_context():
        jobs.run_waiting()
    manager.goto("/warga/1/program")
    inspect(manager)
    manager.goto("/perencanaan")
    inspect(manager)
    go(manager.locator(f"a[href$='/perencanaan/desa/{HERE}']"))
    manager.get_by_text("Rp3.600.000").first.wait_for()
    inspect(manager)
    go(manager.get_by_role("link", name="Program Sembako (BPNT)", exact=True))
    inspect(manager)
    go(manager.get_by_role("link", name="Kebutuhan anggaran").first)
    manager.get_by_role("link", name="Unduh tabel").click()
    inspect(manager)
    manager.locator("[name=reason]").fill("Bahan RKA 2027")
    with manager.expect_download() as download:
        manager.get_by_role("button", name="Unduh", exact=True).click()
    assert download.value.suggested_filename.endswith(".xlsx")
