"""Reading past the session: what pages list and count, and who asks.

SQLAlchemy writes each statement once; from then on only the values change and the driver sends it. Both folds of
isolation hold as everywhere: the transaction begins as the reader, and the statement names the tenant. As long as a
request has not begun to write, each question is a transaction of its own: BEGIN, question and COMMIT in one round trip.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, LiteralString

import psycopg
from psycopg import ClientCursor
from psycopg.rows import dict_row, namedtuple_row
from sqlalchemy import Connection, Dialect, Select, select, union_all
from sqlalchemy.exc import OperationalError

from foundation.db import db
from foundation.tenancy import Context, Reader, current, naming_the_tenant

Statement = Select[*tuple[Any, ...]]
_Asked = tuple[Any, Mapping[str, Any]]
"""SQL and its values."""


def read(statement: Statement, **values: Any) -> list[Any]:
    """Rows as named tuples, from a statement that was built once and selects columns: for what pages show in lists.

    What is pending is flushed before, as with `db.session.execute` (not under `no_autoflush`); the session keeps
    nothing of it. Build the statement once (a constant, or a function under `functools.cache`) and give its values
    here by name. A list is one value: `column == any_(bindparam("several", type_=ARRAY(…)))`.
    """
    return _answers([Question(statement, values)])[0]


@dataclass
class Question:
    """What may travel with another question, or be asked when its answer is wanted."""

    statement: Statement
    values: Mapping[str, Any]
    _answer: list[Any] | None = field(default=None, init=False)

    def answer(self) -> list[Any]:
        """The rows, as `read` gives them."""
        if self._answer is None:
            (self._answer,) = _answers([self])
        return self._answer

    def answer_beside(self, statement: Statement, **values: Any) -> list[Any]:
        """What `read` gives for that statement; this question is answered in the same round trip."""
        rows, self._answer = _answers([Question(statement, values), self])
        return rows


def union_of(*parts: Statement) -> Statement:
    """Several selects of the same columns in one statement, and so in one snapshot and one round trip."""
    return select(union_all(*parts).subquery())


def look_up(reader: Reader, asking: LiteralString, **values: Any) -> dict[str, Any] | None:
    """The one row that `asking` finds, as a reader without a tenant: what is asked before a request begins."""
    (rows,) = _asked_alone(Context(reader), [(asking, values)], dict_row)
    return next(iter(rows), None)


def _answers(questions: Sequence[Question]) -> list[list[Any]]:
    session = db.session()
    if session.autoflush and (session.new or session.dirty or session.deleted):
        session.flush()
    connection = session.connection() if session.in_transaction() else None
    asked = []
    for question in questions:
        written = _written(naming_the_tenant(question.statement, connection), db.engine.dialect)
        asked.append((written.sql, written.filled_in(question.values)))
    if connection is None:
        return _asked_alone(current(), asked, namedtuple_row)
    return [_asked_within(connection, sql, values) for sql, values in asked]


@dataclass(frozen=True)
class _Written:
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
def _written(statement: Statement, dialect: Dialect) -> _Written:
    compiled: Any = statement.compile(dialect=dialect)
    own_types = any(each.type.result_processor(dialect, None) for each in compiled._result_columns)
    if compiled.post_compile_params or own_types:
        raise TypeError("read() gives back what the driver reads, and sends a list as one value: no IN, no own types")
    fixed, asked, given = {}, {}, {}
    for bind, name in compiled.bind_names.items():
        if bind.callable is not None:
            asked[name] = bind.callable
        elif bind.required:
            given[name] = bind.key
        else:
            fixed[name] = bind.value
    return _Written(str(compiled), fixed, asked, given, compiled._bind_processors)


def _asked_within(connection: Connection, sql: str, values: Mapping[str, Any]) -> list[Any]:
    driver: Any = connection.connection.driver_connection
    with driver.cursor(row_factory=namedtuple_row) as cursor:
        _tell_listeners(cursor, sql, values)
        try:
            return cursor.execute(sql, values).fetchall()
        except psycopg.OperationalError as fault:
            if driver.broken:
                connection.invalidate(fault)
            raise OperationalError(sql, {}, fault, hide_parameters=True) from fault


def _asked_alone(context: Context, asked: Sequence[_Asked], rows: Any) -> list[list[Any]]:
    """The client quotes the values, so that all travels together. Reading twice harms nobody: when the connection died
    with the server, all are thrown away and the questions are asked again."""
    try:
        return _sent(context, asked, rows)
    except OperationalError as fault:
        if not fault.connection_invalidated:
            raise
        db.engine.dispose()
        return _sent(context, asked, rows)


def _sent(context: Context, asked: Sequence[_Asked], rows: Any) -> list[list[Any]]:
    pooled = db.engine.raw_connection()
    driver: Any = pooled.driver_connection
    try:
        with ClientCursor(driver, row_factory=rows) as cursor:
            for sql, values in asked:
                _tell_listeners(cursor, sql, values)
            quoted = (cursor.mogrify(sql, values) for sql, values in asked)
            whole: Any = "; ".join([context.begin_sql(), *quoted, "COMMIT"])
            cursor.execute(whole)
            return _results(cursor)
    except psycopg.OperationalError as fault:
        away = driver.broken
        raise OperationalError(asked[0][0], {}, fault, hide_parameters=True, connection_invalidated=away) from fault
    finally:
        pooled.close()


def _results(cursor: Any) -> list[list[Any]]:
    """The rows of each statement that gives rows: BEGIN, SET and COMMIT have no columns."""
    found = []
    going_on = True
    while going_on:
        if cursor.pgresult.nfields:
            found.append(cursor.fetchall())
        going_on = cursor.nextset()
    return found


def _tell_listeners(cursor: Any, sql: str, values: Mapping[str, Any]) -> None:
    """Whoever counts what the engine sends counts this too."""
    for listen in db.engine.dispatch.before_cursor_execute:
        listen(None, cursor, sql, values, None, False)
