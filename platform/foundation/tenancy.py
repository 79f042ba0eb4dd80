"""Who reads, and whose rows: one context per transaction, enforced by PostgreSQL roles and by the ORM.

The context becomes `SET LOCAL ROLE` and `SET LOCAL slrt.*` in the same round trip as BEGIN. Without a
context no transaction can begin, so a forgotten context is an error and never "all rows".
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from psycopg import OperationalError
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Integer,
    Select,
    any_,
    bindparam,
    false,
    func,
    select,
)
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria


class Reader(StrEnum):
    """The kinds of reader; each value is the database role with that reader's grants and policies."""

    STAFF = "slrt_staff"
    AGENCY = "slrt_agency"
    SUPERVISOR = "slrt_supervisor"
    MINISTRY = "slrt_ministry"
    PUBLIC = "slrt_public"
    SIGNIN = "slrt_signin"
    RELAY = "slrt_relay"
    PROVISIONER = "slrt_provisioner"
    BREAKGLASS = "slrt_breakglass"
    ERASER = "slrt_eraser"
    CLEARER = "slrt_clearer"
    KEEPER = "slrt_keeper"
    RESETTER = "slrt_resetter"


TRUSTEE = "slrt_trustee"
"""What staff become who see every confidential case of their tenant: all that slrt_staff may, without the veil."""
CONFIDANT = "slrt_confidant"
"""What staff become who are named on confidential cases: all that slrt_staff may, and what is behind those veils."""


class NoContext(RuntimeError):
    """A database transaction was begun before anybody said who reads."""


class MixedContext(RuntimeError):
    """A statement was sent in a transaction that had begun for another reader."""


@dataclass(frozen=True)
class Context:
    """One reader's field of view. `tenant_id` is a surrogate: regions split and are renamed."""

    reader: Reader
    tenant_id: int | None = None
    agency_id: int | None = None
    district_ids: tuple[int, ...] = ()
    veils: tuple[int, ...] = ()
    """The confidential cases on which this reader is named."""
    sees_confidential: bool = False
    """Whether staff see every confidential case of their tenant, as managers and jobs do."""
    case_id: int | None = None
    """Through broken glass: the one case, its citizen and where they live."""
    person_id: int | None = None
    household_id: int | None = None

    def begin_sql(self) -> str:
        """BEGIN with role and settings. The role comes from an enum and every id through int()."""
        parts = ["BEGIN", f"SET LOCAL ROLE {self.role}"]
        if self.tenant_id is not None:
            parts.append(f"SET LOCAL slrt.tenant_id = '{int(self.tenant_id)}'")
        for name in ("agency_id", "case_id", "person_id", "household_id"):
            if (value := getattr(self, name)) is not None:
                parts.append(f"SET LOCAL slrt.{name} = '{int(value)}'")
        if self.district_ids:
            ids = ",".join(str(int(i)) for i in self.district_ids)
            parts.append(f"SET LOCAL slrt.district_ids = '{{{ids}}}'")
        if self.veils:
            parts.append(f"SET LOCAL slrt.veils = '{self.veils_text}'")
        return "; ".join(parts)

    @property
    def role(self) -> str:
        """The database role to become."""
        if self.reader is not Reader.STAFF:
            return Reader(self.reader).value
        if self.sees_confidential:
            return TRUSTEE
        return CONFIDANT if self.veils else Reader.STAFF.value

    @property
    def veils_text(self) -> str:
        """As PostgreSQL reads an array; 0 is what is not confidential."""
        return "{" + ",".join(str(int(veil)) for veil in (0, *self.veils)) + "}"


_BEGUN_AS = "slrt_begun_as"
_Statement = Select[*tuple[Any, ...]]
_current: ContextVar[Context | None] = ContextVar("slrt_context", default=None)


def current() -> Context:
    """The context in force; raises NoContext when there is none."""
    context = _current.get()
    if context is None:
        raise NoContext("no reader has been set: enter a Context before touching the database")
    return context


def current_tenant_id() -> int:
    """The tenant whose rows this transaction may write."""
    tenant_id = current().tenant_id
    if tenant_id is None:
        raise NoContext(f"{current().reader} has no tenant: it cannot write tenant rows")
    return tenant_id


def practises(tenant_id: int | None) -> bool:
    """Whether that is a practice room: its number is the negative of its office's, so that every row tells."""
    return tenant_id is not None and tenant_id < 0


def practising() -> bool:
    """Whether what is done now is done for practice; False before anybody said who reads."""
    context = _current.get()
    return context is not None and practises(context.tenant_id)


@contextmanager
def enter(context: Context) -> Iterator[Context]:
    """Everything inside reads and writes as `context`. Begin and end transactions inside it."""
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


def begin_as_reader(connection: Connection) -> None:
    """Engine event `begin`: the role and settings travel with BEGIN (design: 1.04x of no context).

    BEGIN is also what finds out that the server was restarted since the connection was last used: nothing has been
    asked yet, so all connections are thrown away and it is sent again on a new one.
    """
    context = current()
    try:
        _driver_of(connection).execute(context.begin_sql())
    except OperationalError:
        if not _driver_of(connection).broken:
            raise
        connection.invalidate()
        connection.engine.dispose()
        _driver_of(connection).execute(context.begin_sql())
    connection.info[_BEGUN_AS] = context


def _driver_of(connection: Connection) -> Any:
    return connection.connection.driver_connection


def lift_veil(session: Session, veil: int) -> None:
    """For the rest of this transaction its reader sees that confidential case too: whoever has just made one.

    Reading the next time, the reader sees it when named on it.
    """
    widened = replace(current(), veils=(*current().veils, int(veil)))
    connection = session.connection()
    connection.execute(
        select(func.set_config("role", widened.role, True), func.set_config("slrt.veils", widened.veils_text, True))
    )
    connection.info[_BEGUN_AS] = widened
    _current.set(widened)


# --- the second fold: the ORM always names the tenant -----------------------------------------------


class TenantKey:
    """A row that belongs to one tenant. PostgreSQL and the ORM both keep others out."""

    tenant_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("tenant.id"), primary_key=True, default=current_tenant_id, sort_order=-20
    )


class TenantMixin(TenantKey):
    """A tenant's row with its own number: the key is always (tenant_id, id)."""

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True, sort_order=-19)


class Veiled:
    """A row that is part of a case: `veil` is 0, or the number of the case when that is confidential.

    Triggers keep it equal to the case's own. Who is not named on the case sees none of its parts.
    """

    veil: Mapped[int] = mapped_column(BigInteger, server_default="0", sort_order=99)


def belongs_to(table: str, column: str) -> ForeignKeyConstraint:
    """A composite foreign key: a single-column one would let a tenant point at another's row."""
    return ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"])


def name_the_tenant(state: ORMExecuteState) -> None:
    """Session event `do_orm_execute`: add the tenant to every statement on tenant rows."""
    if state.is_column_load or state.is_relationship_load or state.execution_options.get("every_tenant"):
        return
    if criteria := _criteria(reader_of(state.session.connection())):
        state.statement = state.statement.options(*criteria)


def naming_the_tenant(statement: _Statement, connection: Connection | None) -> _Statement:
    """The same for a statement that is sent without the session: in its transaction, or in one that is yet to begin."""
    criteria = _criteria(current() if connection is None else reader_of(connection))
    return statement if statement.get_execution_options().get("every_tenant") else _named(statement, criteria)


@lru_cache(maxsize=1024)
def _named(statement: _Statement, criteria: tuple[Any, ...]) -> _Statement:
    """Kept, so that SQLAlchemy recognises the statement without looking through it."""
    return statement.options(*criteria) if criteria else statement


def reader_of(connection: Connection) -> Context:
    """Whoever reads now, for whom the transaction began as well; MixedContext when it began for another."""
    context = current()
    if connection.info.get(_BEGUN_AS) != context:
        raise MixedContext("a transaction of another reader is still open: end it before entering a context")
    return context


# Made once: the values are asked for when a statement is sent, so that SQLAlchemy compiles each statement once only.
_TENANT = bindparam("slrt_tenant", callable_=current_tenant_id, type_=Integer)
_DISTRICTS = bindparam("slrt_districts", callable_=lambda: [*current().district_ids], type_=ARRAY(Integer))
_VEILS = bindparam("slrt_veils", callable_=lambda: [0, *current().veils], type_=ARRAY(BigInteger))
_OWN = with_loader_criteria(TenantKey, lambda cls: cls.tenant_id == _TENANT, include_aliases=True)
_BELOW = with_loader_criteria(TenantKey, lambda cls: cls.tenant_id == any_(_DISTRICTS), include_aliases=True)
_NOTHING = with_loader_criteria(TenantKey, lambda cls: false(), include_aliases=True)
_UNVEILED = with_loader_criteria(Veiled, lambda cls: cls.veil == any_(_VEILS), include_aliases=True)
_UNFILTERED = frozenset({Reader.MINISTRY, Reader.SIGNIN, Reader.RELAY, Reader.PROVISIONER})
"""They have grants on totals, accounts or the outbox only."""


def _criteria(context: Context) -> tuple[Any, ...]:
    if context.reader in _UNFILTERED:
        return ()
    if context.reader is Reader.SUPERVISOR:
        return (_BELOW,)
    if context.tenant_id is None:
        return (_NOTHING,)
    return (_OWN,) if context.reader is not Reader.STAFF or context.sees_confidential else (_OWN, _UNVEILED)
