from datetime import date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from foundation.clock import now
from reference.identity import (
    FamilyCardError,
    NikError,
    PhoneError,
    mask_nik,
    mask_phone,
    parse_family_card,
    parse_nik,
    parse_phone,
    show_phone,
)

DISTRICTS = ("19.06.01", "33.11.01", "12.74.01", "32.01.01")


def make_nik(district: str, born: date, sex: str, serial: int) -> str:
    day = born.day + (40 if sex == "female" else 0)
    return f"{district.replace('.', '')}{day:02}{born:%m%y}{serial:04}"


@given(
    st.sampled_from(DISTRICTS),
    st.integers(0, 99 * 365),
    st.sampled_from(("male", "female")),
    st.integers(1, 9999),
    st.sampled_from(("", " ", ".", "-", "\u00a0")),
)
def test_a_nik_tells_who_was_born_when_and_where_however_it_is_spaced(district, age_in_days, sex, serial, gap):
    born = now().date() - timedelta(days=age_in_days)
    digits = make_nik(district, born, sex, serial)
    written = gap.join((digits[:4], digits[4:8], digits[8:12], digits[12:]))
    nik = parse_nik(f" {written} ")
    assert (nik.value, nik.sex, nik.birth_date, nik.region_code) == (digits, sex, born, district)
    assert nik.region_known


@pytest.mark.parametrize(
    ("written", "fault", "message"),
    [
        ("1906 0152 0472 000", "short", "NIK kurang 1 angka: isi 16 angka"),
        ("", "short", "NIK kurang 16 angka: isi 16 angka"),
        ("1906 0152 0472 00011", "long", "NIK kelebihan 1 angka: isi 16 angka"),
        ("19060152O4720001", "letters", "NIK hanya boleh berisi angka"),
        ("１９０６０１５２０４７２０００１", "letters", "NIK hanya boleh berisi angka"),
        ("1906013002720001", "date", "Angka ke-7 sampai ke-12 NIK bukan tanggal lahir: cocokkan dengan KTP"),
        ("1906014000720001", "date", "Angka ke-7 sampai ke-12 NIK bukan tanggal lahir: cocokkan dengan KTP"),
        ("9906015204720001", "region", "6 angka pertama NIK bukan kode wilayah Indonesia: cocokkan dengan KTP"),
        ("1900015204720001", "region", "6 angka pertama NIK bukan kode wilayah Indonesia: cocokkan dengan KTP"),
        ("1906015204720000", "serial", "4 angka terakhir NIK tidak boleh 0000: cocokkan dengan KTP"),
    ],
)
def test_each_slip_in_a_nik_has_its_own_message(written, fault, message):
    with pytest.raises(NikError) as refused:
        parse_nik(written)
    assert (refused.value.fault, str(refused.value)) == (fault, message)


def test_a_nik_from_before_an_area_was_split_is_accepted_and_flagged():
    nik = parse_nik("6499015204720001")
    assert nik.region_code == "64.99.01"
    assert not nik.region_known


@time_machine.travel(datetime.fromisoformat("2026-11-23T02:00Z"), tick=False)
def test_nobody_is_born_tomorrow():
    assert parse_nik("1906012411260001").birth_date == date(1926, 11, 24)
    assert parse_nik("1906012311260001").birth_date == date(2026, 11, 23)


@given(st.text(max_size=40))
def test_any_text_is_either_a_number_or_refused_with_words(text):
    for parse, error in ((parse_nik, NikError), (parse_family_card, FamilyCardError), (parse_phone, PhoneError)):
        try:
            parse(text)
        except error as refused:
            assert str(refused)  # noqa: PT017 (either is right)


def test_a_family_card_number_is_sixteen_digits_that_begin_with_a_province():
    assert parse_family_card("1906 0112 0810 0002") == "1906011208100002"
    with pytest.raises(FamilyCardError, match=r"No\. KK kurang 2 angka: isi 16 angka"):
        parse_family_card("19060112081000")
    with pytest.raises(FamilyCardError, match="kode provinsi"):
        parse_family_card("0106011208100002")


@pytest.mark.parametrize(
    "written",
    [
        "081234567890",
        "0812 3456 7890",
        "+62 812-3456-7890",
        "6281234567890",
        "81234567890",
        "+62 (0)812.3456.7890",
        "\u202a+62 812\u20113456\u20117890\u202c",
    ],
)
def test_a_mobile_number_has_one_form_however_it_is_written(written):
    assert parse_phone(written) == "+6281234567890"


def test_a_landline_is_a_telephone_too():
    assert parse_phone("(0719) 91234") == "+6271991234"
    assert show_phone("+62215551234") == "021 5551234"


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", "letters"),
        ("tidak ada", "letters"),
        ("0812 3456 7890 / 0813 1111 2222", "letters"),
        ("+1 202 555 0100", "prefix"),
        ("0112345678", "prefix"),
        ("0812 34", "short"),
        ("0812 3456 7890 1234", "long"),
    ],
)
def test_each_slip_in_a_telephone_number_is_told_apart(written, fault):
    with pytest.raises(PhoneError) as refused:
        parse_phone(written)
    assert refused.value.fault == fault


@given(st.from_regex(r"8[1-9][0-9]{7,10}", fullmatch=True))
def test_a_number_as_shown_reads_back_as_the_same_number(rest):
    assert parse_phone(show_phone(f"+62{rest}")) == f"+62{rest}"


def test_masked_numbers_can_be_recognised_by_their_owner_only():
    assert mask_nik("1906015204720001") == "1906••••••••0001"
    assert mask_phone("+6281234564410") == "0812 •••• 4410"


@given(st.text(alphabet="0123456789", max_size=15))
def test_a_number_of_odd_length_is_masked_whole(digits):
    assert set(mask_nik(digits)) <= {"•"}
