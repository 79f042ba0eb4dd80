"""An approved district gets its office: once, whole, whatever is killed on the way."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from foundation.db import db
from tenants.sites import founding
from tenants.sites.founding import STEPS, found
from tests.cases.conftest import mailbox

__all__ = ["mailbox"]

OFFICE = """
    SELECT t.kind, t.name, t.full_name, t.code_prefix, t.timezone, t.active, above.region_code, s.state,
      (SELECT count(*) FROM agency a WHERE a.tenant_id = t.id),
      (SELECT count(*) FROM membership m WHERE m.tenant_id = t.id AND m.role = 'administrator' AND NOT m.active),
      (SELECT count(*) FROM invitation i WHERE i.tenant_id = t.id),
      (SELECT count(*) FROM readiness_item r WHERE r.tenant_id = t.id AND r.item = 'A' AND r.done_at IS NOT NULL),
      (SELECT count(*) FROM outbox o WHERE o.tenant_id = t.id),
      (SELECT count(*) FROM site_event e WHERE e.site_id = s.id AND e.move = 'found'),
      (SELECT count(*) FROM site_step p WHERE p.site_id = s.id),
      (SELECT count(*) FROM tenant all_of_it WHERE all_of_it.region_code = s.region_code),
      (SELECT count(*) FROM tenant province WHERE province.region_code = above.region_code)
    FROM site s JOIN tenant t ON t.id = s.office_id JOIN tenant above ON above.id = t.parent_id
    WHERE s.id = %s
"""
WHOLE = (
    "district", "Belitung", "Kabupaten Belitung", "BLN", "Asia/Jakarta", True, "19", "preparing",
    len(founding.codes.AGENCY_KINDS), 1, 1, 1, 1, 1, len(STEPS), 1, 1,
)  # fmt: skip


def office(admin, site_id):
    return admin.execute(OFFICE, [site_id]).fetchone()


def test_an_approved_district_gets_its_office_and_an_invitation_in_seconds(districts, mailbox, admin, client) -> None:
    districts.apply()
    site_id = districts.approve()
    began = time.perf_counter()
    districts.work()
    assert time.perf_counter() - began < 10
    assert office(admin, site_id) == WHOLE
    invitation = next(mail for mail in mailbox if "/undangan/" in mail.body)
    assert invitation.recipient == "dinsos@belitung.test"
    link = re.search(r"/undangan/\S+", invitation.body)[0]
    assert "Hendra Saputra" in client.get(link, follow_redirects=True).text


@pytest.mark.parametrize("killed", STEPS)
@pytest.mark.parametrize("when", ["before the mark", "after its work"])
def test_killed_at_any_step_it_goes_on_and_ends_the_same(districts, mailbox, admin, app, monkeypatch, killed, when):
    """The server ends the connection in the middle of the step: what it had written is gone with it."""
    districts.apply()
    site_id = districts.approve()
    work = STEPS[killed]

    def die(site):
        if when == "after its work":
            work(site)
            db.session.flush()
        mine = db.session.scalar(text("SELECT pg_backend_pid()"))
        admin.execute("SELECT pg_terminate_backend(%s)", [mine])
        db.session.execute(text("SELECT 1"))

    with app.app_context():
        with monkeypatch.context() as patched:
            patched.setitem(STEPS, killed, die)
            with pytest.raises(OperationalError):
                found(site_id)
        done = admin.execute("SELECT step FROM site_step WHERE site_id = %s", [site_id]).fetchall()
        assert {name for (name,) in done} == set(list(STEPS)[: list(STEPS).index(killed)])
        found(site_id)
        found(site_id)
    assert office(admin, site_id) == WHOLE


def test_two_workers_at_once_make_one_office(districts, mailbox, admin, app) -> None:
    districts.apply()
    site_id = districts.approve()

    def work(_number: int) -> None:
        with app.app_context():
            found(site_id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert office(admin, site_id) == WHOLE


def test_the_desk_sees_how_far_it_is(districts, browser_of, world, mailbox, app, monkeypatch) -> None:
    districts.apply()
    site_id = districts.approve()

    def fail(_site):
        raise RuntimeError("nanti")

    with app.app_context(), monkeypatch.context() as patched:
        patched.setitem(STEPS, "regions", fail)
        with pytest.raises(RuntimeError):
            found(site_id)
    page = browser_of(world.province).get(f"/daerah/{site_id}").text
    assert "Kantor sedang dibuat: 3 dari 7 langkah" in page
    assert "Muat ulang" in page


def test_a_province_that_nobody_works_for_is_put_into_the_tree(districts, mailbox, admin, world) -> None:
    districts.apply("11.01", social_email="dinsos@aceh.test")
    site_id = districts.approve("11.01", desk=_operator(districts, world))
    districts.work()
    row = admin.execute(
        "SELECT above.kind, above.region_code, top.kind FROM site s JOIN tenant t ON t.id = s.office_id"
        " JOIN tenant above ON above.id = t.parent_id JOIN tenant top ON top.id = above.parent_id WHERE s.id = %s",
        [site_id],
    )
    assert row.fetchone() == ("province", "11", "ministry")


def _operator(districts, world):
    return districts.appoint(world.ministry.tenant_id, "platform_operator")
