"""The database: one engine in autocommit whose transactions begin as a reader, one session per app context."""

from typing import TYPE_CHECKING

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData, event
from sqlalchemy.orm import DeclarativeBase

from foundation.tenancy import begin_as_reader, name_the_tenant

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


def engine_options() -> dict[str, object]:
    """Autocommit: BEGIN is ours to send (foundation.tenancy). No server-side prepared statements: a plan made
    for a small tenant ran 1.5x slower on the largest. No ping before each use either: BEGIN and `reading.look_up`
    notice that the server was restarted, and no request fails."""
    return {
        "isolation_level": "AUTOCOMMIT",
        "connect_args": {"prepare_threshold": None},
        "hide_parameters": True,  # an error that reaches a log names the statement, never a person's data
        "pool_use_lifo": True,  # the connection used last is the one whose caches are warm
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
