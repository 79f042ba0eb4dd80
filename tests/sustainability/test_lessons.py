"""Lessons between regions: written, approved, reviewed, copied for everybody, thanked for, asked about, taken back."""

import io
from types import SimpleNamespace
from uuid import uuid4

import pytest
from fpdf import FPDF
from sqlalchemy import select, update
from sqlalchemy.exc import ProgrammingError

from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import current_tenant_id
from sustainability.actions.records import Paper
from sustainability.lessons.actions import notes, review, talk
from sustainability.lessons.machine import DISTRICT_MOVES, MOVES, SEEN_ABOVE, State
from sustainability.lessons.models import (
    PracticeFile,
    PracticeNote,
    PracticeQuestion,
    PracticeThanks,
    PublishedFile,
    PublishedPractice,
)
from sustainability.lessons.personal import pdf_holds_personal_numbers
from sustainability.lessons.queries import library
from sustainability.lessons.queries.review import note_below
from sustainability.lessons.schemas import LessonSchema
from tests.statements import counted, sent_with_values
from tests.uploads import picture

TYPED = {
    "title": "Fasilitator dibayar APBDes",
    "topic": "funding",
    "problem": "Honor APBN berakhir, 31 fasilitator berhenti.",
    "done": "Bupati menerbitkan Perbup; 26 desa menganggarkan.",
    "cost": "Rp124.800.000",
    "result": "29 dari 31 fasilitator bekerja lagi.",
}
NIK = "1906 0101 0172 0001"


def _write(row):
    with db.session.begin_nested():
        db.session.add(row)
        db.session.flush()


def _pdf(words: str) -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica", size=12)
    paper.multi_cell(0, 8, words)
    return bytes(paper.output())


@pytest.fixture
def noted(do):
    """`noted(world.a)`: a note of that district in the hands of its province; its id."""

    def write(site, **typed) -> int:
        data = LessonSchema().load({**TYPED, **typed})
        note_id = do(site.supervisor, lambda: notes.add_note(data, uuid4()).id)
        do(site.supervisor, lambda: notes.take_step(note_id, "propose", "", 1))
        do(site.manager, lambda: notes.take_step(note_id, "approve", "", 2))
        return note_id

    return write


@pytest.fixture
def shared(noted, do):
    """`shared(world.a, world.province)`: the same, published; the id of the copy."""

    def publish(site, province, **typed) -> int:
        note_id = noted(site, **typed)
        return do(province, lambda: review.publish(note_id))

    return publish


def test_a_lesson_goes_from_one_district_to_all_and_back(world, visit):
    writer = visit(world.a.supervisor).open("/pelajaran/kita/baru").press("Simpan", **TYPED)
    assert "Draf tersimpan" in writer.text
    home = writer.path
    writer.client.post(f"{home}/berkas", data={
        "csrf_token": writer.what_is_sent("Tambah berkas")["csrf_token"][0],
        "file": (io.BytesIO(picture()), "rapat.jpg"),
    })  # fmt: skip
    writer.open(home).press("Ajukan ke manajer")
    assert "Setujui dan kirim ke provinsi" not in writer.text
    province = visit(world.province).open("/pelajaran/tinjauan")
    assert TYPED["title"] not in province.text
    manager = visit(world.a.manager).open(home).press("Setujui dan kirim ke provinsi")
    assert "Ditinjau provinsi" in manager.text
    above = province.open("/pelajaran/tinjauan").open(home.replace("kita", "tinjauan"))
    assert "rapat.jpg" in above.text
    assert world.a.supervisor.name not in above.text
    above.press("Kirim pertanyaan", remark="Berapa desa yang tidak ikut?")
    writer.open(home)
    assert "Berapa desa yang tidak ikut?" in writer.text
    writer.open(f"{home}/ubah").press("Simpan", done=TYPED["done"] + " Lima desa belum.")
    writer.press("Ajukan ke manajer")
    manager.open(home).press("Setujui dan kirim ke provinsi")
    above.open(home.replace("kita", "tinjauan")).press("Terbitkan")
    assert above.page.status_code == 422
    assert 'id="f-looked-error"' in above.text
    above.press("Terbitkan", looked=1)
    assert "Terbit: semua daerah dapat membacanya" in above.text
    copy = above.path

    other = visit(world.b.manager).open("/pelajaran")
    assert TYPED["title"] in other.text
    other.open(copy)
    assert "Lima desa belum" in other.text
    assert "Kabupaten Belitung Timur" in other.text
    assert world.a.supervisor.name not in other.text
    assert other.client.get(f"{copy}/berkas/1").data[:2] == b"\xff\xd8"
    other.press("Terima kasih")
    assert "1 daerah berterima kasih" in other.text
    other.press("Kirim pertanyaan", question="Siapa yang menyusun Perbup itu?")
    writer.open("/pelajaran")
    assert "Siapa yang menyusun Perbup itu?" in writer.text
    writer.open(f"{copy}/jawab/1").press("Simpan", answer="Bagian hukum bersama Dinas Sosial.")
    assert "Bagian hukum bersama Dinas Sosial." in other.open(copy).text
    assert world.b.manager.name not in writer.open(copy).text

    manager.open(home).press("Tarik dari peredaran", remark="Angkanya keliru")
    assert "Ditarik" in manager.text
    for gone in (copy, f"{copy}/berkas/1"):
        assert other.client.get(gone).status_code == 404
    assert TYPED["title"] not in other.open("/pelajaran").text


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("done", f"Warga dengan NIK {NIK} dibantu"),
        ("problem", "Hubungi 0812-3456-7890"),
        ("problem", "Hubungi 0812.3456.7890"),
        ("title", "KK 1906010101720002 selesai"),
        ("result", "wa +62 812 3456 7890"),
    ],
)
def test_numbers_of_people_are_refused_at_their_field(world, visit, field, words):
    browser = visit(world.a.supervisor).open("/pelajaran/kita/baru").press("Simpan", **(TYPED | {field: words}))
    assert browser.page.status_code == 422
    assert f'id="f-{field}-error"' in browser.text
    assert TYPED["topic"] in browser.text
    with pytest.raises(AssertionError):
        browser.open("/pelajaran/kita/1").press("Ajukan ke manajer")


def test_amounts_and_dates_are_no_numbers_of_people():
    loaded = LessonSchema().load(
        {**TYPED, "result": "Rp1.248.000.000 dan Rp62.812.345.678 sejak 12-05-2023; 29 dari 31; Perda 4/2019"}
    )
    assert loaded["cost"] == 124_800_000


def test_a_pdf_with_numbers_of_people_is_refused_and_an_unreadable_one_is_no_fault(world, do):
    assert pdf_holds_personal_numbers(_pdf(f"Daftar: {NIK}"))
    assert not pdf_holds_personal_numbers(_pdf("Perbup 21 Tahun 2023"))
    assert not pdf_holds_personal_numbers(b"%PDF-1.4 nothing")
    note_id = do(world.a.supervisor, lambda: notes.add_note(LessonSchema().load(TYPED), uuid4()).id)
    with pytest.raises(Refused) as refused:
        do(world.a.supervisor, lambda: notes.add_file(note_id, Paper("daftar.pdf", _pdf(f"NIK {NIK}"))))
    assert (refused.value.field, refused.value.code) == ("file", "personal")


def test_what_slipped_past_the_district_is_refused_when_it_is_to_be_published(world, noted, do, admin):
    note_id = noted(world.a)
    admin.execute("UPDATE practice_note SET done = %s", [f"NIK {NIK}"])
    with pytest.raises(Refused, match="NIK"):
        do(world.province, lambda: review.publish(note_id))
    assert admin.execute("SELECT count(*) FROM published_practice").fetchone() == (0,)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("name", list(MOVES))
def test_no_step_is_taken_from_a_state_it_does_not_begin_in(state, name):
    move = MOVES[name]
    if state in move.sources:
        notes.refuse_move(move, state.value, "sebab")
    else:
        with pytest.raises(Refused) as refused:
            notes.refuse_move(move, state.value, "sebab")
        assert refused.value.status == 409


def test_the_province_reads_only_what_a_manager_has_approved_in_its_own_districts(world, noted, do, as_):
    draft = do(world.a.supervisor, lambda: notes.add_note(LessonSchema().load(TYPED), uuid4()).id)
    sent = noted(world.a)
    for who, note_id in ((world.province, draft), (world.province_b, sent)):
        with as_(who), pytest.raises(Refused) as refused:
            note_below(note_id)
        assert refused.value.status == 404
    with as_(world.province):
        assert db.session.scalars(select(PracticeNote.id).execution_options(every_tenant=True)).all() == [sent]
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(select(PracticeNote.drafted_name)).all()
    with as_(world.province_b):
        assert db.session.scalars(select(PracticeNote.id).execution_options(every_tenant=True)).all() == []
    with as_(world.ministry), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(select(PracticeNote.id)).all()


def test_nobody_takes_a_step_that_is_not_theirs(world, noted, do):
    note_id = do(world.a.supervisor, lambda: notes.add_note(LessonSchema().load(TYPED), uuid4()).id)
    do(world.a.supervisor, lambda: notes.take_step(note_id, "propose", "", 1))
    for who in (world.a.supervisor, world.a.back_office):
        with pytest.raises(Refused) as refused:
            do(who, lambda: notes.take_step(note_id, "approve", "", 2))
        assert refused.value.status == 403
    with pytest.raises(Refused) as refused:
        do(world.a.manager, lambda: notes.take_step(note_id, "publish", "", 2))
    assert refused.value.status == 404
    with pytest.raises(Refused) as refused:
        do(world.a.front_office, lambda: notes.add_note(LessonSchema().load(TYPED), uuid4()))
    assert refused.value.status == 403
    assert {MOVES[name].permission for name in MOVES.keys() - set(DISTRICT_MOVES)} == {"lesson:review"}
    assert all(State(each) in State for name in DISTRICT_MOVES for each in MOVES[name].sources)


def test_in_the_database_too_nobody_writes_what_is_anothers(world, shared, as_, admin):
    copy_id = shared(world.a, world.province)
    with as_(world.b.manager):
        own = current_tenant_id()
        changed = update(PublishedPractice).values(
            withdrawn_at=select(PublishedPractice.published_at).scalar_subquery()
        )
        assert db.session.execute(changed.returning(PublishedPractice.id)).all() == []
        forged = [
            PublishedPractice(origin_id=own, province_id=own, note_id=9, **LessonSchema().load(TYPED)),
            PracticeThanks(practice_id=copy_id, from_id=world.a.tenant_id),
            PracticeQuestion(
                practice_id=copy_id, origin_id=world.a.tenant_id, asker_id=world.a.tenant_id, question="x"
            ),
        ]
        for row in forged:
            with pytest.raises(ProgrammingError, match=r"row-level security|permission denied"):
                _write(row)
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(update(PublishedPractice).values(title="x"))
    assert admin.execute("SELECT count(*) FROM practice_thanks").fetchone() == (0,)


def test_a_question_cannot_name_an_origin_that_did_not_write_the_note(world, shared, as_):
    copy_id = shared(world.a, world.province)
    with as_(world.b.manager):
        own = current_tenant_id()
        db.session.add(PracticeQuestion(practice_id=copy_id, origin_id=own, asker_id=own, question="x"))
        with pytest.raises(Exception, match="fk_practice_question_practice_id_origin_id"):
            db.session.flush()


def test_the_copy_stands_alone(world, shared, do, admin, as_):
    """What the district changes later in its own rows changes nothing that others read, and the copy names nobody."""
    copy_id = shared(world.a, world.province)
    admin.execute("UPDATE practice_note SET title = 'Lain', problem = 'Lain'")
    with as_(world.b.manager):
        assert library.opened(copy_id).note.title == TYPED["title"]
    copies = (PublishedPractice, PracticeQuestion, PublishedFile)
    columns = {column.name for table in copies for column in table.__table__.columns}
    assert not {name for name in columns if "membership" in name or name.endswith(("_name", "_by"))}


def test_sending_twice_makes_one_and_a_stale_form_is_told(world, shared, do, as_):
    key = uuid4()
    first = do(world.a.supervisor, lambda: notes.add_note(LessonSchema().load(TYPED), key).id)
    assert do(world.a.supervisor, lambda: notes.add_note(LessonSchema().load(TYPED), key).id) == first
    do(world.a.supervisor, lambda: notes.change_note(first, LessonSchema().load(TYPED | {"title": "Baru"}), 1))
    with pytest.raises(Refused) as refused:
        do(world.a.manager, lambda: notes.change_note(first, LessonSchema().load(TYPED), 1))
    assert refused.value.code == "stale"
    copy_id = shared(world.a, world.province)
    for _again in range(2):
        do(world.b.manager, lambda: talk.thank(copy_id))
        do(world.b.manager, lambda: talk.ask(copy_id, "Berapa lama prosesnya?", key))
    with as_(world.a.manager):
        found = library.opened(copy_id)
        assert (found.thanks, len(found.questions)) == (1, 1)
    with pytest.raises(Refused) as refused:
        do(world.a.manager, lambda: talk.thank(copy_id))
    assert refused.value.code == "own"


def test_lessons_are_found_by_the_beginning_of_every_word_and_by_topic(world, shared, as_):
    copy_id = shared(world.a, world.province)
    other_id = shared(world.a, world.province, title="Posko di pasar", topic="use", done="Posko tiap Jumat")
    with as_(world.b.manager):

        def found(text, topic=None):
            return [each.note.id for each in library.search(text, topic).rows]

        assert found("") == [other_id, copy_id]
        assert found("fasilit BUPATI") == [copy_id]
        assert found("posko bupati") == []
        assert found("", "use") == [other_id]
        for hostile in ("'", "a & | !", "\\", "'; DROP", ":*", "<->", "%", "🙂"):
            found(hostile)
        page = library.search(size=1)
        assert [each.note.id for each in library.search(cursor=page.next, size=1).rows] == [copy_id]


def test_searching_is_served_by_an_index_through_the_real_policy(world, as_):
    with as_(world.b.manager), sent_with_values() as sent:
        library.search("fasilitator")
        statement, values = sent[0]
        connection = db.session.connection().connection.driver_connection
        connection.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        plan = "\n".join(row[0] for row in connection.execute(f"EXPLAIN {statement}", values))
    assert "ix_published_practice_words" in plan


def test_pages_ask_as_much_for_many_as_for_one(world, shared, app, visit):
    for number in range(3):
        shared(world.a, world.province, title=f"Pelajaran {number}")
    browser = visit(world.b.manager)
    with app.app_context(), counted() as statements:
        browser.open("/pelajaran")
    assert len(statements) <= 8


NOTE = SimpleNamespace(families=40_000, source="apbd_district", grade="developing")


@pytest.mark.parametrize(
    ("ours", "how_many"),
    [
        ((40_000, "apbd_district", "developing"), 3),
        ((20_000, "apbn", "growing"), 1),
        ((80_001, "apbn", "developing"), 1),
        ((19_999, None, None), 0),
        ((None, "apbd_district", None), 1),
        ((None, None, None), 0),
    ],
)
def test_districts_are_alike_for_reasons_that_are_said(app, ours, how_many):
    with app.test_request_context():
        assert len(library.why_alike(ours, NOTE)) == how_many


def test_a_district_finds_those_like_itself_with_the_reasons(world, shared, visit, admin):
    admin.execute(
        "INSERT INTO sustainability_profile (tenant_id, families, recorded_name, version)"
        " SELECT unnest(%s::int[]), 40000, 'x', 1", [[world.a.tenant_id, world.b.tenant_id]]
    )  # fmt: skip
    shared(world.a, world.province)
    page = visit(world.b.manager).open("/pelajaran/serupa")
    assert TYPED["title"] in page.text
    assert "Besarnya serupa: 40.000 keluarga, di sini 40.000" in page.text
    assert TYPED["title"] not in visit(world.a.manager).open("/pelajaran/serupa").text


def test_the_same_file_again_is_kept_once_and_another_of_its_name_and_size_beside_it(world, do):
    note_id = do(world.a.supervisor, lambda: notes.add_note(LessonSchema().load(TYPED), uuid4()).id)
    first, other = (_pdf(words) for words in ("Perbup 21", "Perbup 12"))
    first, other = (each.ljust(max(len(first), len(other)), b"\n") for each in (first, other))
    kept = [do(world.a.supervisor, lambda f=file: notes.add_file(note_id, Paper("perbup.pdf", f)).id) for file in (
        first, first, other,
    )]  # fmt: skip
    assert kept == [1, 1, 2]


def test_files_are_sealed_and_at_most_five(world, do, admin):
    note_id = do(world.a.supervisor, lambda: notes.add_note(LessonSchema().load(TYPED), uuid4()).id)
    for number in range(notes.MOST_FILES):
        do(world.a.supervisor, lambda n=number: notes.add_file(note_id, Paper(f"{n}.jpg", picture(size=(64 + n, 64)))))
    do(world.a.supervisor, lambda: notes.add_file(note_id, Paper("0.jpg", picture(size=(64, 64)))))  # again
    with pytest.raises(Refused) as refused:
        do(world.a.supervisor, lambda: notes.add_file(note_id, Paper("6.jpg", picture(size=(90, 64)))))
    assert refused.value.code == "full"
    (body,) = admin.execute("SELECT body FROM practice_file LIMIT 1").fetchone()
    assert body[:2] != b"\xff\xd8"
    do(world.a.supervisor, lambda: notes.remove_file(note_id, 1))
    assert admin.execute("SELECT length(body) FROM practice_file WHERE id = 1").fetchone() == (0,)
    assert PracticeFile.__table__.name == "practice_file"
    assert set(SEEN_ABOVE).isdisjoint({State.DRAFT, State.PROPOSED})


def test_a_file_that_cannot_be_kept_is_said_at_the_file(world, visit):
    browser = visit(world.a.supervisor).open("/pelajaran/kita/baru").press("Simpan", **TYPED)
    sent = {"csrf_token": browser.what_is_sent("Tambah berkas")["csrf_token"][0]}
    for file, words in (
        ({}, "Pilih berkasnya"),
        ({"file": (io.BytesIO(b"MZ"), "rapat.jpg")}, "bukan foto"),
        ({"file": (io.BytesIO(_pdf(f"NIK {NIK}")), "daftar.pdf")}, "memuat NIK"),
    ):
        answer = browser.client.post(f"{browser.path}/berkas", data={**sent, **file})
        assert answer.status_code == 422
        assert 'href="#f-file"' in answer.text
        assert words in answer.text.split('id="f-file-error"')[1].split("</p>")[0]
