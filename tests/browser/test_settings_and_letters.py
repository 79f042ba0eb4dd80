"""What an administrator sets reaches the desk, and a letter goes from the back office to a signature."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import go
from tests.browser.watch import inspect
from tests.cases.conftest import mailbox, story

__all__ = ["mailbox", "story"]


SETTINGS = (
    "/pengaturan", "/pengaturan/kop-surat", "/pengaturan/surat", "/pengaturan/nomor-surat",
    "/pengaturan/riwayat/case_type/pbi_reactivation",
    "/pengaturan/baku/letter_type/recommendation",
)  # fmt: skip


def press(page: Page, words: str) -> None:
    go(page.get_by_role("button", name=words, exact=True))


@pytest.mark.parametrize("width", [360, pytest.param(1366, marks=pytest.mark.drill)])
def test_a_setting_is_changed_and_a_letter_signed(world, story, open_browser, one_time_code, admin, width) -> None:
    case_id = story.decided()
    office = open_browser(world.a.administrator, width=width)
    office.goto("/pengaturan/jenis-layanan/pbi_reactivation")
    office.locator("[name=working_days]").fill("nol")
    press(office, "Lihat dulu akibatnya")
    expect(office.get_by_role("alert")).to_be_focused()
    inspect(office)
    office.locator("[name=working_days]").fill("7")
    press(office, "Lihat dulu akibatnya")
    inspect(office)
    press(office, "Simpan")
    office.goto("/pengaturan/surat/recommendation")
    inspect(office)
    office.locator("[name=closing]").fill("Kami tetapkan {decision} untuk {purpose}.")
    press(office, "Lihat dulu akibatnya")
    inspect(office)
    press(office, "Simpan")
    for path in SETTINGS:
        assert office.goto(path).status == 200
        inspect(office)
    _letter(world, case_id, lambda member: open_browser(member, width=width), admin, one_time_code)


def _letter(world, case_id: int, visit, admin, one_time_code) -> None:
    back = visit(world.a.back_office)
    back.goto(f"/kasus/{case_id}")
    inspect(back)
    go(back.get_by_role("link", name="Buat surat"))
    inspect(back)
    go(back.get_by_role("link", name="Surat rekomendasi"))
    back.locator("[name=addressee]").fill("Direktur RSUD")
    back.locator("[name=purpose]").fill("pengobatan")
    inspect(back)
    press(back, "Lihat suratnya")
    expect(back.get_by_text("Kami tetapkan Reaktivasi disetujui untuk pengobatan.")).to_be_visible()
    inspect(back)

    manager = visit(world.a.manager)
    admin.execute("UPDATE signin_session SET confirmed_at = NULL")
    manager.goto("/surat")
    inspect(manager)
    go(manager.get_by_role("link", name="Surat rekomendasi"))
    inspect(manager)
    manager.locator("[name=code]").fill("000000")
    manager.locator("[name=code]").press("Enter")  # a pointer may fall through while the PDF beside is still loading
    expect(manager.get_by_role("alert")).to_contain_text("Kode tidak cocok")
    inspect(manager)
    manager.locator("[name=code]").fill(one_time_code())
    manager.locator("[name=code]").press("Enter")
    manager.wait_for_url(f"**/kasus/{case_id}")
    expect(manager.get_by_text(re.compile(r"Surat nomor 460/1/SLRT/\d+ sudah terbit"))).to_be_visible()
    go(manager.get_by_role("link", name="Cabut 460/1"))
    inspect(manager)
    manager.locator("[name=reason]").fill("Salah nama")
    press(manager, "Cabut surat")
    expect(manager.get_by_text("Dicabut", exact=True)).to_be_visible()
    inspect(manager)
