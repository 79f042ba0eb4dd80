"""Short ways to what every test of settings needs."""

from collections.abc import Callable
from typing import Any

import pytest

from foundation.db import db
from tests.cases.conftest import mailbox, story
from tests.cases.visitor import Visitor

__all__ = ["mailbox", "story"]


@pytest.fixture
def do(as_) -> Callable[..., Any]:
    """One request of somebody: act and commit."""

    def act(member: Any, action: Callable[[], Any]) -> Any:
        with as_(member):
            result = action()
            db.session.commit()
            return result

    return act


@pytest.fixture
def visit(app, sign_in):
    """`visit(world.a.manager)`: that member at a browser of their own."""
    return lambda member: Visitor(sign_in(app.test_client(), member))
