"""Files of a case: added, looked at, taken away, shared with an agency, and never anybody else's."""

import io
import json
import re
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select

from cases import actions
from cases.actions import attachments
from cases.actions.attachments import Sent, attach, remove, shown_name
from cases.models import ReferralFile
from cases.queries.attachments import attachment_file, attachments_of, get_attachment, wanted
from foundation.db import db
from foundation.errors import Refused
from foundation.storage import StoredFile
from settings.queries import rules
from tenants.models import AuditEntry
from tests import uploads
from tests.caller import calls, is_problem
from tests.cases.visitor import Visitor
from tests.statements import counted

__all__ = ["calls"]

PHOTO = uploads.photograph()


@pytest.fixture
def visit(app, sign_in):
    """`visit(world.a.manager)`: that member at a browser of their own."""
    return lambda member: Visitor(sign_in(app.test_client(), member))


@pytest.fixture
def case_id(story) -> int:
    return story.register()


@pytest.fixture
def ktp(story, world, case_id) -> int:
    """A photograph of an identity card, kept with the case."""

    def add() -> int:
        return attach(case_id, [Sent("ktp.jpg", PHOTO)], "id_card", uuid4()).kept[0].id

    return story.do(world.a.front_office, add)


def send(browser, case_id, *files, document="id_card"):
    """The form as a browser sends it; files are (name, bytes)."""
    sent = browser.open(f"/kasus/{case_id}/berkas").what_is_sent("Simpan berkas", document=document)
    sent["files"] = [(io.BytesIO(content), name) for name, content in files]
    browser.page = browser.client.post(f"/kasus/{case_id}/berkas", data=sent, follow_redirects=True)
    return sent


def test_photographs_and_papers_are_added_and_the_missing_ones_shown(story, world, visit, case_id):
    browser = visit(world.a.front_office)
    send(browser, case_id, ("foto ktp.jpeg", PHOTO), ("belakang.png", uploads.picture("PNG")))
    assert browser.path == f"/kasus/{case_id}"
    assert "2 berkas tersimpan" in browser.text
    assert "foto ktp.jpg" in browser.text
    assert 'jenis=family_card">Kartu Keluarga' in browser.text
    assert "jenis=id_card" not in browser.text
    send(browser, case_id, ("surat.pdf", uploads.pdf()), document="medical_letter")
    asked = browser.open(f"/kasus/{case_id}/berkas").text
    assert asked.count("Belum ada</span>") == 2
    kept = browser.client.get("/berkas/1")
    assert (kept.mimetype, kept.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert kept.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert kept.headers["Cache-Control"] == "private, no-store"
    assert kept.headers["Content-Disposition"].startswith("inline")
    assert dict(Image.open(io.BytesIO(kept.data)).getexif()) == {}
    small = browser.client.get("/berkas/1/kecil")
    assert small.mimetype == "image/webp"
    paper = browser.client.get("/berkas/3")
    assert paper.headers["Content-Disposition"].startswith("attachment")
    assert paper.data == uploads.pdf()


def test_a_hostile_file_is_refused_at_the_field_whatever_it_is_called(story, world, visit, case_id):
    browser = visit(world.a.front_office)
    for name in ("nothing", "a web page called a photograph", "a bomb", "too many bytes", "a PDF that runs a script"):
        send(browser, case_id, ("foto.jpg", uploads.hostile()[name]))
        assert browser.page.status_code == 422, name
        assert 'href="#f-files"' in browser.text, name
        assert "foto: " in browser.text, name
        assert 'value="id_card" selected' in browser.text, name
    with story.as_(world.a.manager):
        assert db.session.scalars(select(StoredFile.id)).all() == []


def test_a_bad_file_does_not_lose_the_good_ones(story, world, visit, case_id):
    browser = visit(world.a.front_office)
    sent = send(browser, case_id, ("baik.jpg", PHOTO), ("buruk.jpg", b"<html>"), ("kosong.png", b""))
    assert browser.page.status_code == 422
    for words in ("1 berkas tersimpan", "buruk: Isi berkas ini bukan foto", "kosong: Berkas ini kosong", "baik.jpg"):
        assert words in browser.text
    sent["files"] = [(io.BytesIO(PHOTO), "baik.jpg")]
    browser.client.post(f"/kasus/{case_id}/berkas", data=sent)
    with story.as_(world.a.manager):
        assert len(attachments_of(case_id)) == 1, "the same file sent again with the same form is kept once"


def test_a_form_without_a_file_or_with_too_many_says_so(story, world, visit, case_id):
    browser = visit(world.a.front_office)
    send(browser, case_id)
    assert "Pilih paling sedikit satu berkas" in browser.text
    send(browser, case_id, *((f"{n}.jpg", uploads.picture(size=(10 + n, 10))) for n in range(6)))
    assert "Paling banyak 5 berkas sekaligus" in browser.text
    send(browser, case_id, ("a.jpg", PHOTO), document="surat cinta")
    assert 'href="#f-document"' in browser.text
    with story.as_(world.a.manager):
        assert attachments_of(case_id) == []


def test_five_large_files_fit_and_thirty_megabytes_do_not(world, visit, case_id):
    browser = visit(world.a.front_office)
    large = uploads.picture() + bytes(5 * 1024 * 1024 - 20_000)
    send(browser, case_id, *((f"{n}.jpg", large + bytes([n])) for n in range(5)))
    assert "5 berkas tersimpan" in browser.text
    send(browser, case_id, ("a.jpg", bytes(30_000_000)))
    assert browser.page.status_code == 413
    assert "Satu berkas paling besar 5 MB" in browser.text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Users\\Ani\\KTP Depan.JPG", "KTP Depan.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("<script>alert(1)</script>.jpg", "script.jpg"),
        ("ktp\u202egpj.exe", "ktp gpj.jpg"),
        ("1906014404720001.jpg", "disamarkan.jpg"),
        ("...", "berkas.jpg"),
        ("a" * 300 + ".png", "a" * 80 + ".jpg"),
        ("surat\r\nX-Evil: 1.pdf", "surat X-Evil 1.jpg"),
    ],
)
def test_a_name_is_shown_harmless(name, shown):
    assert shown_name(name, ".jpg") == shown


def test_a_file_taken_away_is_gone_and_its_line_says_why(story, world, visit, case_id, ktp, admin):
    browser = visit(world.a.back_office).open(f"/berkas/{ktp}/hapus")
    browser.press("Hapus berkas")
    assert browser.page.status_code == 422
    browser.press("Hapus berkas", reason="KTP milik orang lain")
    assert "KTP milik orang lain" in browser.text
    assert browser.client.get(f"/berkas/{ktp}").status_code == 404
    assert browser.client.get(f"/berkas/{ktp}/kecil").status_code == 404
    assert {bytes(body) for (body,) in admin.execute("SELECT body FROM stored_file")} == {b""}
    with story.as_(world.a.manager), pytest.raises(Refused) as refused:
        remove(ktp, "Sekali lagi saja")
    assert refused.value.status == 409


def test_a_closed_case_and_a_full_one_take_no_more(story, world, case_id, monkeypatch):
    monkeypatch.setattr(attachments, "MOST_FILES", 3)

    def add(n: int):
        return attach(case_id, [Sent("a.png", uploads.picture("PNG", (n + 1, 1)))], "other", uuid4())

    with story.as_(world.a.front_office):
        for n in range(3):
            add(n)
        with pytest.raises(Refused) as refused:
            add(3)
        assert (refused.value.status, refused.value.field) == (409, "files")
        db.session.rollback()
    story.do(world.a.front_office, lambda: actions.move(case_id, "cancel", 1, "Dicabut warga"))
    with story.as_(world.a.front_office), pytest.raises(Refused) as refused:
        add(0)
    assert refused.value.code == "closed"


def test_looking_at_a_file_is_written_down_and_its_words_are_not(story, world, case_id, ktp):
    story.do(world.a.supervisor, lambda: attachment_file(ktp))
    with story.as_(world.a.manager):
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "attachment")).all()
        told = {entry.action: entry.actor for entry in entries}
        assert told == {
            "attachment.added": world.a.front_office.name,
            "attachment.opened": world.a.supervisor.name,
        }
        assert "ktp" not in json.dumps([entry.detail for entry in entries])


def test_who_may_not_see_the_case_sees_no_file_of_it(story, world, visit, ktp):
    far = story.register(
        person={"nik": None, "name": "Ani", "village_code": world.a.villages[1]}, village_code=world.a.villages[1]
    )
    theirs = story.do(world.a.front_office, lambda: attach(far, [Sent("a.jpg", PHOTO)], "other", uuid4()).kept[0].id)
    for member, number, status in (
        (world.a.facilitator, ktp, 200),
        (world.a.facilitator, theirs, 404),
        (world.b.manager, ktp, 404),
        (world.a.health_office_officer, ktp, 403),
        (world.province, ktp, 403),
    ):
        browser = visit(member)
        for path in (f"/berkas/{number}", f"/berkas/{number}/kecil"):
            assert browser.client.get(path).status_code == status, (member.role, path)
    assert visit(world.b.manager).open(f"/berkas/{ktp}/hapus").page.status_code == 404
    assert visit(world.a.supervisor).open(f"/berkas/{ktp}/hapus").page.status_code == 403


def test_files_of_a_confidential_case_are_hidden_with_it_bytes_and_all(story, world):
    secret = story.register(case_type="violence", kind="complaint")

    def add() -> int:
        return attach(secret, [Sent("luka.jpg", PHOTO)], "evidence", uuid4()).kept[0].id

    number = story.do(world.a.front_office, add)
    for member, seen in ((world.a.front_office, 2), (world.a.manager, 2), (world.a.back_office, 0)):
        with story.as_(member):
            assert len(db.session.scalars(select(StoredFile.id)).all()) == seen
            assert len(db.session.scalars(select(StoredFile.id).execution_options(every_tenant=True)).all()) == seen
    with story.as_(world.a.back_office), pytest.raises(Refused) as refused:
        get_attachment(number)
    assert refused.value.status == 404
    later = story.case(secret)
    story.do(world.a.manager, lambda: actions.confidential.lift(secret, later.version, "Sudah diketahui umum"))
    with story.as_(world.a.back_office):
        assert get_attachment(number).id == number
        assert len(db.session.scalars(select(StoredFile.id)).all()) == 2


# --- what an agency is given --------------------------------------------------------------------------


@pytest.fixture
def shared(story, world, visit) -> tuple[int, int]:
    """A case with three files, one of which went with the referral: case and referral."""
    case_id = story.decided()

    def add() -> None:
        attach(case_id, [Sent("ktp.jpg", PHOTO)], "id_card", uuid4())
        attach(case_id, [Sent("kk.jpg", uploads.picture())], "family_card", uuid4())
        attach(case_id, [Sent("surat.pdf", uploads.pdf())], "medical_letter", uuid4())

    story.do(world.a.front_office, add)
    browser = visit(world.a.manager).open(f"/kasus/{case_id}/rujuk")
    assert not re.search(r'name="attachments"[^>]*checked', browser.text), "nothing is shared unless it is chosen"
    browser.press(
        "Lihat dulu sebelum dikirim", agency_id=world.a.agencies["health_office"], service="Cuci darah", attachments=[3]
    )
    assert "Surat keterangan puskesmas atau rumah sakit: surat.pdf" in browser.text
    browser.press("Tanda tangani dan kirim")
    assert browser.path == f"/kasus/{case_id}"
    return case_id, 1


def test_an_agency_sees_the_files_chosen_for_it_and_no_other(story, world, visit, shared):
    _case, referral_id = shared
    officer = visit(world.a.health_office_officer).open(f"/rujukan/{referral_id}")
    assert "surat.pdf" in officer.text
    assert "ktp.jpg" not in officer.text
    (path,) = re.findall(rf'href="(/rujukan/{referral_id}/berkas/\d+)"', officer.text)
    answer = officer.client.get(path)
    assert (answer.status_code, answer.data) == (200, uploads.pdf())
    for number in (1, 2, 3):
        assert officer.client.get(f"/berkas/{number}").status_code == 403
    with story.as_(world.a.health_office_officer):
        assert len(db.session.scalars(select(StoredFile.id)).all()) == 1
        assert len(db.session.scalars(select(ReferralFile.id)).all()) == 1
    for stranger in (world.a.civil_registry_officer, world.b.health_office_officer):
        assert visit(stranger).client.get(path).status_code == 404
        with story.as_(stranger):
            assert db.session.scalars(select(ReferralFile.id).execution_options(every_tenant=True)).all() == []
    with story.as_(world.a.manager):
        opened = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "referral.file_opened")).one()
        assert opened.actor == world.a.health_office_officer.name


def test_what_was_shared_stays_with_the_agency_when_the_case_loses_it(story, world, visit, shared):
    _case, referral_id = shared
    story.do(world.a.back_office, lambda: remove(3, "Sudah tidak diperlukan"))
    officer = visit(world.a.health_office_officer)
    assert officer.client.get(f"/rujukan/{referral_id}/berkas/1").data == uploads.pdf()


@pytest.mark.parametrize("files", [[999], [1, 999], [2**62]])
def test_files_that_are_not_the_cases_cannot_be_shared(story, world, ktp, files):
    case_id = story.decided(person={"nik": None, "name": "Ani"})
    with pytest.raises(Refused) as refused:
        story.refer(case_id, attachments=[*files, ktp])
    assert refused.value.field == "attachments"
    with story.as_(world.a.manager):
        assert db.session.scalars(select(ReferralFile.id)).all() == []


def test_every_document_a_case_type_asks_for_can_be_ticked(story, world):
    with story.as_(world.a.front_office):
        for case_type in rules().case_types.values():
            assert [each.there for each in wanted(case_type, [])] == [False] * len(case_type.documents)


# --- programs -----------------------------------------------------------------------------------------


def test_a_program_sends_a_file_once(calls, world, case_id):
    desk, key = calls(world.a.front_office), uuid4()

    def upload(content: bytes, key=key, **said):
        data = {"document": "id_card", **said, "file": (io.BytesIO(content), "foto.jpg")}
        return desk.post(f"/cases/{case_id}/attachments", None, key, data=data, content_type="multipart/form-data")

    first, again = upload(PHOTO), upload(PHOTO)
    assert (first.status_code, again.status_code) == (201, 201), first.text
    assert first.json == again.json
    assert first.json["name"] == "foto.jpg"
    assert desk.client.get(first.headers["Location"], headers=desk.headers).mimetype == "image/jpeg"
    assert [row["id"] for row in desk.get(f"/cases/{case_id}/attachments").json["items"]] == [first.json["id"]]
    assert is_problem(upload(b"<html>", uuid4()), 422, "bad_file")["field"] == "file"
    assert set(is_problem(upload(PHOTO, uuid4(), document="x"), 422)["errors"]) == {"document"}
    is_problem(desk.post(f"/cases/{case_id}/attachments", {"document": "id_card"}), 422)
    is_problem(upload(PHOTO, ""), 400, "request_key_missing")
    is_problem(upload(bytes(30_000_000), uuid4()), 413)
    elsewhere = calls(world.b.front_office)
    is_problem(elsewhere.get(f"/attachments/{first.json['id']}"), 404)
    is_problem(elsewhere.get(f"/cases/{case_id}/attachments"), 404)
    data = {"document": "id_card", "file": (io.BytesIO(PHOTO), "foto.jpg")}
    is_problem(elsewhere.post(f"/cases/{case_id}/attachments", data=data, content_type="multipart/form-data"), 404)


def test_an_agencys_program_fetches_what_was_shared(calls, world, shared):
    _case, referral_id = shared
    officer = calls(world.a.health_office_officer)
    (row,) = officer.get(f"/referrals/{referral_id}/files").json["items"]
    assert officer.get(f"/referrals/{referral_id}/files/{row['id']}").data == uploads.pdf()
    other = calls(world.a.civil_registry_officer)
    assert other.get(f"/referrals/{referral_id}/files").json["items"] == []
    is_problem(other.get(f"/referrals/{referral_id}/files/{row['id']}"), 404)


def test_no_bytes_are_read_to_make_a_list(app, story, world, ktp, case_id):
    with story.as_(world.a.front_office), counted() as sent:
        assert [row.name for row in attachments_of(case_id)] == ["ktp.jpg"]
    assert len(sent) == 1
    assert "stored_file" not in sent[0]
