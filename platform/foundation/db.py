"""The database: one engine in autocommit whose transactions begin as a reader, one session per app context."""

from collections import namedtuple
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData, Select, event
from sqlalchemy.orm import DeclarativeBase

from foundation.tenancy import begin_as_reader, name_the_tenant, naming_the_tenant

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class _Declarative(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=_Declarative)


if TYPE_CHECKING:
    _Model = _Declarative  # the same thing, as a type checker can follow it
else:
    _Model = db.Model


class Base(_Model):
    """What every model inherits."""

    __abstract__ = True


def read(statement: Select[*tuple[Any, ...]], **values: Any) -> list[Any]:
    """Rows as named tuples, from a statement that was built once and selects columns: for what pages show in lists.

    Both folds of isolation hold, and what is pending is flushed before, as with `db.session.execute`; the session keeps
    nothing of it, which halves what Python spends on it. Build the statement once (a constant, or a function under
    `functools.cache`) and give its values here by name.
    """
    session = db.session()
    if session.new or session.dirty or session.deleted:
        session.flush()
    connection = session.connection()
    found = connection.execute(naming_the_tenant(statement, connection), values)
    return list(map(_named_tuple(tuple(found.keys()))._make, found))


@lru_cache(maxsize=1024)
def _named_tuple(names: tuple[str, ...]) -> Any:
    """A row whose columns cost nothing to name: SQLAlchemy's own looks each one up."""
    return namedtuple("Row", names, rename=True)


def engine_options() -> dict[str, object]:
    """Autocommit: BEGIN is ours to send (foundation.tenancy). No server-side prepared statements: a plan made
    for a small tenant ran 1.5x slower on the largest. pre_ping: after a database restart no request fails."""
    return {
        "isolation_level": "AUTOCOMMIT",
        "connect_args": {"prepare_threshold": None},
        "pool_pre_ping": True,
        "hide_parameters": True,  # an error that reaches a log names the statement, never a person's data
        "pool_size": 5,
        "max_overflow": 10,
    }


def init_app(app: Flask) -> None:
    """Bind the engine and put both folds of isolation on it."""
    db.init_app(app)
    with app.app_context():
        event.listen(db.engine, "begin", begin_as_reader)
    if not event.contains(db.session, "do_orm_execute", name_the_tenant):
        event.listen(db.session, "do_orm_execute", name_the_tenant)
