"""Handing a list out, for a reason that is written down with who and how many; numbers are masked unless asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from exchange import queries
from exchange.columns import columns_of_set
from exchange.queries.exports import Wanted, columns_named
from foundation.clock import today
from foundation.logging import without_personal_numbers
from tenants import access, audit
from tenants.access import subject

Written = TypeVar("Written")


def export(data: Mapping[str, Any], write: Callable[[Iterable[list[str]], str], Written]) -> Written:
    """Hand the rows of a list, its headings first, and the name of its file to `write`, from clean ExportSchema data.

    Refused (403) without the permission; for whole numbers that to reveal them is needed too.
    """
    access.require("person:export")
    if data["whole"]:
        access.require("person:reveal")
    wanted = Wanted(
        columns_named(columns_of_set("recipients" if data["programme"] else data["columns"])),
        village_code=data["village_code"],
        programme=data["programme"],
        whole=bool(data["whole"]),
    )
    handed = _Counted(wanted)
    written = write(handed, _file_name(data))
    audit.record(
        "people.exported",
        "export",
        None,
        reason=without_personal_numbers(data["reason"]),
        rows=handed.rows,
        whole=wanted.whole,
        village=wanted.village_code or "",
        programme=wanted.programme or "",
    )
    return written


def _file_name(data: Mapping[str, Any]) -> str:
    kind = "penerima" if data["programme"] else "warga"
    return f"{kind}-{today(subject().tenant.timezone).isoformat()}.{data['format']}"


class _Counted:
    """The headings and rows, and how many rows there were."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self.rows = 0

    def __iter__(self) -> Iterator[list[str]]:
        yield [column.label for column in self._wanted.columns]
        for row in queries.exported(self._wanted):
            self.rows += 1
            yield row
