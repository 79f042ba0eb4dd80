"""The whole registry screened: totals equal what one person's page says, one run at a time, lists by index."""

import pytest
from sqlalchemy import select, text

from foundation.db import db
from foundation.errors import Refused
from registry.actions.screening import ask_run, do_run
from registry.models import Person, ScreeningCount, ScreeningGap, ScreeningRun
from registry.queries import runs
from registry.queries.screening import screen
from tests.registry.screening.conftest import HERE, THERE


def figures(rows):
    return {row.programme.slug: (row.indicated, row.receiving, row.missed, row.odd) for row in rows}


def test_a_household_counts_once_and_gaps_go_both_ways(world, as_, run):
    with as_(world.a.manager):
        done, waiting = runs.newest_run()
        assert (done.people, waiting) == (6, False)
        assert figures(runs.by_programme(done))["sembako"] == (2, 2, 1, 1)
        villages = {row.village_code: row for row in runs.by_village(done, ["sembako"])}
        assert (villages[HERE].missed, villages[THERE].odd) == (1, 1)
        assert villages[HERE].money == 200_000 * 12


def test_every_total_is_what_the_pages_of_the_persons_say(world, as_, run):
    with as_(world.a.manager):
        done, _waiting = runs.newest_run()
        said: dict[str, int] = {}
        for person in db.session.scalars(select(Person).where(Person.relation == 1)):
            for row in screen(person.id).indicated:
                if row.programme.unit == "household":
                    said[row.programme.slug] = said.get(row.programme.slug, 0) + 1
        counted = {row.programme.slug: row.indicated for row in runs.by_programme(done) if row.indicated}
        assert said == {slug: n for slug, n in counted.items() if slug in said}
        assert said["sembako"] == 2


def test_the_missed_are_listed_page_by_page(world, as_, run):
    with as_(world.a.manager):
        done, _waiting = runs.newest_run()
        first = runs.gaps(done, "school_admission", "missed", None, None, size=1)
        second = runs.gaps(done, "school_admission", "missed", None, first.next, size=5)
        assert len(first.rows) == 1
        assert {row.id for row in first.rows}.isdisjoint(row.id for row in second.rows)
        assert len(first.rows) + len(second.rows) == 2


def test_a_facilitator_sees_the_own_villages_alone(world, as_, run):
    with as_(world.a.facilitator):
        done, _waiting = runs.newest_run()
        assert figures(runs.by_programme(done))["sembako"] == (2, 1, 1, 0)
        assert runs.gaps(done, "sembako", "odd", None, None).rows == []


def test_a_run_is_done_once_and_a_new_one_replaces_its_lists(world, as_, run):
    with as_(world.a.manager):
        do_run(run)
        before = db.session.query(ScreeningCount).count()
        again = ask_run().id
        do_run(again)
        assert db.session.query(ScreeningCount).count() == 2 * before
        assert {gap.run_id for gap in db.session.query(ScreeningGap)} == {again}


def test_a_second_run_waits_for_the_first(world, as_, families):
    with as_(world.a.manager):
        ask_run()
        with pytest.raises(Refused) as refused:
            ask_run()
        assert refused.value.code == "running"


def test_another_tenant_sees_no_run(world, as_, run):
    with as_(world.b.manager):
        assert runs.newest_run() == (None, False)
        assert db.session.query(ScreeningRun).count() == 0


def test_the_front_office_reads_but_does_not_run(client, world, sign_in, as_, run):
    sign_in(client, world.a.front_office)
    page = client.get("/penyaringan").text
    assert "Program Sembako" in page
    assert "Hitung ulang" not in page
    with as_(world.a.front_office), pytest.raises(Refused) as refused:
        ask_run()
    assert refused.value.status == 403


@pytest.mark.parametrize("rest", ["tidak-ada", "sembako/lain", "sembako/odd?desa=33.11.01.2001"])
def test_an_unknown_list_is_not_found(client, world, sign_in, run, rest):
    sign_in(client, world.a.manager)
    assert client.get(f"/penyaringan/{rest}").status_code == 404


def test_lists_lead_to_the_persons_reasons(client, world, sign_in, run):
    sign_in(client, world.a.manager)
    assert "Rekaan 1" in client.get("/penyaringan/sembako/missed").text
    assert "Desa" in client.get("/penyaringan/sembako").text


def test_the_list_is_found_by_index_through_the_policy(world, as_, run):
    with as_(world.a.manager):
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(
            row[0]
            for row in db.session.execute(
                text(
                    "EXPLAIN SELECT id FROM screening_gap WHERE tenant_id = :t AND run_id = 1 AND programme = 'sembako'"
                    " AND gap = 'missed' AND (rank, id) > (0, 0) ORDER BY rank, id LIMIT 51"
                ),
                {"t": world.a.tenant_id},
            )
        )
    assert "ix_screening_gap_list" in plan
    assert "Sort" not in plan
