"""When data went where they should not: the clock runs at once, its people are found, the notices lie ready."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from privacy import actions, notices, queries
from privacy.models import Breach, BreachPerson
from registry.queries import person_view
from tests.registry.people import NIK

SAID = {
    "found_hours": 2, "happened": "Semalam", "what": "Berkas data terkirim ke alamat surel yang salah",
    "how": "Salah memilih penerima", "kinds": ["identity", "health"], "remedy": "Penerima diminta menghapusnya",
    "advice": None,
}  # fmt: skip


@pytest.fixture
def breach_id(story, world) -> int:
    return story.do(world.a.privacy_officer, lambda: actions.record_breach(SAID, UUID(int=5)).id)


def adding(story, member, breach_id, **way) -> int:
    data = {"share_id": None, "member_id": None, "first": None, "last": None, **way}
    return story.do(member, lambda: actions.add_affected(breach_id, data))


def people_of(story, member, breach_id) -> list[int]:
    with story.as_(member):
        return sorted(row.person.id for row in queries.affected(breach_id).rows)


def test_the_clock_runs_from_when_the_office_knew(story, world, breach_id):
    with story.as_(world.a.manager):
        breach = queries.get_breach(breach_id)
        assert breach.due_at - breach.found_at == timedelta(hours=72)
        assert queries.hours_left(breach) == 69
        with time_machine.travel(now() + timedelta(hours=71), tick=False):
            assert queries.hours_left(breach) in (-1, -2)


def test_everybody_in_a_data_set_is_found_once(story, world, families, asking, approving, breach_id):
    share_id = asking()
    approving(share_id)
    assert adding(story, world.a.privacy_officer, breach_id, share_id=share_id) == 3
    assert adding(story, world.a.privacy_officer, breach_id, share_id=share_id) == 0
    assert people_of(story, world.a.privacy_officer, breach_id) == families


def test_everybody_whom_a_member_of_staff_opened_in_those_days_is_found(story, world, families, breach_id):
    for person_id in families[:2]:
        story.do(world.a.back_office, lambda person_id=person_id: person_view(person_id).person.id)
    day, member = now().date(), world.a.back_office.membership_id
    long_ago = day - timedelta(days=40)
    span = {"first": long_ago, "last": long_ago + timedelta(days=3)}
    assert adding(story, world.a.manager, breach_id, member_id=member, **span) == 0
    span = {"first": day - timedelta(days=1), "last": day + timedelta(days=1)}
    assert adding(story, world.a.manager, breach_id, member_id=member, **span) == 2
    assert people_of(story, world.a.manager, breach_id) == families[:2]


def test_the_notices_say_what_when_how_and_what_is_done_without_a_number(story, world, families, breach_id):
    story.do(world.a.manager, lambda: actions.add_person(breach_id, families[0]))
    with story.as_(world.a.manager) as who:
        breach = queries.get_breach(breach_id)
        letters = [notices.to_agency(breach, who.tenant, 1), notices.to_citizen(breach, who.tenant, "Junaidi")]
    for letter in letters:
        text = " ".join([letter.addressee, *letter.paragraphs])
        for words in ("alamat surel yang salah", "Semalam", "Salah memilih penerima", "diminta menghapusnya", "NIK"):
            assert words in text
        assert NIK not in text
    assert "Pasal 46" in letters[0].paragraphs[-1]
    assert letters[1].addressee == "Junaidi"


def test_the_clock_stops_once_both_were_told(story, world, breach_id):
    story.do(world.a.manager, lambda: actions.report(breach_id))
    story.do(world.a.manager, lambda: actions.tell_citizens(breach_id))
    with story.as_(world.a.manager):
        assert queries.hours_left(queries.get_breach(breach_id)) is None
        with pytest.raises(Refused) as refused:
            actions.report(breach_id)
        assert refused.value.status == 409


def test_only_those_who_guard_the_data_of_this_site(story, world, breach_id):
    for member, status in ((world.b.privacy_officer, 404), (world.a.front_office, 403), (world.a.back_office, 403)):
        with story.as_(member), pytest.raises(Refused) as refused:
            actions.add_person(breach_id, 1)
        assert refused.value.status == status
    for model in (Breach, BreachPerson):
        for reader in (world.province, world.ministry, world.a.health_office_officer):
            with story.as_(reader), pytest.raises(ProgrammingError, match="permission denied"):
                db.session.execute(select(model.id)).all()


def test_from_the_form_to_the_letter_of_one_citizen(story, world, families, visit):
    guard = visit(world.a.privacy_officer).open("/hak-data").open("/insiden-data/baru")
    guard.press("Simpan", what="Laptop hilang")
    assert guard.page.status_code == 422
    assert "Laptop hilang" in guard.text
    guard.press(
        "Simpan", found_hours=1, happened="Kemarin sore", what="Laptop petugas hilang di perjalanan dinas",
        how="Tertinggal di bus", kinds=["identity"], remedy="Akun petugas ditutup",
    )  # fmt: skip
    assert "Data siapa yang terdampak?" in guard.text
    path = guard.path
    guard.press("Tambahkan")
    assert "Pilih salah satu" in guard.text
    guard.open(f"{path}?person={families[0]}").press("Tambahkan orang ini")
    assert "Junaidi" in guard.text
    letter = guard.open(path.replace("terdampak", f"surat/{families[0]}"))
    assert "Kepada Yth. Junaidi" in letter.text
    assert guard.client.get(path.replace("terdampak", f"surat/{families[1]}")).status_code == 404
    guard.open(path.removesuffix("/terdampak")).press("Lembaga sudah diberi tahu").press(
        "Semua warga sudah diberi tahu"
    )
    assert "Semua diberi tahu" in guard.text
    assert "Semua diberi tahu" in guard.open("/insiden-data").text
