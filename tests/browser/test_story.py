"""The whole story in a real browser, by everybody in it; with and without scripts."""

import re

import pytest
from playwright.sync_api import Page

from foundation import jobs
from reporting.jobs import compact_facts
from tests.browser.hands import go, press
from tests.browser.watch import inspect

NIK = "1906 0144 0472 0001"


def _register(page: Page) -> tuple[str, str]:
    """From the start page to the receipt; the case's code and address."""
    page.goto("/kasus/baru")
    page.locator("main input[name=q]").fill("Sumiati")
    go(page.locator("main").get_by_role("button", name="Cari", exact=True))
    page.goto("/warga/baru?next=/kasus/baru")
    for name, words in {
        "name": "Sumiati", "nik": NIK, "phone": "0812 3456 4410", "address": "Dusun Lalang II RT 04",
    }.items():  # fmt: skip
        page.locator(f"[name={name}]").fill(words)
    page.locator("[name=village_code]").select_option("19.06.01.2001")
    press(page, "Lanjutkan")
    press(page, "Simpan")
    press(page, "Lanjutkan dengan orang ini")
    page.locator("[name=case_type]").select_option("pbi_reactivation")
    page.locator("[name=kind][value=complaint]").check()
    press(page, "Lanjutkan")
    page.locator("[name=summary]").fill("KIS nonaktif, harus cuci darah")
    page.locator("[name=story]").fill("Ditolak waktu mau cuci darah.")
    press(page, "Lanjutkan")
    page.locator("[name=consent_share]").first.check()
    press(page, "Lanjutkan")
    press(page, "Daftarkan kasus")
    page.get_by_role("heading", name="Kasus sudah terdaftar").wait_for()
    found = re.search(r"BLT-\d\d-\d{6}", page.content())
    assert found
    return found[0], page.locator("main a[href^='/kasus/']").filter(has_not_text="baru").first.get_attribute(
        "href"
    ) or ""


def _step(page: Page, url: str, path: str, button: str, **typed: str) -> None:
    page.goto(f"{url}/{path}")
    for name, words in typed.items():
        page.locator(f"[name={name}]").fill(words)
    press(page, button)
    page.wait_for_url(f"**{url}")


@pytest.mark.parametrize(
    ("scripts", "width"),
    [
        pytest.param(True, 1366, id="scripts-1366"),
        pytest.param(False, 360, id="no-scripts-360"),
        pytest.param(True, 360, id="scripts-360", marks=pytest.mark.drill),
        pytest.param(False, 1366, id="no-scripts-1366", marks=pytest.mark.drill),
    ],
)
def test_a_complaint_travels_to_an_agency_and_back(app, world, open_browser, scripts, width) -> None:
    def visit(member):
        return open_browser(member, width=width, scripts=scripts)

    def look(page: Page) -> None:
        if scripts:
            inspect(page)

    counter, back, manager = visit(world.a.front_office), visit(world.a.back_office), visit(world.a.manager)
    code, url = _register(counter)
    url = re.sub(r"^(/kasus/\d+).*", r"\1", url)
    look(counter)

    _step(back, url, "mulai-cek", "Mulai cek data")
    _step(back, url, "hasil-cek", "Catat hasil cek data", note="Desil 3, aktif")
    _step(back, url, "rekomendasi", "Susun rekomendasi", note="Reaktivasi PBI-JK")
    look(back)
    _step(manager, url, "kembalikan", "Kembalikan ke back office", note="Lengkapi surat RSUD")
    _step(back, url, "rekomendasi", "Susun rekomendasi", note="Surat RSUD terlampir")
    _step(manager, url, "tetapkan", "Tetapkan layanan", note="Reaktivasi")
    manager.goto(f"{url}/rujuk")
    manager.locator("[name=agency_id]").select_option(str(world.a.agencies["health_office"]))
    manager.locator("[name=service]").fill("Jadwal cuci darah")
    look(manager)
    press(manager, "Lihat dulu sebelum dikirim")
    press(manager, "Tanda tangani dan kirim")
    manager.wait_for_url(f"**{url}")
    look(manager)

    agency = visit(world.a.health_office_officer)
    agency.goto("/rujukan")
    look(agency)
    go(agency.get_by_role("link", name=code))
    look(agency)
    packet = re.sub(r"^.*(/rujukan/\d+).*", r"\1", agency.url)
    _step(agency, packet, "terima", "Terima rujukan")
    agency.goto(f"{packet}/jawab")
    agency.locator("[name=result][value=granted]").check()
    agency.locator("[name=note]").fill("Dijadwalkan Senin dan Kamis")
    press(agency, "Kirim hasil")
    agency.wait_for_url(f"**{packet}")
    with app.app_context():
        jobs.run_waiting()

    counter.goto(f"{url}/sampaikan")
    counter.locator("[name=channel]").select_option("phone")
    counter.locator("[name=note]").fill("Dijadwalkan")
    press(counter, "Sampaikan hasil kepada warga")
    counter.wait_for_url(f"**{url}")
    _step(counter, url, "tutup", "Tutup kasus")
    look(counter)

    _follow(visit(None), code, look)
    _look_from_above(app, world, visit, code, look)


def _follow(citizen: Page, code: str, look) -> None:
    citizen.goto("/lacak")
    look(citizen)
    citizen.locator("[name=code]").fill(code.lower())
    citizen.locator("[name=last4]").fill("0001")
    press(citizen, "Lihat kasus")
    citizen.get_by_text("Dinas Kesehatan").first.wait_for()
    assert "Sumiati" not in citizen.content()
    look(citizen)


def _look_from_above(app, world, visit, code: str, look) -> None:
    with app.app_context():
        compact_facts()
    for member, path in ((world.province, "/provinsi"), (world.ministry, "/nasional")):
        above = visit(member)
        above.goto(path)
        assert "Sumiati" not in above.content()
        assert code not in above.content()
        look(above)


def test_the_story_reads_in_english(world, open_browser) -> None:
    page = open_browser(world.a.front_office, language="en")
    page.goto("/antrean")
    assert page.locator("html").get_attribute("lang") == "en"
    assert "Antrean" not in page.locator("h1").inner_text()


def test_signing_in_by_the_form_asks_signers_for_a_code(world, open_browser) -> None:
    page = open_browser()
    page.goto("/masuk")
    page.locator("[name=login]").fill(world.a.manager.login)
    page.locator("[name=password]").fill("rujukan-2026")
    press(page, "Masuk")
    page.locator("[name=code]").wait_for()
    inspect(page)
