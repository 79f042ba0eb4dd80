"""The letterhead of an office: its words, its logo, who may change them, and what old letters keep."""

import io
import random

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select, text

from cases.models import Letter
from foundation.db import db
from foundation.errors import Refused
from foundation.files import BadFile, cleaned_logo
from foundation.storage import StoredFile
from tenants.letterhead import my_letterhead, set_letterhead
from tenants.models import AuditEntry, OfficeLogo

PAGE, SAMPLE, LOGO = "/pengaturan/kop-surat", "/pengaturan/kop-surat/contoh.pdf", "/pengaturan/kop-surat/logo.jpg"
SAVE = "Simpan kop surat"


def picture(kind: str = "PNG", size: tuple[int, int] = (400, 500), **told) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **told)
    return file.getvalue()


def sent(browser, content: bytes | None = None, **typed):
    """The form as it stands with these words, and that file beside it."""
    data = browser.open(PAGE).what_is_sent(SAVE, **typed)
    if content is not None:
        data["logo"] = (io.BytesIO(content), "logo.png")
    browser.page = browser.client.post(PAGE, data=data, follow_redirects=True)
    return browser


def words_of(answer) -> str:
    return PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()


def pictures_of(answer) -> int:
    return len(PdfReader(io.BytesIO(answer.data)).pages[0].images)


def test_what_the_administrator_writes_is_printed_and_nobody_elses_is(world, visit, as_):
    browser = visit(world.a.administrator)
    assert "Kop surat dan kantor" in browser.open("/pengaturan").text
    sent(browser, office="Dinas Sosial dan Desa", address="Jalan Baru 7", email="dinsos@beltim.go.id", phone="")
    assert "Tersimpan" in browser.text
    printed = words_of(browser.client.get(SAMPLE))
    assert "DINAS SOSIAL DAN DESA" in printed
    assert "Jalan Baru 7 · dinsos@beltim.go.id" in printed
    assert "PEMERINTAH KABUPATEN BELITUNG TIMUR" in printed
    sent(browser, government="Pemerintah Aceh")
    assert "PEMERINTAH ACEH" in words_of(browser.client.get(SAMPLE))
    with as_(world.b.administrator):
        theirs = my_letterhead()
    assert "dan Desa" not in theirs.office
    assert theirs.email == ""


def test_the_log_names_the_fields_and_not_what_they_say(world, visit, as_):
    browser = sent(visit(world.a.administrator), picture(), address="Jalan Rahasia 9")
    with as_(world.a.administrator):
        told = db.session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "office.letterhead_set")).one()
    assert told == {"fields": ["address", "logo"]}
    sent(browser)  # nothing changed, nothing to tell
    with as_(world.a.administrator):
        lines = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "office.letterhead_set")).all()
    assert len(lines) == 1


def test_a_logo_is_printed_replaced_and_taken_away(world, visit, as_):
    browser = visit(world.a.administrator)
    assert browser.client.get(LOGO).status_code == 404
    assert pictures_of(browser.client.get(SAMPLE)) == 0
    sent(browser, picture())
    assert pictures_of(browser.client.get(SAMPLE)) == 1
    shown = Image.open(io.BytesIO(browser.client.get(LOGO).data))
    assert (shown.format, shown.size) == ("JPEG", (240, 300))
    sent(browser, picture("JPEG", (300, 300)))
    with as_(world.a.administrator):
        kept = db.session.scalars(select(StoredFile).order_by(StoredFile.id)).all()
        assert [each.erased_at is None for each in kept] == [False, True]
        assert kept[0].body == b""
    sent(browser, without_logo="true")
    assert browser.client.get(LOGO).status_code == 404
    assert pictures_of(browser.client.get(SAMPLE)) == 0


def test_a_logo_is_drawn_anew_without_what_the_file_carried():
    carried = Image.Exif()
    carried[0x010E] = "Rumah saya"
    clean = cleaned_logo(picture("JPEG", exif=carried) + b"<script>alert(1)</script>")
    assert b"Rumah" not in clean
    assert b"script" not in clean
    noise = Image.frombytes("RGB", (400, 400), random.Random(1).randbytes(480_000))
    file = io.BytesIO()
    noise.save(file, "PNG")
    assert len(cleaned_logo(file.getvalue())) < 150_000  # nothing is harder to make small


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "unknown_type"),
        (b"", "unknown_type"),
        (b"%PDF-1.7", "unknown_type"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "broken"),
        (picture("WEBP"), "unknown_type"),
        (picture(size=(20, 20)), "too_small"),
        (picture() + b"0" * 1024 * 1024, "too_large"),
    ],
)
def test_what_is_no_logo_is_refused(content, fault):
    with pytest.raises(BadFile) as refused:
        cleaned_logo(content)
    assert refused.value.fault == fault


def test_a_bad_logo_or_word_is_said_at_its_field_and_nothing_is_saved(world, visit, as_):
    browser = sent(visit(world.a.administrator), b"MZ bukan gambar", office="Kantor <b>Baru</b>", email="tanpa tanda")
    assert browser.page.status_code == 422
    assert "Isi berkas ini bukan gambar PNG atau JPG." in browser.text
    assert 'id="f-logo-error"' in browser.text
    assert "Alamat surel tidak lengkap" in browser.text
    assert "Kantor &lt;b&gt;Baru&lt;/b&gt;" in browser.text  # what was typed stays, as text
    assert sent(browser, picture(), office="").page.status_code == 422
    assert sent(browser, office="Dinas\x07Sosial").page.status_code == 422
    assert sent(browser, address="x" * 121).page.status_code == 422
    with as_(world.a.administrator):
        assert my_letterhead().office == "Dinas Sosial"
        assert db.session.scalars(select(OfficeLogo)).all() == []


def test_hostile_words_are_only_words_on_page_and_paper(world, visit):
    browser = sent(visit(world.a.administrator), office="<script>alert(1)</script>", address="Jl. 'x'); DROP TABLE 1")
    assert "Tersimpan" in browser.text
    assert "<script>alert" not in browser.open(PAGE).text
    assert "<SCRIPT>ALERT(1)</SCRIPT>" in words_of(browser.client.get(SAMPLE))


def test_the_longest_letterhead_stays_on_one_page(world, visit):
    longest = {"government": 80, "office": 80, "address": 120, "phone": 40, "seat": 60}
    browser = sent(visit(world.a.administrator), **{name: "W" * length for name, length in longest.items()})
    assert "Tersimpan" in browser.text
    assert len(PdfReader(io.BytesIO(browser.client.get(SAMPLE).data)).pages) == 1


def test_only_a_sites_administrator_may(world, visit, as_):
    for member in (world.a.front_office, world.a.head, world.a.facilitator):
        browser = visit(member)
        assert [browser.client.get(each).status_code for each in (PAGE, SAMPLE, LOGO)] == [403] * 3
        with as_(member), pytest.raises(Refused) as refused:
            set_letterhead({"office": "Milik saya"}, None)
        assert refused.value.status == 403
    assert visit(world.province).client.get(PAGE).status_code == 404


def test_nobody_says_anything_of_another_office(world, as_):
    with as_(world.a.administrator):
        db.session.execute(text("SELECT say_of_my_office('Kami', 'Kami', '', '', '', '')"))
        said = dict(db.session.execute(text("SELECT id, government FROM tenant WHERE government <> ''")).all())
        assert said == {world.a.tenant_id: "Kami"}
        db.session.rollback()


def test_the_page_says_the_zone_of_the_province(world, visit):
    assert "Zona waktu: WIB" in visit(world.a.administrator).open(PAGE).text


def test_a_signed_letter_keeps_the_letterhead_it_was_signed_with(world, story, visit):
    case_id = story.decided()
    story.refer(case_id, fields=["name"])
    sent(visit(world.a.administrator), picture(), office="Kantor Baru")
    story.refer(case_id, "civil_registry", fields=["name"])
    with story.as_(world.a.manager):
        before, after = db.session.scalars(select(Letter.pdf).order_by(Letter.id)).all()
    old, new = (PdfReader(io.BytesIO(pdf)).pages[0] for pdf in (before, after))
    assert "DINAS SOSIAL" in old.extract_text()
    assert "KANTOR BARU" not in old.extract_text()
    assert "KANTOR BARU" in new.extract_text()
    assert (len(old.images), len(new.images)) == (0, 1)
