"""From a spreadsheet to a certificate: the roster, an invitation on paper, the first sign-in, the test, the PDF."""

import io
import re

from pypdf import PdfReader

from tests.browser.hands import go
from tests.browser.watch import inspect
from tests.workforce.conftest import SITI, sheet
from workforce.courses import NATIONAL_SLUGS, national

PASSWORD = "kopi hangat tiap pagi"


def import_roster(manager) -> None:
    manager.goto("/tenaga/impor")
    inspect(manager)
    row = SITI | {"post": "Fasilitator", "funding": "APBD kabupaten/kota"}
    file = {"name": "daftar.xlsx", "mimeType": "application/octet-stream", "buffer": sheet(row)}
    manager.locator("#f-file").set_input_files(file)
    go(manager.get_by_role("button", name="Periksa berkas"))
    assert manager.get_by_role("heading", level=1).inner_text() == "Ini yang akan disimpan"
    inspect(manager)
    go(manager.get_by_role("button", name="Simpan semuanya"))
    assert manager.get_by_role("link", name="Siti Rahma").is_visible()
    inspect(manager)


def print_code(administrator) -> str:
    administrator.goto("/tenaga")
    go(administrator.get_by_role("button", name="Undang semuanya"))
    inspect(administrator)
    with administrator.expect_download() as download:
        administrator.get_by_role("button", name="Cetak lembar undangan").click()
    paper = PdfReader(io.BytesIO(download.value.path().read_bytes())).pages[0].extract_text()
    return re.search(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b", paper)[0]


def come_in(phone, code: str) -> None:
    phone.goto("/undangan")
    inspect(phone)
    phone.get_by_label("Kode undangan").fill(code)
    go(phone.get_by_role("button", name="Lanjutkan"))
    assert phone.get_by_text("siti.rahma.blt").is_visible()
    inspect(phone)
    phone.locator("#f-password").fill(PASSWORD)
    phone.locator("#f-again").fill(PASSWORD)
    go(phone.get_by_role("button", name="Terima dan masuk"))
    phone.goto("/pelatihan/saya")
    assert phone.get_by_role("heading", name="Belum ada pelatihan untuk Anda").is_visible()


def hold_training(manager) -> None:
    manager.goto("/pelatihan/baru")
    inspect(manager)
    told = {"place": "Aula Dinas Sosial", "first_day": "2026-03-02", "last_day": "2026-03-03", "trainers": "Tim Teknis"}
    for field, words in told.items():
        manager.locator(f"#f-{field}").fill(words)
    go(manager.get_by_role("button", name="Buat pelatihan"))
    go(manager.get_by_role("link", name="Pilih peserta"))
    inspect(manager)
    manager.get_by_label("Siti Rahma").check()
    go(manager.get_by_role("button", name="Tambahkan yang dicentang"))
    go(manager.get_by_role("link", name="Catat kehadiran"))
    manager.get_by_label("Siti Rahma").check()
    go(manager.get_by_role("button", name="Simpan kehadiran"))
    inspect(manager)


def take_test(phone, slug: str, answers: list[int]) -> None:
    phone.goto("/pelatihan/saya")
    go(phone.locator(f"a[href$='/tes/{slug}']"))
    inspect(phone)
    for number, answer in enumerate(answers):
        phone.locator(f"#q{number}-{answer}").check()
    go(phone.get_by_role("button", name="Kirim jawaban"))
    assert "Lulus dengan nilai 100" in phone.get_by_role("heading", level=1).inner_text()


def test_a_person_of_the_roster_is_invited_on_paper_trained_and_certified(app, world, open_browser) -> None:
    with app.app_context():
        answers = {slug: [each.right for each in national()[slug].questions] for slug in NATIONAL_SLUGS}
    manager, administrator = open_browser(world.a.manager), open_browser(world.a.administrator)
    phone = open_browser(width=360)
    import_roster(manager)
    come_in(phone, print_code(administrator))
    hold_training(manager)
    for slug in NATIONAL_SLUGS:
        take_test(phone, slug, answers[slug])
    inspect(phone)
    manager.reload()
    go(manager.get_by_role("button", name="Terbitkan sertifikat"))
    inspect(manager)
    phone.goto("/pelatihan/saya")
    address = phone.get_by_role("link", name="Sertifikat saya").get_attribute("href")
    certificate = PdfReader(io.BytesIO(phone.request.get(address).body())).pages[0].extract_text()
    anybody = open_browser(width=360)
    anybody.goto(re.search(r"/cek/sertifikat/\S+", certificate)[0])
    assert anybody.get_by_role("heading", name="Sertifikat ini asli").is_visible()
    inspect(anybody)
    for path in ("/tenaga/desa", "/tenaga/honor", "/perlengkapan", "/pelatihan/modul/programmes", "/tenaga/1"):
        manager.goto(path)
        inspect(manager)
    administrator.goto("/pengguna/peran")
    inspect(administrator)
