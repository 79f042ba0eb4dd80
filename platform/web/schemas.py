"""The base of every schema: one description of an input for HTML forms, the JSON API, spreadsheet rows and the outbox.

Fields carry `label` and `hint`, so a form needs no second description. Messages come in the reader's language.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import RAISE, Schema, ValidationError, fields, missing, validate, validates_schema

BIGINT = 2**63
MAX_TEXT = 10_000
Option = tuple[Any, ...]  # (value, label) or (value, label, note)
Options = Sequence[Option] | Callable[[], Sequence[Option]]

# Formatting characters that hide or reorder text: dropped, a paste from a word processor is full of them.
_INVISIBLE = dict.fromkeys([0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_RUPIAH = re.compile(r"(?:Rp\.?\s*)?(\d{1,3}(?:\.\d{3})+|\d+)(?:,00|,-)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")

_REQUIRED = _l("Belum diisi")
_INVALID = _l("Isian tidak dikenali")
_MESSAGES = {
    "required": _REQUIRED,
    "null": _REQUIRED,
    "validator_failed": _INVALID,
    "invalid": _INVALID,
    "invalid_utf8": _l("Memuat huruf yang tidak dapat disimpan"),
    "invalid_uuid": _l("Nomor pengenal tidak sah"),
    "invalid_ip": _INVALID,
    "invalid_awareness": _INVALID,
    "too_large": _l("Angka terlalu besar"),
    "special": _l("Isi dengan angka"),
    "format": _INVALID,
    "type": _INVALID,
    "unknown": _l("Pilihan tidak dikenali"),
}
_SCHEMA_MESSAGES: dict[str, Any] = {
    "unknown": _l("Isian ini tidak dikenal"),
    "type": _l("Bentuk kiriman tidak dikenali"),
}
_NUMBER_INVALID = _l("Isi dengan angka, tanpa huruf")
_DATE_INVALID = _l("Isi tanggal yang ada di kalender, misalnya 04/04/1972")
_LENGTH = {
    "message_min": _l("Terlalu pendek: paling sedikit {min} huruf"),
    "message_max": _l("Terlalu panjang: paling banyak {max} huruf"),
    "message_all": _l("Panjangnya harus {min} sampai {max} huruf"),
    "message_equal": _l("Panjangnya harus {equal} huruf"),
}
_RANGE = {
    "message_min": _l("Paling kecil {min}"),
    "message_max": _l("Paling besar {max}"),
    "message_all": _l("Isi angka {min} sampai {max}"),
}
_CHOOSE = _l("Pilih salah satu dari daftar")
_VALIDATORS = {
    validate.OneOf: _CHOOSE,
    validate.Email: _l("Alamat surel tidak lengkap, misalnya nama@daerah.go.id"),
    validate.Regexp: _INVALID,
}


class BaseSchema(Schema):
    """Refuses unknown keys and text no database can hold; answers in the reader's language."""

    class Meta:
        unknown = RAISE

    error_messages = _SCHEMA_MESSAGES

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Replace marshmallow's English by our words, here and in the items of a list."""
        for part in (field_obj, getattr(field_obj, "inner", None)):
            if part is not None:
                _translate(part)

    @validates_schema(skip_on_field_errors=False)
    def fits_the_database(self, data: Any, **_options: Any) -> None:
        """No NUL, no lone surrogates and no number beyond bigint, whatever the type of the field."""
        faults = {name: [fault] for name, value in data.items() if (fault := _fault_of(value))}
        if faults:
            raise ValidationError(faults)


class _Optional:
    """Left empty is None, and None is not for validators to judge."""

    def _validate(self, value: Any) -> None:
        if value is not None:
            super()._validate(value)  # type: ignore[misc]


class Text(_Optional, fields.String):
    """Text of at most `max` characters, trimmed and in normal form (NFC). Optional and left empty: None.

    One line unless `multiline`. Control characters are refused, invisible marks dropped.
    """

    def __init__(
        self, *, max: int = 200, min: int = 0, multiline: bool = False, label: Any = "", hint: Any = "", **kwargs: Any
    ) -> None:
        self.max, self.min, self.multiline = max, min, multiline
        super().__init__(**_described(kwargs, label, hint))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = self.tidied(str(super()._deserialize(value, attr, data, **kwargs)))
        if fault := _fault_of(text) or self._bad_character(text):
            raise ValidationError(str(fault))
        if not text and self.required:
            raise self.make_error("required")
        if len(text) > self.max:
            raise ValidationError(str(_LENGTH["message_max"]).format(max=self.max))
        if text and len(text) < self.min:
            raise ValidationError(str(_LENGTH["message_min"]).format(min=self.min))
        return text or None

    def tidied(self, text: str) -> str:
        """The text as it is kept."""
        if text.isascii() and text.isprintable():
            return text.strip()
        return unicodedata.normalize("NFC", text.replace("\r\n", "\n").translate(_INVISIBLE).strip())

    def _bad_character(self, text: str) -> Any:
        allowed = "\n\t" if self.multiline else ""
        if not text.isprintable() and any(
            unicodedata.category(character) == "Cc" and character not in allowed for character in text
        ):
            return _l("Memuat huruf yang tidak dapat disimpan")
        return None


class Secret(Text):
    """A password: kept exactly as typed, never shown again."""

    def tidied(self, text: str) -> str:
        """As typed."""
        return text


class Number(fields.Integer):
    """A whole number within `min`..`max`; by default what a PostgreSQL integer holds."""

    def __init__(self, *, min: int = -(2**31), max: int = 2**31 - 1, label: Any = "", hint: Any = "", **kwargs: Any):
        self.min, self.max = min, max
        super().__init__(validate=validate.Range(min, max), **_described(kwargs, label, hint))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
            raise self.make_error("invalid")
        if isinstance(value, str):
            value = value.replace(" ", "")
            if len(value) > 20:
                raise self.make_error("too_large")
        return super()._deserialize(value, attr, data, **kwargs)


class Rupiah(Number):
    """Whole rupiah, with or without the dots and the Rp that people write: 1500000, 1.500.000, Rp1.500.000."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str) and (found := _RUPIAH.fullmatch(value.strip())):
            value = found[1].replace(".", "")
        return super()._deserialize(value, attr, data, **kwargs)


class Real(_Optional, fields.Float):
    """A number with decimals within `min`..`max`; a comma is as good as a point."""

    def __init__(self, *, min: float, max: float, label: Any = "", hint: Any = "", **kwargs: Any) -> None:
        self.min, self.max = min, max
        super().__init__(validate=validate.Range(min, max), **_described(kwargs, label, hint))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool):
            raise self.make_error("invalid")
        if isinstance(value, str):
            value = value.strip().replace(",", ".")
        return super()._deserialize(value, attr, data, **kwargs)


class Day(fields.Date):
    """A date: 1972-04-04, 04/04/1972 or 4-4-1972. Years 1850 to 2200."""

    def __init__(self, *, label: Any = "", hint: Any = "", **kwargs: Any) -> None:
        super().__init__(**_described(kwargs, label, hint))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str) and (found := _DAY_FIRST.fullmatch(value.strip())):
            try:
                result = date(int(found[3]), int(found[2]), int(found[1]))
            except ValueError as error:
                raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from error
        else:
            result = super()._deserialize(value.strip() if isinstance(value, str) else value, attr, data, **kwargs)
        if not 1850 <= result.year <= 2200:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return result


class Choice(_Optional, fields.Raw):
    """One value out of `options`: (value, label) or (value, label, note) each, or a function that returns them."""

    def __init__(
        self, options: Options = (), *, varies: bool = False, label: Any = "", hint: Any = "", **kwargs: Any
    ) -> None:
        """`varies`: another site offers other values, so that a description for everybody cannot list them."""
        self._options, self.varies = options, varies
        super().__init__(**_described(kwargs, label, hint))

    @property
    def options(self) -> list[Option]:
        """The choices as they stand now."""
        return list(self._options() if callable(self._options) else self._options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if value == "" and not self.required:
            return None
        for option in self.options:
            if value == option[0] or (isinstance(value, str) and value == str(option[0])):
                return option[0]
        raise ValidationError(str(_CHOOSE))


class Choices(Choice):
    """Any number of values out of `options`; `required` asks for at least one."""

    def __init__(self, options: Options = (), *, label: Any = "", hint: Any = "", **kwargs: Any) -> None:
        if not kwargs.get("required"):
            kwargs.setdefault("load_default", list)
        super().__init__(options, label=label, hint=hint, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, list) or len(value) > 500:
            raise ValidationError(str(_CHOOSE))
        if not value and self.required:
            raise self.make_error("required")
        chosen = [super(Choices, self)._deserialize(item, attr, data, **kwargs) for item in value]
        return list(dict.fromkeys(chosen))


def _described(kwargs: dict[str, Any], label: Any, hint: Any) -> dict[str, Any]:
    kwargs["metadata"] = {"label": label, "hint": hint, **kwargs.get("metadata", {})}
    if not kwargs.get("required") and kwargs.get("load_default", missing) is missing:
        kwargs["load_default"] = None
    return kwargs


def _translate(field: fields.Field[Any]) -> None:
    own = _messages_of_instance(field)
    field.error_messages = {**field.error_messages, **_MESSAGES}
    if isinstance(field, (fields.Integer, fields.Float, fields.Decimal)):
        field.error_messages["invalid"] = _NUMBER_INVALID
    if isinstance(field, (fields.Date, fields.DateTime)):
        field.error_messages["invalid"] = _DATE_INVALID
    if isinstance(field, Choice):
        field.error_messages["required"] = field.error_messages["null"] = _CHOOSE
    field.error_messages.update(own)
    for validator in field.validators:
        _translate_validator(validator)


def _messages_of_instance(field: fields.Field[Any]) -> dict[str, Any]:
    """Messages the author of a schema wrote: those not inherited from marshmallow's classes."""
    inherited: dict[str, Any] = {}
    for cls in reversed(type(field).__mro__):
        inherited.update(getattr(cls, "default_error_messages", {}))
    return {key: words for key, words in field.error_messages.items() if words != inherited.get(key)}


def _translate_validator(validator: Any) -> None:
    own = vars(validator)
    if isinstance(validator, validate.Length):
        own.update(_LENGTH)
    elif isinstance(validator, validate.Range):
        own.update(_RANGE)
    elif isinstance(validator, tuple(_VALIDATORS)) and own["error"] == type(validator).default_message:
        own["error"] = _VALIDATORS[type(validator)]


def _fault_of(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return next((fault for item in value if (fault := _fault_of(item))), None)
    if isinstance(value, str):
        return _l("Memuat huruf yang tidak dapat disimpan") if not _is_storable(value) else None
    if isinstance(value, int) and abs(value) >= BIGINT:
        return _MESSAGES["too_large"]
    return None


def _is_storable(text: str) -> bool:
    if text.isprintable():  # neither NUL nor surrogates are
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\x00" not in text
