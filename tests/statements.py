"""Which statements are sent to the database while something happens. Needs an app context.

BEGIN, which carries the reader, is not among them; who asks is.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from foundation.db import db


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []
    with _listening(lambda statement, _values: sent.append(statement)):
        yield sent


@contextmanager
def sent_with_values() -> Iterator[list[tuple[str, Any]]]:
    """The same, each with its values: to ask PostgreSQL how it answers them."""
    sent: list[tuple[str, Any]] = []
    with _listening(lambda statement, values: sent.append((statement, values))):
        yield sent


@contextmanager
def _listening(note: Callable[[str, Any], None]) -> Iterator[None]:
    def listen(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            note(statement, values)

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
