"""Numbers in addresses: one that no row can have is an address that does not exist (404), not a database error."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Flask
from werkzeug.routing import IntegerConverter, ValidationError

BIGINT = 2**63


class RowNumber(IntegerConverter):
    """What `<int:…>` means here: a whole number that fits a PostgreSQL bigint."""

    def to_python(self, value: str) -> int:
        """The number; ValidationError (404) when it does not fit."""
        number = super().to_python(value[:20])
        if number >= BIGINT:
            raise ValidationError
        return number


def init_app(app: Flask) -> None:
    """Replace Werkzeug's converter, before any route is registered."""
    app.url_map.converters["int"] = RowNumber


def with_query(path: str, args: Mapping[str, object]) -> str:
    """The address with a query: for many links to one page, whose path `url_for` then has to find once only."""
    return f"{path}?{urlencode(args)}" if args else path
