"""What the tests of this room share."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import xlsxwriter

from foundation.db import db
from tests.caller import calls
from workforce import actions
from workforce.models import Worker
from workforce.schemas import WorkerSchema
from workforce.spreadsheets import COLUMNS

__all__ = ["calls"]

TODAY = date.today()  # noqa: DTZ011 - only for decrees that run long enough
DECREE = {
    "post": "facilitator",
    "villages": "19.06.01.2001",
    "sk_number": "460/12/2026",
    "sk_date": "02/01/2026",
    "valid_from": "01/01/2026",
    "valid_until": f"{TODAY + timedelta(days=200):%d/%m/%Y}",
    "funding": "district",
    "honorarium": "400.000",
}
SITI = DECREE | {"name": "Siti Rahma", "phone": "0812 3456 7890", "email": ""}


@pytest.fixture
def app(app):
    """The house without CSRF."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def hired(app, world, as_) -> Callable[..., int]:
    """`hired(name="…")`: somebody on A's roster; their number."""

    def hire(member: Any = None, **details: str) -> int:
        with as_(member or world.a.manager):
            told = {name: value for name, value in (SITI | details).items() if value}
            made: Worker = actions.add_worker(WorkerSchema().load(told), uuid4())
            number = made.id
            db.session.commit()
        return number

    return hire


@pytest.fixture
def office(client, world, sign_in):
    """The manager's browser."""
    return sign_in(client, world.a.manager)


def sheet(*rows: dict[str, object], headings: list[str] | None = None) -> bytes:
    """A workbook with these rows under the template's headings."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    for column, heading in enumerate(headings or [str(each) for each in COLUMNS.values()]):
        page.write_string(0, column, heading)
    for line, row in enumerate(rows, start=1):
        for column, field in enumerate(COLUMNS):
            page.write(line, column, row.get(field, ""))
    book.close()
    return file.getvalue()
