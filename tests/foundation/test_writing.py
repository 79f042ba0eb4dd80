"""Writing past the session: the tenant is the context's own, and what goes wrong reads as everywhere."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from foundation.clock import now
from foundation.db import db
from foundation.reading import read
from foundation.tenancy import Context, MixedContext, Reader, enter
from foundation.writing import append, as_if_read, line_of
from tenants.models import Agency, AuditEntry, Receipt

RECEIPT = line_of(Receipt, "request_key", "body_hash", "subject_kind")
MINE = select(Receipt.tenant_id, Receipt.request_key).order_by(Receipt.id)


def wrote(key: str) -> list[tuple[int, str]]:
    return [(row.tenant_id, row.request_key) for row in read(MINE) if row.request_key == key]


def test_a_line_is_the_tenant_s_own_whatever_is_asked_for(as_, world) -> None:
    with as_(world.a.manager):
        append(RECEIPT, tenant_id=world.b.tenant_id, request_key="own", body_hash=b"x", subject_kind="t")
        assert wrote("own") == [(world.a.tenant_id, "own")]
        db.session.rollback()


def test_a_line_is_part_of_the_session_s_transaction_and_comes_after_what_is_pending(as_, world) -> None:
    with as_(world.a.manager):
        pending = Receipt(request_key="first", body_hash=b"x", subject_kind="t")
        db.session.add(pending)
        ((number,),) = append(RECEIPT.returning(Receipt.id), request_key="second", body_hash=b"x", subject_kind="t")
        assert pending.id < number
        db.session.rollback()
        assert wrote("first") == wrote("second") == []


def test_whoever_goes_on_with_the_line_changes_the_row(as_, world) -> None:
    given = {"request_key": "goes on", "body_hash": b"x", "subject_kind": "t"}
    with as_(world.a.manager) as subject:
        ((number,),) = append(RECEIPT.returning(Receipt.id), **given)
        as_if_read(Receipt(tenant_id=subject.tenant.id, id=number, **given)).subject_id = 7
        db.session.flush()
        db.session.expire_all()
        assert db.session.get_one(Receipt, (subject.tenant.id, number)).subject_id == 7
        db.session.rollback()


def test_a_double_is_refused_as_the_session_refuses_it(as_, world) -> None:
    once = {"request_key": "double", "body_hash": b"x", "subject_kind": "t"}
    with as_(world.a.manager):
        append(RECEIPT, **once)
        with pytest.raises(IntegrityError) as refused:
            append(RECEIPT, **once)
        assert "double" not in str(refused.value).split("DETAIL")[0]
        db.session.rollback()


def test_a_column_whose_default_the_model_works_out_is_asked_for_by_name(as_, world) -> None:
    with as_(world.a.manager):
        with pytest.raises(TypeError, match="'at'"):
            append(line_of(AuditEntry, "actor", "action", "subject_kind"), actor="-", action="x", subject_kind="t")
        db.session.rollback()


def test_a_role_without_the_right_is_refused(as_, world) -> None:
    with as_(world.ministry):
        with pytest.raises(DBAPIError, match=r"permission denied|row-level security"):
            append(line_of(Agency, "name", "kind"), name="Dinas", kind="health_office")
        db.session.rollback()


def test_a_transaction_of_another_reader_is_not_joined(as_, world) -> None:
    with as_(world.a.manager):
        append(RECEIPT, request_key="mixed", body_hash=b"x", subject_kind="t")
        with enter(Context(Reader.STAFF, world.b.tenant_id)), pytest.raises(MixedContext):
            append(RECEIPT, request_key="mixed", body_hash=b"x", subject_kind="t")
        db.session.rollback()


def test_columns_with_types_of_their_own_are_written_as_the_session_writes_them(as_, world) -> None:
    detail = {"fields": ["nama", "alamat"], "since": str(date(2026, 1, 5))}
    line = line_of(AuditEntry, "at", "actor", "action", "subject_kind", "detail").returning(AuditEntry.id)
    with as_(world.a.manager) as subject:
        ((number,),) = append(line, at=now(), actor="-", action="test", subject_kind="t", detail=detail)
        assert db.session.get_one(AuditEntry, (subject.tenant.id, number)).detail == detail
        db.session.rollback()
