"""What happens in a country all day: cases move on, here and there."""

import random
from collections.abc import Callable

import psycopg

_MOVABLE = """
SELECT id FROM "case" WHERE closed_at IS NULL AND state IN ('checking', 'referred')
ORDER BY (id * 7919) % 1000003 LIMIT 20000"""
_MOVE = """
UPDATE "case" SET state = CASE state WHEN 'checking' THEN 'referred' ELSE 'checking' END, version = version + 1
WHERE id = ANY(%s)"""


def mover(connection: psycopg.Connection) -> Callable[[int], None]:
    """Moves so many open cases of the country, always others."""
    ids, chooser = [id_ for (id_,) in connection.execute(_MOVABLE)], random.Random(7)

    def move(n: int) -> None:
        connection.execute(_MOVE, [chooser.sample(ids, min(n, len(ids)))])

    return move
