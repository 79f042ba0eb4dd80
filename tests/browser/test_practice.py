"""Practising in a real browser: in from the foot of a page, a task played on a telephone, out again."""

import os
from pathlib import Path

import pytest

from foundation import jobs
from practice import resetting
from tests.browser.hands import go
from tests.browser.watch import inspect

SHOTS = os.environ.get("SLRT_SHOTS", "")
"""A folder to photograph into, for whoever looks at the pages."""


def _look(page, name: str) -> None:
    inspect(page)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{page.viewport_size['width']}.png", full_page=True)


@pytest.mark.drill
def test_a_task_is_played_from_the_door_to_the_score(app, world, open_browser, monkeypatch) -> None:
    monkeypatch.setattr(resetting, "PLAN", resetting.PLAN[6:9])

    def work() -> None:
        with app.app_context():
            jobs.run_waiting()

    for width in (360, 1366) if SHOTS else (360,):
        page = open_browser(world.a.back_office, width=width)
        page.goto("/antrean")
        go(page.get_by_role("link", name="Mode latihan", exact=True))
        _look(page, "latihan-pintu")
        go(page.get_by_role("button", name="Masuk mode latihan"))
        page.get_by_text("Mode latihan. Semua warga di sini rekaan").wait_for()
        if page.get_by_text("Sedang diisi").count():
            _look(page, "latihan-diisi")
            work()
        page.get_by_role("heading", name="Tugas untuk Back office").wait_for()  # without being asked again
        _look(page, "latihan-tugas")
        go(page.get_by_role("button", name="Mulai", exact=True).first)
        page.get_by_role("heading", name="Sekarang giliran Anda").wait_for()
        _look(page, "latihan-percobaan")
        go(page.get_by_role("link", name="Buka kasus"))
        _look(page, "latihan-kasus")
        page.goto("/antrean")
        _look(page, "latihan-antrean")
        page.goto("/latihan")
        go(page.get_by_role("link", name="Lanjutkan"))
        go(page.get_by_role("button", name="Selesai, nilai saya"))
        page.get_by_role("heading", name="Nilai Anda 0 dari 100").wait_for()
        _look(page, "latihan-nilai")
        go(page.get_by_role("button", name="Keluar dari latihan"))
        page.get_by_text("Anda sudah keluar dari latihan").wait_for()
        assert page.locator("body.framed-practice").count() == 0
