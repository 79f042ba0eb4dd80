"""Bytes of files: sealed, isolated, copied for an agency, erased for good."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from foundation import storage
from foundation.db import db
from foundation.storage import StoredFile

SECRET = b"isi berkas rahasia " * 1000


@pytest.fixture
def kept(world, as_) -> int:
    with as_(world.a.front_office):
        number = storage.keep(SECRET, "application/pdf")
        db.session.commit()
    return number


def test_bytes_lie_sealed_and_come_back(world, as_, admin, kept):
    (body, size) = admin.execute("SELECT body, size FROM stored_file").fetchone()
    assert b"rahasia" not in body
    assert size == len(SECRET)
    with as_(world.a.manager):
        assert storage.content_of(kept) == SECRET


def test_another_tenant_an_agency_and_who_stands_above_have_no_such_file(world, as_, kept):
    for member in (world.b.front_office, world.a.health_office_officer):
        with as_(member), pytest.raises(LookupError):
            storage.content_of(kept)
    for member in (world.province, world.ministry):
        with as_(member), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(select(StoredFile.id)).all()


def test_a_copy_is_read_by_the_agency_it_is_for_and_by_no_other(world, as_, kept):
    with as_(world.a.manager):
        copied = storage.copy_for(kept, world.a.agencies["health_office"])
        db.session.commit()
    with as_(world.a.health_office_officer):
        assert storage.content_of(copied) == SECRET
        assert db.session.scalars(select(StoredFile.id)).all() == [copied]
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text("UPDATE stored_file SET body = ''"))
    with as_(world.a.civil_registry_officer), pytest.raises(LookupError):
        storage.content_of(copied)
    with as_(world.b.manager), pytest.raises(storage.Erased):
        storage.copy_for(kept, world.b.agencies["health_office"])  # another tenant's: there is nothing to copy


def test_erased_bytes_are_gone(world, as_, admin, kept):
    with as_(world.a.manager):
        storage.erase(kept)
        db.session.commit()
    assert admin.execute("SELECT body, erased_at IS NOT NULL FROM stored_file").fetchone() == (b"", True)
    with as_(world.a.manager):
        with pytest.raises(storage.Erased):
            storage.content_of(kept)
        with pytest.raises(storage.Erased):
            storage.copy_for(kept, world.a.agencies["health_office"])


def test_nobody_who_serves_changes_anything_else_about_a_file(world, as_, kept):
    with as_(world.a.manager), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text("UPDATE stored_file SET media_type = 'text/html'"))
