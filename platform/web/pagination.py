"""Keyset pages: a cursor says after which row the next page begins, so page 500 costs what page 1 does."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from flask_babel import gettext as _

from foundation.errors import Refused

Row = TypeVar("Row")
Primitive = str | int | float | bool | None
MAX_CURSOR = 1_000
BIGINT = 2**63


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page and the cursors of its neighbours; None where there is no neighbour."""

    rows: Sequence[Row]
    next: str | None = None
    previous: str | None = None


def page_of(rows: Sequence[Row], size: int, key: Callable[[Row], Sequence[Primitive]]) -> Page[Row]:
    """A page from `size + 1` fetched rows: the extra row only tells that there is a next page."""
    shown = rows[:size]
    return Page(shown, next=encode_cursor(key(shown[-1])) if len(rows) > size else None)


def encode_cursor(values: Sequence[Primitive]) -> str:
    """An opaque, address-safe cursor. Days go in as ISO text."""
    text = json.dumps(list(values), separators=(",", ":"), ensure_ascii=True)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def decode_cursor(cursor: str | None, shape: Sequence[type | tuple[type, ...]]) -> list[Any] | None:
    """The values of a cursor, each of the type `shape` names; None without cursor, Refused (400) for a bad one.

    A `date` in the shape reads the ISO text of a day.
    """
    if not cursor:
        return None
    values = _values(cursor)
    if values is not None and len(values) == len(shape):
        values = [_as_day(value) if expected is date else value for value, expected in zip(values, shape, strict=True)]
        if all(map(_fits, values, shape)):
            return values
    raise Refused(
        _("Alamat halaman ini tidak lengkap. Mulai lagi dari halaman pertama."), status=400, code="bad_cursor"
    )


def _values(cursor: str) -> list[Any] | None:
    if len(cursor) > MAX_CURSOR:
        return None
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values = json.loads(text)
    except (binascii.Error, ValueError, RecursionError):
        return None
    return values if isinstance(values, list) else None


def _as_day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _fits(value: Any, expected: type | tuple[type, ...]) -> bool:
    if isinstance(value, bool):
        return expected is bool
    if isinstance(value, str) and ("\x00" in value or not _is_encodable(value)):
        return False
    if isinstance(value, int) and abs(value) >= BIGINT:
        return False
    return isinstance(value, expected)


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
