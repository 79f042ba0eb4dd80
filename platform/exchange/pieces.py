"""Pieces of a list as they lie in the database: rows as JSON, sealed."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from foundation.crypto import vault
from registry.values import to_json

_PURPOSE = "import_chunk"
_DAY = "d"


def sealed(content: Any, told: Callable[[Any], Any] = to_json) -> bytes:
    """A piece as it lies in the database; `told` makes of a value what JSON can hold."""
    return vault().seal(json.dumps(content, separators=(",", ":"), default=told).encode(), _PURPOSE)


def unsealed(body: bytes) -> Any:
    """What a piece holds."""
    return json.loads(vault().unseal(body, _PURPOSE), object_hook=_as_it_was)


def as_cell(value: Any) -> Any:
    """For `told`: a day comes back as a day, anything else that JSON cannot hold as text."""
    return {_DAY: value.isoformat()[:10]} if isinstance(value, datetime | date) else str(value)


def _as_it_was(told: dict[str, Any]) -> Any:
    return date.fromisoformat(told[_DAY]) if _DAY in told else told
