"""What a citizen does on the public page with code and digits: sends papers, objects, rates. Nobody else does."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from cases import actions, queries
from cases.actions import citizen
from cases.actions.attachments import Sent, remove
from cases.actions.citizen import Pass
from cases.actions.from_citizens import word_came
from cases.models import Attachment, CaseEvent, CitizenWord, Narrative, Notice
from cases.pages import passes
from cases.queries.attachments import attachment_file, attachments_of
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.storage import StoredFile
from foundation.tenancy import Context, Reader, enter
from slrt.app import create_app
from tenants import limits
from tests import uploads
from tests.cases.conftest import NIK, person_data
from tests.cases.visitor import Visitor
from tests.statements import counted

PHOTO = uploads.photograph()
DIGITS = NIK[-4:]


@pytest.fixture
def asked(story) -> int:
    """A case that waits for the family card and a letter."""
    case_id = story.register()
    story.move(case_id, "accept")
    story.move(case_id, "ask_correction", "KK sobek", documents=["family_card", "medical_letter"])
    story.run_jobs()
    return case_id


@pytest.fixture
def told(story) -> int:
    """A case whose result has been told."""
    case_id = story.decided()
    for name, note in (("handle", ""), ("record_result", "Sudah aktif"), ("inform", "Sudah diberi tahu")):
        story.move(case_id, name, note)
    story.run_jobs()
    return case_id


@pytest.fixture
def follow(app, story):
    """`follow(case_id)`: its citizen's browser, on the page of the case."""

    def open_page(case_id: int, last4: str = DIGITS) -> Visitor:
        browser = Visitor(app.test_client()).open("/lacak")
        return browser.press("Lihat kasus", code=story.case(case_id).code, last4=last4)

    return open_page


def send(browser: Visitor, code: str, *files: tuple[str, bytes], document: str = "family_card", **typed: str):
    path = f"/lacak/{code}/berkas"
    sent = browser.open(path).what_is_sent("Kirim berkas", document=document) if not typed else dict(typed)
    sent["files"] = [(io.BytesIO(content), name) for name, content in files]
    browser.page = browser.client.post(path, data=sent, follow_redirects=True)
    return sent


def rows(story, model, **columns):
    with story.as_(story.site.manager):
        found = list(db.session.scalars(select(model).filter_by(**columns).order_by(model.id)))
        db.session.expunge_all()
        return found


def holder_of(story, case_id: int, last4: str = DIGITS) -> Pass:
    return Pass(story.case(case_id).code, last4)


# --- papers -----------------------------------------------------------------------------------------------------------


def test_a_missing_paper_is_named_sent_and_reaches_the_desk_while_the_clock_rests(story, world, follow, asked, sign_in):
    browser, code = follow(asked), story.case(asked).code
    assert browser.path == f"/lacak/{code}"
    for words in ("Kartu Keluarga", "Surat keterangan puskesmas atau rumah sakit", "Belum ada"):
        assert words in browser.text
    assert "KK sobek" not in browser.text, "the desk's own words may name an illness"
    browser.open(f"/lacak/{code}/berkas?jenis=family_card")
    assert 'value="family_card" selected' in browser.text
    send(browser, code, ("kk 1906014404720001.jpg", PHOTO))
    assert browser.path == f"/lacak/{code}"
    assert "1 berkas sudah kami terima" in browser.text
    assert "Sudah Anda kirim" in browser.text
    (kept,) = rows(story, Attachment)
    assert (kept.from_citizen, kept.added_by, kept.document) == (True, None, "family_card")
    assert NIK not in kept.name
    with story.as_(world.a.manager):
        body = attachment_file(kept.id).content
        assert dict(Image.open(io.BytesIO(body)).getexif()) == {}, "where and with what it was taken is gone"
        assert db.session.scalar(select(StoredFile.body).where(StoredFile.id == kept.file_id)) != body, "sealed"
        assert kept.thumbnail_id is not None
    assert story.run_jobs() > 0
    case = story.case(asked)
    assert (case.state, case.due_on) == ("needs_correction", None), "the desk looks first"
    (notice,) = rows(story, Notice, kind="papers_came")
    assert notice.membership_id == case.owner_id == world.a.back_office.membership_id
    desk = Visitor(sign_in(browser.client, world.a.back_office)).open(f"/kasus/{asked}")
    assert "Dokumen baru masuk dari warga" in desk.text
    assert "Dikirim warga dari halaman lacak" in desk.text
    assert "Warga mengirim berkas" in desk.text
    story.move(asked, "complete", "Sudah dilihat")
    assert "Dokumen baru masuk dari warga" not in desk.open(f"/kasus/{asked}").text
    assert story.case(asked).due_on is not None


def test_without_an_owner_the_managers_are_told(story, world):
    case_id = story.register()
    citizen_sends(story, case_id, "id_card", PHOTO)
    story.run_jobs()
    assert [n.membership_id for n in rows(story, Notice, kind="papers_came")] == [world.a.manager.membership_id]


def citizen_sends(story, case_id: int, document: str, *contents: bytes, key=None, last4: str = DIGITS):
    files = [Sent(f"{n}.jpg", content) for n, content in enumerate(contents)]
    with story.app.app_context(), story.app.test_request_context():
        return citizen.send_papers(holder_of(story, case_id, last4), files, document, key or uuid4())


def test_the_same_form_sent_twice_keeps_a_file_once(story, follow, asked):
    browser, code = follow(asked), story.case(asked).code
    sent = send(browser, code, ("kk.jpg", PHOTO), ("sama.jpg", PHOTO))
    sent["files"] = [(io.BytesIO(PHOTO), "kk.jpg")]
    browser.client.post(f"/lacak/{code}/berkas", data=sent)
    key = uuid4()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _n: citizen_sends(story, asked, "medical_letter", uploads.picture(), key=key), range(4)))
    assert [row.document for row in rows(story, Attachment)] == ["family_card", "medical_letter"]
    story.run_jobs()
    assert len(rows(story, Notice, kind="papers_came")) == 2


def test_a_hostile_file_is_refused_at_the_field_and_the_good_ones_are_kept(story, follow, asked):
    browser, code = follow(asked), story.case(asked).code
    for name in ("nothing", "a web page called a photograph", "a bomb", "too many bytes", "a PDF that runs a script"):
        send(browser, code, ("foto.jpg", uploads.hostile()[name]))
        assert browser.page.status_code == 422, name
        assert 'href="#f-files"' in browser.text, name
    assert rows(story, StoredFile) == []
    send(browser, code, ("baik.jpg", PHOTO), ("../../x.png", b"<html>"))
    assert browser.page.status_code == 422
    assert "1 berkas sudah kami terima" in browser.text
    send(browser, code)
    assert "Pilih paling sedikit satu berkas" in browser.text
    send(browser, code, ("a.jpg", PHOTO), document="surat cinta")
    assert 'href="#f-document"' in browser.text
    assert [row.name for row in rows(story, Attachment)] == ["baik.jpg"]


def test_so_many_a_day_and_no_more_also_when_some_are_taken_away(story, world, asked):
    small = [uploads.picture(size=(20 + n, 20)) for n in range(12)]
    for n in range(2):
        citizen_sends(story, asked, "other", *small[n * 5 : n * 5 + 5])
    with pytest.raises(Refused) as refused:
        citizen_sends(story, asked, "other", small[10])
    assert (refused.value.status, refused.value.code, refused.value.field) == (409, "too_many_files", "files")
    story.do(world.a.back_office, lambda: remove(rows(story, Attachment)[0].id, "Tidak terbaca"))
    with pytest.raises(Refused):
        citizen_sends(story, asked, "other", small[11])
    assert len(rows(story, Attachment)) == 10


def test_papers_come_to_any_open_case_and_to_no_closed_one(story, told):
    citizen_sends(story, told, "other", PHOTO)
    story.move(told, "close")
    with pytest.raises(Refused) as refused:
        citizen_sends(story, told, "other", PHOTO)
    assert (refused.value.status, refused.value.code) == (409, "closed")


# --- objections -------------------------------------------------------------------------------------------------------


def test_an_objection_opens_the_case_again_by_the_machines_own_step(story, follow, told):
    browser, code = follow(told), story.case(told).code
    browser.open(f"/lacak/{code}/keberatan").press("Kirim keberatan", body="pendek")
    assert browser.page.status_code == 422
    assert ">pendek<" in browser.text.replace("\n", ""), "what was typed is kept"
    browser.press("Kirim keberatan", body="Kartu masih ditolak di rumah sakit.")
    assert browser.path == f"/lacak/{code}"
    assert "Keberatan Anda sedang dicatat" in browser.text
    assert "Sampaikan keberatan" not in browser.text
    story.run_jobs()
    case = story.case(told)
    assert (case.state, case.satisfied) == ("assessing", None)
    assert case.due_on is not None
    event = rows(story, CaseEvent)[-1]
    assert (event.move, event.actor_role) == ("reopen", "citizen")
    assert rows(story, Narrative)[-1].body == "Kartu masih ditolak di rumah sakit."
    (word,) = rows(story, CitizenWord)
    assert (word.state, word.body) == ("taken", ""), "the words stand in the story, once"
    assert rows(story, Notice, kind="reopened")
    browser.open(f"/lacak/{code}")
    assert "Dibuka kembali karena warga keberatan" in browser.text


def test_hours_are_those_of_the_office_whoever_follows(story, follow, admin) -> None:
    admin.execute("UPDATE tenant SET timezone = 'Asia/Jayapura' WHERE id = %s", [story.site.tenant_id])
    case_id = story.register(person={"nik": None, "name": "Ani", "phone": "+6281234560009"})
    story.move(case_id, "accept")
    story.move(case_id, "reject", "Di luar kewenangan")
    assert ", 23.59 WIT." in follow(case_id, "0009").text


def test_a_rejected_case_may_be_objected_to_until_its_day_and_not_after(story, told, follow):
    case_id = story.register(person={"nik": None, "name": "Ani", "phone": "+6281234560009"})
    story.move(case_id, "accept")
    story.move(case_id, "reject", "Di luar kewenangan")
    until = story.case(case_id).reopen_until
    browser = follow(case_id, "0009")
    assert "Keberatan diterima sampai" in browser.text
    with clock.set_to(until + timedelta(minutes=1)):
        found = follow_as_public(story, case_id, "0009")
        assert not found.yours.may_object
        assert "Sampaikan keberatan" not in follow(case_id, "0009").text
    with story.as_(story.site.manager):
        db.session.execute(text("UPDATE \"case\" SET reopen_until = now() - interval '1 minute'"))
        db.session.commit()
    with pytest.raises(Refused) as refused:
        objects(story, case_id, "0009")
    assert refused.value.code == "closed"
    browser.open(f"/lacak/{story.case(case_id).code}/keberatan")
    assert "tidak terbuka" in browser.text
    assert rows(story, CitizenWord) == []


def follow_as_public(story, case_id: int, last4: str = DIGITS):
    with story.as_(story.site.front_office):
        return queries.follow(story.case(case_id).code, last4)


def objects(story, case_id: int, last4: str = DIGITS, key=None, words: str = "Saya keberatan dengan hasilnya."):
    with story.app.app_context(), story.app.test_request_context():
        citizen.object_to_result(holder_of(story, case_id, last4), words, key or uuid4())


def test_objecting_twice_is_one_and_nothing_is_lost_when_the_desk_was_faster(story, told):
    key = uuid4()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _n: objects(story, told, key=key), range(4)))
    with pytest.raises(Refused):
        objects(story, told)  # another form: the first is still on its way
    story.move(told, "reopen", "Datang ke loket")
    assert story.run_jobs() > 0
    (word,) = rows(story, CitizenWord)
    assert (word.state, word.body) == ("noted", "")
    event = rows(story, CaseEvent)[-1]
    assert (event.move, event.actor_role) == ("word_came", "citizen")
    assert rows(story, Narrative)[-1].body == "Saya keberatan dengan hasilnya."
    assert rows(story, Notice, kind="word_came")
    before = len(rows(story, CaseEvent))
    story.do(story.site.manager, lambda: word_came(word.id))
    assert len(rows(story, CaseEvent)) == before, "a word is taken once"


# --- ratings ----------------------------------------------------------------------------------------------------------


def test_a_result_is_rated_once_and_displeasure_reaches_the_desk(story, follow, told):
    browser, code = follow(told), story.case(told).code
    browser.open(f"/lacak/{code}/penilaian").press("Kirim penilaian", satisfied="no")
    assert "Tulis apa yang belum membantu" in browser.text
    browser.press("Kirim penilaian", satisfied="no", body="Obatnya belum ada.")
    assert "Terima kasih" in browser.text
    assert "Nilai hasilnya" not in browser.text
    story.run_jobs()
    assert story.case(told).satisfied is False
    assert rows(story, Narrative)[-1].body == "Obatnya belum ada."
    assert rows(story, Notice, kind="displeased")
    browser.open(f"/lacak/{code}")
    assert "belum terbantu" in browser.text
    assert "Nilai hasilnya" not in browser.text
    assert "Sampaikan keberatan" in browser.text
    assert "tidak terbuka" in browser.open(f"/lacak/{code}/penilaian").text
    with pytest.raises(Refused) as refused:
        rates(story, told, True)
    assert refused.value.status == 409


def rates(story, case_id: int, satisfied: bool, last4: str = DIGITS):
    with story.app.app_context(), story.app.test_request_context():
        citizen.rate(holder_of(story, case_id, last4), satisfied, "", uuid4())


def test_who_is_pleased_says_so_in_one_tap_and_before_a_result_nobody_rates(story, told, asked_other):
    rates(story, told, True)
    story.run_jobs()
    assert story.case(told).satisfied is True
    with pytest.raises(Refused):
        rates(story, asked_other, True, "0009")
    with pytest.raises(Refused):
        objects(story, asked_other, "0009")


@pytest.fixture
def asked_other(story) -> int:
    return story.register(person={"nik": None, "name": "Ani", "phone": "+6281234560009"})


# --- who may not ------------------------------------------------------------------------------------------------------


def test_without_code_and_digits_nobody_writes_and_all_are_told_the_same(story, world, told, app):
    elsewhere = story.register(world.b, person_data(world.b, nik="3311014404720009", phone="+6281234560009"))
    code, foreign = story.case(told).code, story.case(elsewhere, world.b).code
    tries = [(code, "9999"), (code, ""), ("BLT-26-999999", DIGITS), (foreign, DIGITS), ("XXX-26-000001", DIGITS)]
    said = set()
    for typed, last4 in tries:
        for act in (
            lambda holder: citizen.send_papers(holder, [Sent("a.jpg", PHOTO)], "other", uuid4()),
            lambda holder: citizen.object_to_result(holder, "Saya keberatan sekali", uuid4()),
            lambda holder: citizen.rate(holder, True, "", uuid4()),
        ):
            with app.app_context(), app.test_request_context(), pytest.raises(Refused) as refused:
                act(Pass(typed, last4))
            said.add((refused.value.status, refused.value.code, str(refused.value.message)))
    assert len(said) == 1
    for model in (Attachment, CitizenWord, StoredFile):
        assert rows(story, model) == []


def test_the_public_role_reaches_no_table_and_no_other_tenants_case(story, world, told, app, admin):
    code = story.case(told).code
    for table in ("attachment", "citizen_word", "stored_file", "event_detail", "outbox"):
        for verb in ("SELECT", "INSERT", "UPDATE"):
            held = admin.execute("SELECT has_any_column_privilege('slrt_public', %s, %s)", [table, verb])
            assert held.fetchone() == (False,), (table, verb)
    word = text("SELECT leave_word(:code, :last4, 'objection', 'k', NULL, 'x')")
    for tenant_id in (world.b.tenant_id, None):  # the tenant's context is not enough, and without one there is nothing
        with app.app_context(), enter(Context(Reader.PUBLIC, tenant_id=tenant_id)):
            assert db.session.execute(word, {"code": code, "last4": DIGITS}).scalar_one() is None
            db.session.rollback()
    with app.app_context(), enter(Context(Reader.AGENCY, world.a.tenant_id, agency_id=1)):
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(word, {"code": code, "last4": DIGITS})
        db.session.rollback()
    with story.as_(world.b.manager):
        assert db.session.scalars(select(CitizenWord.id).execution_options(every_tenant=True)).all() == []


def test_of_a_confidential_case_nothing_is_offered_and_nothing_taken(story, world, app, follow):
    case_id = story.register(case_type="violence", kind="complaint")
    browser, code = follow(case_id), story.case(case_id).code
    assert "Kasus Anda sedang ditangani" in browser.text
    for words in ("Kirim foto", "Sampaikan keberatan", "Nilai hasilnya", "Yang masih kurang"):
        assert words not in browser.text
    for path in ("berkas", "keberatan", "penilaian"):
        assert browser.open(f"/lacak/{code}/{path}").path == f"/lacak/{code}"
    with pytest.raises(Refused) as refused:
        citizen_sends(story, case_id, "other", PHOTO)
    assert refused.value.status == 404
    assert rows(story, Attachment) == []


# --- the page that stayed open ----------------------------------------------------------------------------------------


def test_words_are_kept_and_the_digits_asked_again_when_the_pass_has_run_out(story, follow, told):
    browser, code = follow(told), story.case(told).code
    browser.open(f"/lacak/{code}/keberatan")
    with clock.set_to(clock.now() + timedelta(seconds=passes.LASTS + 1)):
        browser.press("Kirim keberatan", body="Saya tetap keberatan.")
        assert browser.page.status_code == 422
        assert "Saya tetap keberatan." in browser.text
        assert "Ketik lagi empat angka" in browser.text
        browser.press("Kirim keberatan", last4="9999")
        assert "tidak cocok" in browser.text
        browser.press("Kirim keberatan", last4=DIGITS)
        assert browser.path == f"/lacak/{code}"
    assert [word.kind for word in rows(story, CitizenWord)] == ["objection"]
    assert browser.open(f"/lacak/{code}").press("Tutup sekarang").path == "/lacak"
    assert browser.open(f"/lacak/{code}").path == "/lacak"


def test_a_pass_opens_the_one_case_it_was_given_for(story, follow, told, asked_other, app):
    browser = follow(told)
    code, other = story.case(told).code, story.case(asked_other).code
    (cookie,) = [c for c in browser.client._cookies.values() if c.key == passes.COOKIE]
    assert (cookie.path, cookie.http_only, cookie.same_site) == (f"/lacak/{code}", True, "Lax")
    assert DIGITS not in cookie.value
    for nonsense in (cookie.value, cookie.value[:-4] + "AAAA", "", "@@@", "e30="):
        stranger = app.test_client()
        stranger.set_cookie(passes.COOKIE, nonsense, path=f"/lacak/{other}")
        assert stranger.get(f"/lacak/{other}").location == f"/lacak?kode={other}"
    assert browser.open(f"/lacak/{other}").path == "/lacak"


def test_one_code_is_guessed_at_thirty_times_an_hour_from_wherever(story, settings, told, app, monkeypatch):
    monkeypatch.setattr(limits._limiter, "enabled", False)  # one limiter per process: put back afterwards
    flask = settings.flask | {"RATELIMIT_ENABLED": True, "WTF_CSRF_ENABLED": False}
    client = create_app(replace(settings, flask=flask)).test_client()
    code = story.case(told).code

    def guess(typed: str, last4: str, n: int) -> int:
        at = {"REMOTE_ADDR": f"10.1.{n // 200}.{n % 200}"}
        return client.post("/lacak", data={"code": typed, "last4": last4}, environ_base=at).status_code

    for typed in (code, "BLT-26-999999"):
        assert {guess(typed, f"{5000 + n}", n) for n in range(30)} == {422}
        assert guess(typed.lower(), "0030", 31) == 429, "known or not, the same"
        at = {"REMOTE_ADDR": "10.9.9.9"}
        again = client.post("/api/v1/follow", json={"code": typed, "last4": "0031"}, environ_base=at)
        assert again.status_code == 429
    assert guess("BLT-26-999998", "0001", 90) == 422


@pytest.mark.parametrize("path", ["berkas", "keberatan", "penilaian"])
def test_whatever_is_typed_the_answer_is_in_words(story, follow, told, app, path):
    browser, code = follow(told), story.case(told).code
    for words in ("x" * 20_000, "\u202eabc", "'; DROP TABLE person; --", "<script>alert(1)</script>", "=1+1", "٣٣"):
        browser.open(f"/lacak/{code}/{path}")
        button = {"berkas": "Kirim berkas", "keberatan": "Kirim keberatan", "penilaian": "Kirim penilaian"}[path]
        sent = browser.what_is_sent(button)
        sent |= {name: [words] for name in ("body", "last4", "document", "satisfied", "request_key", "files")}
        answer = browser.client.post(f"/lacak/{code}/{path}", data=sent)
        assert answer.status_code in (303, 400, 422), (path, words)
        assert "<script>alert" not in answer.text
    for odd in ("%00", "..%2f..", "a" * 3000, "%F0%9F%98%80"):
        assert browser.client.get(f"/lacak/{odd}/{path}").status_code in (303, 400, 404)


def test_a_page_of_many_steps_and_papers_asks_no_more_than_one_of_few(story, asked):
    def statements() -> int:
        with story.as_(story.site.front_office), counted() as sent:
            assert queries.follow(story_code, DIGITS)
        return len(sent)

    story_code = story.case(asked).code
    few = statements()
    for n in range(4):
        citizen_sends(story, asked, "other", uploads.picture(size=(20 + n, 20)))
    story.run_jobs()
    assert statements() <= few <= 9


# --- what is told -----------------------------------------------------------------------------------------------------


def test_the_message_names_what_is_missing_and_where_to_send_it(story, mailbox):
    case_id = story.register()
    story.move(case_id, "accept")
    story.move(case_id, "ask_correction", "Pasien gagal ginjal", documents=["family_card", "medical_letter"])
    story.run_jobs()
    (mail,) = [letter for letter in mailbox if "berkas" in letter.subject]
    assert "Kartu Keluarga, Surat keterangan puskesmas atau rumah sakit" in mail.body
    assert "/lacak" in mail.body
    assert "Puskesos" in mail.body
    assert "ginjal" not in json.dumps([mail.subject, mail.body])


def test_the_desk_finds_the_papers_it_lacks_already_ticked(story, world, app, sign_in):
    case_id = story.register()
    citizen_sends(story, case_id, "id_card", PHOTO)
    desk = Visitor(sign_in(app.test_client(), world.a.back_office)).open(f"/kasus/{case_id}/minta-lengkapi")
    assert desk.what_is_sent("Minta warga melengkapi")["documents"] == [
        "family_card", "medical_letter", "poverty_letter",
    ]  # fmt: skip
    desk.press("Minta warga melengkapi", note="Berkas kurang", documents=["family_card"])
    assert "Berkas yang kurang" in desk.text
    assert [row.document for row in attachments_in(story, case_id)] == ["id_card"]
    assert [paper.slug for paper in follow_as_public(story, case_id).yours.missing] == ["family_card"]


def attachments_in(story, case_id: int):
    with story.as_(story.site.manager):
        return attachments_of(case_id)


def test_the_machine_names_every_step_that_citizens_take():
    assert {name for name, move in actions.moves.MOVES.items() if "citizen" in move.also} == {
        "record_feedback", "reopen",
    }  # fmt: skip
