"""The pages of the privacy room, on a phone and on a desk."""

from pathlib import Path
from uuid import UUID

import pytest

from privacy import actions, queries
from tests.browser.hands import go
from tests.browser.watch import inspect
from tests.cases.conftest import mailbox, story
from tests.privacy.conftest import allowed, asking, case_id, families, person_id, taken
from tests.privacy.test_breaches import SAID

__all__ = ["asking", "case_id", "families", "mailbox", "person_id", "story", "taken"]

SHOTS = Path("shots")


def _look(page, name: str) -> None:
    inspect(page)
    if SHOTS.is_dir():
        page.screenshot(path=SHOTS / f"privacy-{name}.png", full_page=True)


def _go_on(page) -> None:
    go(page.get_by_role("button", name="Lanjut"))


@pytest.mark.parametrize("width", [360, 1366])
def test_every_page_about_a_citizens_own_data_can_be_read(story, world, taken, person_id, open_browser, width) -> None:
    erasure, copy = taken("erasure"), taken("access")
    story.do(world.a.manager, lambda: actions.hand_copy(copy, b"zip", {"case": 1, "person": 1}, "", 1))
    breach = story.do(world.a.manager, lambda: actions.record_breach(SAID, UUID(int=5)).id)
    story.do(world.a.manager, lambda: actions.add_person(breach, person_id))
    guard = open_browser(world.a.privacy_officer, width=width)
    for name, path in {
        "breaches": "/insiden-data", "breach": f"/insiden-data/{breach}", "breach-new": "/insiden-data/baru",
        "affected": f"/insiden-data/{breach}/terdampak", "letter": f"/insiden-data/{breach}/surat/{person_id}",
        "requests": "/hak-data", "answered": "/hak-data?dijawab=1", "erasure": f"/hak-data/{erasure}",
        "copy": f"/hak-data/{copy}", "decline": f"/hak-data/{erasure}/tolak", "take": f"/warga/{person_id}/hak-data",
        "held": f"/warga/{person_id}/semua-data", "person": f"/warga/{person_id}",
    }.items():  # fmt: skip
        assert guard.goto(path).status == 200, path
        _look(guard, f"{name}-{width}")


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
