"""Reports as facilitators send them: read where they can be, and otherwise shown, line by line, nothing lost."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cases.reports import find_case_type, find_kind, find_village, read
from cases.reports.labels import FACTS, LABELS
from cases.reports.reading import every_line
from cases.reports.words import bare, visible

FORM = """[12/11/26 08.14] Fasilitator Yanti: *LAPORAN KUNJUNGAN*
• *Fasilitator* : Yanti Safitri
• Hari/Tanggal : Kamis, 12 November 2026
1. Nama Klien : Junaidi
2. NIK : 1906 0104 0472 0001
3. TTL : Manggar, 4 April 1972
4. Alamt : Dusun Lalang II, RT: 04, RW: 02
Kelurahan/Kecamatan : Lalang Jaya / Manggar
📱 No. HP : 0812-3456-4410
Pekerjaan KRT : Nelayan
Status : miskin
Penerangan: menyambung tetangga
Nama Kuasa : Sumiati
Hubungan: istri
*Keluhan* :
KIS mati sejak 1 November.
Harus cuci darah dua kali seminggu.
Jenis Pengaduan: pengaduan
Jenis Layanan = reaktivasi KIS
Hobi: mancing
"""


def nonblank(text: str) -> list[str]:
    return [line for line in text.splitlines() if visible(line).strip()]


def test_a_whole_form_is_read():
    (report,) = read(FORM)
    assert report.fields == {
        "sent": "12/11/26 08.14, Fasilitator Yanti",
        "facilitator": "Yanti Safitri",
        "visited_on": "Kamis, 12 November 2026",
        "name": "Junaidi",
        "nik": "1906010404720001",
        "birth_place": "Manggar",
        "birth_date": "1972-04-04",
        "address": "Dusun Lalang II",
        "neighbourhood": "04\n02",
        "village": "Lalang Jaya",
        "district": "Manggar",
        "phone": "+6281234564410",
        "occupation": "Nelayan",
        "welfare": "miskin",
        "lighting": "menyambung tetangga",
        "proxy_name": "Sumiati",
        "proxy_relation": "istri",
        "story": "KIS mati sejak 1 November.\nHarus cuci darah dua kali seminggu.",
        "kind": "pengaduan",
        "case_type": "reaktivasi KIS",
    }
    assert [line.text for line in report.unread] == ["Hobi: mancing"]
    assert ("Pekerjaan", "Nelayan") in report.facts


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("NAMA:Junaidi", "name", "Junaidi"),
        ("- nama klien - Junaidi", "name", "Junaidi"),
        ("➡️ Nama Klient : Junaidi", "name", "Junaidi"),
        ("*Nama Lengkap*: _Junaidi_", "name", "Junaidi"),
        ("𝗡𝗮𝗺𝗮 : Junaidi", "name", "Junaidi"),
        ("a) Nama = Junaidi", "name", "Junaidi"),
        ("\u200eNama：Junaidi", "name", "Junaidi"),
        ("NIK 1906.0104.0472.0001", "nik", "1906010404720001"),
        ("No KK 1906011208100002", "family_card", "1906011208100002"),
        ("No HP +62 812 3456 4410", "phone", "+6281234564410"),
        ("WA: 62812-3456-4410", "phone", "+6281234564410"),
        ("Tgl Lahir: 04/04/72", "birth_date", "1972-04-04"),
        ("Tanggal lahir : 4 Mei 1972", "birth_date", "1972-05-04"),
        ("Tgl lahir: 4-8-2004", "birth_date", "2004-08-04"),
        ("JK: P", "sex", "female"),
        ("Jenis kelamin : Laki-laki", "sex", "male"),
        ("Penghasilan/bln : 500rb", "income", "500rb"),
        ("Darurat: ya", "emergency", "1"),
        ("Telepn: 081234564410", "phone", "+6281234564410"),
        ("Pendapatn: 500rb", "income", "500rb"),
    ],
)
def test_a_label_is_known_however_it_is_written(line, field, value):
    (report,) = read(line)
    assert report.fields == {field: value}
    assert report.unread == []


@pytest.mark.parametrize(
    "line",
    [
        "NIK: 190601", "NIK: 1906019904720001", "HP: 12", "Tgl lahir: 31-02-1990", "Tgl lahir: kemarin", "JK: x",
        "TTL: Manggar 04-04-1972 jam 5", "Darurat: mungkin", "KK: ada", "Nama: 7",
        "HP: 0812 3456 4410 / 0813 9876 5432", "Bukan label: apa pun", "Assalamualaikum, selamat pagi", "https://maps.google.com/?q=1,2",
    ],
)  # fmt: skip
def test_what_is_not_understood_stays_as_it_is(line):
    (report,) = read(f"Keterangan:\n\n{line}")
    assert report.fields == {}
    assert [each.text for each in report.unread] == [line]


def test_several_reports_in_one_paste_are_kept_apart():
    text = (
        "[12/11/26 08.14] Yanti: Nama: Junaidi\nKeluhan: KIS mati\n\n"
        "[12/11/26 08.20] Yanti: Pagi bu, satu lagi\nNama: Siti\nKeluhan: rumah bocor\n"
        "Nama: Rusli\nKeluhan: jalan rusak\n"
        "-----------\nLAPORAN 4\nFasilitator: Yanti\nNama: Ani\n"
        "\nPelapor: Yanti\nTanggal: 12 November"
    )
    reports = read(text)
    assert [report.fields["name"] for report in reports] == ["Junaidi", "Siti", "Rusli", "Ani"]
    assert [report.fields.get("story") for report in reports] == ["KIS mati", "rumah bocor", "jalan rusak", None]
    assert [line.text for line in reports[1].unread] == ["[12/11/26 08.20] Yanti: Pagi bu, satu lagi"]
    assert reports[3].fields["visited_on"] == "12 November", "what follows without a name is the end of the last one"
    assert list(every_line(reports)) == nonblank(text)


def test_one_report_in_two_messages_stays_one():
    text = "12/11/26 08.14 - Yanti: Nama: Junaidi\n12/11/26 08.15 - Yanti: Keluhan: KIS mati\nsudah dua minggu"
    (report,) = read(text)
    assert report.fields["story"] == "KIS mati\nsudah dua minggu"
    assert report.fields["sent"] == "12/11/26 08.14, Yanti; 12/11/26 08.15, Yanti"


def test_a_second_number_does_not_push_out_the_first():
    (report,) = read("Nama: Junaidi\nHP: 081234564410\nHP: 081398765432")
    assert report.fields["phone"] == "+6281234564410"
    assert [(line.text, str(line.problem)) for line in report.unread] == [
        ("HP: 081398765432", "Sudah ada isian lain untuk ini")
    ]


def test_several_labels_on_one_line_are_all_read():
    (report,) = read("Nama: Junaidi, NIK: 1906010404720001; HP: 081234564410, Keluhan: KIS mati")
    assert (report.fields["name"], report.fields["phone"]) == ("Junaidi", "+6281234564410")
    assert report.fields["story"] == "KIS mati"
    (half,) = read("Nama: Junaidi, NIK: 19")
    assert half.fields == {"name": "Junaidi"}
    assert len(half.unread) == 1, "a line that is understood in part is shown whole"


def test_every_synonym_stands_once():
    words = [word for synonyms in LABELS.values() for word in synonyms]
    assert len(words) == len(set(words))
    assert all(word == bare(word) for word in words)
    assert FACTS.keys() - {"sent"} <= LABELS.keys()


# --- nothing is lost, whatever is pasted --------------------------------------------------------------

LABEL = st.sampled_from([word for words in LABELS.values() for word in words])
VALUE = st.one_of(
    st.sampled_from(["Junaidi", "1906010404720001", "081234564410", "L", "4 April 1972", "", "KIS mati", "a, NIK: 12"]),
    st.text(max_size=30),
)
BULLET, SIGN = st.sampled_from(["", "• ", "1. ", "*", "✅"]), st.sampled_from([":", " : ", "=", " - "])
FIELD = st.builds("{}{}{}{}".format, BULLET, LABEL, SIGN, VALUE)
HEAD = "[12/11/26 08.14] Yanti: "
OTHER = st.sampled_from(["", "-----", "LAPORAN 2", HEAD, f"{HEAD}Nama: Ani", f"{HEAD}Terima kasih"])
LINE = st.one_of(FIELD, FIELD, st.text(max_size=50), OTHER)


@settings(max_examples=400, deadline=None)
@given(st.lists(LINE, max_size=25).map("\n".join))
@example(FORM)
@example("Nama:\x00\ud800 a")
@example("12/11/26 08.14 - : x")
def test_every_line_is_used_or_shown(text):
    reports = read(text)
    assert list(every_line(reports)) == nonblank(text)
    for report in reports:
        told = bare(" ".join(report.fields.values()))
        for line in report.lines:
            if line.field in {"story", "facilitator", "occupation", "papers"}:
                last = bare(line.text).split()[-1:]
                assert all(word in told or word in bare(" ".join(LABELS[line.field])) for word in last), line


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_any_text_can_be_read(text):
    assert list(every_line(read(text))) == nonblank(text)


# --- places and types ---------------------------------------------------------------------------------

VILLAGES = [
    ("1", "Lalang, Manggar"), ("2", "Lalang Jaya, Manggar"), ("3", "Gantung, Gantung"),
    ("4", "Mentawak, Kelapa Kampit"), ("5", "Selinsing, Gantung"), ("6", "Sukamaju, Manggar"),
    ("7", "Sukamaju, Gantung"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("village", "district", "code"),
    [
        ("Lalang", "", "1"), ("Desa LALANG JAYA", "", "2"), ("Kel. Lalang Jaya", "Kec. Manggar", "2"),
        ("Lalang Manggar", "", "1"), ("Mentawk", "", "4"), ("Sukamaju", "", None), ("Sukamaju", "Gantung", "7"),
        ("Lalang", "Gantung", None), ("", "Manggar", None), ("Antah Berantah", "", None),
    ],
)  # fmt: skip
def test_a_village_is_found_by_name_when_only_one_can_be_meant(village, district, code):
    assert find_village(village, district, VILLAGES) == code


def test_case_types_and_kinds_are_found_by_label_or_by_what_people_say():
    labels = {
        "pbi_reactivation": "Aktifkan kembali KIS (PBI-JK)",
        "damaged_road": "Jalan rusak",
        "food_aid": "Bantuan pangan",
    }
    assert find_case_type("aktifkan kembali KIS PBI JK", labels) == "pbi_reactivation"
    assert find_case_type("reaktivasi KIS", labels) == "pbi_reactivation"
    assert find_case_type("sesuatu yang lain", labels) is None
    assert find_case_type("rutilahu", labels) is None, "this site does not offer it"
    assert (find_kind("Permohonan"), find_kind("entah")) == ("request", None)
