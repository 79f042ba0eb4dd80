"""Identity numbers and telephone numbers as people write them. A thin own module around lokal-id.

The structure of a number proves nothing about a person: it only tells a slip of the pen from a possible number.
Whether a NIK is registered is known to Dukcapil alone, so nothing here may block a case.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

import lokal
from flask_babel import lazy_gettext as _l
from lokal.wilayah import wilayah_name

from foundation.clock import today
from foundation.errors import Unfit

LENGTH = 16
"""Digits of a NIK and of a family card number."""

_SEPARATORS = re.compile(r"[\s.()\-\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""What people put between digits, and the invisible marks that come along when a number is pasted."""
_DIGITS = re.compile(r"[0-9]*")
_MOBILE = re.compile(r"\+62(8[0-9]{2})([0-9]{3,4})([0-9]{3,5})")
_HIDDEN = "•"
_NIKS_REMEMBERED = 8
"""One input is read by its field, then compared with what else was said: a handful serves, and none stays for long."""
_PARTS_REMEMBERED = 20_000
"""Districts, and days of birth: what many people's numbers have in common."""
_SOME_DISTRICT, _SOME_DAY = "190601", "010190"
"""Stand beside the part that is looked at."""


class IdentityError(Unfit):
    """Not a possible number."""


class NikError(IdentityError):
    """Not a possible NIK. Faults: letters, short, long, date, region, serial."""


class FamilyCardError(IdentityError):
    """Not a possible family card number. Faults: letters, short, long, region."""


class PhoneError(IdentityError):
    """Not a possible Indonesian telephone number. Faults: letters, prefix, short, long."""


@dataclass(frozen=True)
class Nik:
    """What a NIK says (PPKKCC DDMMYY SSSS, a woman's day of birth + 40; UU 24/2013)."""

    value: str
    sex: Literal["male", "female"]
    birth_date: date
    region_code: str
    """District (kecamatan) where it was first issued, dotted; the person may have moved since."""
    region_known: bool
    """False when that district is in no list today: a NIK keeps the code it was issued with after an area splits."""


def parse_nik(text: str) -> Nik:
    """Read a NIK written with or without spaces, dots or dashes; raises NikError."""
    return _read_nik(_sixteen_digits(text, NikError, "NIK"), today("Asia/Jayapura"))


@lru_cache(_NIKS_REMEMBERED)
def _read_nik(digits: str, latest: date) -> Nik:
    """What the sixteen digits say on that day, each part of them looked up once."""
    region_code, region_known = _issued_in(digits[:6])
    sex, born = _born(digits[6:12], latest)
    if digits.endswith("0000"):
        raise NikError("serial", _l("4 angka terakhir NIK tidak boleh 0000: cocokkan dengan KTP"))
    return Nik(digits, sex, born, region_code, region_known)


@lru_cache(_PARTS_REMEMBERED)
def _issued_in(six: str) -> tuple[str, bool]:
    """District in which such a NIK was first issued, and whether it is in today's list."""
    info = lokal.parse_nik(f"{six}{_SOME_DAY}0001", lookup_wilayah=wilayah_name)
    if info.errors:
        raise NikError("region", _l("6 angka pertama NIK bukan kode wilayah Indonesia: cocokkan dengan KTP"))
    return str(info.district_code), not info.warnings


@lru_cache(_PARTS_REMEMBERED)
def _born(six: str, latest: date) -> tuple[Literal["male", "female"], date]:
    """Sex and date of birth; nobody is born after `latest`."""
    info = lokal.parse_nik(f"{_SOME_DISTRICT}{six}0001", reference_date=latest)
    if not info.birth_date or not info.gender:
        raise NikError("date", _l("Angka ke-7 sampai ke-12 NIK bukan tanggal lahir: cocokkan dengan KTP"))
    born = date.fromisoformat(info.birth_date)
    if born > latest:
        born = born.replace(year=born.year - 100)
    return "female" if info.gender == "P" else "male", born


def parse_family_card(text: str) -> str:
    """Read a family card number (No. KK) into its 16 digits; raises FamilyCardError."""
    digits = _sixteen_digits(text, FamilyCardError, "No. KK")
    if digits[:2] not in lokal.PROVINCES:
        raise FamilyCardError(
            "region", _l("2 angka pertama No. KK bukan kode provinsi: cocokkan dengan Kartu Keluarga")
        )
    return digits


def parse_phone(text: str) -> str:
    """Read a telephone number written with 08, 62 or +62, spaces, dots, dashes or brackets, into E.164 (+62…).

    Raises PhoneError.
    """
    bare = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"\+?[0-9]+", bare):
        raise PhoneError("letters", _l("Nomor telepon hanya boleh berisi angka, misalnya 0812 3456 7890"))
    info = lokal.parse_phone(bare)
    if info.e164:
        return info.e164
    rest = re.sub(r"^(\+?62|0)0*", "", bare)
    if not re.match(r"\+?62|0|8", bare) or rest.startswith("1"):
        raise PhoneError("prefix", _l("Nomor telepon diawali 0 atau +62, misalnya 0812 3456 7890"))
    if len(rest) < 9:
        raise PhoneError("short", _l("Nomor telepon kurang panjang: nomor HP 10 sampai 13 angka"))
    raise PhoneError("long", _l("Nomor telepon terlalu panjang: nomor HP 10 sampai 13 angka"))


def mask_nik(value: str) -> str:
    """First and last four digits of a NIK or family card number: 1906••••••••0001. All hidden if not 16 digits."""
    if len(value) != LENGTH:
        return _HIDDEN * len(value)
    return f"{value[:4]}{_HIDDEN * 8}{value[-4:]}"


def show_phone(e164: str) -> str:
    """As people read it aloud: 0812 3456 7890, 021 555 1234."""
    mobile = _MOBILE.fullmatch(e164)
    if mobile:
        return f"0{mobile[1]} {mobile[2]} {mobile[3]}"
    return re.sub(r"[\s()\-]+", " ", lokal.parse_phone(e164).national or e164).strip()


def mask_phone(e164: str) -> str:
    """Enough to recognise one's own number: 0812 •••• 7890."""
    national = re.sub(r"^\+62", "0", e164)
    return f"{national[:4]} {_HIDDEN * 4} {national[-4:]}" if len(national) > 8 else _HIDDEN * len(national)


def _sixteen_digits(text: str, error: type[IdentityError], name: str) -> str:
    digits = text if text.isdecimal() else _SEPARATORS.sub("", text)
    if not _DIGITS.fullmatch(digits):
        raise error("letters", _l("%(name)s hanya boleh berisi angka", name=name))
    missing = LENGTH - len(digits)
    if missing > 0:
        raise error("short", _l("%(name)s kurang %(count)s angka: isi 16 angka", name=name, count=missing))
    if missing < 0:
        raise error("long", _l("%(name)s kelebihan %(count)s angka: isi 16 angka", name=name, count=-missing))
    return digits
