"""Meetings for exchange: who invites, who comes, what came of it, what each region will do."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import ProgrammingError

from foundation.clock import today
from foundation.db import db
from foundation.errors import Refused
from sustainability.lessons.actions import events
from sustainability.lessons.models import ExchangeEvent, ExchangeGuest
from sustainability.lessons.queries.events import events as listed
from sustainability.lessons.queries.events import meeting
from sustainability.lessons.schemas import EventSchema

DAY = today("Asia/Jakarta") + timedelta(days=20)
TYPED = {
    "title": "Berbagi Puskesos",
    "about": "Dana desa untuk Puskesos",
    "held_on": DAY.isoformat(),
    "place": "Manggar",
}


@pytest.fixture
def invited(do):
    """`invited(world.province)`: a meeting in twenty days; its id."""
    return lambda who, **typed: do(who, lambda: events.invite(EventSchema().load({**TYPED, **typed})))


def test_a_region_invites_others_come_and_say_what_they_will_do(world, visit, admin):
    host = visit(world.province).open("/pelajaran/pertemuan/baru").press("Terbitkan undangan", **TYPED)
    assert "Undangan terbit" in host.text
    address = host.path
    guest = visit(world.b.manager).open("/pelajaran/pertemuan")
    assert TYPED["title"] in guest.text
    guest.open(address).press("Kami ikut", people="3")
    assert "3 orang dari 1 daerah" in guest.text
    assert world.b.manager.name not in host.open(address).text
    admin.execute("UPDATE exchange_event SET held_on = current_date - 2")
    soon = (DAY + timedelta(days=10)).isoformat()
    guest.open(address).press("Catat tindak lanjut", promise="Menyusun draf Perbup", due_on=soon)
    assert "Belum selesai" in guest.text
    guest.press("Sudah selesai")
    assert "Selesai" in guest.text
    host.open(address).press("Simpan hasil", outcome="Sepakat bertukar contoh Perbup.")
    assert "Sepakat bertukar contoh Perbup." in guest.open(address).text
    assert TYPED["title"] in guest.open("/pelajaran/pertemuan?tahap=lewat").text


@pytest.mark.parametrize(
    ("field", "typed"),
    [("held_on", "2020-01-01"), ("held_on", "besok"), ("place", ""), ("about", "Hubungi 0812 3456 7890")],
)
def test_a_bad_invitation_is_said_at_its_field(world, visit, field, typed):
    browser = visit(world.a.manager).open("/pelajaran/pertemuan/baru")
    browser.press("Terbitkan undangan", **(TYPED | {field: typed}))
    assert browser.page.status_code == 422
    assert f'id="f-{field}-error"' in browser.text


def test_the_same_invitation_twice_is_one_meeting_and_coming_twice_counts_once(world, invited, do, as_):
    event_id = invited(world.a.manager)
    assert invited(world.a.manager) == event_id
    for people in (2, 5):
        do(world.b.manager, lambda n=people: events.take_part(event_id, n))
    with as_(world.ministry):
        assert meeting(event_id).people == 5
    do(world.b.manager, lambda: events.take_part(event_id, 0))
    with as_(world.ministry):
        assert list(meeting(event_id).guests) == []


def test_a_meeting_that_was_called_off_is_not_announced_again_as_if_it_took_place(world, invited, do, visit):
    event_id = invited(world.a.manager)
    do(world.a.manager, lambda: events.cancel(event_id))
    browser = visit(world.a.manager).open("/pelajaran/pertemuan/baru").press("Terbitkan undangan", **TYPED)
    assert browser.page.status_code == 409
    assert "sudah dibatalkan" in browser.text.split('id="f-title-error"')[1].split("</p>")[0]
    browser.press("Terbitkan undangan", title="Berbagi Puskesos, hari baru")
    assert "Undangan terbit" in browser.text


def test_what_is_over_or_cancelled_takes_nobody_and_what_lies_ahead_has_no_outcome(world, invited, do):
    event_id = invited(world.a.manager)
    for act in (
        lambda: events.write_outcome(event_id, "Belum"),
        lambda: events.promise(event_id, {"promise": "x", "due_on": DAY}),
    ):
        with pytest.raises(Refused) as refused:
            do(world.a.manager, act)
        assert refused.value.code == "ahead"
    do(world.a.manager, lambda: events.cancel(event_id))
    with pytest.raises(Refused) as refused:
        do(world.b.manager, lambda: events.take_part(event_id, 2))
    assert refused.value.code == "over"


def test_only_the_host_changes_a_meeting_and_only_its_owner_a_promise(world, invited, do, as_, admin):
    event_id = invited(world.a.manager)
    with pytest.raises(Refused) as refused:
        do(world.b.manager, lambda: events.cancel(event_id))
    assert refused.value.status == 404
    admin.execute("UPDATE exchange_event SET held_on = current_date")
    do(world.a.manager, lambda: events.promise(event_id, {"promise": "Draf Perbup", "due_on": DAY}))
    with pytest.raises(Refused) as refused:
        do(world.b.manager, lambda: events.keep_promise(event_id, 1))
    assert refused.value.status == 404
    with as_(world.b.manager):
        gone = update(ExchangeEvent).values(outcome="x").returning(ExchangeEvent.id)
        assert db.session.execute(gone).all() == []
        db.session.add(ExchangeGuest(event_id=event_id, guest_id=world.a.tenant_id, people=9))
        with pytest.raises(ProgrammingError, match="row-level security"):
            db.session.flush()


def test_meetings_are_paged_the_nearest_first_and_those_over_the_newest_first(world, invited, as_):
    for number in range(3):
        invited(world.a.manager, title=f"Pertemuan {number}", held_on=(DAY + timedelta(days=number)).isoformat())
    with as_(world.b.manager):
        for are_over, day, order in ((False, DAY, "012"), (True, DAY + timedelta(days=9), "210")):
            first = listed(are_over, day, None, 2)
            rest = listed(are_over, day, first.next, 2)
            assert [row[0].title[-1] for row in (*first.rows, *rest.rows)] == list(order)
        with pytest.raises(Refused):
            listed(False, DAY, "xx")
