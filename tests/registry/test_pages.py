"""The pages: looking before recording, mistakes at their field with what was typed, nothing personal in an address."""

import logging
import re

import pytest
from sqlalchemy import func, select

from foundation.db import db
from registry.models import Person
from tests.registry.people import CLEAR, GANTUNG, NIK, another, record, typed


def send(browser, url, **values):
    """Fill in the form found at that address and send it."""
    page = browser.get(url).text
    hidden = {name: hidden_in(page, name) for name in ("csrf_token", "request_key", "version")}
    return browser.post(url, data={**{name: value for name, value in hidden.items() if value}, **values})


def hidden_in(page, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def test_the_search_page_asks_first_and_offers_no_new_person(desk):
    page = desk.get("/warga").text
    assert "Cari dulu" in page
    assert "Catat orang baru" not in page


def test_a_person_found_is_masked_and_leads_to_the_page(desk, junaidi):
    answer = send(desk, "/warga", q=NIK)
    assert answer.status_code == 200
    assert "1906••••••••0001" in answer.text
    assert f'href="/warga/{junaidi}"' in answer.text
    page = desk.get(f"/warga/{junaidi}").text
    assert "Junaidi" in page
    for number in CLEAR:
        assert number not in page


def test_nobody_found_says_what_to_do_next(desk):
    answer = send(desk, "/warga", q="Tidak Ada")
    assert "Tidak ada warga yang cocok" in answer.text
    assert 'href="/warga/baru"' in answer.text


def test_a_search_from_elsewhere_goes_back_there_with_the_person_chosen(desk, junaidi):
    answer = send(desk, "/warga?next=/kasus/baru?kind%3Drequest", q="junai", next="/kasus/baru?kind=request")
    assert 'action="/kasus/baru"' in answer.text
    assert '<input type="hidden" name="kind" value="request">' in answer.text
    assert f'type="radio" name="person" value="{junaidi}"' in answer.text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_search_never_leads_off_the_site(desk, junaidi, elsewhere):
    answer = send(desk, "/warga", q="junai", next=elsewhere)
    assert "evil" not in answer.text
    assert "javascript:" not in answer.text


def test_mistakes_stand_at_their_field_and_what_was_typed_is_kept(desk):
    said = typed(nik="1906 0104 0472 000", phone="0812 34O6 4410", name="Sumiati")
    answer = send(desk, "/warga/baru", **said)
    assert answer.status_code == 422
    assert "<title>Kesalahan: " in answer.text
    assert 'href="#f-nik">NIK kurang 1 angka' in answer.text
    assert re.search(r'id="f-phone-error">.*?angka', answer.text)
    for value in ("Sumiati", "1906 0104 0472 000", "0812 34O6 4410", "Dusun Lalang II RT 04"):
        assert f'value="{value}"' in answer.text


def test_a_new_person_is_checked_then_kept_and_taken_along(desk, app):
    url = "/warga/baru?next=/kasus/baru"
    check = send(desk, url, **typed())
    assert check.status_code == 200
    assert "Apakah semua sudah benar?" in check.text
    assert "1906 0104 0472 0001" in check.text
    kept = {name: hidden_in(check.text, name) for name in (*typed(), "csrf_token", "request_key")}
    again = desk.post(url, data={**kept, "step": "change"})
    assert 'value="1906 0104 0472 0001"' in again.text
    first, second = (desk.post(url, data={**kept, "step": "save"}) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location == "/kasus/baru?person=1"


def test_a_likely_double_is_shown_before_a_new_person_is_kept(desk, junaidi):
    check = send(desk, "/warga/baru", **another(name="Junaidi bin Hasan", birth_date="1972-04-04", sex="male"))
    assert "Mungkin sudah tercatat" in check.text
    assert "Karena nama mirip 90 %, tanggal lahir sama" in check.text
    assert f'href="/warga/{junaidi}"' in check.text


def test_a_taken_nik_is_said_at_the_field_with_the_way_to_that_person(desk, junaidi):
    answer = send(desk, "/warga/baru", **typed(name="Juned"), step="save")
    assert answer.status_code == 409
    assert 'href="#f-nik">NIK ini sudah tercatat' in answer.text
    assert f'href="/warga/{junaidi}"' in answer.text


def test_a_change_is_kept_and_a_late_one_is_told_so(desk, junaidi):
    url = f"/warga/{junaidi}/ubah"
    page = desk.get(url).text
    assert "Tercatat: 1906••••••••0001" in page
    assert NIK not in page
    said = {"name": "Junaidi bin Hasan", "sex": "male", "address": "Baru", "village_code": GANTUNG}
    assert send(desk, url, **said).location == f"/warga/{junaidi}"
    late = send(desk, url, **{**said, "name": "Terlambat", "version": "1"})
    assert late.status_code == 409
    assert "baru saja diubah orang lain" in late.text
    assert 'value="Terlambat"' in late.text


def test_a_whole_nik_is_shown_once_for_a_reason(desk, junaidi):
    assert "1906 0104 0472 0001" not in desk.get(f"/warga/{junaidi}").text
    token = hidden_in(desk.get(f"/warga/{junaidi}").text, "csrf_token")
    silent = desk.post(f"/warga/{junaidi}/nik", data={"csrf_token": token, "reason": ""})
    assert silent.status_code == 422
    assert "1906 0104 0472 0001" not in silent.text
    shown = desk.post(f"/warga/{junaidi}/nik", data={"csrf_token": token, "reason": "cocokkan KTP"})
    assert "1906 0104 0472 0001" in shown.text
    assert "no-store" in shown.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/warga/{id}", "/warga/{id}/ubah", "/warga/99999", "/warga/9999999999999999999"])
def test_a_person_of_another_tenant_is_not_found(client, world, sign_in, junaidi, path):
    sign_in(client, world.b.front_office)
    assert client.get(path.format(id=junaidi)).status_code == 404


def test_another_tenants_person_cannot_be_changed_or_revealed(client, world, sign_in, junaidi):
    sign_in(client, world.b.front_office)
    token = hidden_in(client.get("/warga").text, "csrf_token")
    said = {
        "csrf_token": token,
        "name": "X Y",
        "sex": "male",
        "address": "-",
        "village_code": "33.11.01.2001",
        "version": 1,
    }
    assert client.post(f"/warga/{junaidi}/ubah", data=said).status_code == 404
    assert client.post(f"/warga/{junaidi}/nik", data={"csrf_token": token, "reason": "ingin tahu"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "search", "write"), [("supervisor", 200, 403), ("facilitator", 200, 200), ("administrator", 403, 403)]
)
def test_who_may_search_and_who_may_record(client, world, sign_in, role, search, write):
    sign_in(client, getattr(world.a, role))
    assert client.get("/warga").status_code == search
    assert client.get("/warga/baru").status_code == write


def test_what_a_reader_may_not_do_is_absent(client, world, sign_in, junaidi):
    sign_in(client, world.a.supervisor)
    page = client.get(f"/warga/{junaidi}").text
    assert "Ubah data" not in page
    assert "Tampilkan NIK" not in page


def test_no_number_reaches_the_log(desk, junaidi, caplog, capfd):
    with caplog.at_level(logging.DEBUG):
        send(desk, "/warga", q=NIK)
        send(desk, "/warga/baru", **typed())
        send(desk, "/warga/baru", **typed(name="Juned"), step="save")
    written = caplog.text + "".join(capfd.readouterr())
    for number in CLEAR:
        assert number not in written


HOSTILE = [
    "\x00",
    "'; DROP TABLE person; --",
    "%%%",
    "_",
    "\\",
    "a" * 100_000,
    "<script>",
    "=1+1",
    "٣٣٣",
    "1e309",
    "{{7*7}}",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_no_input_breaks_a_page(desk, app, as_, world, value):
    assert send(desk, "/warga", q=value).status_code in {200, 400, 422}
    assert send(desk, "/warga", q="ana", cursor=value).status_code in {200, 400}
    assert send(desk, "/warga/baru", **dict.fromkeys(typed(), value)).status_code in {400, 422}
    assert send(desk, "/warga/baru", **{**typed(), "request_key": value}, step="save").status_code in {303, 400}
    with as_(world.a.front_office):
        assert db.session.scalar(select(func.count()).select_from(Person)) in {0, 1}


def test_the_next_twenty_come_by_form_and_not_by_address(desk, world, as_):
    with as_(world.a.front_office):
        for number in range(23):
            record(another(name=f"Ana {number:02}"))
        db.session.commit()
    first = send(desk, "/warga", q="ana")
    assert first.text.count("/warga/") >= 20
    cursor = hidden_in(first.text, "cursor")
    second = send(desk, "/warga", q="ana", cursor=cursor)
    assert "Ana 22" in second.text
    assert "Ana 00" not in second.text


def test_the_box_at_the_top_keeps_a_nik_out_of_addresses(desk, junaidi):
    page = desk.get("/warga").text
    assert re.search(r'<form class="bar-search" role="search" method="post" action="/cari">', page)
    said = {"csrf_token": hidden_in(page, "csrf_token"), "q": NIK}
    onward = desk.post("/cari", data=said)
    assert (onward.status_code, onward.location) == (303, f"/warga/{junaidi}")
    assert "Junaidi" in desk.get(onward.location).text
