"""The bulletin of a district: written in its office, approved by its head, then everybody's and for good."""

import io

import pypdf
import pytest

from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reporting.bulletin.models import Bulletin
from tests.reporting.conftest import CANARY_NAME
from tests.reporting.test_opendata import opened, published
from tests.world import World

__all__ = ["opened", "published"]

OFFICE = "/buletin-kantor/2026-Q1"
PUBLIC = "/buletin/blt/2026-Q1"
WORDS = "Awal tahun ini lebih banyak warga datang.\nTerima kasih kepada semua fasilitator."


@pytest.fixture
def written(browse, published) -> World:
    """The manager of A has written about the first quarter and submitted it."""
    manager = browse(published.a.manager)
    saved = manager.post(OFFICE, opening=WORDS, advice="Kantor buka Senin sampai Jumat.", version="0")
    assert saved.headers["Location"].endswith("/lihat")
    assert manager.post(f"{OFFICE}/ajukan", version="1").status_code == 303
    return published


def test_nobody_reads_it_before_the_head_has_approved(browse, client, written: World) -> None:
    assert client.get(PUBLIC).status_code == client.get(f"{PUBLIC}.pdf").status_code == 404
    assert "Belum ada buletin" in client.get("/buletin/blt").text
    assert browse(written.a.manager).post(f"{OFFICE}/terbitkan", version="2").status_code == 403
    assert browse(written.a.head).post(f"{OFFICE}/terbitkan", version="2").headers["Location"].lower() == PUBLIC.lower()
    page = client.get(PUBLIC).text
    assert "Awal tahun ini lebih banyak warga datang." in page
    assert "Triwulan I 2026" in client.get("/buletin/BLT").text


def test_it_tells_the_published_numbers_and_no_small_one(browse, client, written: World) -> None:
    browse(written.a.head).post(f"{OFFICE}/terbitkan", version="2")
    page = client.get(PUBLIC).text
    assert "42 keluhan, pertanyaan, saran, dan permintaan warga dicatat." in page
    assert "Paling banyak tentang kesehatan: 30." in page
    assert "&lt;5" in page
    assert CANARY_NAME not in page
    english = client.get(f"{PUBLIC}?lang=en").text
    assert "Health" in english


def test_the_paper_says_the_same_and_stays_as_it_was(browse, client, written: World, admin) -> None:
    browse(written.a.head).post(f"{OFFICE}/terbitkan", version="2")
    first = client.get(f"{PUBLIC}.pdf")
    assert first.mimetype == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(first.data))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in ("Buletin kesejahteraan sosial", "Triwulan I 2026", "Kesehatan", "30", "<5", "Kantor buka Senin"):
        assert words in text
    assert f"Disetujui {written.a.head.name}" in text
    drawn = sum(page.get_contents().get_data().count(b" re f") for page in reader.pages)
    assert drawn > 20, "bars and the squares of the QR"
    admin.execute("UPDATE tenant SET office = 'Dinas Lain' WHERE id = %s", [written.a.tenant_id])
    assert client.get(f"{PUBLIC}.pdf").data == first.data


def test_the_day_of_approval_is_the_office_s_whoever_reads_it(browse, client, written: World, admin) -> None:
    admin.execute("UPDATE tenant SET timezone = 'Asia/Jayapura' WHERE id = %s", [written.a.tenant_id])
    browse(written.a.head).post(f"{OFFICE}/terbitkan", version="2")
    admin.execute("UPDATE bulletin SET approved_at = '2026-04-30 15:30+00'")  # past midnight there, evening in Jakarta
    for page in (PUBLIC, "/buletin/blt"):
        assert "1 Mei 2026" in client.get(page).text


def test_sent_back_it_says_why_and_can_be_mended(browse, written: World) -> None:
    head, manager = browse(written.a.head), browse(written.a.manager)
    refused = head.post(f"{OFFICE}/kembalikan", reason="", version="2")
    assert refused.status_code == 422
    assert 'id="f-reason-error"' in refused.text
    head.post(f"{OFFICE}/kembalikan", reason="Sebut juga jam buka hari Sabtu.", version="2")
    assert "Sebut juga jam buka" in manager.get(OFFICE).text
    assert head.post(f"{OFFICE}/terbitkan", version="3").status_code == 409, "it is a draft again"
    assert manager.post(OFFICE, opening=WORDS + " Lagi.", version="1").status_code == 409, "somebody was faster"
    assert manager.post(OFFICE, opening=WORDS + " Lagi.", version="3").status_code == 303


def test_the_head_publishes_what_was_read_and_nothing_else(browse, client, written: World) -> None:
    """While the head reads, the manager writes on and submits again: the page that was read publishes nothing."""
    head, manager = browse(written.a.head), browse(written.a.manager)
    read = head.get(f"{OFFICE}/lihat").text
    assert read.count('name="version" value="2"') == 2
    manager.post(OFFICE, opening="Kalimat yang tidak pernah dibaca Kepala Dinas.", version="2")
    assert manager.post(f"{OFFICE}/ajukan", version="2").status_code == 409
    assert manager.post(f"{OFFICE}/ajukan", version="3").status_code == 303
    for stale in ({"version": "2"}, {}):
        assert head.post(f"{OFFICE}/terbitkan", **stale).status_code == 409
    assert head.post(f"{OFFICE}/kembalikan", reason="Kurang jelas", version="2").status_code == 409
    assert client.get(PUBLIC).status_code == 404
    assert 'value="4"' in head.get(f"{OFFICE}/lihat").text
    assert head.post(f"{OFFICE}/terbitkan", version="4").status_code == 303
    assert "tidak pernah dibaca" in client.get(PUBLIC).text


def test_published_it_is_not_changed_any_more(browse, written: World) -> None:
    head = browse(written.a.head)
    head.post(f"{OFFICE}/terbitkan", version="2")
    assert browse(written.a.manager).post(f"{OFFICE}/ajukan", version="3").status_code == 409
    assert head.post(f"{OFFICE}/kembalikan", reason="Terlambat dipikirkan", version="3").status_code == 409
    assert head.get(OFFICE).headers["Location"].lower() == PUBLIC.lower()


def test_taken_back_it_says_why_and_nothing_else_until_it_is_mended(browse, client, written: World, admin) -> None:
    head, manager = browse(written.a.head), browse(written.a.manager)
    head.post(f"{OFFICE}/terbitkan", version="2")
    assert "Ada yang salah? Tarik" in head.get(f"{OFFICE}/lihat").text
    assert "Ada yang salah? Tarik" not in manager.get(f"{OFFICE}/lihat").text
    assert manager.post(f"{OFFICE}/tarik", reason="Jam buka keliru.", version="3").status_code == 403
    assert head.post(f"{OFFICE}/tarik", reason="Jam buka keliru.", version="3").headers["Location"].endswith("/lihat")
    gone = client.get(PUBLIC)
    assert gone.status_code == 410
    assert "Jam buka keliru." in gone.text
    assert "Awal tahun" not in gone.text
    assert client.get(f"{PUBLIC}.pdf").headers["Location"].lower() == PUBLIC.lower()
    assert "Ditarik" in client.get("/buletin/blt").text
    assert "Jam buka keliru." in manager.get(OFFICE).text
    assert admin.execute("SELECT pdf, figures->0->>'dataset' FROM bulletin").fetchone() == (None, "kasus-masuk")
    manager.post(OFFICE, opening="Awal tahun ini lebih banyak warga datang, buka 08.00.", version="4")
    manager.post(f"{OFFICE}/ajukan", version="5")
    assert client.get(PUBLIC).status_code == 410, "not before the head has approved it again"
    head.post(f"{OFFICE}/terbitkan", version="6")
    page = client.get(PUBLIC)
    assert page.status_code == 200
    assert "buka 08.00" in page.text
    assert "Yang salah waktu itu: Jam buka keliru." in page.text
    assert client.get(f"{PUBLIC}.pdf").mimetype == "application/pdf"
    log = "SELECT detail::text FROM audit_entry WHERE action = 'bulletin.withdrawn'"
    assert "Jam buka" not in str(admin.execute(log).fetchall())


def test_what_keeps_it_from_being_taken_back_is_told_at_the_field(browse, client, written: World) -> None:
    head = browse(written.a.head)
    head.post(f"{OFFICE}/terbitkan", version="2")
    for reason, version, status, words in (
        ("", "3", 422, "Belum diisi"),
        ("Salah NIK 1906019912310007", "3", 422, "NIK"),
        ("Jam buka keliru.", "2", 409, "baru saja"),
    ):
        answer = head.post(f"{OFFICE}/tarik", reason=reason, version=version)
        assert answer.status_code == status
        assert words in answer.text
        assert reason in answer.text
    assert client.get(PUBLIC).status_code == 200


def test_only_what_is_published_is_taken_back(browse, written: World) -> None:
    head = browse(written.a.head)
    assert head.get(f"{OFFICE}/tarik").headers["Location"].endswith("/lihat")
    assert head.post(f"{OFFICE}/tarik", reason="Jam buka keliru.", version="2").status_code == 409


def test_everybody_finds_the_bulletins_from_any_open_page(browse, client, written: World) -> None:
    assert "Belum ada buletin" in client.get("/buletin").text
    browse(written.a.head).post(f"{OFFICE}/terbitkan", version="2")
    listed = client.get("/buletin").text
    assert 'href="/buletin/BLT"' in listed
    assert "Kepulauan Bangka Belitung" in listed
    assert "Triwulan I 2026" in listed
    assert "/buletin/SKH" not in listed
    for page in ("/lacak", "/data-terbuka", "/masuk"):
        assert 'href="/buletin"' in client.get(page).text
    assert 'href="/data-terbuka"' in listed


@pytest.mark.parametrize(("opening", "words"), [
    ("", "Belum diisi"), ("Pendek", "Terlalu pendek"), ("Bu Siti, NIK 1906 0199 1231 0007, sudah dibantu.", "NIK"),
])  # fmt: skip
def test_bad_words_are_told_at_the_field_and_kept(browse, published, opening, words) -> None:
    answer = browse(published.a.manager).post(OFFICE, opening=opening, advice="Datang ke kantor.", version="0")
    assert answer.status_code == 422
    assert words in answer.text
    assert "Datang ke kantor." in answer.text


def test_a_quarter_without_published_numbers_has_no_bulletin(browse, client, published) -> None:
    assert browse(published.a.manager).get("/buletin-kantor/2026-Q3").status_code == 404
    for url in ("/buletin/xyz", "/buletin/blt/2026-Q9", "/buletin/blt/kemarin", "/buletin/blt/2026-Q3.pdf"):
        assert client.get(url).status_code == 404, url


def test_a_bulletin_has_one_address(browse, client, written: World) -> None:
    """A month or a year is no quarter, even where its first day is."""
    browse(written.a.head).post(f"{OFFICE}/terbitkan", version="2")
    assert client.get("/buletin/blt/2026-q1").status_code == 200
    for slug in ("2026-01", "2026"):
        assert (
            client.get(f"/buletin/blt/{slug}").status_code == client.get(f"/buletin/blt/{slug}.pdf").status_code == 404
        )


def test_another_office_has_its_own(app, browse, client, written: World) -> None:
    browse(written.a.head).post(f"{OFFICE}/terbitkan", version="2")
    assert client.get("/buletin/skh/2026-Q1").status_code == 404
    assert "Awal tahun" not in browse(written.b.manager).get(OFFICE).text
    for reader in (Reader.PUBLIC, Reader.SUPERVISOR, Reader.MINISTRY):
        with app.app_context(), enter(Context(reader, tenant_id=written.a.tenant_id)):
            with pytest.raises(Exception, match="permission denied"):
                db.session.query(Bulletin.id).all()
            db.session.rollback()
