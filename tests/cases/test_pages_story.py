"""The story in a browser without JavaScript: counter, back office, manager, agency, and back to the citizen."""

import io
import re

import pytest
from pypdf import PdfReader

from tests.cases.visitor import Visitor


@pytest.fixture
def visit(app, sign_in):
    """`visit(world.a.manager)`: that member at a browser of their own; `visit(None)`: somebody from the street."""
    return lambda member: Visitor(sign_in(app.test_client(), member) if member else app.test_client())


@pytest.fixture(autouse=True)
def post_office(app):
    """E-mail that leaves the house, kept here."""
    sent = []
    before = app.extensions["slrt_messaging"]
    app.extensions["slrt_messaging"] = {"email": sent.append}
    yield sent
    app.extensions["slrt_messaging"] = before


def register(browser, **changes):
    """From the empty start page to the receipt, through the registry for somebody new."""
    browser.open("/kasus/baru").press("Cari", q="Sumiati")
    assert "Belum ada yang cocok" in browser.text
    browser.open("/warga/baru?next=/kasus/baru")
    browser.press(
        "Lanjutkan", name="Sumiati", nik="1906 0144 0472 0001", phone="0812 3456 4410", email="sumiati@contoh.test",
        address="Dusun Lalang II RT 04", village_code="19.06.01.2001",
    )  # fmt: skip
    browser.press("Simpan")
    assert browser.path == "/kasus/baru"
    assert "Sumiati" in browser.text
    browser.press("Lanjutkan dengan orang ini")
    browser.press("Lanjutkan", case_type="pbi_reactivation", kind="complaint")
    said = {"summary": "KIS nonaktif", "story": "Ditolak waktu mau cuci darah"} | changes
    browser.press("Lanjutkan", **said)
    browser.press("Lanjutkan", consent_share="1")
    assert "Apakah semua sudah benar?" in browser.text
    return browser.press("Daftarkan kasus")


def case_url(browser):
    return re.search(r'href="(/kasus/\d+)"', browser.text)[1]


def test_a_case_travels_from_the_counter_to_the_agency_and_back(story, world, visit):
    counter = register(visit(world.a.front_office))
    assert "Kasus sudah terdaftar" in counter.text
    code = re.search(r"BLT-\d\d-\d{6}", counter.text)[0]
    url = case_url(counter)

    back = visit(world.a.back_office)
    assert code in back.open("/antrean").text
    back.open(url).open(f"{url}/mulai-cek").press("Mulai cek data")
    back.open(f"{url}/hasil-cek").press("Catat hasil cek data", note="Desil 3, aktif")
    back.open(f"{url}/rekomendasi").press("Susun rekomendasi", note="Reaktivasi PBI-JK")
    assert back.path == url
    assert "Reaktivasi PBI-JK" in back.text
    assert "Tetapkan layanan" not in re.findall(r'btn btn-primary" href[^>]*>([^<]*)', back.text)

    manager = visit(world.a.manager)
    manager.open(f"{url}/kembalikan").press("Kembalikan ke back office", note="Lengkapi surat RSUD")
    back.open(f"{url}/rekomendasi").press("Susun rekomendasi", note="Reaktivasi, surat RSUD terlampir")
    manager.open(f"{url}/tetapkan").press("Tetapkan layanan", note="Reaktivasi dan jadwal cuci darah")
    manager.open(f"{url}/rujuk").press(
        "Lihat dulu sebelum dikirim", agency_id=world.a.agencies["health_office"], service="Jadwal cuci darah",
        fields=["name", "nik", "summary"],
    )  # fmt: skip
    assert "Ini yang akan dibaca Dinas Kesehatan" in manager.text
    assert "1906••••••••0001" in manager.text
    manager.press("Tanda tangani dan kirim")
    assert manager.path == url
    assert "Dirujuk" in manager.text

    agency = visit(world.a.health_office_officer)
    agency.open("/rujukan")
    assert code in agency.text
    packet = re.search(r'href="(/rujukan/\d+)"', agency.text)[1]
    agency.open(packet)
    assert "1906014404720001" in agency.text
    assert "Dusun Lalang" not in agency.text
    letter = agency.client.get(re.search(r'href="(/surat/\d+\.pdf)"', agency.text)[1])
    assert letter.mimetype == "application/pdf"
    printed = PdfReader(io.BytesIO(letter.data)).pages[0].extract_text()
    check_code = re.search(r"BLT-[A-Z0-9]{4}-[A-Z0-9]{4}", printed)[0]
    agency.open(f"{packet}/terima").press("Terima rujukan")
    agency.open(f"{packet}/jawab").press("Kirim hasil", result="granted", note="Dijadwalkan Senin dan Kamis")
    assert "Dikabulkan" in agency.text
    assert agency.open(f"{packet}/jawab").path == packet

    story.run_jobs()
    counter.open(f"{url}/sampaikan").press(
        "Sampaikan hasil kepada warga", channel="phone", note="Dijadwalkan Senin dan Kamis"
    )
    counter.open(f"{url}/tutup").press("Tutup kasus")
    assert "Langkah berikutnya" not in counter.text

    citizen = visit(None)
    citizen.open("/lacak").press("Lihat kasus", code=code.lower().replace("-", " "), last4="0001")
    assert "Kasus Anda sudah selesai" in citizen.text
    assert "Dinas Kesehatan" in citizen.text
    for secret in ("Sumiati", "cuci darah", "Desil 3", "Rina", "Manager BLT"):
        assert secret not in citizen.text
    citizen.open(f"/cek?kode={check_code.lower()}")
    assert "Surat ini asli" in citizen.text
    assert "Sumiati" not in citizen.text


def test_what_was_typed_is_there_again_on_the_way_back(world, visit):
    browser = visit(world.a.front_office)
    browser.open("/warga/baru?next=/kasus/baru")
    browser.press("Lanjutkan", name="Junaidi", sex="male", address="RT 1", village_code="19.06.01.2001")
    browser.press("Simpan").press("Lanjutkan dengan orang ini")
    browser.press("Lanjutkan", case_type="damaged_road", kind="complaint")
    draft = browser.path.rsplit("/", 1)[0]
    browser.press("Lanjutkan", summary="", story="Jalan berlubang")
    assert browser.page.status_code == 422
    assert "<title>Kesalahan:" in browser.text
    assert "Jalan berlubang" in browser.text
    assert browser.open(f"{draft}/periksa").path == f"{draft}/keluhan"  # nothing is skipped
    browser.press("Lanjutkan", summary="Jalan desa rusak", story="Jalan berlubang")
    assert 'value="damaged_road" selected' in browser.open(f"{draft}/perihal").text
    assert "Jalan desa rusak" in browser.open(f"{draft}/keluhan").text
    browser.press("Lanjutkan")
    browser.press("Lanjutkan", proxy_name="Sumiati", proxy_relation="istri")
    browser.open(f"{draft}/keluhan").press("Lanjutkan", summary="Jalan desa rusak parah")
    assert browser.path == f"{draft}/periksa"  # everything is answered: straight back to check
    assert "Jalan desa rusak parah" in browser.text
    assert "Sumiati, istri" in browser.text


def test_the_last_button_pressed_twice_makes_one_case(world, visit):
    browser = visit(world.a.front_office)
    register(browser)
    receipt = browser.path
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.text)[1]
    again = browser.client.post("/kasus/baru/1/periksa", data={"csrf_token": token}, follow_redirects=True)
    assert again.request.path == receipt
    assert browser.open("/antrean").text.count("stretched-link") == 1


def test_a_kind_that_does_not_fit_is_said_at_its_field(world, visit, story):
    case_id = story.register()
    browser = visit(world.a.front_office)
    browser.open("/kasus/baru").press("Cari", q="Junaidi").press("Pilih dan lanjutkan")
    browser.press("Lanjutkan", case_type="pbi_reactivation", kind="suggestion")
    assert browser.page.status_code == 422
    assert 'href="#f-kind"' in browser.text
    assert 'value="pbi_reactivation" selected' in browser.text
    assert story.case(case_id)


def test_somebody_elses_draft_is_not_found(world, visit, story):
    story.register()
    mine = visit(world.a.front_office)
    mine.open("/kasus/baru").press("Cari", q="Junaidi").press("Pilih dan lanjutkan")
    assert mine.path.startswith("/kasus/baru/")
    for other in (world.a.back_office, world.b.front_office):
        assert visit(other).open(mine.path).page.status_code == 404
