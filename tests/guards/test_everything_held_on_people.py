"""Every table that leads to a person is known to whoever answers a citizen: found, handed out, erased or kept."""

from sqlalchemy import LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB

from foundation.db import Base
from registry.held import HOLDINGS
from slrt import models as every_model

assert every_model
ROOTS = {"person", "household", "case"}
NAMING = {"person_id", "household_id", "case_id", "referral_id"}
BESIDES = {"stored_file"}
"""Lead to nobody by themselves; rows that do name them."""


def _leading_to_people() -> set[str]:
    """By foreign keys, however long the way, or by a column that says so without one."""
    tables, found = Base.metadata.tables, set(ROOTS)
    while True:
        more = {
            name
            for name, table in tables.items()
            if name not in found
            and (
                any(key.column.table.name in found for key in table.foreign_keys)
                or any(column.name in NAMING for column in table.columns)
            )
        }
        if not more:
            return found
        found |= more


def test_every_table_that_leads_to_a_person_is_held(app) -> None:
    leading = _leading_to_people()
    assert len(leading) >= 34
    assert leading | BESIDES == set(HOLDINGS), "name the table with registry.held.holds(…) in its room"


def test_every_column_that_may_tell_of_somebody_is_erased_or_known_to_be_harmless(app) -> None:
    loose = [
        f"{table}.{column.name}"
        for table, holding in HOLDINGS.items()
        for column in holding.model.__table__.columns
        if isinstance(column.type, Text | LargeBinary | JSONB)
        and column.name not in holding.erased
        and column.name not in holding.stays
    ]
    assert loose == []


def test_what_is_shown_erased_or_stays_names_columns_that_exist(app) -> None:
    for table, holding in HOLDINGS.items():
        named = {*holding.shown, *holding.erased, *holding.stays}
        assert named <= set(holding.model.__table__.columns.keys()), table


def test_what_stays_after_erasure_says_why(app) -> None:
    for table, holding in HOLDINGS.items():
        assert str(holding.kept), table
        assert str(holding.label), table
        assert not set(holding.erased) & set(holding.stays), table


def test_the_eraser_may_empty_what_is_named_and_nothing_else(app, admin) -> None:
    """Every column that a room has named, by the database's own word; no row is deleted, nothing else is changed."""
    rows = admin.execute(
        "SELECT table_name, column_name FROM information_schema.column_privileges"
        " WHERE grantee = 'slrt_eraser' AND privilege_type = 'UPDATE'"
    ).fetchall()
    named = {(table, name) for table, holding in HOLDINGS.items() for name in holding.erased}
    never_asked = {("data_request", name) for name in HOLDINGS["data_request"].erased}
    assert set(rows) == named - never_asked
    for verb in ("DELETE", "TRUNCATE", "INSERT"):
        held = admin.execute(
            "SELECT table_name FROM information_schema.table_privileges"
            " WHERE grantee = 'slrt_eraser' AND privilege_type = %s",
            [verb],
        ).fetchall()
        ledgers = {("household_seen_delta",), ("need_delta",)}  # by the triggers of what is emptied
        assert set(held) == (ledgers if verb == "INSERT" else set())
