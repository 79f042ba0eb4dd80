"""Lists in and out through the API: the same steps, schemas and refusals as on the pages."""

import io
import json
from uuid import uuid4

import pytest
from sqlalchemy import select

from foundation.db import db
from registry.models import Person
from tenants.models import AuditEntry
from tests.caller import calls, is_problem
from tests.exchange import lists
from web.workbooks import opened

__all__ = ["calls"]

TOLD = [lists.row(1), lists.row(2), lists.row(3, name="")]


@pytest.fixture
def program(calls, world):
    return calls(world.a.back_office)


def send(program, content: bytes, key: str = "", **said: str):
    told = {"kind": "people", "as_of": "2026-03-01", **said, "file": (io.BytesIO(content), "warga.xlsx")}
    return program.client.post(
        "/api/v1/imports",
        data=told,
        headers={**program.headers, "Idempotency-Key": key or str(uuid4())},
        content_type="multipart/form-data",
    )


def test_a_list_is_sent_understood_checked_decided_on_and_recorded(program, world, work, as_):
    made = send(program, lists.workbook(TOLD))
    assert made.status_code == 201, made.text
    path = f"/imports/{made.json['id']}"
    assert made.headers["Location"].endswith(path)
    items = program.get(f"{path}/columns").json["items"]
    assert [each["column"] for each in items][:4] == ["", "nik", "family_card", "name"]
    sent = {"columns": [{"place": each["place"], "column": each["column"]} for each in items]}
    assert program.post(f"{path}/columns", sent).json["state"] == "checking"
    work()
    found = program.get(path).json
    assert (found["state"], found["total"], found["bad"], found["known"]) == ("checked", 3, 1, 0)
    shown = program.get(f"{path}/sample").json
    assert shown["lines"] == [2, 3]
    assert {"label": "NIK", "heading": "NIK", "cells": ["1906••••••••0002", "1906••••••••0003"]} in shown["columns"]
    (refused,) = program.get(f"{path}/refused").json["items"]
    assert refused == {"line": 4, "column": "Nama sesuai KTP", "value": "", "reason": "Belum diisi"}
    decision = {"choice": "all", "version": found["version"]}
    is_problem(program.post(f"{path}/decision", decision), 409, "rows_refused")
    assert program.post(f"{path}/decision", decision | {"choice": "good"}).json["state"] == "writing"
    work()
    assert program.get(path).json["added"] == 2
    is_problem(program.post(f"{path}/decision", decision), 409, "moved_on")
    assert path.endswith(str(program.get("/imports").json["items"][0]["id"]))
    with as_(world.a.manager):
        assert db.session.scalars(select(Person.name).order_by(Person.id)).all() == ["Warga 1", "Warga 2"]


def test_columns_are_said_again_and_a_list_is_thrown_away(program, work):
    path = f"/imports/{send(program, lists.workbook(TOLD)).json['id']}"
    items = [{key: each[key] for key in ("place", "column")} for each in program.get(f"{path}/columns").json["items"]]
    program.post(f"{path}/columns", {"columns": items})
    work()
    version = program.get(path).json["version"]
    again = program.post(f"{path}/columns/reopen", {"version": version})
    assert (again.json["state"], again.json["total"]) == ("uploaded", 0)
    assert program.post(f"{path}/decision", {"choice": "none", "version": 1}).json["state"] == "cancelled"


def test_what_is_wrong_is_said_as_problems(program, calls, world):
    is_problem(send(program, b"%PDF-1.7\n\0\1\2"), 422, "unknown_type")
    assert "kind" in send(program, lists.workbook(TOLD), kind="x").json["errors"]
    key = str(uuid4())
    first = send(program, lists.workbook(TOLD), key).json["id"]
    assert send(program, lists.workbook(TOLD), key).json["id"] == first
    is_problem(send(program, lists.workbook(TOLD[:1]), key), 409, "request_key_reused")
    path = f"/imports/{first}"
    assert "columns" in program.post(f"{path}/columns", {"columns": [{"place": 1, "column": "x"}]}).json["errors"]
    is_problem(program.post(f"{path}/columns", {"columns": [{"place": 1, "column": "nik"}]}), 422, "column_missing")
    is_problem(program.post(f"{path}/sheet", {"sheet": "Lain"}), 404, "not_found")
    for method, asked in (("get", path), ("get", f"{path}/refused"), ("get", f"{path}/sample")):
        is_problem(getattr(calls(world.b.back_office), method)(asked), 404, "not_found")
        is_problem(getattr(calls(world.a.front_office), method)(asked), 403, "forbidden")


def test_a_list_goes_out_masked_and_written_down(program, calls, world, bring_in, as_):
    bring_in(lists.workbook(TOLD[:2]))
    told = {"format": "xlsx", "reason": "rapat koordinasi"}
    book = opened(calls(world.a.manager).post("/exports", told).data)
    heads, *rows = [row.cells for row in book.rows(book.sheets[0])]
    assert [row[heads.index("NIK")] for row in rows] == ["1906••••••••0002", "1906••••••••0003"]
    assert "reason" in calls(world.a.manager).post("/exports", {"format": "xlsx"}).json["errors"]
    with as_(world.a.manager):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "people.exported")).one()
        assert (entry.detail["rows"], entry.detail["reason"]) == (2, told["reason"])
        assert lists.row(1)[1] not in json.dumps(entry.detail)
