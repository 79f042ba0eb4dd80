"""Numbers in addresses: one that no row can have is an address that does not exist (404), not a database error."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, url_for
from werkzeug.routing import IntegerConverter, ValidationError

BIGINT = 2**63
_ANY = BIGINT - 1
"""Stands in an address for a number that follows."""


class RowNumber(IntegerConverter):
    """What `<int:…>` means here: a whole number that fits a PostgreSQL bigint."""

    below = BIGINT

    def to_python(self, value: str) -> int:
        """The number; ValidationError (404) when it does not fit."""
        number = super().to_python(value[:20])
        if number >= self.below:
            raise ValidationError
        return number


class OfficeNumber(RowNumber):
    """What `<office:…>` means: the number of a tenant or of a site, a PostgreSQL integer."""

    below = 2**31


def init_app(app: Flask) -> None:
    """Replace Werkzeug's converter, before any route is registered."""
    app.url_map.converters |= {"int": RowNumber, "office": OfficeNumber}
    app.jinja_env.globals["addresses"] = Addresses


def with_query(path: str, args: Mapping[str, object]) -> str:
    """The address with a query: for many links to one page, whose path `url_for` then has to find once only."""
    return f"{path}?{'&'.join(_assigned(name, str(value)) for name, value in args.items())}" if args else path


@lru_cache(4096)
def _assigned(name: str, value: str) -> str:
    return urlencode({name: value})


class Addresses:
    """Where many things of one kind are, for the rows of a list: `addresses('cases.case', 'case_id')[row.id]`; those
    with several numbers by all of them, named in the order in which they stand in the address."""

    def __init__(self, endpoint: str, *numbers: str, **values: Any) -> None:
        standing = {name: _ANY - place for place, name in enumerate(numbers)}
        self._address = url_for(endpoint, **standing, **values).replace("%", "%%")
        for each in standing.values():
            self._address = self._address.replace(str(each), "%d")

    def __getitem__(self, number: int | tuple[int, ...]) -> str:
        return self._address % number
