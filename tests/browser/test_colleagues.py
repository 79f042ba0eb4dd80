"""A morning at the office in a real browser: search, walk the rows by keyboard, give cases away, call a colleague."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import go
from tests.browser.watch import inspect
from tests.cases.conftest import Story
from tests.cases.test_queue import many


@pytest.fixture
def story(app, as_, world):
    before = app.extensions["slrt_messaging"]
    app.extensions["slrt_messaging"] = {"email": lambda _letter: None}
    yield Story(app, as_, world)
    app.extensions["slrt_messaging"] = before


def test_cases_are_given_and_a_colleague_is_called_by_keyboard_and_phone(story, world, open_browser):
    ids = many(story, world, 3)
    page = open_browser(world.a.supervisor)
    page.goto("/antrean?owner=none&pilih=1")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("input[name=cases]:checked")).to_have_count(2)
    page.keyboard.press("/")
    expect(page.locator("#cari")).to_be_focused()
    inspect(page)
    page.locator("#f-to").select_option(str(world.a.back_office.membership_id))
    go(page.get_by_role("button", name="Serahkan yang dicentang"))
    expect(page.get_by_role("status").filter(has_text="2 kasus diserahkan")).to_be_visible()
    expect(page.locator("input[name=cases]")).to_have_count(1)

    phone = open_browser(world.a.back_office, width=360)
    phone.goto("/kotak-masuk")
    inspect(phone)
    go(phone.get_by_role("link", name="Beberapa kasus diserahkan kepada Anda"))
    expect(phone.locator(".queue tbody tr")).to_have_count(2)
    phone.goto(f"/kasus/{ids[0]}/catatan")
    phone.get_by_label("Catatan untuk rekan").fill("Mohon dilihat @siapa")
    go(phone.get_by_role("button", name="Simpan catatan"))
    expect(phone.get_by_role("alert")).to_contain_text("@siapa")
    inspect(phone)
    phone.get_by_label("Catatan untuk rekan").fill("Mohon dilihat @manager")
    go(phone.get_by_role("button", name="Simpan catatan"))
    expect(phone.get_by_text("Mohon dilihat @manager")).to_be_visible()
    inspect(phone)

    desk = open_browser(world.a.manager)
    desk.goto("/pantauan/petugas")
    go(desk.get_by_role("row", name="Back Office").get_by_role("link", name="2").first)
    expect(desk.locator(".queue tbody tr")).to_have_count(2)
    desk.keyboard.press("/")
    desk.keyboard.type("Junaidi")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Warga", exact=True)).to_be_visible()
    inspect(desk)
    assert "Junaidi" not in desk.url
