"""Writing past the session: lines that are written once and that nobody changes afterwards.

As with `reading`, SQLAlchemy writes the statement once and the driver sends it, in the transaction of the session. The
first fold of isolation is PostgreSQL's; the second is here: the tenant is always the context's own.
"""

from typing import Any, TypeVar

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.sql.dml import ReturningInsert

from foundation.db import db
from foundation.tenancy import TenantKey, current_tenant_id, reader_of
from foundation.wire import sent_within, written

Row = TypeVar("Row", bound=TenantKey)


def line_of(model: type[TenantKey], *names: str) -> Insert:
    """The insert of one line with these columns, to be built once and given to `append`."""
    return insert(model).values({name: bindparam(name) for name in ("tenant_id", *names)})


def append(statement: Insert | ReturningInsert[Any], **values: Any) -> list[Any]:
    """Send such an insert with its values; what it returns, as named tuples.

    What is pending goes first, so that lines come in the order in which things happened. `tenant_id` is filled in.
    """
    session = db.session()
    session.flush()
    connection = session.connection()
    reader_of(connection)
    line = written(statement, db.engine.dialect)
    return sent_within(connection, line.sql, line.filled_in({**values, "tenant_id": current_tenant_id()}))


def as_if_read(row: Row) -> Row:
    """A line that has just been appended, for whoever goes on with it; `row` carries its key."""
    make_transient_to_detached(row)
    db.session.add(row)
    return row
