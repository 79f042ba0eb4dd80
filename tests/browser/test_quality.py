"""The quality of data as its three readers see it: the office with what to do, the province, the ministry."""

import re
from datetime import date

import pytest

from foundation.db import db
from reporting.quality import actions
from reporting.quality.checks import Found
from tests.browser.watch import inspect

pytestmark = pytest.mark.drill
_FAR = (
    "INSERT INTO quality_figure (tenant_id, slug, value, middle, low, high, peers, among, far, noted_on) VALUES"
    " (%(t)s, 'overdue', 0.62, 0.18, 0.14, 0.22, 11, 'province', true, '2026-11-26'),"
    " (%(t)s, 'days', 12.5, 11, 8.4, 14.1, 11, 'province', false, '2026-11-26')"
)
_SAYS = "Dua petugas berhenti bulan lalu; penggantinya mulai awal Desember."


@pytest.mark.parametrize("width", [360, 1366])
def test_a_mark_is_read_explained_and_read_above(filled, as_, admin, open_browser, width: int) -> None:
    admin.execute(_FAR, {"t": filled.a.tenant_id})
    with as_(filled.a.manager):
        found = {
            "quiet": Found(40),
            "without_nik": Found(37, 92),
            "families_unseen": Found(3, 90),
            "doubles": Found(1, 20),
        }
        actions.note(found, date(2026, 11, 26))
        db.session.commit()
    page = open_browser(filled.a.manager, width=width)
    page.goto("/mutu-data")
    inspect(page)
    page.get_by_role("link", name=re.compile("Tulis penjelasan.*Kasus lewat tenggat")).click()
    page.locator("[name=words]").fill("Tanya 0812 3456 7890")
    page.get_by_role("button", name="Simpan penjelasan").click()
    assert page.title().startswith("Kesalahan:")
    assert page.locator("[name=words]").input_value() == "Tanya 0812 3456 7890"
    inspect(page)
    page.locator("[name=words]").fill(_SAYS)
    page.get_by_role("button", name="Simpan penjelasan").click()
    page.get_by_text(_SAYS).wait_for()
    page.get_by_role("link", name=re.compile("Buka daftarnya.*Warga tanpa NIK")).click()
    inspect(page)
    above = open_browser(filled.province, width=width)
    above.goto("/provinsi/mutu-data")
    above.get_by_text(_SAYS).wait_for()
    inspect(above)
    nation = open_browser(filled.ministry, width=width)
    for path in ("/nasional/mutu-data", f"/nasional/mutu-data/{filled.province.tenant_id}", "/nasional/cakupan"):
        nation.goto(path)
        inspect(nation)
