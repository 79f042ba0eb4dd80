"""The day of the month by which update rounds are sent: the 17th, unless a site or a level above says otherwise."""

from datetime import UTC, date, datetime

import pytest

from foundation import clock
from settings.queries import rules
from settings.rules import cut_off_after

PAGE = "/pengaturan/batas-pemutakhiran"


@pytest.mark.parametrize(
    ("day", "cut_off_day", "due"),
    [
        (date(2026, 3, 17), 17, date(2026, 3, 17)),
        (date(2026, 3, 18), 17, date(2026, 4, 17)),
        (date(2026, 12, 31), 10, date(2027, 1, 10)),
        (date(2026, 1, 31), 28, date(2026, 2, 28)),
        (date(2026, 11, 1), 1, date(2026, 11, 1)),
    ],
)
def test_a_round_is_sent_this_month_or_the_next(day, cut_off_day, due):
    assert cut_off_after(day, cut_off_day) == due


def test_a_site_moves_its_day_and_the_next_round_begins_with_it(world, visit, as_, client, sign_in):
    with as_(world.a.back_office):
        assert rules().cut_off_day == 17
    browser = visit(world.a.administrator).open(PAGE).press("Lihat dulu akibatnya", day="12")
    assert "harus terkirim paling lambat" in browser.text
    browser.press("Simpan")
    assert "Tanggal 12 setiap bulan" in browser.open("/pengaturan").text
    for member, day in ((world.a.back_office, 12), (world.b.back_office, 17)):
        with as_(member):
            assert rules().cut_off_day == day
    with clock.set_to(datetime(2027, 3, 5, 3, tzinfo=UTC)):
        sign_in(client, world.a.back_office)
        assert 'value="2027-03-12"' in client.get("/pemutakhiran/baru").get_data(as_text=True)


def test_a_day_that_some_months_lack_is_refused_at_its_field(world, visit):
    browser = visit(world.a.administrator).open(PAGE)
    for typed in ("29", "0", "tujuh belas", ""):
        browser.open(PAGE).press("Lihat dulu akibatnya", day=typed)
        assert browser.page.status_code == 422, typed
        assert 'id="f-day-error"' in browser.text, typed
