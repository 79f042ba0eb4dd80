"""The engine keeps what it was given to itself."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from foundation.db import db
from foundation.tenancy import Context, Reader, enter


def test_an_error_names_the_statement_and_no_persons_data(app: Flask) -> None:
    with app.app_context(), enter(Context(Reader.STAFF, tenant_id=1)):
        with pytest.raises(DBAPIError) as failure:
            db.session.execute(text("SELECT 1 / (length(:name) - 7)"), {"name": "Sumiati"})
        db.session.rollback()
    assert "SELECT 1" in str(failure.value)
    assert "Sumiati" not in str(failure.value)
