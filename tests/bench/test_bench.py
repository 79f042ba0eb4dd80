"""The measurements measure what they say: a skewed country, exact facts, honest ratios. Nothing here is timed."""

from pathlib import Path

import pytest
from flask import Flask

from bench import above, around, database, examples, generate, screening, totals
from bench.measure import Ratio, in_turns
from bench.page import settings_for
from foundation.db import db
from foundation.services import Postgres, Valkey
from foundation.tenancy import Context, Reader, enter
from reporting import actions
from slrt.app import create_app


def test_the_largest_district_is_a_hundred_times_the_median() -> None:
    sizes = sorted(generate.weights())
    assert sizes[-1] / sizes[len(sizes) // 2] == pytest.approx(100, rel=0.05)


@pytest.mark.parametrize(
    ("ratio", "value", "met"),
    [
        (Ratio("a cost", 1.1, 1.0, 1.2), 1.1, True),
        (Ratio("a cost", 1.3, 1.0, 1.2), 1.3, False),
        (Ratio("a gain", 2.0, 400.0, 100, at_least=True), 200, True),
        (Ratio("a gain", 5.0, 400.0, 100, at_least=True), 80, False),
    ],
)
def test_a_ratio_knows_whether_it_meets_its_target(ratio: Ratio, value: float, met: bool) -> None:
    assert ratio.ratio == pytest.approx(value)
    assert ratio.met is met


def test_contenders_take_turns() -> None:
    order: list[str] = []
    in_turns(lambda turn: order.append(f"a{turn}"), lambda turn: order.append(f"b{turn}"), rounds=3, warm=1)
    assert order == ["b0", "a0", "a1", "b1", "b2", "a2", "a3", "b3"]


def test_a_generated_country_has_facts_that_agree_with_a_scan(tmp_path: Path) -> None:
    with Postgres(tmp_path, durable=False) as server:
        database.prepare(server)
        with database.superuser(server) as connection:
            generate.fill(connection, generate.Size(cases=3_000))
            assert sorted(connection.execute(totals.FACTS)) == sorted(connection.execute(totals.SCAN))
            assert len(generate.districts_by_size(connection)) == generate.DISTRICTS
            people, headed, known, seen, told = connection.execute(_REGISTRY).fetchone()
            assert people > 1_500
            assert headed == known == people
            assert seen == people
            assert told > 1_000
        _rules_by_hand_are_the_rules(server)


def test_no_page_above_the_district_is_left_unmeasured(app: Flask) -> None:
    assert not above.unsaid(app), "say in bench.examples with what it is opened, or why it is not"
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints >= {*examples.NOT_OPENED, *examples.VIEWS, *above.COUNTERPARTS}


@pytest.mark.drill
def test_what_surrounds_a_country_agrees_with_a_recount(tmp_path: Path) -> None:
    with Postgres(tmp_path / "pg", durable=False) as server, Valkey(tmp_path / "valkey") as valkey:
        database.prepare(server)
        app = create_app(settings_for(server, valkey))
        with database.superuser(server) as connection:
            generate.fill(connection, generate.Size(cases=3_000))
            around.fill(connection, app)
            offices = generate.districts_by_size(connection)
            assert all(connection.execute(_SURROUNDED).fetchone())
        with app.app_context():
            for office in (offices[0], offices[len(offices) // 2]):
                with enter(Context(Reader.STAFF, tenant_id=office, sees_confidential=True)):
                    assert {each.fact for each in actions.drift()} <= {"step", "outcome"}, "made as facts alone"
                    db.session.rollback()


_SURROUNDED = """
SELECT (SELECT count(*) FROM referral_fact_sent), (SELECT count(*) FROM need_fact_village),
       (SELECT count(*) FROM participation_fact), (SELECT count(*) FROM appointment_fact),
       (SELECT count(*) FROM open_figure), (SELECT count(*) FROM quality_figure),
       (SELECT count(*) FROM province_median),
       (SELECT count(*) FROM sustainability_standing WHERE points IS NOT NULL), (SELECT count(*) FROM site)
"""


def _rules_by_hand_are_the_rules(server: Postgres) -> None:
    with database.superuser(server) as connection:
        screening.fill(connection, 2_000)
    with database.connect(server, "slrt_app") as staff:
        compiled, by_hand = (turn(-1) for turn in screening.turns(staff))
    assert compiled == by_hand
    assert len({row[0] for row in compiled[1][0]}) >= 15


_REGISTRY = """
SELECT (SELECT count(*) FROM person),
       (SELECT count(*) FROM person p WHERE EXISTS (
          SELECT FROM person h WHERE h.tenant_id = p.tenant_id AND h.household_id = p.household_id AND h.relation = 1)),
       (SELECT count(*) FROM nik_register), (SELECT count(*) FROM observation),
       (SELECT count(*) FROM participation WHERE standing = 'active')
"""
