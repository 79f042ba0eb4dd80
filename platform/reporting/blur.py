"""Numbers that tell of many and of nobody: each cell of a table of sums is moved a little before anything is added up.

The cells are those of the finest table, by month (its grain); how far one is moved follows from its name and a secret
of the deployment, so it is moved alike in every question, whatever its shape, its filter or its day. All that a reader
of blurred numbers can ever see is made of these cells, and a cell of n that is moved by m looks for all time like one
of n + 1 that is moved by m - 1: no number, small or large, can be worked out from any set of answers (decision 0039).

A move is a draw from a two-sided geometric distribution (none: one in three; each step further: half as often), then
the number goes to a multiple of five, up or down by a draw as well. The mean of both is nothing: a sum of many cells is
right but for about 2.8 times the square root of their number.
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from math import floor, log2
from typing import Any

from sqlalchemy import BigInteger, Date, Double, Integer, Subquery, Text, bindparam, cast, func, select

from foundation.crypto import vault
from reporting.measures import Measure
from reporting.suppression import SMALL, Cell, Hidden

_SEED = bindparam("seed", type_=BigInteger)
_BITS = 65_535


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


def blur(sums: Subquery, name: str, grain: Sequence[str]) -> Subquery:
    """Its cells by office and `grain`, each moved; days are folded to months. `name`: of the table of sums."""
    keys = [sums.c.tenant_id, *(_by_month(sums.c[column]).label(column) for column in grain)]
    n = func.sum(sums.c.n)
    cells = select(*keys, n.label("n")).group_by(*keys).having(n > 0).subquery()
    named = func.concat_ws("|", name, *(_as_text(cells.c[column]) for column in ("tenant_id", *grain)))
    drawn = select(*cells.c, func.hashtextextended(named, _SEED).label("drawn")).subquery()
    moved = drawn.c.n + _steps(drawn.c.drawn, 16) - _steps(drawn.c.drawn, 32) + _bits(drawn.c.drawn, 0) % SMALL
    fives = cast(func.floor(cast(moved, Double) / SMALL), BigInteger) * SMALL
    return select(*(drawn.c[column] for column in ("tenant_id", *grain)), fives.label("n")).subquery()


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
