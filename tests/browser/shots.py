"""`make shots`: photograph the pages of a running demonstration into shots/, phone and desktop.

`python -m tests.browser.shots pictures` takes the few that the README shows, into docs/pictures/.
"""

import os
import sys
from pathlib import Path

import pyotp
from playwright.sync_api import Page, sync_playwright

from slrt.demo.accounts import PASSWORD, TOTP_SECRET
from tests.browser.conftest import FLAGS, find_chromium

ADDRESS = os.environ.get("SLRT_PUBLIC_URL", "http://127.0.0.1:8000")
PAGES = {
    None: [
        "/masuk",
        "/lacak",
        "/cek",
        "/design",
        "/buletin",
        "first:/buletin/BLT",
        "/data-terbuka",
        "/data-terbuka/panduan",
    ],
    "front-office.blt": [
        "/antrean",
        "/kasus/baru",
        "/warga/baru",
        "first:/antrean",
        "/warga/1",
        "/pesan",
        "/jumlah",
        "/lainnya",
    ],
    "manager.blt": [
        "/antrean?state=awaiting_decision",
        "first:/antrean?state=awaiting_decision",
        "/catatan-akses",
        "/pantauan",
        "/penyaringan",
        "/perkembangan",
        "/laporan",
        "/tabel",
        "/mutu-data",
    ],
    "planner.blt": ["/perencanaan", "/perencanaan/anggaran"],
    "facilitator.blt": ["/antrean", "/kotak-masuk"],
    "head.blt": ["/akun", "/akun/kata-sandi", "/akun/verifikasi", "/akun/kode-cadangan", "/akun/sesi"],
    "administrator.blt": ["/pengaturan", "/token"],
    "health-office.blt": ["/rujukan", "first:/rujukan"],
    "provinsi.bbl": ["/provinsi", "/provinsi/kasus", "/provinsi/peta", "/provinsi/mutu-data"],
    "kementerian": ["/nasional", "/nasional/peta", "/nasional/cakupan", "/nasional/mutu-data"],
}
PICTURES = {
    # name: who, where, how wide and how high
    "queue": ("front-office.blt", "/antrean", 1366, 860),
    "case": ("manager.blt", "first:/antrean?state=awaiting_decision", 1366, 1000),
    "case-phone": ("manager.blt", "first:/antrean?state=awaiting_decision", 360, 760),
    "referral": ("health-office.blt", "first:/rujukan", 1366, 800),
    "province": ("provinsi.bbl", "/provinsi", 1366, 1000),
    "sustainability": ("manager.blt", "/keberlanjutan/dana", 1366, 900),
    "progress": ("manager.blt", "/perkembangan", 1366, 760),
    "map": ("kementerian", "/nasional/peta", 1366, 900),
    "budget": ("planner.blt", "/perencanaan/anggaran", 1366, 900),
    "bulletin": (None, "first:/buletin/BLT", 1366, 900),
    "bulletin-phone": (None, "first:/buletin/BLT", 360, 760),
}


def main(folder: Path) -> None:
    """Sign in as each role by the demonstration's own picker and photograph its pages."""
    folder.mkdir(exist_ok=True)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for width in (360, 1366):
            for login, paths in PAGES.items():
                context = browser.new_context(base_url=ADDRESS, viewport={"width": width, "height": 900})
                page = context.new_page()
                if login:
                    _sign_in(page, login)
                for path in paths:
                    _photograph(page, path, folder / f"{login or 'public'}{_slug(path)}-{width}.png")
                context.close()
        browser.close()


def picture(folder: Path) -> None:
    """What the README shows: the top of a page, as it fits a screen."""
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        readers = {}  # a code of the second factor opens once
        for name, (login, path, width, height) in PICTURES.items():
            if login not in readers:
                readers[login] = browser.new_context(base_url=ADDRESS).new_page()
                if login:
                    _sign_in(readers[login], login)
            page = readers[login]
            page.set_viewport_size({"width": width, "height": height})
            _open(page, path)
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


def _sign_in(page: Page, login: str) -> None:
    page.goto("/masuk")
    page.locator("[name=login]").fill(f"{login}@slrt.test")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).first.click()
    if page.locator("[name=code]").count():
        page.locator("[name=code]").fill(pyotp.TOTP(TOTP_SECRET).now())
        page.locator("main form button[type=submit]").first.click()


def _photograph(page: Page, path: str, file: Path) -> None:
    _open(page, path)
    page.screenshot(path=file, full_page=True)


def _open(page: Page, path: str) -> None:
    page.goto(path.removeprefix("first:"))
    if path.startswith("first:"):
        page.locator("main tbody a:visible, main .tasks a:visible").first.click()
    page.wait_for_load_state("networkidle")


def _slug(path: str) -> str:
    return "-" + "".join(c if c.isalnum() else "-" for c in path).strip("-")


if __name__ == "__main__":
    if sys.argv[1:] == ["pictures"]:
        picture(Path("docs/pictures"))
    else:
        main(Path(sys.argv[1] if len(sys.argv) > 1 else "shots"))
