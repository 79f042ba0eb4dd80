"""A list of people from Excel, on a desktop and on a telephone: columns, what was understood, what is refused."""

import re

import pytest

from tests.browser.hands import go
from tests.browser.watch import inspect
from tests.exchange import lists

TOLD = [*lists.rows(6), lists.row(7, name=""), lists.row(8, nik=1906010404720001.0), lists.row(9, village="Antah")]


@pytest.mark.drill
@pytest.mark.parametrize("width", [1366, 360])
def test_a_list_is_looked_at_and_then_saved(world, app, open_browser, width) -> None:
    page = open_browser(world.a.back_office, width=width)
    page.goto("/data/masuk")
    inspect(page)
    page.set_input_files("[name=file]", {"name": "warga.xlsx", "mimeType": "", "buffer": lists.workbook(TOLD)})
    go(page.get_by_role("button", name="Lanjut ke kolom"))
    inspect(page)
    go(page.get_by_role("button", name="Periksa semua baris"))
    page.get_by_text("Berkas sedang dibaca").wait_for()
    lists.work(app)
    page.reload()
    inspect(page)
    go(page.get_by_role("button", name="Laksanakan pilihan ini"))
    assert page.title().startswith("Kesalahan:")
    inspect(page)
    go(page.get_by_role("button", name="Ubah arti kolom"))
    go(page.get_by_role("button", name="Periksa semua baris"))
    lists.work(app)
    page.reload()
    page.get_by_label(re.compile("Simpan baris yang baik")).check()
    go(page.get_by_role("button", name="Laksanakan pilihan ini"))
    lists.work(app)
    page.reload()
    page.get_by_role("heading", name="Daftar sudah disimpan").wait_for()
    inspect(page)
