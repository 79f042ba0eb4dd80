"""An application that nobody confirms is warned of, then forgotten with its letter; one that goes on is left alone."""

import re
from datetime import timedelta

import pytest

from cases.indonesian import plain_date
from foundation import clock
from foundation.jobs import run_waiting
from tenants.sites.actions import applying
from tenants.sites.drafts import end_drafts
from tests.cases.conftest import mailbox
from tests.tenants.test_site_applying import SAID
from tests.uploads import pdf

__all__ = ["mailbox"]


@pytest.fixture
def begun(world, app, mailbox, admin):
    """`begun(days)`: Belitung has begun an application so many days ago, with a letter, and asked for a link."""

    def go(days):
        with app.app_context():
            key = applying.apply("19.02", SAID, pdf())
            applying.send(key)
            run_waiting()
        mailbox.clear()
        _age(admin, days)
        return key

    return go


@pytest.fixture
def night(app):
    """`night()`: what the clock does, and the mails that follow; how many were forgotten."""

    def pass_by():
        with app.app_context():
            gone = end_drafts()
            run_waiting()
        return gone

    return pass_by


def _age(admin, days):
    admin.execute("UPDATE site SET created_at = now() - make_interval(days => %s)", [days])
    admin.execute("UPDATE site_application SET sent_at = now() - make_interval(days => %s)", [days])


def _left(admin):
    tables = ("site", "site_application", "stored_file", "site_event")
    return [admin.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]


def test_a_week_before_the_end_the_applicant_is_told_once(begun, night, mailbox, admin) -> None:
    begun(22)
    assert night() == 0
    assert mailbox == []
    _age(admin, 24)
    assert (night(), night()) == (0, 0)
    (mail,) = mailbox
    assert mail.recipient == SAID["social_email"].lower()
    assert "kami hapus" in mail.body
    assert re.search(r"/daftar-slrt/buka/\S+", mail.body)


def test_the_day_of_the_end_is_that_on_the_wall_of_the_desk(begun, night, mailbox) -> None:
    begun(24)
    evening = clock.now().replace(hour=17, minute=45)  # it has begun the next day in Jakarta
    with clock.set_to(evening):
        night()
    (mail,) = mailbox
    assert f"Pada {plain_date((evening + timedelta(days=8)).date())} isian" in mail.body


def test_at_the_end_everything_of_it_goes_but_never_unwarned(begun, night, mailbox, admin) -> None:
    begun(40)
    assert night() == 0
    assert len(mailbox) == 1
    admin.execute("UPDATE site_application SET warned_at = now() - interval '8 days'")
    assert _left(admin)[:3] == [1, 1, 1]
    assert night() == 1
    assert _left(admin) == [0, 0, 0, 0]
    assert night() == 0


def test_who_sends_again_after_the_warning_has_another_month_and_another_warning(
    begun, night, mailbox, admin, app
) -> None:
    key = begun(40)
    night()
    admin.execute("UPDATE site_application SET warned_at = now() - interval '8 days'")
    with app.app_context():
        applying.send(key)
        run_waiting()
    assert night() == 0
    _age(admin, 24)
    admin.execute("UPDATE site_application SET warned_at = now() - interval '40 days'")
    mailbox.clear()
    assert night() == 0
    assert len(mailbox) == 1


def test_a_confirmed_application_is_never_forgotten(begun, night, mailbox, admin, app) -> None:
    key = begun(40)
    night()
    with app.app_context():
        secret = admin.execute("SELECT link_secret FROM site_application").fetchone()[0]
        applying.confirm(type(key)(key.code, secret))
    admin.execute("UPDATE site_application SET warned_at = now() - interval '30 days'")
    _age(admin, 90)
    assert night() == 0
    assert _left(admin)[:3] == [1, 1, 1]
