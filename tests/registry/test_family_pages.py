"""The pages about a household and what is known: filled in block by block, put right, and bounded in statements."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from foundation.clock import today
from foundation.db import db
from registry import actions, queries
from registry.actions import Seen, seen_today
from registry.models import Need, Participation, PersonCategory, SiksCheck, WelfareStatus
from registry.pages.words import WORDS
from registry.schemas import (
    CategoryEndSchema,
    CategorySchema,
    NeedClosingSchema,
    NeedSchema,
    ParticipationChangeSchema,
    ParticipationSchema,
    WelfareStatusSchema,
)
from registry.schemas.records import category_choices
from tests.cases.visitor import Visitor
from tests.registry.families import complete, family, say
from tests.registry.people import CLEAR, GANTUNG, another, record
from tests.registry.test_queries import statements


@pytest.fixture
def lalang(world, as_) -> tuple[int, int, int]:
    """Marwan and his mother Rohani, recorded and committed: (household, Marwan, Rohani)."""
    with as_(world.a.front_office):
        ids = family()
        db.session.commit()
    return ids


@pytest.fixture
def walk(client, world, sign_in):
    return Visitor(sign_in(client, world.a.facilitator))


def test_a_facilitator_fills_in_the_questionnaire_block_by_block_and_makes_it_final(walk, lalang, world, as_):
    house, _marwan, rohani = lalang
    walk.open(f"/keluarga/{house}").open(f"/keluarga/{house}/kuesioner")
    assert walk.text.count("belum diisi") == 7, "place, house, what it has, and two pages of each member"
    walk.open(f"/keluarga/{house}/kuesioner/rumah")
    walk.press("Simpan dan lanjut", tenure=1, land_proof=6, floor_area=12, floor=8, wall=4, roof=3)
    assert walk.path == f"/keluarga/{house}/kuesioner/ekonomi", "the next page of the list"
    walk.open(f"/keluarga/{house}/periksa")
    assert "kurang dari 7,2 m² per orang" in walk.text
    assert "Belum dapat difinalkan" in walk.text
    assert f'href="/keluarga/{house}/kuesioner/rumah#f-floor_area"' in walk.text
    with as_(world.a.facilitator):
        complete(house)
        db.session.commit()
    walk.open(f"/keluarga/{house}/periksa").press("Finalkan data keluarga")
    assert "Data keluarga ini final" in walk.text
    walk.open(f"/warga/{rohani}/kuesioner/diri").press("Simpan, kembali ke daftar", illness=6)
    assert walk.path == f"/keluarga/{house}/kuesioner"
    walk.open(f"/keluarga/{house}")
    assert "Draf" in walk.text


def test_what_cannot_be_kept_is_said_at_its_field_with_what_was_typed(walk, lalang):
    house, *_people = lalang
    walk.open(f"/keluarga/{house}/kuesioner/rumah")
    walk.press("Simpan dan lanjut", floor_area="dua puluh", floor=8, observed_on="2199-01-01")
    assert walk.page.status_code == 422
    assert "Isi dengan angka, tanpa huruf" in walk.text
    assert "Tanggal ini belum tiba" in walk.text
    assert 'value="dua puluh"' in walk.text
    assert re.search(r'<option value="8" selected>', walk.text)


def test_money_and_coordinates_may_be_written_as_people_write_them(walk, lalang, world, as_):
    house, *_people = lalang
    walk.open(f"/keluarga/{house}/kuesioner/ekonomi").press("Simpan dan lanjut", spending_food="Rp1.250.000")
    walk.open(f"/keluarga/{house}/kuesioner/tempat")
    walk.press("Simpan dan lanjut", latitude="-2,874512", longitude="108.269135")
    with as_(world.a.facilitator):
        kept = queries.get_household(house)
        assert (kept.spending_food, kept.latitude, kept.longitude) == (1_250_000, -2.874512, 108.269135)
        assert kept.family_card_masked, "a number that was not typed again stays"


def test_a_block_filled_in_meanwhile_by_somebody_else_is_not_overwritten(walk, lalang, world, as_):
    house, *_people = lalang
    walk.open(f"/keluarga/{house}/kuesioner/rumah")
    with as_(world.a.front_office):
        say(queries.get_household(house), {"floor": 1})
        db.session.commit()
    walk.press("Simpan dan lanjut", floor=8)
    assert walk.page.status_code == 409
    assert "baru saja diubah orang lain" in walk.text
    with as_(world.a.front_office):
        assert queries.get_household(house).floor == 1


def test_the_state_on_a_day_is_shown_and_a_wrong_line_is_put_right(walk, lalang, world, as_):
    _house, marwan, _rohani = lalang
    with as_(world.a.front_office):
        person = queries.get_person(marwan)
        actions.observe(person, {"occupation": 4}, Seen(date(2026, 2, 1), "visit"))
        actions.observe(person, {"occupation": 6}, Seen(date(2026, 5, 1), "musdes"))
        db.session.commit()
    walk.open(f"/warga/{marwan}?per=2026-03-01")
    assert "Apa yang diketahui pada 1 Maret 2026?" in walk.text
    assert "Buruh/karyawan/pegawai swasta" in walk.text
    assert "Pekerja bebas pertanian" not in walk.text
    walk.open(f"/warga/{marwan}/riwayat/occupation")
    assert walk.text.index("Pekerja bebas pertanian") < walk.text.index("Buruh/karyawan")
    wrong = re.findall(r'href="([^"]*/riwayat/occupation/\d+)"', walk.text)[-1]
    walk.open(wrong).press("Simpan perbaikan", occupation=7, note="salah dengar")
    assert "Catatan diperbaiki" in walk.text
    assert "<s>Buruh/karyawan/pegawai swasta</s>" in walk.text
    walk.open(f"/warga/{marwan}?per=2026-03-01")
    assert "Pekerja bebas nonpertanian" in walk.text


def test_the_decile_programmes_needs_and_categories_of_a_day_are_shown_with_it(walk, lalang, world, as_):
    house, marwan, _rohani = lalang
    with as_(world.a.front_office):
        for quarter, came, desil in (("2026-Q1", "2026-02-10", "2"), ("2026-Q2", "2026-05-10", "7")):
            told = {"desil": desil, "period": quarter, "received_on": came, "source": "siks_ng"}
            actions.receive_status("household", house, WelfareStatusSchema().load(told), uuid4())
        joined = {
            "programme": "pkh", "standing": "active", "valid_from": "2026-01-05", "amount": "750.000",
            "amount_every": "quarter", "source": "siks_ng",
        }  # fmt: skip
        running = actions.add_participation("household", house, ParticipationSchema().load(joined), uuid4())
        gone = {"standing": "ended", "end_reason": "graduated", "effective_on": "2026-04-01", "source": "siks_ng"}
        actions.change_participation(running.id, ParticipationChangeSchema().load(gone | {"version": 1}))
        need = {"kind": "food", "noted_on": "2026-02-01", "source": "visit"}
        noted = actions.add_need("person", marwan, NeedSchema().load(need), uuid4())
        met = {"state": "met", "closed_on": "2026-03-20", "version": 1}
        actions.close_need(noted.id, NeedClosingSchema().load(met))
        poor = {"category": category_choices()[23][0], "since": "2026-02-01", "source": "visit"}
        category = actions.add_category(marwan, CategorySchema().load(poor), uuid4())
        actions.end_category(category.id, CategoryEndSchema().load({"until": "2026-03-31"}))
        db.session.commit()
    spring = " ".join(walk.open(f"/warga/{marwan}?per=2026-03-01").text.split())
    for words in ("Desil 2", "Triwulan 1 2026", "Program Keluarga Harapan", "Rp750.000", "Kategori PPKS"):
        assert words in spring, words
    assert "Kebutuhan yang terbuka waktu itu" in spring
    assert "Desil 7" not in spring
    summer = walk.open(f"/keluarga/{house}?per=2026-06-01").text
    assert "Desil 7" in summer
    for words in ("Program waktu itu", "Kebutuhan yang terbuka", "Kategori PPKS", "Desil 2"):
        assert words not in summer, words
    assert "Belum ada catatan pada hari itu" in walk.open(f"/warga/{marwan}?per=2025-12-01").text


@pytest.mark.parametrize("day", ["kemarin", "2999-01-01", "1700-01-01", "2026-13-01", "%00", "2026-03-01' OR 1"])
def test_a_day_that_is_none_is_refused_in_words(walk, lalang, day):
    for path in (f"/warga/{lalang[1]}", f"/keluarga/{lalang[0]}"):
        assert walk.open(f"{path}?per={day}").page.status_code in {400, 422}


def test_a_status_received_is_shown_with_its_source_and_its_age(walk, lalang, world, as_):
    _house, _marwan, rohani = lalang
    walk.open(f"/warga/{rohani}/kesejahteraan/baru")
    walk.press("Simpan", desil=2, dtsen_status="active", period="2026-Q1", received_on="2026-04-02")
    assert walk.path == f"/warga/{rohani}"
    assert "Desil 2" in walk.text
    assert "Triwulan 1 2026 · diterima 2 April 2026 dari SIKS-NG" in " ".join(walk.text.split())
    assert re.search(r"Perlu dicek lagi: sudah \d+ triwulan", walk.text)
    assert "Kesejahteraan dan kebutuhannya dilihat sendiri" in walk.text, "an old parent in a child's house"
    walk.open(f"/warga/{rohani}/kesejahteraan/baru").press("Simpan", period="2026-Q1", received_on="2026-04-02")
    assert "Isi desil atau status DTSEN" in walk.text


def test_a_look_up_in_siks_ng_is_written_down_and_flags_the_nik(walk, world, as_, junaidi):
    walk.open(f"/warga/{junaidi}/siks/baru").press("Simpan", answer="nik_mismatch", operator_name="Operator Desa")
    assert "NIK tidak padan" in walk.text
    assert "Operator Desa" in walk.text
    with as_(world.a.front_office):
        assert queries.get_person(junaidi).nik_state == "mismatched"


def test_a_programme_is_recorded_changed_and_ended_with_its_reason(walk, lalang, world, as_):
    house, _marwan, _rohani = lalang
    walk.open(f"/keluarga/{house}/program/baru")
    assert "Penerima Bantuan Iuran" not in walk.text, "that one is a person's"
    walk.press("Simpan", programme="pkh", valid_from="2026-01-01", amount="Rp600.000", amount_every="quarter")
    assert "Rp600.000 setiap triwulan" in walk.text
    link = re.search(r'href="(/program/\d+)"', walk.text)[1]
    walk.open(link).press("Simpan perubahan", standing="ended", effective_on="2026-06-30", end_reason="")
    assert "Mengapa berakhir?" in walk.text
    walk.press("Simpan perubahan", end_reason="desil_6_10")
    assert "Desil 6-10" in walk.text
    walk.open(link)
    assert walk.text.count("setiap triwulan") == 3
    assert "Simpan perubahan" not in walk.text, "what has ended stays so"


def test_a_need_is_noted_shows_what_may_answer_it_and_is_met(walk, lalang):
    _house, _marwan, rohani = lalang
    walk.open(f"/warga/{rohani}/kebutuhan/baru").press("Simpan", kind="no_jkn")
    assert "Belum punya jaminan kesehatan" in walk.text
    walk.open(f"/warga/{rohani}/kebutuhan/baru").press("Simpan", kind="no_jkn")
    assert "sudah tercatat dan belum terpenuhi" in walk.text
    link = re.search(r'href="(/kebutuhan/\d+)"', walk.open(f"/warga/{rohani}").text)[1]
    walk.open(link)
    assert "Penerima Bantuan Iuran JKN (KIS)" in walk.text
    assert "BPJS Kesehatan" in walk.text
    walk.press("Simpan", state="met")
    assert "Terpenuhi" in walk.text


def test_a_category_begins_and_ends(walk, lalang):
    _house, _marwan, rohani = lalang
    walk.open(f"/warga/{rohani}/kategori/baru").press("Simpan", category="08")
    assert "Lanjut usia terlantar" in walk.text
    walk.open(re.search(r'href="(/kategori/\d+)"', walk.text)[1]).press("Simpan")
    assert "sampai" in walk.text


def test_a_member_is_added_to_the_household_at_hand(walk, lalang, world, as_):
    house, *_people = lalang
    walk.open(f"/warga/baru?keluarga={house}").press("Lanjutkan", name="Wahyu", sex="male", birth_date="2014-04-04")
    assert "Pilih hubungan dengan kepala keluarga" in walk.text
    walk.press("Lanjutkan", relation=3).press("Simpan")
    with as_(world.a.facilitator):
        assert [person.name for person in queries.members_of(house)] == ["Marwan", "Wahyu", "Rohani"]


def test_pages_hold_no_number_in_clear(walk, lalang, junaidi):
    for path in (
        f"/warga/{junaidi}", f"/warga/{junaidi}?per={today('Asia/Jakarta')}", f"/warga/{junaidi}/riwayat/nik",
        f"/warga/{junaidi}/riwayat/phone", f"/keluarga/{lalang[0]}", f"/keluarga/{lalang[0]}/riwayat/family_card",
    ):  # fmt: skip
        page = walk.open(path)
        assert page.page.status_code == 200, path
        assert not [number for number in CLEAR if number in page.text], path


def test_a_page_costs_the_same_few_statements_however_much_is_known(app, desk, world, as_, lalang):
    house, _marwan, rohani = lalang
    asked = {f"/warga/{rohani}": 26, f"/keluarga/{house}": 16, f"/keluarga/{house}/periksa": 12,
             f"/keluarga/{house}/kuesioner/rumah": 12, f"/warga/{rohani}/riwayat/illness": 12}  # fmt: skip
    few = {path: _statements(app, desk, path) for path in asked}
    with as_(world.a.front_office):
        for number in range(12):
            record(another(name=f"Anak {number}", relation=3, family_card="1906011208100002"))
            _fill(queries.get_person(rohani), number)
        db.session.commit()
    many = {path: _statements(app, desk, path) for path in asked}
    assert many == few
    assert all(many[path] <= most for path, most in asked.items()), many


TABLES = ("person", "household", "observation", "welfare_status", "siks_check", "participation", "participation_event",
          "need", "person_category")  # fmt: skip


PAGES = ("/warga/{p}", "/warga/{p}?per=2026-03-01", "/warga/{p}/riwayat/illness", "/keluarga/{h}",
         "/keluarga/{h}?per=2026-03-01", "/keluarga/{h}/kuesioner/rumah")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_statement_of_a_page_has_an_index_to_go_by(app, desk, world, as_, admin, lalang, path):
    """Through the real policies: an operator that is not leakproof would lose its index."""
    url = path.format(h=lalang[0], p=lalang[2])
    desk.get(url)
    with app.app_context(), statements() as seen:
        assert desk.get(url).status_code == 200
    asked = [(sql, values) for sql, values in seen if sql.startswith("SELECT")]
    walked, planned = [], 0
    with as_(world.a.front_office):
        connection = db.session.connection()
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for sql, values in asked:
            if any(f"FROM {table} " in sql or f"JOIN {table} " in sql for table in TABLES):
                planned += 1
                plan = "\n".join(connection.exec_driver_sql("EXPLAIN " + sql, values).scalars())
                walked += [
                    sql for table in TABLES if f"Seq Scan on {table}\n" in plan or f"Seq Scan on {table} " in plan
                ]
    assert planned >= 3
    assert walked == []


def _statements(app, browser, path: str) -> int:
    assert browser.get(path).status_code == 200
    with app.app_context(), statements() as seen:
        browser.get(path)
    return len(seen)


def _fill(person, number: int) -> None:
    day = seen_today().on - timedelta(days=number)
    actions.observe(person, {"illness": 2 + number}, Seen(day, "visit"))
    rows = [
        WelfareStatus(desil=1 + number % 10, period="2026-Q2", received_on=day, source="siks_ng"),
        Participation(programme="atensi", standing="active", valid_from=day, source="visit"),
        Need(kind="elderly", noted_on=day, source="visit"),
    ]
    for row in rows:
        row.person_id = person.id
    db.session.add_all(rows)
    db.session.add(SiksCheck(person_id=person.id, checked_on=day, answer="active", operator_name=f"Operator {number}"))
    db.session.add(
        PersonCategory(person_id=person.id, scheme="ppks", category=f"{number + 10:02}", since=day, source="visit")
    )
    db.session.flush()


ADDRESSES = (
    "/warga/{p}", "/warga/{p}?per=2026-03-01", "/warga/{p}/riwayat/name", "/warga/{p}/kuesioner/diri",
    "/warga/{p}/kesejahteraan/baru", "/warga/{p}/siks/baru", "/warga/{p}/program/baru", "/warga/{p}/kebutuhan/baru",
    "/warga/{p}/kategori/baru", "/warga/{p}/daerah-lain", "/keluarga/{h}", "/keluarga/{h}?per=2026-03-01",
    "/keluarga/{h}/kuesioner", "/keluarga/{h}/kuesioner/tempat", "/keluarga/{h}/kuesioner/rumah",
    "/keluarga/{h}/kuesioner/ekonomi", "/keluarga/{h}/periksa", "/keluarga/{h}/riwayat/floor",
    "/keluarga/{h}/program/baru", "/keluarga/{h}/kebutuhan/baru", "/keluarga/{h}/kesejahteraan/baru",
    "/warga/baru?keluarga={h}",
)  # fmt: skip


@pytest.mark.parametrize("reader", ["another tenant", "a facilitator elsewhere"])
def test_who_may_not_see_them_does_not_find_them(client, world, sign_in, as_, reader):
    with as_(world.a.front_office):
        person = record(another(name="Jauh", village_code=GANTUNG))
        db.session.commit()
        ids = {"p": person.id, "h": person.household_id}
    sign_in(client, world.b.front_office if reader == "another tenant" else world.a.facilitator)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/warga").text)[1]
    for address in ADDRESSES:
        url = address.format(**ids)
        assert client.get(url).status_code == 404, url
        if "?" not in url and not url.endswith(("/periksa", "/kuesioner", str(ids["p"]), str(ids["h"]))):
            sent = client.post(url, data={"csrf_token": token})
            assert sent.status_code in {404, 405}, url
    final = client.post(f"/keluarga/{ids['h']}/final", data={"csrf_token": token, "version": 1})
    assert final.status_code == 404


STRANGE = (
    "/warga/1/kuesioner/rumah", "/keluarga/1/kuesioner/diri", "/warga/1/riwayat/floor", "/keluarga/1/riwayat/name",
    "/warga/1/riwayat/x%00y", "/warga/1/riwayat/" + "z" * 999, "/program/1", "/kebutuhan/1", "/kategori/1",
)  # fmt: skip


@pytest.mark.parametrize("path", STRANGE)
def test_an_address_that_fits_no_variable_is_not_found(walk, lalang, path):
    assert walk.open(path).page.status_code in {400, 404}
    assert WORDS == {"person": "warga", "household": "keluarga"}
