"""Whoever has the next step hears of it in the own inbox, across offices too, and once."""

from uuid import uuid4

from sqlalchemy import select

from foundation import jobs
from foundation.db import db
from sustainability.lessons.actions import notes, review, talk
from sustainability.lessons.models import PracticeAsker
from sustainability.lessons.schemas import LessonSchema
from tests.cases.conftest import mailbox
from tests.sustainability.test_lessons import TYPED, noted, shared

__all__ = ["mailbox", "noted", "shared"]


def test_each_side_hears_of_the_next_step_once(world, app, do, visit, mailbox, shared):
    def carried():
        with app.app_context():
            jobs.run_waiting()

    def inbox(member):
        return visit(member).open("/kotak-masuk").text

    note_id = do(world.a.supervisor, lambda: notes.add_note(LessonSchema().load(TYPED), uuid4()).id)
    do(world.a.supervisor, lambda: notes.take_step(note_id, "propose", "", 1))
    assert "Pelajaran menunggu persetujuan Anda" in inbox(world.a.manager)
    do(world.a.manager, lambda: notes.take_step(note_id, "approve", "", 2))
    carried()
    assert "Pelajaran menunggu tinjauan provinsi" in inbox(world.province)
    assert "Pelajaran menunggu tinjauan provinsi" not in inbox(world.province_b)
    do(world.province, lambda: review.question(note_id, "Berapa desa?"))
    carried()
    assert "Provinsi bertanya tentang pelajaran" in inbox(world.a.manager)
    copy = shared(world.a, world.province, title="Pelajaran kedua")
    carried()
    assert "Pelajaran daerah Anda terbit" in inbox(world.a.manager)
    for number in range(2):
        do(world.b.manager, lambda n=number: talk.ask(copy, f"Pertanyaan ke-{n} tentang biaya", uuid4()))
        carried()
    carried()
    assert inbox(world.a.manager).count("Daerah lain bertanya tentang pelajaran Anda") == 1
    do(world.a.manager, lambda: talk.answer(copy, 1, "Dari APBDes"))
    carried()
    assert "Pertanyaan Anda dijawab" in inbox(world.b.manager)


def test_a_question_reaches_the_writer_and_its_answer_who_asked(world, app, do, visit, mailbox, shared):
    copy = shared(world.a, world.province)
    do(world.b.supervisor, lambda: talk.ask(copy, "Berapa biayanya setahun?", uuid4()))
    with app.app_context():
        jobs.run_waiting()
    words = "Daerah lain bertanya tentang pelajaran Anda"
    told = {member.role for member in world.a.members.values() if words in visit(member).open("/kotak-masuk").text}
    assert told == {"manager", "supervisor"}
    writer = visit(world.a.supervisor).open("/pelajaran/pertanyaan")
    to_answer = f"/pelajaran/{copy}/jawab/1"
    assert f'href="{to_answer}"' in writer.text
    writer.open(to_answer).press("Simpan", answer="Dua puluh juta, dari APBDes.")
    with app.app_context():
        jobs.run_waiting()
    words = "Pertanyaan Anda dijawab"
    told = {member.role for member in world.b.members.values() if words in visit(member).open("/kotak-masuk").text}
    assert told == {"manager", "supervisor"}
    asker = visit(world.b.supervisor)
    line = asker.open("/kotak-masuk").text.split('href="/kotak-masuk/')[1].split('"')[0]
    assert asker.client.get(f"/kotak-masuk/{line}").location == "/pelajaran/pertanyaan"
    assert "Dua puluh juta, dari APBDes." in asker.open("/pelajaran/pertanyaan").text
    assert "Berapa biayanya setahun?" not in visit(world.a.manager).open("/pelajaran/pertanyaan").text


def test_who_asked_is_known_at_home_alone(world, as_, do, shared):
    copy = shared(world.a, world.province)
    do(world.b.supervisor, lambda: talk.ask(copy, "Berapa biayanya setahun?", uuid4()))
    everyone = select(PracticeAsker.membership_id).execution_options(every_tenant=True)
    for member, known in ((world.a.manager, []), (world.b.manager, [world.b.supervisor.membership_id])):
        with as_(member):
            assert list(db.session.scalars(everyone)) == known
