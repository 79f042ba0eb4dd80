"""Every route x method x reader: the answer is what the route declares, never a page that should not be there."""

import pytest

from tenants.access import declared
from tenants.permissions import may

READERS = ["front_office", "facilitator", "manager", "administrator", "health_office_officer"]


def _member(world, reader: str):
    return {"province": world.province, "ministry": world.ministry}.get(reader) or getattr(world.a, reader)


def _pages(app):
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods - {"OPTIONS", "HEAD"}):
            values = {name: "999999999" if type(converter).__name__ == "IntegerConverter" else "x"
                      for name, converter in rule._converters.items()}  # fmt: skip
            yield rule, method, values


@pytest.mark.parametrize("reader", [*READERS, "province", "ministry", "anonymous"])
def test_every_route_answers_as_it_declares(app, world, client, sign_in, reader) -> None:
    member = None if reader == "anonymous" else _member(world, reader)
    wrong = []
    with app.test_request_context():
        urls = [(rule, method, app.url_map.bind("localhost").build(rule.endpoint, values, method))
                for rule, method, values in _pages(app)]  # fmt: skip
    for rule, method, url in urls:
        if rule.endpoint == "tenants.sign_out":
            continue
        if member:
            sign_in(client, member)
        access = declared(app, rule.endpoint, method)
        status = client.open(url, method=method).status_code
        allowed = access.kind == "public" or (
            member is not None and (not access.permission or may(member.role, access.permission))
        )
        if status >= 500 or (not allowed and status == 200) or (allowed and status in (401, 403) and method == "GET"):
            wrong.append(f"{reader} {method} {url} -> {status}")
    assert not wrong, wrong
