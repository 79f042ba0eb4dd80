"""Reading past the session: what pages list and count, and who asks.

SQLAlchemy writes each statement once; from then on only the values change and the driver sends it. Both folds of
isolation hold as everywhere: the transaction begins as the reader, and the statement names the tenant. As long as a
request has not begun to write, each question is a transaction of its own: BEGIN, question and COMMIT in one round trip.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg
from psycopg import ClientCursor
from psycopg.rows import dict_row, namedtuple_row
from sqlalchemy import Select, select, union_all
from sqlalchemy.exc import OperationalError

from foundation.db import db
from foundation.tenancy import Context, Reader, current, naming_the_tenant
from foundation.wire import raised, sent_within, tell_listeners, written

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
        asked = Question(statement, values)
        ask_together(asked, self)
        return asked.answer()


def ask_together(*questions: Question) -> None:
    """Have those of them answered that are not yet, in one round trip; each is then asked for its own answer."""
    unanswered = [question for question in questions if question._answer is None]
    if unanswered:
        for question, rows in zip(unanswered, _answers(unanswered), strict=True):
            question._answer = rows


def union_of(*parts: Statement) -> Statement:
    """Several selects of the same columns in one statement, and so in one snapshot and one round trip."""
    return select(union_all(*parts).subquery())


def look_up(reader: Reader, asking: LiteralString, **values: Any) -> dict[str, Any] | None:
    """The one row that `asking` finds, as a reader without a tenant: what is asked before a request begins."""
    (rows,) = _asked_alone(Context(reader), [(asking, values)], dict_row)
    return next(iter(rows), None)


def _answers(questions: Sequence[Question]) -> list[list[Any]]:
    session = db.session()
    if session.autoflush:
        session.flush()
    connection = session.connection() if session.in_transaction() else None
    asked = []
    for question in questions:
        wanted = written(naming_the_tenant(question.statement, connection), db.engine.dialect)
        asked.append((wanted.sql, wanted.filled_in(question.values)))
    if connection is None:
        return _asked_alone(current(), asked, namedtuple_row)
    return [sent_within(connection, sql, values) for sql, values in asked]


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
    try:
        pooled = db.engine.raw_connection()
    except psycopg.OperationalError as fault:  # the server is away: what SQLAlchemy's own connections would say
        raise raised(asked[0][0], fault) from fault
    driver: Any = pooled.driver_connection
    try:
        with ClientCursor(driver, row_factory=rows) as cursor:
            for sql, values in asked:
                tell_listeners(cursor, sql, values)
            quoted = (cursor.mogrify(sql, values) for sql, values in asked)
            whole: Any = "; ".join([context.begin_sql(), *quoted, "COMMIT"])
            cursor.execute(whole)
            return _results(cursor)
    except psycopg.OperationalError as fault:
        raise raised(asked[0][0], fault, connection_invalidated=driver.broken) from fault
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
