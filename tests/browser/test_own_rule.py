"""A district writes its own line; a person's page says which rule applies, why, and what the ministry asks."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.hands import go
from tests.browser.watch import inspect
from tests.registry.screening.conftest import families

__all__ = ["families"]


def _keep(page: Page, name: str) -> None:
    """A picture for who wants to look, where one is asked for."""
    folder = Path("shots")
    if folder.is_dir():
        page.screenshot(path=folder / f"own-rule-{name}.png", full_page=True)


@pytest.mark.drill
def test_an_own_line_is_written_and_read_beside_the_ministrys(world, open_browser, families) -> None:
    desk = open_browser(world.a.administrator)
    desk.goto("/pengaturan/aturan-program")
    go(desk.get_by_role("link", name="Tulis aturan sendiri Program Sembako"))
    go(desk.get_by_role("button", name="Lihat dulu akibatnya"))
    assert desk.title().startswith("Kesalahan:")
    inspect(desk)
    _keep(desk, "form-1366")
    desk.locator("[name=regulation]").fill("Perbup Belitung Timur 14/2026")
    desk.get_by_label("Sumber kuat").check()
    desk.locator("[name=needed]").fill("dtsen_status = active\ndesil <= 1")
    desk.locator("[name=reason]").fill("Perbup membatasi sampai desil 1 selama kuota APBD belum bertambah")
    go(desk.get_by_role("button", name="Lihat dulu akibatnya"))
    inspect(desk)
    _keep(desk, "check-1366")
    go(desk.get_by_role("button", name="Simpan"))
    desk.get_by_text("Tersimpan").wait_for()
    inspect(desk)
    _keep(desk, "rules-1366")
    phone = open_browser(world.a.administrator, width=360)
    phone.goto("/pengaturan/aturan-program")
    inspect(phone)
    _keep(phone, "rules-360")
    for width in (360, 1366):
        page = open_browser(world.a.back_office, width=width)
        page.goto("/warga/1/program")
        sembako = page.locator("section.card", has=page.get_by_role("heading", name="Program Sembako (BPNT)"))
        sembako.get_by_text("Mengapa").click()
        sembako.get_by_text("Menurut aturan kementerian: terindikasi").click()
        inspect(page)
        _keep(page, f"person-{width}")
    ministry = open_browser(world.ministry)
    ministry.goto("/pengaturan/aturan-program")
    ministry.get_by_text("1 daerah memakai aturan sendiri").wait_for()
    inspect(ministry)
    _keep(ministry, "ministry-1366")
