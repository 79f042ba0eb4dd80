"""A program that calls the API with its own token."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from foundation.db import db
from tenants import tokens
from tests.world import Member

PREFIX = "/api/v1"


class Caller:
    """`caller.post("/cases", {...})`: JSON with a bearer token; no cookie is ever kept."""

    def __init__(self, app: Flask, token: str | None) -> None:
        self.client = app.test_client(use_cookies=False)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(PREFIX + path, query_string=query, headers=self.headers)

    def put(self, path: str, body: Any) -> TestResponse:
        return self.client.put(PREFIX + path, headers=self.headers, json=body)

    def post(self, path: str, body: Any = None, key: object = None, **options: Any) -> TestResponse:
        """With a fresh Idempotency-Key unless one is given; `key=""` sends none."""
        sent = {"Idempotency-Key": str(key or uuid4())} if key != "" else {}
        if body is not None:
            options["json"] = body
        return self.client.post(PREFIX + path, headers=self.headers | sent, **options)


@pytest.fixture
def calls(app: Flask, as_: Callable[..., Any]) -> Callable[[Member | None], Caller]:
    """`calls(world.a.manager)`: a program with a fresh token of that member; None: without token."""

    def with_token(member: Member | None) -> Caller:
        if member is None:
            return Caller(app, None)
        with as_(member):
            token = tokens.create("uji")
            db.session.commit()
        return Caller(app, token)

    return with_token


def is_problem(answer: TestResponse, status: int, code: str | None = None) -> dict[str, Any]:
    """The problem, after looking at its shape."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    body = answer.get_json(force=True)
    assert {"type", "title", "status", "detail", "code"} <= set(body)
    assert body["status"] == status
    assert code in (None, body["code"])
    return body
