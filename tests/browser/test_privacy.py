"""The pages of the privacy room, on a phone and on a desk."""

from pathlib import Path

import pytest

from privacy import actions, queries
from tests.browser.watch import inspect
from tests.cases.conftest import mailbox, story
from tests.privacy.conftest import allowed, asking, families

__all__ = ["asking", "families", "mailbox", "story"]

SHOTS = Path("shots")


def _look(page, name: str) -> None:
    inspect(page)
    if SHOTS.is_dir():
        page.screenshot(path=SHOTS / f"privacy-{name}.png", full_page=True)


def _go_on(page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Lanjut").click()


@pytest.mark.parametrize("width", [360, 1366])
def test_every_page_of_the_room_can_be_read(story, world, families, asking, open_browser, width) -> None:
    done, waiting = asking(columns=["name", "nik", "illness"], whole=["nik"]), asking(villages=["19.06.01.2001"])
    story.do(world.a.manager, lambda: actions.approve(done, allowed(queries.get_share(done))))
    story.run_jobs()
    agency = open_browser(world.a.health_office_officer, width=width)
    agency.goto("/berbagi-data")
    _look(agency, f"list-{width}")
    agency.goto("/berbagi-data/baru")
    agency.get_by_label("Untuk apa datanya dipakai").fill("Mencocokkan peserta jaminan kesehatan daerah")
    agency.get_by_label("Dasar hukum").fill("Perbup 12/2025")
    _look(agency, f"why-{width}")
    _go_on(agency)
    _look(agency, f"what-{width}")
    _go_on(agency)
    _look(agency, f"whom-{width}")
    _go_on(agency)
    _look(agency, f"check-{width}")
    agency.goto(f"/berbagi-data/{done}")
    _look(agency, f"ready-{width}")
    manager = open_browser(world.a.manager, width=width)
    for name, path in {
        "waiting": f"/berbagi-data/{waiting}", "approve": f"/berbagi-data/{waiting}/setujui",
        "refuse": f"/berbagi-data/{waiting}/tolak", "revoke": f"/berbagi-data/{done}/cabut",
        "agreements": "/berbagi-data/perjanjian", "agreement": "/berbagi-data/perjanjian/baru",
    }.items():  # fmt: skip
        assert manager.goto(path).status == 200, path
        _look(manager, f"{name}-{width}")
