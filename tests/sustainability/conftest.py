"""Short ways to what every test of sustainability needs."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from sustainability.actions import plan
from sustainability.actions.records import Paper, add_record
from sustainability.kinds import KINDS
from sustainability.schemas.plan import ActionSchema, GoalSchema
from tenants import provision
from tests.settings.conftest import do, visit
from tests.world import TOTP_SECRET, Member

__all__ = ["do", "visit"]

GOAL = {"goal": "SLRT dibiayai APBD dan desa sejak 2027.", "ends_on": "2026-12-31"}
ACTION = {
    "title": "Cantumkan SLRT dalam RKPD", "owner": "Kepala Bappeda", "office": "Bappeda", "due_on": "2027-06-30",
    "cost": "Rp25.000.000", "source": "apbd_district", "proof": "RKPD 2028",
}  # fmt: skip


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


@pytest.fixture
def planner(app, world) -> Member:
    """Somebody of Bappeda in district A."""
    return _appoint(app, world.a.head, "planner", "Perencana BLT", "planner@blt.test")


def _appoint(app: Any, like: Member, role: str, name: str, login: str) -> Member:
    with app.app_context(), enter(Context(Reader.PROVISIONER)):
        account = provision.create_account(login, name, password_hash="-", totp_secret=TOTP_SECRET)
        post = provision.add_membership(like.tenant_id, account.id, role, name, title="Kepala Bappeda")
        db.session.commit()
        return replace(
            like, role=role, name=name, login=login, account_id=account.id, membership_id=post.id,
        )  # fmt: skip


@pytest.fixture
def begun(do):
    """`begun(world.a.manager, {...}, {...})`: a plan with these actions, each like ACTION; their ids."""

    def begin(member: Any, *actions: dict[str, Any]) -> list[int]:
        def act() -> list[int]:
            plan.put_goal(_loaded(GoalSchema, GOAL), 0)
            return [plan.add_action(_loaded(ActionSchema, ACTION | each), uuid4()).id for each in actions or ({},)]

        return do(member, act)

    return begin


def _loaded(schema: Any, typed: dict[str, Any]) -> Any:
    return schema().load(typed)
