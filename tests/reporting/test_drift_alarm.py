"""When numbers do not agree with a recount, somebody is told: once, by mail."""

import pytest
from flask import Flask

from foundation import jobs as work
from reporting import jobs
from tests.cases.conftest import mailbox
from tests.world import World

__all__ = ["mailbox"]


@pytest.fixture
def night(app: Flask, world: World, admin):
    """`night(wrong=True)`: one night's comparison, after which every waiting job is done."""

    def pass_one(wrong: bool) -> None:
        if wrong:
            admin.execute("UPDATE case_fact_state SET n = n + 5 WHERE tenant_id = %s", [world.a.tenant_id])
        with app.app_context():
            jobs.reconcile_facts()
            while work.run_waiting():
                pass

    return pass_one


@pytest.fixture
def drifting(app: Flask, world: World, fill, admin) -> World:
    """A has facts to go wrong, and the ministry's analyst an address."""
    fill(world.a.tenant_id, 2)
    admin.execute(
        "UPDATE membership SET email = 'analis@kementerian.test' WHERE id = %s", [world.ministry.membership_id]
    )
    with app.app_context():
        jobs.compact_facts()
    return world


def test_a_drift_is_told_once_and_again_only_after_a_night_without(night, drifting: World, mailbox) -> None:
    told = []
    for wrong in (False, True, True, False, True):
        night(wrong)
        told.append(len(mailbox))
    assert told == [0, 1, 1, 1, 2]
    assert {letter.recipient for letter in mailbox} == {"analis@kementerian.test"}
    assert "Belitung Timur: 1" in mailbox[0].body
    assert "Sukoharjo" not in mailbox[0].body


def test_whoever_runs_the_platform_is_told_before_the_analysts(night, drifting: World, mailbox, admin) -> None:
    admin.execute(
        "INSERT INTO membership (tenant_id, account_id, role, name, email)"
        " VALUES (%s, %s, 'platform_operator', 'Wulan', 'platform@kementerian.test')",
        [drifting.ministry.tenant_id, drifting.ministry.account_id],
    )
    night(True)
    assert [letter.recipient for letter in mailbox] == ["platform@kementerian.test"]


def test_numbers_are_put_right_though_nobody_has_an_address(night, drifting: World, mailbox, admin) -> None:
    admin.execute("UPDATE membership SET email = '' WHERE id = %s", [drifting.ministry.membership_id])
    night(True)
    assert mailbox == []
    assert admin.execute("SELECT repaired FROM fact_check WHERE tenant_id = %s", [drifting.a.tenant_id]).fetchone() == (
        1,
    )
