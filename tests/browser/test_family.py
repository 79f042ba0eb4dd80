"""A facilitator with a phone fills in the questionnaire of a family; everybody can read the pages about it."""

import pytest
from playwright.sync_api import Page

from foundation.db import db
from registry import actions, queries
from registry.actions import Seen, seen_today
from registry.models import Need, Participation, WelfareStatus
from tests.browser.hands import go, press
from tests.browser.watch import inspect
from tests.registry.families import family


@pytest.fixture
def rohani(world, as_) -> tuple[int, int]:
    """An old mother in her son's house, with everything a page can show: (household, person)."""
    with as_(world.a.front_office):
        house, _son, mother = family()
        person = queries.get_person(mother)
        day = seen_today().on
        actions.observe(person, {"illness": 8, "support": 4, "income": 150_000, "schooling": 1}, Seen(day, "visit"))
        actions.observe(person, {"illness": 6}, Seen(day.replace(year=day.year - 1), "self_report", "kata tetangga"))
        for row in (
            WelfareStatus(desil=2, dtsen_status="active", period="2025-Q3", received_on=day, source="siks_ng"),
            Participation(programme="atensi", standing="active", valid_from=day, source="agency", amount=600_000,
                          amount_every="month"),
            Need(kind="elderly", noted_on=day, source="visit", note="Makan dari pemberian tetangga."),
        ):  # fmt: skip
            row.person_id = mother
            db.session.add(row)
        person.desil, person.desil_period, person.dtsen_status = 2, "2025-Q3", "active"
        actions.add_category(mother, {"category": "08", "since": day, "source": "visit", "note": None}, "k")
        db.session.commit()
    return house, mother


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_facilitator_fills_in_a_familys_questionnaire_on_a_phone(world, open_browser, rohani, scripts) -> None:
    house, _mother = rohani
    page = open_browser(world.a.facilitator, width=360, scripts=scripts)
    page.goto(f"/keluarga/{house}")
    go(page.get_by_role("link", name="Isi kuesioner"))
    go(page.get_by_role("link", name="Rumah", exact=True))
    page.locator("[name=floor]").select_option("8")
    page.locator("[name=floor_area]").fill("satu petak")
    press(page, "Simpan dan lanjut")
    assert page.title().startswith("Kesalahan:")
    assert page.locator("[name=floor]").input_value() == "8"
    if scripts:
        inspect(page)
    page.locator("[name=floor_area]").fill("12")
    press(page, "Simpan dan lanjut")
    page.wait_for_url("**/kuesioner/ekonomi")
    page.locator("[name=spending_food]").fill("Rp750.000")
    press(page, "Simpan, kembali ke daftar")
    go(page.get_by_role("link", name="Periksa seluruh isian"))
    page.get_by_role("heading", name="Apakah data ini sudah dapat difinalkan?").wait_for()
    go(page.get_by_role("link", name="Luas lantai"))
    page.wait_for_url("**/kuesioner/rumah#f-floor_area")
    assert page.locator("[name=floor_area]").input_value() == "12"


@pytest.mark.parametrize("width", [320, 1366])
def test_the_pages_of_a_person_and_a_family_can_be_read_by_everybody(world, open_browser, rohani, width) -> None:
    house, mother = rohani
    page = open_browser(world.a.front_office, width=width, dark=width == 320)
    today = seen_today_text(page, mother)
    for path in (
        f"/warga/{mother}", f"/warga/{mother}?per={today}", f"/warga/{mother}/riwayat/illness",
        f"/warga/{mother}/kuesioner/diri", f"/warga/{mother}/siks/baru", f"/warga/{mother}/program/baru",
        f"/warga/{mother}/daerah-lain", f"/keluarga/{house}", f"/keluarga/{house}/kuesioner",
        f"/keluarga/{house}/kuesioner/ekonomi", f"/keluarga/{house}/periksa", "/program/1", "/kebutuhan/1",
    ):  # fmt: skip
        answer = page.goto(path)
        assert answer.status == 200, path
        inspect(page)


def seen_today_text(page: Page, mother: int) -> str:
    """Today as the page itself links it."""
    page.goto(f"/warga/{mother}")
    link = page.get_by_role("link", name="Apa yang diketahui, sejak kapan, dari siapa").get_attribute("href") or ""
    return link.rpartition("=")[2]
