"""How things stood at the end of a past day: all that came up to it, less all that went."""

import random
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from flask import Flask

from foundation.clock import today
from foundation.db import db
from foundation.errors import Unfit
from reporting import jobs
from reporting.counting import asked, count, shown
from reporting.suppression import Hidden
from tests.statements import sent_with_values
from tests.world import World

VILLAGE = "19.06.01.2001"
DAYS = [date(2026, 1, 31), date(2026, 2, 10), date(2026, 2, 28), date(2026, 3, 1), date(2026, 6, 30)]


def answer(*question, **more) -> dict:
    return dict(count(asked(*question, **more)))


@pytest.fixture
def history(fill, admin, world: World) -> list[tuple]:
    """Forty cases of one office: sector, type, village, day they came, day they closed or None."""
    chooser, lived = random.Random(5), []
    for case_id in fill(world.a.tenant_id, 40):
        came = date(2025, 12, 20) + timedelta(chooser.randint(0, 100))
        gone = chooser.choice((None, came, came + timedelta(chooser.randint(0, 90))))
        told = (
            chooser.choice(("health", "food")), chooser.choice(("pbi_reactivation", "pkh_complaint")),
            chooser.choice((VILLAGE, "19.06.01.2002")), came, gone,
        )  # fmt: skip
        admin.execute(
            """UPDATE "case" SET sector = %s, case_type = %s, village_code = %s, opened_on = %s,
               closed_at = %s::timestamp AT TIME ZONE 'Asia/Jakarta' + interval '23 hours', state = %s WHERE id = %s""",
            [*told, "closed" if gone else "checking", case_id],
        )
        lived.append(told)
    return lived


def open_on(history: list[tuple], day: date, *places: int) -> dict:
    return dict(
        Counter(
            tuple(case[place] for place in places)
            for case in history
            if case[3] <= day and (case[4] is None or case[4] > day)
        )
    )


def test_a_past_day_is_what_came_less_what_went_however_much_is_folded(
    as_, app: Flask, world: World, history, fill
) -> None:
    by = {"sector": 0, "case_type": 1, "village": 2}
    for folding in (0, 7, 20_000):
        with app.app_context():
            if folding:
                jobs.compact_facts(folding)
            assert jobs.reconcile_facts() == []
        with as_(world.a.manager):
            for day in DAYS:
                assert answer("cases_open", until=day) == open_on(history, day)
                for slugs in (["sector"], ["case_type"], ["village"], ["village", "sector"], ["case_type", "village"]):
                    found = answer("cases_open", slugs, until=day)
                    assert found == open_on(history, day, *(by[slug] for slug in slugs)), (day, slugs)
        fill(world.b.tenant_id, 3)


def test_the_end_of_today_is_now(as_, app: Flask, world: World, history, fill) -> None:
    fill(world.a.tenant_id, 5, sector="education")
    with as_(world.a.manager):
        assert answer("cases_open", ["sector"], until=today("Asia/Jakarta")) == answer("cases_open", ["sector"])


def test_what_is_opened_again_or_written_down_late_was_open_then(as_, app: Flask, world, fill, admin) -> None:
    (case_id,) = fill(world.a.tenant_id, 1, opened=-90, state="closed")
    now = today("Asia/Jakarta")
    with app.app_context():
        jobs.compact_facts()
    admin.execute("""UPDATE "case" SET closed_at = now() - interval '60 days' WHERE id = %s""", [case_id])
    with as_(world.a.manager):
        assert answer("cases_open", until=now - timedelta(30)) == {}
        assert answer("cases_open", until=now - timedelta(70)) == {(): 1}
    admin.execute("""UPDATE "case" SET closed_at = NULL, state = 'checking' WHERE id = %s""", [case_id])
    with as_(world.a.manager):
        assert answer("cases_open", until=now - timedelta(30)) == {(): 1}
    admin.execute('DELETE FROM "case" WHERE id = %s', [case_id])
    with as_(world.a.manager):
        assert answer("cases_open", until=now - timedelta(30)) == {}
    with app.app_context():
        jobs.compact_facts()
        assert jobs.reconcile_facts() == []
        jobs.prune_facts()
    assert admin.execute("SELECT count(*) FROM case_fact_standing_day").fetchone() == (0,)


@pytest.mark.parametrize(
    ("question", "day", "fault", "told"),
    [
        (("cases_open", ["state"]), date(2026, 3, 1), "dimension", "provinsi, kantor, sektor, jenis kasus, desa"),
        (("cases_open", [], {"desk": ["manager"]}), date(2026, 3, 1), "dimension", "tanggal yang lampau"),
        (("cases_open", ["month"]), date(2026, 3, 1), "dimension", "bulan"),
        (("cases_open",), date(2199, 1, 1), "period", "belum tiba"),
        (("cases",), date(2026, 3, 1), "period", "keadaan sekarang"),
    ],
)
def test_what_no_sum_can_tell_of_the_past_is_refused_in_words(as_, world, question, day, fault, told) -> None:
    with as_(world.a.manager), pytest.raises(Unfit, match=told) as refused:
        asked(*question, until=day)
    assert refused.value.fault == fault


def test_above_the_districts_a_past_day_is_a_month_s_end_and_guarded(as_, app: Flask, world, history) -> None:
    with as_(world.ministry):
        with pytest.raises(Unfit) as refused:
            asked("cases_open", ["sector"], until=date(2026, 2, 10))
        table = shown(asked("cases_open", ["sector"], until=date(2026, 2, 28)))
        assert all(isinstance(cell, Hidden) or cell % 5 == 0 for cell in (*table.by_row.values(), table.total))
        with pytest.raises(Unfit, match="tidak terbuka"):
            asked("cases_open", ["village"], until=date(2026, 2, 28))
    assert refused.value.fault == "too_fine"
    with as_(world.province):
        day = date(2026, 2, 10)
        assert shown(asked("cases_open", ["office"], until=day)).total == sum(open_on(history, day).values())


def test_days_are_read_within_one_month_only(as_, world: World) -> None:
    with as_(world.a.manager):
        with sent_with_values() as sent:
            count(asked("cases_open", ["village"], until=date(2026, 2, 10)))
        connection = db.session.connection()
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        ((statement, values),) = sent
        plan = "\n".join(connection.exec_driver_sql("EXPLAIN " + statement, values).scalars())
    days = plan.partition("pk_case_fact_standing_day")[2].splitlines()[1]
    assert re.search(r"tenant_id = .*on_day >= '2026-02-01'.*on_day <= '2026-02-10'", days), plan
    months = plan.partition("pk_case_fact_standing_place")[2].splitlines()[1]
    assert re.search(r"tenant_id = .*on_month < ", months), plan


def test_a_table_says_of_which_day_it_is(browse, world: World, history) -> None:
    manager = browse(world.a.manager)
    described = manager.get("/tabel/susun?measure=cases_standing").text
    assert 'name="since"' not in described
    page = manager.get("/tabel/lihat?measure=cases_standing&rows=village&period=on&until=2026-02-10").text
    assert "keadaan pada 10 Februari 2026" in page
    assert str(sum(open_on(history, date(2026, 2, 10)).values())) in re.sub(r"<[^>]+>", " ", page).split()
    for wrong in ("period=on", "period=on&until=2199-01-01", "period=this_month", "period=on&until=1999-01-01"):
        answered = manager.get(f"/tabel/lihat?measure=cases_standing&rows=village&{wrong}")
        assert answered.status_code == 422
        assert "<title>Kesalahan:" in answered.text
