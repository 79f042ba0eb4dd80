"""What may be said about a person who is recorded: the same for forms, the API and spreadsheets."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, post_load, validates_schema

from foundation.clock import today
from reference import codes
from reference.identity import Nik, parse_nik
from registry.schemas.variables import field_of
from web.formats import plain_date
from web.schemas import BaseSchema, Choice, Day, Number, Text

SHORTEST_NAME = 2
_OLDEST = timedelta(days=130 * 365)


class PersonName(Text):
    """A name on one line, its words one space apart."""

    def tidied(self, text: str) -> str:
        """As it is kept, and as it is searched."""
        return " ".join(super().tidied(text).split())


class PersonSchema(BaseSchema):
    """A person and the household they live in. Every key is present after loading; None where nothing was said.

    Sex and date of birth are read from the NIK when there is one; said otherwise, that is a mistake at the field.
    """

    name = PersonName(required=True, min=SHORTEST_NAME, max=120, label=_l("Nama sesuai KTP"))
    nik = field_of("nik", hint=_l("16 angka di KTP. Spasi boleh. Bila belum diketahui, dapat menyusul."))
    family_card = field_of("family_card", hint=_l("16 angka di Kartu Keluarga. Anggota satu KK akan dikumpulkan."))
    sex = field_of("sex", hint=_l("Terbaca dari NIK bila NIK diisi."))
    birth_date = field_of("birth_date", hint=_l("Terbaca dari NIK bila NIK diisi."))
    birth_place = field_of("birth_place")
    relation = field_of("relation", load_default=1)
    phone = field_of("phone", hint=_l("Misalnya 0812 3456 7890 atau +62 812 3456 7890"))
    email = field_of("email")
    address = field_of("address", required=True, hint=_l("Jalan atau dusun, RT/RW. Berlaku untuk seluruh anggota KK."))
    village_code = field_of("village_code", required=True)

    @validates_schema(skip_on_field_errors=False)
    def agrees_with_the_nik(self, data: dict[str, Any], **_options: Any) -> None:
        """Sex and date of birth are said once, or twice the same way."""
        faults: dict[str, str] = {}
        born = data.get("birth_date")
        if born and not (latest := today("Asia/Jayapura")) - _OLDEST <= born <= latest:
            faults["birth_date"] = _("Tanggal lahir tidak mungkin: periksa tahunnya")
        elif data.get("nik"):
            faults |= contradictions(parse_nik(data["nik"]), data.get("sex"), born)
        elif "nik" in data and "sex" in data and not data["sex"]:
            faults["sex"] = _("Pilih jenis kelamin, atau isi NIK")
        if faults:
            raise ValidationError({field: [message] for field, message in faults.items()})

    @post_load
    def read_the_nik(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """What the NIK says need not be typed."""
        if data["nik"]:
            nik = parse_nik(data["nik"])
            data["sex"] = data["sex"] or nik.sex
            data["birth_date"] = data["birth_date"] or nik.birth_date
        return data


class PersonChangeSchema(PersonSchema):
    """A change to a person: NIK, family card, telephone and e-mail stay as they are when nothing is typed.

    Without day and source it is the person's own word of today.
    """

    marital_status = field_of("marital_status")
    presence = field_of("presence")
    observed_on = Day(label=_l("Tanggal keadaan ini dilihat"), hint=_l("Kosongkan bila hari ini."))
    source = Choice(lambda: codes.choices(codes.SOURCES), label=_l("Sumber"))
    note = Text(max=300, label=_l("Catatan"))
    version = Number(required=True, min=1)


class RevealSchema(BaseSchema):
    """Why somebody needs to see a whole NIK (UU 27/2022: every look has a purpose)."""

    reason = Text(
        required=True,
        min=5,
        max=200,
        label=_l("Untuk apa NIK lengkap diperlukan?"),
        hint=_l("Alasan ini dicatat bersama nama Anda. Misalnya: mencocokkan dengan KTP warga di loket."),
    )


def contradictions(nik: Nik, sex: str | None, birth_date: date | None) -> dict[str, str]:
    """Where what was said differs from the NIK, by field. The century is not in a NIK and is not compared."""
    faults = {}
    if sex and sex != nik.sex:
        faults["sex"] = _("Menurut NIK: %(sex)s. Cocokkan dengan KTP.", sex=codes.SEXES[nik.sex].label.lower())
    if birth_date and (birth_date.day, birth_date.month, birth_date.year % 100) != (
        nik.birth_date.day,
        nik.birth_date.month,
        nik.birth_date.year % 100,
    ):
        faults["birth_date"] = _("Menurut NIK: %(day)s. Cocokkan dengan KTP.", day=plain_date(nik.birth_date))
    return faults
