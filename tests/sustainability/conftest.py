"""Short ways to what every test of sustainability needs."""

from typing import Any
from uuid import uuid4

import pytest

from sustainability.actions.records import Paper, add_record
from sustainability.kinds import KINDS
from tests.settings.conftest import do, visit

__all__ = ["do", "visit"]


@pytest.fixture
def written(do):
    """`written(world.a.manager, "dasar-hukum", level="perkada", …)`: a record of that kind; its id."""

    def write(member: Any, word: str, parent_id: int | None = None, paper: Paper | None = None, **typed: Any) -> int:
        kind = KINDS[word]

        def act() -> int:
            data: Any = kind.schema().load(typed)
            return add_record(kind, data, uuid4(), paper, parent_id).id

        return do(member, act)

    return write
