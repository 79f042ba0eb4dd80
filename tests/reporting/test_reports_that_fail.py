"""A report that fails tells its owner since when, how often and why; and goes on by itself once it can."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from foundation import clock, messaging
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reporting.schedules.faults import CAUSES, cause_of
from tests.caller import calls
from tests.cases.conftest import mailbox
from tests.foundation.test_messaging import Postbox, _free_port
from tests.reporting.test_schedules import FEBRUARY, schedule, states, work
from tests.world import World

__all__ = ["calls", "mailbox", "work"]

COUNTED = "case_fact_month"
"""What the table of the report is counted from."""
HOURS = timedelta(hours=12)
FAILING = "Laporan terjadwal gagal dibuat, akan dicoba lagi"
UNMAILED = "Laporan sudah jadi, tetapi kabarnya lewat surel tertahan"


@pytest.fixture
def broken(admin) -> Iterator[Callable[[], None]]:
    """The table that is counted from cannot be read; `broken()` mends it."""

    def mend() -> None:
        admin.execute(f"GRANT SELECT ON {COUNTED} TO slrt_staff")

    admin.execute(f"REVOKE SELECT ON {COUNTED} FROM slrt_staff")
    yield mend
    mend()


@pytest.fixture
def monthly(browse, world: World) -> World:
    """The manager of A wants a monthly report for the head and themselves."""
    told = [world.a.head.membership_id, world.a.manager.membership_id]
    with clock.set_to(FEBRUARY):
        assert schedule(browse(world.a.manager), recipients=told).status_code == 303
    return world


def inbox(admin, kind: str) -> int:
    return admin.execute("SELECT count(*) FROM notice WHERE kind = %s", [kind]).fetchone()[0]


def test_it_says_since_when_how_often_and_why_and_its_owner_is_told_once(
    monthly: World, broken, work, browse, calls, admin, mailbox
) -> None:
    admin.execute("UPDATE membership SET email = 'analis@pusat.test' WHERE id = %s", [monthly.ministry.membership_id])
    with capture_logs() as log:
        for tries in range(3):
            work(FEBRUARY + tries * HOURS, by_the_clock=False)
    assert states(admin) == [("2026-01-01", "failing")]
    assert inbox(admin, "report_failing") == 1
    manager = browse(monthly.a.manager)
    assert FAILING in manager.get("/kotak-masuk").text
    references = [each["reference"] for each in log if each["event"] == "job_failed"]
    assert len(references) == 3
    for page in ("/laporan", "/laporan/jadwal/1"):
        words = manager.get(page).text
        assert "Gagal, akan dicoba lagi" in words
        assert "Gagal sejak Selasa, 3 Februari 2026, 11.00, sudah dicoba 3 kali." in words
        assert f"Kesalahan di sistem; pengelola sudah diberi tahu (nomor {references[-1]})." in words
        assert COUNTED not in words
    (told,) = calls(monthly.a.manager).get("/reports").json["items"]
    assert (told["state"], told["cause"], told["tries"]) == ("failing", "system", 3)
    assert told["reference"] == references[-1]
    assert told["failing_since"].startswith("2026-02-03T04:00")
    assert [mail.recipient for mail in mailbox] == ["analis@pusat.test"]
    assert references[0] in mailbox[0].body


def test_once_it_can_be_made_nothing_is_left_of_the_failure(monthly: World, broken, work, browse, admin) -> None:
    work(FEBRUARY, by_the_clock=False)
    broken()
    work(FEBRUARY + HOURS, by_the_clock=False)
    assert states(admin) == [("2026-01-01", "done")]
    assert admin.execute("SELECT cause, failing_since, tries, reference FROM report_run").fetchone() == (
        "",
        None,
        0,
        "",
    )
    assert "Gagal" not in browse(monthly.a.manager).get("/laporan").text


def test_many_reports_that_fail_together_are_one_notice(monthly: World, broken, work, admin) -> None:
    work(FEBRUARY + 90 * 2 * HOURS)
    assert [state for _month, state in states(admin)] == ["failing"] * 4
    assert inbox(admin, "report_failing") == 1


def test_whoever_may_not_look_any_more_is_told_so(monthly: World, work, browse, admin) -> None:
    admin.execute("UPDATE membership SET role = 'administrator' WHERE id = %s", [monthly.a.manager.membership_id])
    work(FEBRUARY, by_the_clock=False)
    assert states(admin) == [("2026-01-01", "failing")]
    assert str(CAUSES["not_permitted"]) in browse(monthly.a.head).get("/laporan").text


def test_a_paused_report_is_not_said_to_be_tried_again(monthly: World, broken, work, browse) -> None:
    work(FEBRUARY, by_the_clock=False)
    head = browse(monthly.a.head)
    head.post("/laporan/jadwal/1/hentikan")
    assert "Dicoba lagi bila laporan ini dilanjutkan" in head.get("/laporan/jadwal/1").text


def test_a_mail_server_that_refuses_holds_up_word_of_a_report_not_the_report(
    monthly: World, work, browse, app, admin
) -> None:
    people = [monthly.a.head.membership_id, monthly.a.manager.membership_id]
    admin.execute("UPDATE membership SET email = 'id' || id || '@slrt.test' WHERE id = any (%s)", [people])
    port = _free_port()
    messaging.install(app, "email", messaging.smtp_adapter("127.0.0.1", port, "slrt@contoh.test"))
    for tries in range(2):
        work(FEBRUARY + tries * HOURS, by_the_clock=False)
    assert states(admin) == [("2026-01-01", "done")]
    assert inbox(admin, "report_unmailed") == 1
    page = browse(monthly.a.manager).get("/laporan").text
    assert str(CAUSES["mail_refused"]) in page
    assert "Surel kepada 2 orang tertahan sejak Selasa, 3 Februari 2026, 11.00." in page
    postbox = Postbox()
    server = Controller(postbox, hostname="127.0.0.1", port=port)
    server.start()
    work(FEBRUARY + 3 * HOURS, by_the_clock=False)
    server.stop()
    assert {f"id{each}@slrt.test" for each in people} <= {recipient for recipient, _content in postbox.arrived}
    assert admin.execute("SELECT unmailed, cause, failing_since FROM report_run").fetchone() == ([], "", None)


def test_what_does_not_end_in_time_is_called_too_large(app, world: World) -> None:
    here = Context(Reader.STAFF, tenant_id=world.a.tenant_id)
    with app.app_context(), enter(here):
        db.session.execute(text("SET LOCAL statement_timeout = 20"))
        with pytest.raises(OperationalError) as cancelled:
            db.session.execute(text("SELECT pg_sleep(5)"))
    assert cause_of(cancelled.value) == "too_large"


def test_only_whoever_it_is_for_learns_of_it(monthly: World, broken, work, calls) -> None:
    work(FEBRUARY, by_the_clock=False)
    assert len(calls(monthly.a.head).get("/reports").json["items"]) == 1
    assert calls(monthly.a.front_office).get("/reports").json["items"] == []
    assert calls(monthly.b.manager).get("/reports").json["items"] == []
    assert calls(monthly.a.front_office).get("/report-schedules").status_code == 403
    assert [each["name"] for each in calls(monthly.a.head).get("/report-schedules").json["items"]] == [
        "Laporan bulanan"
    ]
