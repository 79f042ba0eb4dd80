import pytest
from marshmallow import Schema, ValidationError

from reference.fields import FamilyCardField, NikField, PhoneField, RegionCodeField


class Person(Schema):
    nik = NikField(required=True)
    family_card = FamilyCardField(allow_none=True)
    phone = PhoneField(allow_none=True)
    village = RegionCodeField(level=4, required=True)


GIVEN = {"nik": "1906 0152 0472 0001", "village": "19.06.01.2001"}


def errors_of(**changed) -> dict:
    with pytest.raises(ValidationError) as refused:
        Person().load({**GIVEN, **changed})
    return refused.value.normalized_messages()


def test_numbers_load_to_their_normal_form():
    loaded = Person().load({**GIVEN, "family_card": "1906 0112 0810 0002", "phone": "0812 3456 7890"})
    assert loaded == {
        "nik": "1906015204720001",
        "family_card": "1906011208100002",
        "phone": "+6281234567890",
        "village": "19.06.01.2001",
    }


def test_a_blank_is_nothing_when_optional_and_asked_for_when_required():
    assert Person().load({**GIVEN, "phone": "  ", "family_card": ""})["phone"] is None
    assert errors_of(nik=" ") == {"nik": ["Isi NIK: 16 angka di KTP"]}
    with pytest.raises(ValidationError) as refused:
        Person().load({})
    assert refused.value.normalized_messages() == {"nik": ["Isi NIK: 16 angka di KTP"], "village": ["Pilih wilayah"]}


def test_messages_are_plain_text_at_the_field():
    assert errors_of(nik="1906 0152 0472 000") == {"nik": ["NIK kurang 1 angka: isi 16 angka"]}
    assert errors_of(phone="0812x")["phone"] == ["Nomor telepon hanya boleh berisi angka, misalnya 0812 3456 7890"]
    assert all(type(message) is str for message in errors_of(nik=16)["nik"])


@pytest.mark.parametrize("hostile", [16, None, [], {}, True, 1.5])
def test_what_is_not_text_is_refused_not_crashed_on(hostile):
    assert "nik" in errors_of(nik=hostile)


@pytest.mark.parametrize(("written", "loaded"), [("33.11.01.2001", "33.11.01.2001"), ("3311012001", "33.11.01.2001")])
def test_a_region_code_loads_dotted(written, loaded):
    assert Person().load({**GIVEN, "village": written})["village"] == loaded


def test_a_region_code_is_refused_for_its_format_or_its_level():
    assert errors_of(village="33.1.1") == {"village": ["Kode wilayah ditulis seperti 33.11.01.2001"]}
    assert errors_of(village="33.11.01.2001\n.") == {"village": ["Kode wilayah ditulis seperti 33.11.01.2001"]}
    assert errors_of(village="33.11") == {"village": ["Pilih wilayah pada tingkat yang diminta"]}
