"""Lists of people coming in: guessed, checked, decided on, recorded, each row once."""

import re

import pytest
from sqlalchemy import func, select

from exchange.models import ImportBatch, ImportChunk, ImportRow
from exchange.rows import RowReader, Village
from foundation.db import db
from foundation.storage import Erased, content_of
from registry import queries
from registry.models import Household, Observation, Participation, Person
from tenants.models import AuditEntry
from tests.exchange import lists
from tests.registry import people
from web.workbooks import Row

CODE = "19.06.01.2001"


def test_a_list_is_recorded_as_if_each_had_been_typed(bring, check, keep, visit, as_, world):
    number = bring(lists.workbook(lists.rows(5), title="DAFTAR WARGA 2026"))
    assert "Simpan semua 5 baris" in check(number)
    assert "Daftar sudah disimpan" in keep(number)
    with as_(world.a.back_office):
        persons = db.session.scalars(select(Person).order_by(Person.id)).all()
        assert [each.name for each in persons] == [f"Warga {n}" for n in range(5)]
        first = persons[1]
        assert (first.nik_masked, first.nik_state, first.sex) == ("1906••••••••0002", "unchecked", "male")
        assert queries.holder_of("1906010202720002") == first
        house = queries.household_of(first)
        assert house.address == "Dusun Lalang, RT/RW 004/002"
        assert house.family_card_masked == "1906••••••••0002"
        by_hand = people.record(people.typed(village_code=house.village_code))
        mine, theirs = (queries.observations_of(each)[0] for each in (first, by_hand))
        assert mine.facts.keys() <= theirs.facts.keys() | {"sex", "birth_date"}
        assert (mine.source, mine.household_id, str(mine.observed_on)) == ("import", house.id, "2026-03-01")
        assert db.session.scalar(select(func.count()).select_from(Observation)) == 5 * 2 + 2
        batch = db.session.get_one(ImportBatch, (world.a.tenant_id, number))
        assert (batch.state, batch.added, batch.bad) == ("done", 5, 0)
        with pytest.raises(Erased):
            content_of(batch.file_id)
        assert db.session.scalar(select(func.count()).select_from(ImportChunk)) == 0


def test_people_of_one_card_share_a_household_with_whoever_is_there(bring, check, keep, visit, as_, world):
    card = {"family_card": people.CARD}
    with as_(world.a.front_office):
        there = people.record(people.typed()).household_id
        db.session.commit()
    told = [
        lists.row(1, **card),
        lists.row(2, **card),
        lists.row(3),
        lists.row(4, family_card=""),
        lists.row(5, family_card=""),
    ]
    check(number := bring(lists.workbook(told)))
    keep(number)
    with as_(world.a.back_office):
        homes = dict(db.session.execute(select(Person.name, Person.household_id)).all())
        assert homes["Warga 1"] == homes["Warga 2"] == homes["Junaidi"] == there
        assert len({homes[f"Warga {n}"] for n in (3, 4, 5)}) == 3


def test_the_same_list_again_records_nobody_twice(bring, check, keep, visit, as_, world):
    told = [*lists.rows(3), lists.row(7, nik="", name="Tanpa NIK")]
    for attempt in range(2):
        check(number := bring(lists.workbook(told)))
        keep(number)
        with as_(world.a.back_office):
            assert db.session.scalar(select(func.count()).select_from(Person)) == 4, attempt
            assert db.session.scalar(select(func.count()).select_from(Household)) == 4
    assert re.search(r"Sudah tercatat</dt><dd>4<", visit(f"/data/masuk/{number}"))


def test_each_bad_cell_is_named_with_row_column_value_and_reason(bring, check, visit):
    told = [
        lists.row(1),
        lists.row(2, nik=1906010404720001.0),
        lists.row(3, nik="3,31E+15"),
        lists.row(4, name=""),
        lists.row(5, birth="31/02/1972"),
        lists.row(6, village="Antah"),
        lists.row(7, nik=lists.row(1)[1], birth=lists.row(1)[5]),
        lists.row(8, sex="P"),
        lists.row(9, birth=26393),
        lists.row(10, nik="190601"),
    ]
    number = bring(lists.workbook(told))
    page = check(number)
    assert "Simpan baris yang baik" in page
    refused = visit(f"/data/masuk/{number}/ditolak")
    found = re.findall(
        r'<li><span>Baris (\d+) · (.*?)<span class="sub num">(.*?)</span><span class="sub">(.*?)</span>', refused
    )
    told_of = {int(line): (column, value, reason) for line, column, value, reason in found}
    assert sorted(told_of) == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert told_of[3] == ("NIK", "1906••••01", told_of[4][2])
    assert "angka terakhirnya hilang" in told_of[3][2]
    assert told_of[4][1] == "3,31E+15"
    assert told_of[5] == ("Nama sesuai KTP", "(kosong)", "Belum diisi")
    assert told_of[6][:2] == ("Tanggal lahir", "31/02/1972")
    assert told_of[7][:2] == ("Nama desa atau kelurahan", "Antah")
    assert told_of[8][2] == "NIK ini sudah ada di baris 2 berkas ini"
    assert told_of[9][2].startswith("Menurut NIK: laki-laki")
    assert told_of[10][1:] == ("26393", "Ini angka, bukan tanggal. Tulis seperti 04/04/1972.")
    assert "kurang 10 angka" in told_of[11][2]
    assert "1906010404720001" not in refused
    csv = visit(f"/data/masuk/{number}/ditolak.csv")
    assert csv.splitlines()[1].startswith("3,NIK,1906••••01,")


def test_all_or_the_good_rows_and_nothing_in_between(bring, check, keep, work, visit, as_, world):
    number = bring(lists.workbook([lists.row(1), lists.row(2, name="")]))
    shown = re.search(r'name="version" value="(\d+)"', check(number))
    assert "Ada baris yang ditolak" in visit(f"/data/masuk/{number}/simpan", choice="all", version=shown[1])
    work()
    with as_(world.a.back_office):
        assert db.session.scalar(select(func.count()).select_from(Person)) == 0
    keep(number)
    with as_(world.a.back_office):
        assert db.session.scalars(select(Person.name)).all() == ["Warga 1"]


def test_the_first_rows_are_shown_as_understood_before_the_decision(bring, check, visit, as_, world):
    told = [lists.row(n, near="", family_card="") for n in range(8)]
    page = check(bring(lists.workbook([*told, lists.row(9, name="")])))
    assert "Beginilah baris pertama dipahami" in page
    assert "1906••••••••0003" in page
    assert "di berkas: L/P" in page
    for shown in ("Laki-laki", "Desa Lalang, Manggar", "3 Maret 1972", "Warga 4"):
        assert shown in page
    assert "Warga 5" not in page, "five rows are enough"
    assert lists.row(2)[1] not in page
    with as_(world.a.manager):
        looked = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "import.previewed")
        assert db.session.scalar(looked) == 1
    assert "Baris mana yang disimpan?" in page


def test_nothing_is_chosen_for_whoever_decides(bring, check, visit, client, as_, world):
    page = check(number := bring(lists.workbook([lists.row(1), lists.row(2, name="")])))
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert 'id="f-choice-error"' in visit(f"/data/masuk/{number}/simpan", version=version)
    assert "Tidak ada yang disimpan" in visit(f"/data/masuk/{number}/simpan", version=version, choice="none")
    with as_(world.a.back_office):
        assert db.session.get_one(ImportBatch, (world.a.tenant_id, number)).state == "cancelled"


def test_columns_can_be_said_again_after_the_rows_were_looked_at(bring, check, visit, as_, world):
    heads = [*lists.HEADINGS[:3], "Nama Panggilan", "Nama Lengkap", *lists.HEADINGS[4:]]
    told = [[*lists.row(n)[:3], "Panggilan", *lists.row(n)[3:]] for n in range(3)]
    page = check(number := bring(lists.workbook(told, headings=heads)), c3="name", c4="")
    assert "Panggilan" in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    again = visit(f"/data/masuk/{number}/kolom-lagi", version=version)
    assert "Apa arti setiap kolom?" in again
    assert re.search(r'name="c3".*?value="name" selected', again, re.DOTALL), "as it was said, not as it was guessed"
    with as_(world.a.back_office):
        assert db.session.scalar(select(func.count()).select_from(ImportChunk)) == 0
    page = check(number, c3="", c4="name")
    assert "Panggilan" not in page
    assert "Simpan semua 3 baris" in page
    assert "sudah dilewati" in visit(f"/data/masuk/{number}/kolom-lagi", version="1")


def test_a_cancelled_list_leaves_nothing(bring, check, keep, visit, as_, world):
    check(number := bring(lists.workbook(lists.rows(2))))
    assert "Tidak ada yang disimpan" in visit(f"/data/masuk/{number}/batal", yes="1")
    with as_(world.a.back_office):
        for model in (Person, ImportRow, ImportChunk):
            assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_recipients_are_recorded_with_their_participation_once(bring, check, keep, visit, as_, world):
    heads = [*lists.HEADINGS, "Nominal"]
    told = [[*lists.row(n), "Rp600.000"] for n in range(3)]
    for _again in range(2):
        number = bring(lists.workbook(told, headings=heads), kind="recipients", programme="sembako")
        check(number)
        keep(number)
    with as_(world.a.back_office):
        rows = db.session.scalars(select(Participation)).all()
        assert [(each.programme, each.standing, each.amount, each.amount_every) for each in rows] == [
            ("sembako", "active", 600_000, "month")
        ] * 3
        assert all(each.household_id and str(each.valid_from) == "2026-03-01" for each in rows)


def test_what_a_heading_means_is_remembered_for_the_next_list(bring, check, visit):
    heads = ["No", "Nomor Jati Diri", *lists.HEADINGS[2:]]
    first = bring(lists.workbook(lists.rows(2), headings=heads))
    assert 'value="nik" selected' not in visit(f"/data/masuk/{first}/kolom")
    assert "Simpan semua 2 baris" in check(first, c1="nik")
    second = bring(lists.workbook(lists.rows(2), headings=heads))
    assert 'value="nik" selected' in visit(f"/data/masuk/{second}/kolom")


def test_columns_that_are_needed_must_be_shown(bring, check, visit):
    number = bring(lists.workbook(lists.rows(1)))
    page = visit(f"/data/masuk/{number}/kolom", c3="nik", c1="nik")
    assert "dipilih lebih dari sekali" in page
    assert "Tunjukkan kolom mana yang berisi Nama sesuai KTP" in visit(f"/data/masuk/{number}/kolom", c1="nik")
    bare = visit(f"/data/masuk/{number}/kolom", c3="name", c6="address")
    assert "pilih satu desa untuk semua baris" in bare
    assert 'value="name" selected' in bare


@pytest.mark.parametrize(
    "told",
    [
        {"name": "Siti", "nik": "1906014404720001", "address": "Jalan 1", "village_code": CODE},
        {"name": " Siti  Aminah ", "sex": "female", "birth_date": "4/4/1972", "address": "J", "village_code": CODE},
        {"name": "Siti", "nik": "1906014404720001", "sex": "male", "address": "J", "village_code": CODE},
        {"name": "S", "sex": "male", "address": "Jalan 1", "village_code": CODE},
        {"name": "Siti", "address": "Jalan 1", "village_code": CODE},
        {"name": "Siti", "sex": "female", "illness": "99", "address": "J", "village_code": CODE},
        {"name": "Siti", "sex": "female", "illness": "2", "amount": "Rp600.000", "address": "J", "village_code": CODE},
        {"name": "Si\x00ti", "sex": "female", "address": "Jalan 1", "village_code": CODE},
        {"sex": "female", "birth_date": "31/02/1972", "phone": "12"},
    ],
)  # fmt: skip
def test_a_row_is_read_as_the_schema_reads_it(app, told):
    villages = [Village(CODE, "Lalang", "Manggar")]
    reader = RowReader(dict(enumerate(told)), villages, None)
    with app.app_context():
        for _again in range(2):
            facts, faults = reader.read(Row(2, list(told.values())))
            wrong = reader._schema.validate(told)
            assert {each.column for each in faults} == set(wrong)
            assert facts == (None if wrong else reader._schema.load(told))


def test_what_is_remembered_from_row_to_row_changes_nothing(app):
    told = ("name", "nik", "sex", "birth_date", "relation", "address", "village_name", "district_name")
    villages = [Village(CODE, "Lalang", "Manggar"), Village("19.06.02.2001", "Lalang", "Gantung")]
    nik = "1906014404720001"
    rows = [
        Row(2, ["Siti", nik, "P", "4 April 1972", "Kepala Keluarga", "J", "Desa Lalang", "Kec. Manggar"]),
        Row(3, ["Ani", "", "P", "4/4/1972", "1", "J", "LALANG", "gantung"]),
        Row(4, ["Ani", "", "P", "31/02/1972", "satu", "J", "Lalang", ""]),
        Row(5, ["Ani", "19060144", "X", 26393, "1", "J", "Tidak Ada", "Manggar"]),
        Row(6, ["Ani", 1906014404720001.0, "L", "", "", "J", "Lalang", "Manggar"]),
        Row(7, ["Siti", nik, "L", "", "", "J", "Lalang", "Manggar"], frozenset({6}), frozenset({7})),
    ]
    with app.app_context():
        one = RowReader(dict(enumerate(told)), villages, None)
        for row in rows * 2:
            fresh = RowReader(dict(enumerate(told)), villages, None).read(row)
            assert one.read(row) == fresh, row.line
            assert (fresh[0] is None) == (row.line > 3), fresh
