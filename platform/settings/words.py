"""A setting in words: its fields with their labels, and what one version changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from marshmallow import fields

from settings.schemas import SCHEMAS
from web.formats import plain_date
from web.schemas import Choice, Day


@dataclass(frozen=True)
class Change:
    """One field before and after."""

    label: str
    before: str
    after: str


def told(kind: str, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and value of every field, in the order of the form."""
    described = SCHEMAS[kind]().load_fields
    return [
        (str(field.metadata.get("label") or name), _in_words(field, data.get(name)))
        for name, field in described.items()
        if not field.metadata.get("untold")
    ]


def changes(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Only what differs."""
    pairs = zip(told(kind, before), told(kind, after), strict=True)
    return [Change(label, old, new) for (label, old), (_label, new) in pairs if old != new]


def _in_words(field: fields.Field[Any], value: Any) -> str:
    if isinstance(field, fields.Boolean):
        return _("ya") if value else _("tidak")
    if value is None or value in ("", []):
        return "–"
    if isinstance(field, Choice):
        labels = {option[0]: str(option[1]) for option in field.options}
        return ", ".join(labels.get(each, str(each)) for each in (value if isinstance(value, list) else [value]))
    if isinstance(field, Day):
        return plain_date(value if isinstance(value, date) else date.fromisoformat(value))
    return "; ".join(line for line in str(value).splitlines() if line.strip())
