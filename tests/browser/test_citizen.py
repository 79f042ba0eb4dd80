"""A citizen with a telephone sends the missing paper, rates the result and objects; the last without scripts."""

from playwright.sync_api import FilePayload, Page, expect

from tests import uploads
from tests.browser.hands import go
from tests.browser.watch import inspect
from tests.cases.conftest import NIK, mailbox, story

__all__ = ["mailbox", "story"]

PHOTO: FilePayload = {"name": "kk.jpg", "mimeType": "image/jpeg", "buffer": uploads.photograph()}


def press(page: Page, words: str) -> None:
    go(page.get_by_role("button", name=words, exact=True))


def come(page: Page, code: str) -> None:
    page.goto("/lacak")
    page.locator("[name=code]").fill(code)
    page.locator("[name=last4]").fill(NIK[-4:])
    press(page, "Lihat kasus")
    page.wait_for_url(f"**/lacak/{code}")


def test_papers_a_rating_and_an_objection_from_a_telephone(world, story, open_browser) -> None:
    case_id = story.register()
    story.move(case_id, "accept")
    story.move(case_id, "ask_correction", "KK", documents=["family_card", "medical_letter"])
    code = story.case(case_id).code

    phone = open_browser(width=360)
    come(phone, code)
    inspect(phone)
    go(phone.get_by_role("link", name="Kartu Keluarga"))
    expect(phone.locator("[name=document]")).to_have_value("family_card")
    press(phone, "Kirim berkas")
    expect(phone.get_by_role("alert")).to_contain_text("Pilih paling sedikit satu berkas")
    inspect(phone)
    phone.locator("[name=files]").set_input_files(PHOTO)
    press(phone, "Kirim berkas")
    expect(phone.get_by_text("1 berkas sudah kami terima")).to_be_visible()
    expect(phone.get_by_text("Sudah Anda kirim", exact=True)).to_be_visible()
    inspect(phone)
    story.run_jobs()

    desk = open_browser(world.a.back_office)
    desk.goto(f"/kasus/{case_id}")
    expect(desk.get_by_text("Dokumen baru masuk dari warga")).to_be_visible()
    inspect(desk)
    desk.goto(f"/kasus/{case_id}/lengkap")
    desk.locator("[name=note]").fill("Sudah dilihat")
    press(desk, "Catat berkas sudah lengkap")
    desk.wait_for_url(f"**/kasus/{case_id}")
    for name in ("check", "recommend", "decide", "handle", "record_result", "inform"):
        story.move(case_id, name, "Sudah")

    phone.reload()
    inspect(phone)
    go(phone.get_by_role("link", name="Nilai hasilnya"))
    inspect(phone)
    phone.get_by_text("Belum", exact=True).click()
    press(phone, "Kirim penilaian")
    expect(phone.get_by_role("alert")).to_contain_text("Tulis apa yang belum membantu")
    expect(phone.get_by_role("radio", name="Belum")).to_be_checked()
    inspect(phone)
    phone.locator("[name=body]").fill("Kartunya masih ditolak.")
    press(phone, "Kirim penilaian")
    phone.wait_for_url(f"**/lacak/{code}")
    story.run_jobs()

    plain = open_browser(width=360, scripts=False)
    come(plain, code)
    go(plain.get_by_role("link", name="Sampaikan keberatan"))
    plain.locator("[name=body]").fill("Kartu masih ditolak di rumah sakit.")
    press(plain, "Kirim keberatan")
    expect(plain.get_by_text("Keberatan Anda sedang dicatat")).to_be_visible()
    story.run_jobs()
    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Kasus Anda sedang dianalisis")
    inspect(phone)
