"""Past the session, to the driver: SQLAlchemy writes each statement once, from then on only its values change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.base import Executable

from foundation.db import db


@dataclass(frozen=True)
class Written:
    """A statement as the driver sends it, and where its values come from."""

    sql: str
    fixed: Mapping[str, Any]
    asked: Mapping[str, Callable[[], Any]]
    given: Mapping[str, str]
    """What the caller gives, by its name in the SQL."""
    converted: Mapping[str, Callable[[Any], Any]]

    def filled_in(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """All values; KeyError for one that was not given."""
        filled = {**self.fixed, **{name: values[key] for name, key in self.given.items()}}
        for name, ask in self.asked.items():
            filled[name] = ask()
        for name, convert in self.converted.items():
            filled[name] = convert(filled[name])
        return filled


@lru_cache(maxsize=1024)
def written(statement: Executable, dialect: Dialect) -> Written:
    """The SQL of a statement that was built once; TypeError for one whose rows, lists or defaults only the session can
    handle."""
    compiled: Any = statement.compile(dialect=dialect)  # pyright: ignore[reportAttributeAccessIssue]
    own_types = any(each.type.result_processor(dialect, None) for each in compiled._result_columns)
    if compiled.post_compile_params or own_types:
        raise TypeError("this way gives back what the driver reads, and sends a list as one value: no IN, no own types")
    if filled_in_later := [each.name for each in getattr(compiled, "insert_prefetch", ())]:
        raise TypeError(f"the model's own defaults are not asked for on this way: give {filled_in_later}")
    fixed, asked, given = {}, {}, {}
    for bind, name in compiled.bind_names.items():
        if bind.callable is not None:
            asked[name] = bind.callable
        elif bind.required:
            given[name] = bind.key
        else:
            fixed[name] = bind.value
    return Written(str(compiled), fixed, asked, given, compiled._bind_processors)


def sent_within(connection: Connection, sql: str, values: Mapping[str, Any]) -> list[Any]:
    """In the transaction that the session has begun; what goes wrong is raised as the session raises it."""
    driver: Any = connection.connection.driver_connection
    with driver.cursor(row_factory=namedtuple_row) as cursor:
        tell_listeners(cursor, sql, values)
        try:
            cursor.execute(sql, values)
            for listen in db.engine.dispatch.after_cursor_execute:
                listen(None, cursor, sql, values, None, False)
            return cursor.fetchall() if cursor.description else []
        except psycopg.Error as fault:
            if driver.broken:
                connection.invalidate(fault)
            raise raised(sql, fault) from fault


def raised(sql: str, fault: psycopg.Error, *, connection_invalidated: bool = False) -> BaseException:
    """What SQLAlchemy makes of an error of the driver; the values, which may be a person's, are left out."""
    return DBAPIError.instance(
        sql, {}, fault, psycopg.Error, hide_parameters=True, connection_invalidated=connection_invalidated,
        dialect=db.engine.dialect,
    )  # fmt: skip


def tell_listeners(cursor: Any, sql: str, values: Mapping[str, Any]) -> None:
    """Whoever counts what the engine sends counts this too."""
    for listen in db.engine.dispatch.before_cursor_execute:
        listen(None, cursor, sql, values, None, False)
