"""Numbers that tell of many and of nobody: each cell of a table of sums is moved a little before anything is added up.

The cells are those of the finest table, by month (its grain); how far one is moved follows from its name and a secret
of the deployment, so it is moved alike in every question, whatever its shape, its filter or its day. All that a reader
of blurred numbers can ever see is made of these cells, and a cell of n that is moved by m looks for all time like one
of n + 1 that is moved by m - 1: no number, small or large, can be worked out from any set of answers (decision 0039).

How far is drawn once: a job writes it beside the cells of the largest tables, which are kept by month as well, so that
an answer about the country reads a row for each cell and draws nothing; what is pending is added to the cells that it
touches (decision 0046).

A move is a draw from a two-sided geometric distribution (none: one in three; each step further: half as often), then
the number goes to a multiple of five, up or down by a draw as well. The mean of both is nothing: a sum of many cells is
right but for about 2.8 times the square root of their number.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from math import floor, log2
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Double,
    Integer,
    Select,
    SmallInteger,
    Subquery,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    update,
)

from cases.models import (
    CaseFactClosed,
    CaseFactClosedMonth,
    CaseFactDay,
    CaseFactKind,
    CaseFactMonth,
    CaseFactSector,
    CaseFactState,
    CaseFactType,
)
from foundation.crypto import vault
from reporting.measures import Measure
from reporting.suppression import SMALL, Cell, Hidden

_SEED = bindparam("seed", type_=BigInteger)
_BITS = 65_535
KEPT = (CaseFactState, CaseFactSector, CaseFactType, CaseFactKind, CaseFactMonth, CaseFactClosedMonth)
"""Tables beside whose cells the move is kept; for all others it is drawn for every answer."""
_CALLED = {CaseFactMonth: CaseFactDay.__tablename__, CaseFactClosedMonth: CaseFactClosed.__tablename__}
"""After what the cells of a table are called, where that is not its own name: days are moved as their months are."""


def seed() -> int:
    """The secret that says how far each cell is moved; the same as long as the deployment keeps its key."""
    return int.from_bytes(vault().lookup("", "blur")[:8], signed=True)


def told(n: int) -> Cell:
    """How a sum of blurred numbers reads: what may be a handful, or nobody at all, is not told as a number."""
    return n if n > SMALL else Hidden.FEW


def move(n: int, secret: int, *name: object) -> int:
    """One number of a fixed page, moved by a lasting draw of its own as the cells of a question are: only its name and
    the secret (`seed`) say how far. Nothing stays nothing."""
    return (n + _draw(secret, name)) // SMALL * SMALL if n else 0


@lru_cache(maxsize=1 << 14)
def _draw(secret: int, name: tuple[object, ...]) -> int:
    told_apart = "|".join(map(str, name)).encode()
    drawn = int.from_bytes(blake2b(told_apart, key=secret.to_bytes(8, signed=True), digest_size=6).digest())
    up, down = (floor(-log2(((drawn >> place & _BITS) + 0.5) / (_BITS + 1))) for place in (16, 32))
    return up - down + (drawn & _BITS) % SMALL


def grain_of(fact: Any, measure: Measure) -> list[str]:
    """The columns by which that table's cells are moved, besides the office. What stands on a day is moved as a whole,
    on all days alike."""
    times = {clock.column for clock in measure.clocks} if measure.running else set()
    return [column.name for column in fact.__table__.primary_key if column.name not in {"tenant_id", *times}]


def called(fact: Any) -> str:
    """The name by which that table's cells are drawn."""
    return _CALLED.get(fact, fact.__tablename__)


def blur(sums: Subquery, name: str, grain: Sequence[str]) -> Subquery:
    """Its cells by office and `grain`, each moved; days are folded to months. `name`: of the table (`called`)."""
    keys = [sums.c.tenant_id, *(_by_month(sums.c[column]).label(column) for column in grain)]
    n = func.sum(sums.c.n)
    cells = select(*keys, n.label("n")).group_by(*keys).having(n > 0).subquery()
    listed = [cells.c[column] for column in ("tenant_id", *grain)]
    drawn = _once(select(*cells.c, _drawn(name, listed).label("drawn")))
    fives = _moved(drawn.c.n, _shift(drawn.c.drawn))
    return select(*(drawn.c[column] for column in ("tenant_id", *grain)), fives.label("n")).subquery()


def settled_cells(fact: Any, grain: Sequence[str], conditions: Sequence[Any]) -> Select[*tuple[Any, ...]]:
    """The blurred cells of a table whose moves are kept."""
    columns = [getattr(fact, column) for column in grain]
    moved = _moved(fact.n, _shift_of(fact, [fact.tenant_id, *columns]))
    return select(fact.tenant_id, *columns, moved.label("n")).where(fact.n > 0, *conditions)


def change_of_cells(fact: Any, grain: Sequence[str], pending: Subquery) -> Select[*tuple[Any, ...]]:
    """By how much the blurred cells that pending deltas touch are other than the settled ones. Its moves are kept."""
    touched = touched_cells(grain, pending).subquery()
    listed = [touched.c[column] for column in ("tenant_id", *grain)]
    same = [getattr(fact, column.name) == column for column in listed]
    was, drawn = func.coalesce(fact.n, 0).label("was"), _drawn(called(fact), listed).label("drawn")
    both = select(*touched.c, was, fact.shift.label("kept"), drawn).select_from(touched).outerjoin(fact, and_(*same))
    cells = _once(both)
    now, shift = cells.c.was + cells.c.n, func.coalesce(cells.c.kept, _shift(cells.c.drawn))
    change = _cell(now, shift) - _cell(cells.c.was, shift)
    return select(*(cells.c[column.name] for column in listed), change.label("n")).where(or_(now > 0, cells.c.was > 0))


def touched_cells(grain: Sequence[str], pending: Subquery) -> Select[*tuple[Any, ...]]:
    """Cells whose number pending deltas change."""
    keys = [pending.c.tenant_id, *(_by_month(pending.c[column]).label(column) for column in grain)]
    n = func.sum(pending.c.n)
    return select(*keys, n.label("n")).group_by(*keys).having(n != 0)


def draws() -> list[Any]:
    """Statements that draw how far new cells are moved, once and for all. As Reader.RELAY, with `seed`."""
    statements = []
    for fact in KEPT:
        table: Any = fact.__table__
        shift = cast(_shift(_drawn(called(fact), table.primary_key)), SmallInteger)
        statements.append(update(table).where(table.c.shift.is_(None)).values(shift=shift))
    return statements


def _once(statement: Select[*tuple[Any, ...]]) -> Subquery:
    """Its columns are worked out once for each row. PostgreSQL would write them out wherever they are used."""
    return statement.offset(literal_column("0")).subquery()


def _cell(n: Any, shift: Any) -> Any:
    return case((n > 0, _moved(n, shift)), else_=0)


def _moved(n: Any, shift: Any) -> Any:
    """To a multiple of five. Small integers: PostgreSQL adds up large ones as numerics, which takes longer."""
    return cast(func.floor(cast(n + shift, Double) / SMALL), Integer) * SMALL


def _shift_of(fact: Any, keys: Sequence[Any]) -> Any:
    """As it was drawn, or as it will be."""
    return func.coalesce(fact.shift, _shift(_drawn(called(fact), keys)))


def _drawn(name: str, keys: Iterable[Any]) -> Any:
    """From the cell's name and the secret: the office first, the other keys in the order of the table's."""
    return func.hashtextextended(func.concat_ws("|", name, *map(_as_text, keys)), _SEED)


def _shift(drawn: Any) -> Any:
    """The move, and by how much the number comes nearer to the next five."""
    return _steps(drawn, 16) - _steps(drawn, 32) + _bits(drawn, 0) % SMALL


def _bits(drawn: Any, place: int) -> Any:
    """Sixteen of the bits drawn, as a number."""
    return drawn.op(">>")(place).op("&")(_BITS)


def _steps(drawn: Any, place: int) -> Any:
    """0 every second time, 1 every fourth, and so on."""
    part = (cast(_bits(drawn, place), Double) + 0.5) / (_BITS + 1)
    return cast(func.floor(-func.ln(part) / func.ln(2.0)), Integer)


def _by_month(column: Any) -> Any:
    return cast(func.date_trunc("month", column), Date) if isinstance(column.type, Date) else column


def _as_text(column: Any) -> Any:
    return func.to_char(column, "YYYY-MM") if isinstance(column.type, Date) else cast(column, Text)
