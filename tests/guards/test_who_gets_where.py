"""Every route x method x reader: the answer is what the route declares, and never another tenant's words."""

from dataclasses import replace

import pytest
from werkzeug.routing import AnyConverter

from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from tenants import provision
from tenants.access import declared
from tenants.permissions import may
from tests.filled import CANARY

READERS = (
    "front_office", "facilitator", "manager", "administrator", "village_head", "verifier", "health_office_officer",
    "province", "ministry",
)  # fmt: skip
APPOINTED = ("planner", "platform_operator")
"""Roles nobody of the world has: somebody of it takes them up for the test."""
FOREIGN = "2"
"""Person 2 and case 2 are district B's (the fixture fills A first)."""


def _member(app, world, reader: str):
    if reader in APPOINTED:
        return _appointed(app, world.ministry if reader == "platform_operator" else world.a.head, reader)
    return {"province": world.province, "ministry": world.ministry}.get(reader) or getattr(world.a, reader)


def _appointed(app, like, role: str):
    with app.app_context(), enter(Context(Reader.PROVISIONER)):
        post = provision.add_membership(like.tenant_id, like.account_id, role, like.name)
        db.session.commit()
        return replace(like, role=role, membership_id=post.id)


def _doors(app):
    addresses = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods - {"OPTIONS", "HEAD"}):
            values = {name: _value(rule._converters[name]) for name in rule.arguments}
            yield rule.endpoint, method, addresses.build(rule.endpoint, values, method)


def _value(converter) -> str:
    """Another tenant's number; or the first word, where a route knows its words."""
    return sorted(converter.items)[0] if isinstance(converter, AnyConverter) else FOREIGN


@pytest.mark.parametrize("reader", [*READERS, *APPOINTED, "anonymous"])
def test_every_route_answers_as_it_declares(app, filled, client, sign_in, reader) -> None:
    member = None if reader == "anonymous" else _member(app, filled, reader)
    wrong = []
    for endpoint, method, url in _doors(app):
        if member:
            sign_in(client, member)
        access = declared(app, endpoint, method)
        answer = client.open(url, method=method)
        allowed = access.kind == "public" or (
            member is not None and (not access.permission or may(member.role, access.permission))
        )
        refused = answer.status_code in (401, 403)
        if (
            answer.status_code >= 500
            or (not allowed and answer.status_code == 200)
            or (allowed and refused and method == "GET")
            or f"{CANARY} {filled.b.prefix}".encode() in answer.data
        ):
            wrong.append(f"{method} {url} -> {answer.status_code}")
    assert wrong == []
