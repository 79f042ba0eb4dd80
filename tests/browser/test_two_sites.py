"""A packet travels to another district and up to the province, and the answers come back, in real browsers."""

import re
from uuid import uuid4

import pytest

from cases import actions
from cases.queries import get_case
from foundation import jobs
from foundation.db import db
from registry.actions import create_person
from tests.browser.hands import go, press
from tests.browser.watch import inspect
from tests.cases.conftest import WAY, intake, person_data


@pytest.fixture
def decided(world, as_) -> str:
    """The address of a decided case of district A."""
    with as_(world.a.front_office):
        person = create_person(person_data(world.a, email=None), uuid4())
        case = actions.register(person.id, intake(world.a), uuid4())
        db.session.commit()
        case_id = case.id
    for name, note in WAY:
        with as_(world.a.manager if name == "decide" else world.a.back_office):
            actions.move(case_id, name, get_case(case_id).version, note)
            db.session.commit()
    return f"/kasus/{case_id}"


@pytest.mark.parametrize("width", [360, pytest.param(1366, marks=pytest.mark.drill)])
def test_a_packet_goes_to_another_district_and_up_and_comes_back(app, world, open_browser, decided, width) -> None:
    def deliver() -> None:
        with app.app_context():
            while jobs.run_waiting():
                pass

    manager = open_browser(world.a.manager, width=width)
    manager.goto(f"{decided}/rujuk-daerah")
    manager.locator("[name=site_id]").select_option(str(world.b.tenant_id))
    manager.locator("[name=service]").fill("Pemulangan ke daerah asal")
    inspect(manager)
    press(manager, "Lihat dulu sebelum dikirim")
    inspect(manager)
    press(manager, "Kirim")
    manager.wait_for_url(f"**{decided}")
    deliver()

    there = open_browser(world.b.front_office, width=width)
    there.goto("/kiriman")
    inspect(there)
    go(there.locator("main table a").first)
    assert "Junaidi" in there.content()
    inspect(there)
    address = re.sub(r"^.*(/kiriman/\d+).*", r"\1", there.url)
    there.goto(f"{address}/kasus")
    inspect(there)
    there.goto(f"{address}/jawab")
    there.locator("[name=result][value=granted]").check()
    there.locator("[name=note]").fill("Sudah bersama keluarga")
    inspect(there)
    press(there, "Kirim hasil")
    there.wait_for_url(f"**{address}")
    deliver()

    manager.goto(decided)
    manager.get_by_text("Sudah bersama keluarga").first.wait_for()
    inspect(manager)
    manager.goto(f"{decided}/naikkan")
    manager.locator("[name=note]").fill("Perlu perhatian provinsi")
    inspect(manager)
    press(manager, "Naikkan")
    manager.wait_for_url(f"**{decided}")
    deliver()

    province = open_browser(world.province, width=width)
    province.goto("/kiriman")
    go(province.locator("main table a").first)
    assert "Junaidi" in province.content()
    inspect(province)
