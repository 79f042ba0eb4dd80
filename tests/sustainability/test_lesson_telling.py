"""Whoever has the next step hears of it in the own inbox, across offices too, and once."""

from uuid import uuid4

from foundation import jobs
from sustainability.lessons.actions import notes, review, talk
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
