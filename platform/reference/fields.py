"""Marshmallow fields for numbers and codes. They load to one normal form, whatever way they were written."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields

from reference.identity import IdentityError, parse_family_card, parse_nik, parse_phone
from reference.points import PointError, parse_point

_REGION_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
_UNDOTTED = re.compile(r"([0-9]{2})([0-9]{2})?([0-9]{2})?([0-9]{4})?")


class _Text(fields.String):
    """Text with messages in the reader's language. A blank is None, or "required" when the field is required."""

    default_error_messages = {
        "null": _l("Isi bagian ini"),
        "invalid": _l("Isi dengan teks"),
        "invalid_utf8": _l("Isi dengan teks"),
    }
    example = ""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["metadata"] = {"example": self.example, **(kwargs.get("metadata") or {})}
        super().__init__(**kwargs)

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        """The translated message as plain text: marshmallow keeps a lazy one as it is, and JSON cannot."""
        return ValidationError(str(self.error_messages[key]))

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text.strip():
            return self.normal_form(text)
        if self.required:
            raise self.make_error("required")
        return None

    def normal_form(self, text: str) -> str:
        raise NotImplementedError


def _read(parse: Callable[[str], str], text: str) -> str:
    try:
        return parse(text)
    except IdentityError as error:
        raise ValidationError(str(error)) from error


class NikField(_Text):
    """A NIK; loads to its 16 digits."""

    default_error_messages = {"required": _l("Isi NIK: 16 angka di KTP")}
    example = "1906015204720001"

    def normal_form(self, text: str) -> str:
        return _read(lambda written: parse_nik(written).value, text)


class FamilyCardField(_Text):
    """A family card number; loads to its 16 digits."""

    default_error_messages = {"required": _l("Isi No. KK: 16 angka di Kartu Keluarga")}
    example = "1906011208100002"

    def normal_form(self, text: str) -> str:
        return _read(parse_family_card, text)


class PhoneField(_Text):
    """A telephone number in Indonesia; loads to E.164."""

    default_error_messages = {"required": _l("Isi nomor telepon, misalnya 0812 3456 7890")}
    example = "+6281234567890"

    def normal_form(self, text: str) -> str:
        return _read(parse_phone, text)


class PointField(_Text):
    """A point on the map, typed or as a map's link; loads to "-2.870000, 108.270000"."""

    default_error_messages = {"required": _l("Isi titik lokasi, misalnya -2.87, 108.27")}
    example = "-2.870000, 108.270000"

    def normal_form(self, text: str) -> str:
        try:
            return str(parse_point(text))
        except PointError as error:
            raise ValidationError(str(error)) from error


class RegionCodeField(_Text):
    """A Kemendagri region code; loads to the dotted form. Only the format: that it exists is for an action to check."""

    default_error_messages = {
        "required": _l("Pilih wilayah"),
        "format": _l("Kode wilayah ditulis seperti 33.11.01.2001"),
        "level": _l("Pilih wilayah pada tingkat yang diminta"),
    }
    example = "33.11.01.2001"

    def __init__(self, *, level: int | None = None, **kwargs: Any) -> None:
        """`level` 1-4 demands a province, regency, district or village."""
        super().__init__(**kwargs)
        self.level = level

    def normal_form(self, text: str) -> str:
        code = text.strip()
        undotted = _UNDOTTED.fullmatch(code)
        if undotted:
            code = ".".join(part for part in undotted.groups() if part)
        if not _REGION_CODE.fullmatch(code):
            raise self.make_error("format")
        if self.level and code.count(".") != self.level - 1:
            raise self.make_error("level")
        return code
