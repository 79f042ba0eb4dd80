"""Training: national and own modules, trainings, attendance, tests on a telephone, certificates anybody can check."""

import io
import re
from datetime import date
from uuid import uuid4

import pytest
from pypdf import PdfReader

from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from tenants.sites.readiness import Sight
from tests.statements import counted
from tests.uploads import pdf
from workforce import readiness
from workforce.actions import certificates, testing
from workforce.actions import training as actions
from workforce.courses import MOST_TRIES, NATIONAL_SLUGS, PASS_MARK, Question, national, read_questions
from workforce.models import Trainee
from workforce.queries import check_certificate, districts
from workforce.queries import training as queries
from workforce.schemas import CourseSchema, TrainingSchema

HELD = {
    "place": "Aula Dinas Sosial Manggar",
    "first_day": "2026-03-02",
    "last_day": "2026-03-03",
    "trainers": "Dr. Rina\nBudi, M.Si.",
    "courses": list(NATIONAL_SLUGS),
}
QUESTIONS = "\n\n".join(f"{n}. Soal {n}?\n* benar\n- salah\n- salah juga" for n in range(1, 5))
OWN = {"title": "Pendataan bencana", "hours": "2", "outline": "Satu\nDua", "questions": QUESTIONS}


def right_answers(slug):
    return [each.right for each in national()[slug].questions]


@pytest.fixture
def siti(world, hired, admin):
    """A facilitator on the roster whose account is the world's facilitator."""
    number = hired()
    admin.execute("UPDATE worker SET membership_id = %s WHERE id = %s", [world.a.facilitator.membership_id, number])
    return number


@pytest.fixture
def held(world, siti, as_):
    """A training of A with Siti there."""
    with as_(world.a.manager):
        number = actions.add_training(TrainingSchema().load(HELD), uuid4())
        actions.enrol(number, [siti])
        actions.take_attendance(number, [line.id for line in queries.training(number).trainees])
        db.session.commit()
    return number


@pytest.fixture
def phone(app, world, sign_in):
    """The facilitator's telephone."""
    return sign_in(app.test_client(), world.a.facilitator)


def pass_all(world, held, as_):
    with as_(world.a.facilitator):
        for slug in NATIONAL_SLUGS:
            testing.hand_in(held, slug, right_answers(slug), uuid4())
        db.session.commit()


def test_the_national_modules_are_whole_in_both_languages(app):
    with app.test_request_context("/?lang=id"):
        indonesian = national()
    with app.test_request_context("/?lang=en"):
        english = national()
    assert list(indonesian) == list(english) == ["slrt_puskesos", "programmes", "application", "role_play"]
    for slug, course in indonesian.items():
        other = english[slug]
        assert len(course.questions) >= 6
        assert [each.right for each in course.questions] == [each.right for each in other.questions]
        assert [len(each.options) for each in course.questions] == [len(each.options) for each in other.questions]
        assert len(course.outline) == len(other.outline) > 2
        assert all(len(set(each.options)) == len(each.options) for each in course.questions)


@pytest.mark.parametrize(("right", "passed"), [(6, True), (5, True), (4, False), (0, False)])
def test_seventy_of_a_hundred_is_the_mark(right, passed):
    course = national()["programmes"]
    answers = [
        each.right if n < right else (each.right + 1) % len(each.options) for n, each in enumerate(course.questions)
    ]
    assert (course.score(answers) >= PASS_MARK) is passed


def test_questions_are_read_as_people_type_them():
    (found,) = read_questions("1) Ibu kota?\n- Bandung\n* Jakarta")
    assert found == Question("Ibu kota?", ("Bandung", "Jakarta"), 1)
    for broken in ("Soal\n- a\n- b", "Soal\n* a\n* b", "Soal\n* a", "Soal\n* a\n- a", "Soal\n*\n- b", "Soal"):
        with pytest.raises(ValueError, match="1"):
            read_questions(broken)


def test_from_the_invitation_to_the_certificate(office, phone, held, world, admin):
    page = phone.get("/pelatihan/saya").text
    assert "Aula Dinas Sosial Manggar" in page
    for slug in NATIONAL_SLUGS:
        place = f"/pelatihan/{held}/tes/{slug}"
        assert "Kirim jawaban" in phone.get(place).text
        answers = {f"q{n}": answer for n, answer in enumerate(right_answers(slug))}
        done = phone.post(place, data=answers | {"request_key": str(uuid4())})
        assert "Lulus dengan nilai 100" in done.text
    assert "1 orang berhak mendapat sertifikat" in office.get(f"/pelatihan/{held}").text
    assert office.post(f"/pelatihan/{held}/sertifikat").status_code == 303
    assert office.post(f"/pelatihan/{held}/sertifikat").status_code == 303, "a second time issues nothing more"
    assert admin.execute("SELECT count(*), min(number_text) FROM certificate").fetchone() == (
        1,
        f"1/SERT/SLRT-BLT/{date.today().year}",  # noqa: DTZ011
    )
    address = re.search(r"/pelatihan/sertifikat/\d+\.pdf", phone.get("/pelatihan/saya").text)[0]
    paper = phone.get(address)
    words = PdfReader(io.BytesIO(paper.data)).pages[0].extract_text()
    for part in (
        "Siti Rahma",
        "SLRT dan Puskesos",
        "16 jam pelajaran",
        "Aula Dinas Sosial Manggar",
        "Dinas Sosial".upper(),
    ):
        assert part in words
    code = re.search(r"/cek/sertifikat/(BLT-\w{4}-\w{4})", words)[1]
    checked = office.application.test_client().get(f"/cek/sertifikat/{code}")
    assert "asli" in checked.text
    assert "Siti R." in checked.text
    assert "Siti Rahma" not in checked.text
    assert "Siti" not in office.get("/pelatihan/belum").text


@pytest.mark.parametrize("code", ["BLT-AAAA-BBBB", "XXX", "BLT-' OR 1=1", "%F0%9F%98%80", "x" * 500])
def test_a_code_that_nobody_issued_is_not_known(client, world, code):
    answer = client.get(f"/cek/sertifikat/{code}")
    assert answer.status_code == 404
    assert "tidak dikenal" in answer.text


def test_a_test_left_incomplete_keeps_the_answers_and_counts_as_no_try(phone, held, admin):
    answer = phone.post(
        f"/pelatihan/{held}/tes/programmes", data={"q0": "1", "q1": "9", "q2": "x", "request_key": str(uuid4())}
    )
    assert answer.status_code == 422
    assert "5 soal belum dijawab" in answer.text
    assert 'value="1" id="q0-1" checked' in answer.text
    assert admin.execute("SELECT count(*) FROM test_result").fetchone() == (0,)


def test_the_same_answers_sent_twice_are_one_try_and_tries_end(world, held, as_, admin):
    wrong = [(right + 1) % 2 for right in right_answers("programmes")]
    with as_(world.a.facilitator):
        key = uuid4()
        first = testing.hand_in(held, "programmes", wrong, key)
        again = testing.hand_in(held, "programmes", wrong, key)
        assert (first.score, first.passed) == (again.score, again.passed)
        for _n in range(MOST_TRIES - 1):
            testing.hand_in(held, "programmes", wrong, uuid4())
        db.session.commit()
        with pytest.raises(Refused, match="sudah habis"):
            testing.hand_in(held, "programmes", wrong, uuid4())
    assert admin.execute("SELECT count(*) FROM test_result").fetchone() == (MOST_TRIES,)


def test_nobody_tests_who_was_not_there_or_has_passed(world, held, as_):
    pass_all(world, held, as_)
    with as_(world.a.facilitator), pytest.raises(Refused, match="sudah lulus"):
        testing.hand_in(held, "programmes", right_answers("programmes"), uuid4())
    with as_(world.a.manager):
        actions.take_attendance(held, [])
        db.session.commit()
    with as_(world.a.facilitator), pytest.raises(Refused, match="belum tercatat hadir"):
        testing.questions_for(held, "application")
    with as_(world.a.front_office), pytest.raises(Refused, match="tidak ada untuk Anda"):
        testing.questions_for(held, "programmes")


def test_absent_or_failing_people_get_no_certificate(world, held, as_):
    with as_(world.a.manager):
        (line,) = queries.training(held).trainees
        for slug in NATIONAL_SLUGS[:3]:
            assert actions.enter_result(held, line.id, slug, 70)
        assert not actions.enter_result(held, line.id, NATIONAL_SLUGS[3], 69)
        assert certificates.issue(held, "http://localhost") == 0
        assert actions.enter_result(held, line.id, NATIONAL_SLUGS[3], 70)
        assert certificates.issue(held, "http://localhost") == 1
        db.session.commit()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"place": ""}, "Belum diisi"),
        ({"last_day": "2026-03-01"}, "sebelum hari pertama"),
        ({"last_day": "2027-03-01"}, "satu bulan"),
        ({"courses": []}, "Belum diisi"),
        ({"courses": ["hantu"]}, "Pilih salah satu"),
        ({"trainers": "x" * 2000}, "Terlalu panjang"),
    ],
)
def test_a_training_that_will_not_do_is_said_at_the_field(office, sent, words):
    answer = office.post("/pelatihan/baru", data=HELD | sent | {"request_key": str(uuid4())})
    assert answer.status_code == 422
    assert words in answer.text or (sent == {"courses": []} and "Pilih paling sedikit satu" in answer.text)


def test_a_course_of_ones_own_is_taught_tested_and_closed(office, world, siti, as_):
    bad = office.post("/pelatihan/modul/baru", data=OWN | {"questions": "Soal\n- a\n- b"})
    assert bad.status_code == 422
    assert "Soal nomor 1" in bad.text
    place = office.post("/pelatihan/modul/baru", data=OWN).location
    slug = place.rpartition("/")[2]
    assert "Pendataan bencana" in office.get(place).text
    answer = office.post(place, data={"title": "Panduan", "file": (io.BytesIO(pdf()), "panduan.pdf")})
    assert answer.status_code == 303
    assert "Panduan" in office.get(place).text
    assert office.post(place, data={"title": "Panduan", "file": (io.BytesIO(b"MZ"), "x.pdf")}).status_code == 422
    with as_(world.a.manager):
        number = actions.add_training(TrainingSchema().load(HELD | {"courses": [slug]}), uuid4())
        actions.enrol(number, [siti])
        actions.take_attendance(number, [line.id for line in queries.training(number).trainees])
        db.session.commit()
    with as_(world.a.facilitator):
        assert testing.hand_in(number, slug, [0, 0, 0, 1], uuid4()).score == 75
        db.session.commit()
    assert office.post(f"{place}/tutup").status_code == 303
    assert "Pendataan bencana" not in office.get("/pelatihan/modul").text
    assert office.post("/pelatihan/modul/programmes/tutup").status_code == 404


def test_a_province_trains_trainers_of_its_districts(app, world, sign_in, as_, admin):
    browser = sign_in(app.test_client(), world.province)
    held = browser.post("/pelatihan/baru", data=HELD | {"request_key": str(uuid4())}).location
    assert (
        browser.post(f"{held}/peserta", data={"name": "Pak Joko", "district_id": world.a.tenant_id}).status_code == 303
    )
    foreign = browser.post(f"{held}/peserta", data={"name": "Bu Tuti", "district_id": world.b.tenant_id})
    assert foreign.status_code == 422
    assert (
        browser.post(f"{held}/peserta", data={"name": "Pak Joko", "district_id": world.a.tenant_id}).status_code == 422
    )
    page = browser.get(held).text
    assert "Pak Joko" in page
    assert "Belitung Timur" in page
    trainee = admin.execute("SELECT id FROM trainee").fetchone()[0]
    assert browser.post(f"{held}/hadir", data={"trainees": [trainee]}).status_code == 303
    for slug in NATIONAL_SLUGS:
        sent = {"trainee": trainee, "course": slug, "score": "88"}
        assert browser.post(f"{held}/nilai", data=sent).status_code == 303
    assert browser.post(f"{held}/sertifikat").status_code == 303
    code = admin.execute("SELECT check_code FROM certificate").fetchone()[0]
    with app.app_context():
        found = check_certificate(code)
    assert found
    assert found.trainers
    assert found.name == "Pak J."
    assert sign_in(app.test_client(), world.a.manager).get(held).status_code == 404, (
        "the district has its own trainings"
    )


def test_a_province_reads_how_many_are_certified_and_no_trainee(app, world, held, as_):
    pass_all(world, held, as_)
    with as_(world.a.manager):
        certificates.issue(held, "http://localhost")
        db.session.commit()
    with as_(world.province):
        assert [each.certified for each in districts()] == [1]
    with as_(world.province), pytest.raises(Refused, match="tidak ada"):
        queries.training(held)


@pytest.mark.parametrize("path", ["", "/peserta", "/hadir", "/nilai", "/tes/programmes"])
def test_anothers_training_is_not_found(app, world, held, sign_in, path):
    other = sign_in(app.test_client(), world.b.manager)
    assert other.get(f"/pelatihan/{held}{path}").status_code == 404


def test_the_checklist_of_an_office_sees_how_many_are_trained(world, held, hired, as_):
    with as_(world.a.head):
        assert readiness.trained() == Sight(False, "0 dari 1 petugas lulus keempat modul")
    pass_all(world, held, as_)
    with as_(world.a.head):
        assert readiness.trained() == Sight(True, "1 dari 1 petugas lulus keempat modul")


def test_strangers_are_not_enrolled(world, held, hired, as_):
    theirs = hired(member=world.b.manager, villages=world.b.villages[0], phone="")
    with as_(world.a.manager), pytest.raises(Refused, match="tidak ada di daftar"):
        actions.enrol(held, [theirs])


def test_a_training_costs_the_same_however_many_take_part(world, held, hired, as_):
    with as_(world.a.manager):
        with counted() as few:
            queries.training(held)
        db.session.rollback()
    more = [hired(name=f"Orang {n}", phone="", villages="19.06.01.2002") for n in range(6)]
    with as_(world.a.manager):
        actions.enrol(held, more)
        db.session.commit()
        with counted() as many:
            queries.training(held)
    assert len(many) == len(few) <= 4


def test_with_the_filter_off_a_province_sees_no_trainee_of_a_district(world, held, app):
    with app.app_context(), enter(Context(Reader.KEEPER, tenant_id=world.province.tenant_id)):
        assert db.session.query(Trainee).execution_options(every_tenant=True).count() == 0
        db.session.rollback()


def test_own_course_words_are_checked():
    with pytest.raises(Exception, match="3 sampai 40"):
        CourseSchema().load(OWN | {"questions": "Satu?\n* a\n- b"})
