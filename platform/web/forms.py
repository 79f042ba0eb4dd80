"""From schema to HTML form and back: what was typed is kept, what is wrong is said beside the field."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from marshmallow import Schema, ValidationError, fields, missing, validate
from werkzeug.datastructures import MultiDict

from foundation.db import db
from foundation.errors import Refused
from web.schemas import Choice, Choices, Option, Real, Secret

WHOLE_FORM = "_schema"  # marshmallow's name for what belongs to no field
FILE = "file"
"""What is sent along beside the fields of a schema (`ui.file`)."""


def sent_version() -> int:
    """The version over which the form was filled in; 0, which nothing has, when it says none."""
    typed = request.form.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


@dataclass(frozen=True)
class BoundField:
    """One field as a template needs it."""

    name: str
    label: Any
    hint: Any
    values: list[str]
    errors: list[str]
    required: bool
    choices: list[Option]
    max: int | None
    kind: str = "text"
    """How it is asked: text, long, number, decimal, date, choice, choices, flag or secret."""

    @property
    def id(self) -> str:
        """The id of its input; an error summary links here."""
        return f"f-{self.name}"

    @property
    def value(self) -> str:
        """The one value typed, or nothing."""
        return self.values[0] if self.values else ""

    @property
    def error(self) -> str:
        """What is wrong with it, in one line."""
        return "; ".join(self.errors)

    def has(self, value: Any) -> bool:
        """Whether that choice is taken."""
        return str(value) in self.values


class Form:
    """A schema filled in by a person: raw `values`, clean `data`, `errors` by field."""

    def __init__(self, schema: Schema, values: MultiDict[str, str], choices: Mapping[str, list[Option]] | None) -> None:
        self.schema = schema
        self.values = values
        self.choices: dict[str, list[Option]] = dict(choices or {})
        self.data: dict[str, Any] = {}
        self.errors: dict[str, list[str]] = {}
        self.status = 200

    @classmethod
    def blank(
        cls, schema: Schema, initial: Mapping[str, Any] | None = None, choices: Mapping[str, list[Option]] | None = None
    ) -> "Form":
        """A form not yet sent, filled with `initial`: text, numbers, dates, or lists of them."""
        pairs = [(name, item) for name, value in (initial or {}).items() for item in _as_list(value)]
        return cls(schema, MultiDict((name, _as_typed(item)) for name, item in pairs), choices)

    @classmethod
    def read(
        cls,
        schema: Schema,
        source: MultiDict[str, str] | None = None,
        choices: Mapping[str, list[Option]] | None = None,
    ) -> "Form":
        """What a person sent (the current request's form unless given), checked against the schema.

        Only the schema's own fields are looked at. `choices` holds lists known only now (the villages of this
        district): a value outside its list is an error.
        """
        form = cls(schema, source if source is not None else request.form, choices)
        form._load()
        return form

    @property
    def valid(self) -> bool:
        """Nothing is wrong (yet)."""
        return not self.errors

    def add_error(self, field: str | None, message: Any) -> None:
        """Say what is wrong with a field, with the file sent along, or with the form as a whole (None)."""
        name = field if field == FILE or field in self.schema.load_fields else WHOLE_FORM
        self.errors.setdefault(str(name), []).append(str(message))
        self.status = max(self.status, 422)

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal from below at the field it blames."""
        self.add_error(refusal.field, refusal.message)
        self.status = refusal.status

    def tries(self, act: Callable[[], object]) -> bool:
        """Whether it was done; a refusal is shown at its field and nothing half-done stays. What no form can
        mend goes on: a request that is incomplete, is not open to the reader, or leads nowhere (400, 403, 404)."""
        try:
            act()
        except Refused as refusal:
            if refusal.status in (400, 403, 404):
                raise
            db.session.rollback()
            self.refuse(refusal)
            return False
        return True

    def field(self, name: str) -> BoundField:
        """One field, ready to be drawn; KeyError for a name the schema does not have."""
        described = self.schema.load_fields[name]
        is_secret = isinstance(described, Secret)
        return BoundField(
            name=name,
            label=described.metadata.get("label") or name,
            hint=described.metadata.get("hint", ""),
            values=[] if is_secret else self.values.getlist(name),
            errors=self.errors.get(name, []),
            required=_is_asked(described),
            choices=self.choices.get(name) or _choices_of(described),
            max=getattr(described, "max", None),
            kind=_kind_of(described),
        )

    @property
    def summary(self) -> list[tuple[str, str]]:
        """(id of the input or "", message) for each mistake, in the order of the schema."""
        names = [*self.schema.load_fields, FILE, WHOLE_FORM]
        ordered = sorted(self.errors, key=lambda name: names.index(name) if name in names else len(names))
        return [(line, message) for name in ordered for line, message in self._lines(name)]

    def _lines(self, name: str) -> Iterator[tuple[str, str]]:
        if name not in self.schema.load_fields:
            place = "" if name == WHOLE_FORM else f"f-{name}"
            yield from ((place, message) for message in self.errors[name])
        else:
            bound = self.field(name)
            says_which = bound.error.lower().startswith(str(bound.label).lower())
            yield bound.id, bound.error if says_which else f"{str(bound.label).rstrip('?:')}: {bound.error}"

    def _load(self) -> None:
        try:
            loaded: Any = self.schema.load(self._typed())
            self.data = loaded
        except ValidationError as error:
            self.data = dict(error.valid_data) if isinstance(error.valid_data, dict) else {}
            for name, messages in error.normalized_messages().items():
                self.add_error(name, "; ".join(_flat(messages)))
        self._check_choices()

    def _typed(self) -> dict[str, Any]:
        """The request as the schema expects it: lists where it wants lists, left-out where nothing was typed."""
        sent: dict[str, Any] = {}
        for name, described in self.schema.load_fields.items():
            if isinstance(described, (fields.List, Choices)):
                sent[name] = [value for value in self.values.getlist(name) if value]
            elif isinstance(described, fields.Boolean):
                sent[name] = self.values.get(name, "") not in {"", "0", "false"}
            elif (value := self.values.get(name, "")) and (isinstance(described, Secret) or value.strip()):
                sent[name] = value
        return sent

    def _check_choices(self) -> None:
        for name, options in self.choices.items():
            allowed = {str(option[0]) for option in options}
            if name not in self.errors and any(str(item) not in allowed for item in _as_list(self.data.get(name))):
                self.add_error(name, _("Pilih salah satu dari daftar"))


def _is_asked(described: fields.Field[Any]) -> bool:
    """Whether the label says nothing of leaving it empty: required, never empty, or missed later (`needed`)."""
    never_empty = isinstance(described.load_default, (str, int))
    return described.required or never_empty or described.metadata.get("needed", False)


def _kind_of(described: fields.Field[Any]) -> str:
    match described:
        case Choices() | fields.List():
            return "choices"
        case Choice():
            return "choice"
        case fields.Boolean():
            return "flag"
        case fields.Date():
            return "date"
        case Real():
            return "decimal"
        case fields.Number():
            return "number"
        case Secret():
            return "secret"
    return "long" if getattr(described, "multiline", False) else "text"


def _choices_of(described: fields.Field[Any]) -> list[Option]:
    if isinstance(described, Choice):
        return described.options
    inner = getattr(described, "inner", None)
    for validator in [*described.validators, *(inner.validators if inner else [])]:
        if isinstance(validator, validate.OneOf):
            return list(zip(validator.choices, validator.labels or validator.choices, strict=False))
    return []


def _as_list(value: Any) -> list[Any]:
    if value is None or value is missing:
        return []
    return list(value) if isinstance(value, (list, tuple, set)) else [value]


def _as_typed(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _flat(messages: Any) -> list[str]:
    """Messages of a list field come by index: all of them, once each."""
    if isinstance(messages, dict):
        return list(dict.fromkeys(text for part in messages.values() for text in _flat(part)))
    return [str(message) for message in messages] if isinstance(messages, list) else [str(messages)]
