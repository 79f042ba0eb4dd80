"""A district sets itself up: from a stranger's first click to the day its province declares it active."""

import re

import pytest
from playwright.sync_api import Page
from pyotp.totp import TOTP

from foundation import jobs
from practice import resetting
from tests.browser.hands import follow, go, press
from tests.browser.watch import inspect
from tests.cases.conftest import mailbox
from tests.tenants.sites import Districts
from tests.uploads import pdf

__all__ = ["mailbox"]
LETTER = {"name": "surat-bupati.pdf", "mimeType": "application/pdf", "buffer": pdf()}


@pytest.fixture
def districts(app, admin, world, as_):
    return Districts(app, admin, world, as_)


@pytest.fixture
def practice_rooms(monkeypatch):
    """One invented case, whose result has been told."""
    monkeypatch.setattr(resetting, "PLAN", resetting.PLAN[19:20])


def _link(mailbox, path: str) -> str:
    return next(found[0] for mail in reversed(mailbox) if (found := re.search(rf"/{path}/\S+", mail.body)))


def _apply(page: Page) -> None:
    page.goto("/daftar-slrt")
    page.locator("[name=provinsi]").select_option("19")
    press(page, "Lanjut")
    inspect(page)
    page.locator("[name=daerah]").select_option("19.02")
    press(page, "Lanjut")
    page.locator("[name=social_email]").fill("dinsos@belitung")
    press(page, "Simpan dan periksa")
    assert page.title().startswith("Kesalahan:")
    for name, words in {
        "social_name": "Hendra Saputra", "social_title": "Kepala Bidang", "social_email": "dinsos@belitung.test",
        "social_phone": "0812 3456 7890", "planning_name": "Ratna Yuliana", "planning_phone": "0813 1111 2222",
        "letter_number": "460/118/2026",
    }.items():  # fmt: skip
        page.locator(f"[name={name}]").fill(words)
    page.locator("[name=letter]").set_input_files(LETTER)
    inspect(page)
    press(page, "Simpan dan periksa")
    inspect(page)
    press(page, "Kirim permohonan")
    page.get_by_role("heading", name="Buka surel Anda").wait_for()


def _review(page: Page) -> None:
    page.goto("/daerah")
    inspect(page)
    follow(page, "Kabupaten Belitung")
    follow(page, "Mulai meninjau")
    press(page, "Mulai meninjau")
    for box in page.locator("[name=checks]").all():
        box.check()
    inspect(page)
    press(page, "Simpan pemeriksaan")
    follow(page, "Setujui permohonan")
    inspect(page)
    press(page, "Setujui permohonan")
    page.get_by_role("heading", name="Kantor sedang dibuat: 0 dari 7 langkah").wait_for()
    inspect(page)


def _accept(page: Page, link: str) -> None:
    """A password of one's own, then the second factor that an administrator must have."""
    page.goto(link)
    for box in page.locator("input[type=password]").all():
        box.fill("sungai tenang di pagi hari")
    go(page.locator("main button[type=submit]"))
    page.wait_for_url("**/masuk/verifikasi**")
    secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.locator("main").inner_text())
    assert secret
    page.locator("[name=code]").fill(TOTP(secret[0].replace(" ", "")).now())
    press(page, "Aktifkan dan masuk")


def _show(page: Page, letter: str) -> None:
    page.goto(f"/kesiapan/{letter}")
    page.locator("[name=note]").fill("SK Bupati 460/211/2026")
    page.locator("[name=done]").check()
    inspect(page)
    press(page, "Simpan")
    page.wait_for_url("**/kesiapan")


def _practise(page: Page, work) -> None:
    """The front office closes the first practice case of the new office."""
    page.goto("/latihan")
    press(page, "Masuk mode latihan")
    work()
    page.goto("/antrean?state=informed")
    go(page.locator("main .stretched-link").first)
    follow(page, "Tutup kasus")
    inspect(page)
    press(page, "Tutup kasus")
    page.get_by_text("Kasus ditutup").first.wait_for()


def test_a_district_sets_itself_up_and_its_province_lets_it_go_live(
    app, world, open_browser, districts, mailbox, admin, practice_rooms
) -> None:
    def work() -> None:
        with app.app_context():
            while jobs.run_waiting():
                pass

    stranger, desk, office = open_browser(width=360), open_browser(world.province), open_browser(width=360)
    _apply(stranger)
    work()
    stranger.goto(_link(mailbox, "daftar-slrt/konfirmasi"))
    inspect(stranger)
    press(stranger, "Konfirmasi dan ajukan")
    stranger.get_by_role("heading", name="Menunggu Provinsi Kepulauan Bangka Belitung").wait_for()

    _review(desk)
    work()
    _accept(office, _link(mailbox, "undangan"))

    tenant_id = districts.office_of()
    people = {
        role: districts.appoint(tenant_id, role)
        for role in ("manager", "front_office", "back_office", "supervisor", "facilitator")
    }
    admin.execute("UPDATE agency SET active = kind = 'health_office' WHERE tenant_id = %s", [tenant_id])
    admin.execute(
        "INSERT INTO membership (tenant_id, account_id, role, name, agency_id) SELECT tenant_id, %s, 'agency_officer',"
        " 'Petugas', id FROM agency WHERE tenant_id = %s AND kind = 'health_office'",
        [world.a.health_office_officer.account_id, tenant_id],
    )
    districts.train(tenant_id)
    office.goto("/kesiapan")
    inspect(office)
    for letter in ("B", "G"):
        _show(office, letter)
    press(office, "Mulai uji jalan")
    office.get_by_role("heading", name="Lengkap: menunggu provinsi menyatakan aktif").wait_for()

    _practise(open_browser(people["front_office"], width=360), work)
    office.goto("/kesiapan")
    assert "1 dari 10 kasus latihan sampai selesai" in office.locator("main").inner_text()

    desk.goto(f"/daerah/{districts.id_of('19.02')}")
    inspect(desk)
    follow(desk, "Nyatakan aktif")
    inspect(desk)
    press(desk, "Nyatakan aktif")
    desk.get_by_text("Angkatan (tahun penumbuhan)").wait_for()
    assert admin.execute("SELECT state FROM site").fetchall() == [("active",)]
    desk.goto("/daerah/pesan")
    inspect(desk)
