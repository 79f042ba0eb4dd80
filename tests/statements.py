"""Which statements are sent to the database while something happens."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from foundation.db import db


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent meanwhile, without the BEGIN that carries the reader. Needs an app context."""
    sent: list[str] = []

    def listen(_connection, _cursor, statement, *_rest):
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
