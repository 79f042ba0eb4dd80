"""What the tests of this room share: people in the registry, and a data set asked for."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from privacy import actions
from tests.cases.conftest import mailbox, story
from tests.cases.visitor import Visitor
from tests.registry import people

__all__ = ["mailbox", "story"]

WHY = {
    "requester": None, "letter": None, "purpose": "Mencocokkan peserta jaminan kesehatan daerah tahun ini",
    "legal_basis": "Perbup 12/2025 Pasal 4", "agreement_id": None,
}  # fmt: skip
WHAT = {"columns": ["name", "nik", "village_code"], "whole": [], "file_format": "csv"}
WHOM: dict[str, Any] = {
    "villages": [], "programme": None, "standing": None, "period_from": None, "period_until": None,
}  # fmt: skip


def wanted(**changes: Any) -> dict[str, Any]:
    """A whole request, clean."""
    return {**WHY, **WHAT, **WHOM, **changes}


def allowed(share, **changes: Any) -> dict[str, Any]:
    """Everything that was asked, for a week."""
    same = {name: share.asked[name] for name in ("columns", "whole", "villages")}
    return {**same, "valid_days": 7, "note": None, "code": None, "version": share.version, **changes}


@pytest.fixture
def families(story, world) -> list[int]:
    """Three people of district A in two villages."""
    said = [
        people.typed(),
        people.another(name="=HYPERLINK(Siti)", birth_date=date(1980, 1, 2)),
        people.another(name="Rina", village_code=people.GANTUNG),
    ]
    return [story.do(world.a.front_office, lambda each=each: people.record(each).id) for each in said]


@pytest.fixture
def asking(story, world):
    """`asking(columns=[…])`: the health office asks; gives the id."""

    def ask(member=None, **changes: Any) -> int:
        return story.do(member or world.a.health_office_officer, lambda: actions.ask(wanted(**changes), uuid4()).id)

    return ask


@pytest.fixture
def approving(story, world):
    """`approving(share_id, columns=[…])`: the manager allows it and the worker has made the file."""

    def approve(share_id: int, **changes: Any) -> None:
        def act() -> None:
            share = actions.sharing.get_share(share_id)
            actions.approve(share_id, allowed(share, **changes))

        story.do(world.a.manager, act)
        story.run_jobs()

    return approve


@pytest.fixture
def visit(app, sign_in):
    """`visit(world.a.manager)`: a browser of theirs."""
    return lambda member: Visitor(sign_in(app.test_client(), member))


ASKED = {
    "kind": "access", "variable": None, "wish": "Saya ingin tahu data saya", "asker": "self", "asker_name": None,
    "identity": "ktp", "identity_note": None,
}  # fmt: skip


@pytest.fixture
def case_id(story) -> int:
    """Junaidi with one case that has been checked and recommended on."""
    return story.decided()


@pytest.fixture
def person_id(story, case_id) -> int:
    return story.case(case_id).person_id


@pytest.fixture
def taken(story, world, person_id):
    """`taken("erasure")`: the front office has recorded a request; gives its id."""

    def take(kind: str, **changes) -> int:
        data = {**ASKED, "kind": kind, **changes}
        return story.do(world.a.front_office, lambda: actions.take(person_id, data, uuid4()).id)

    return take
