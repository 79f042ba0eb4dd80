"""The quality of data: each check with what trips it and what does not, and how far its numbers reach."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from foundation.clock import now, today
from foundation.db import db
from reporting import jobs
from reporting.quality import actions
from reporting.quality.checks import CHECKS, GROUPS, Check, Found
from reporting.quality.jobs import note_quality
from reporting.quality.models import QualityCount
from reporting.quality.queries import districts, noted
from reporting.quality.queries.measuring import measured
from reporting.quality.queries.records import PAGES
from tests.caller import calls
from tests.reporting.conftest import CANARY_NAME
from tests.statements import counted, sent_with_values
from tests.world import World
from web.pagination import encode_cursor

__all__ = ["calls"]

DAY = date(2026, 11, 26)


@pytest.fixture
def families(admin: psycopg.Connection, world: World) -> Callable[..., None]:
    """`families(3, people=…, floor=…)`: so many families of A, each with one person."""

    def make(n: int, observed: str = "2026-10-01", rooms: bool = True, **person: object) -> None:
        rows = admin.execute(
            "INSERT INTO household (tenant_id, address, village_code, observed_on, floor, wall, roof, water, lighting,"
            " toilet) SELECT %(t)s, 'Jalan ' || i, '19.06.01.2001', %(on)s::date, %(r)s, %(r)s, %(r)s, %(r)s, 1, 1"
            " FROM generate_series(1, %(n)s) AS i RETURNING id",
            {"t": world.a.tenant_id, "n": n, "on": observed or None, "r": 1 if rooms else None},
        ).fetchall()
        for number, (id_,) in enumerate(rows):
            told = {
                "name": f"Warga {chr(65 + number % 26)}{chr(65 + number // 26 % 26)}{id_}",
                "birth_date": date(1980, 2, 1) + timedelta(days=int(id_)),
                "nik_hash": f"nik{id_}".encode(),
                **person,
            }
            admin.execute(
                "INSERT INTO person (tenant_id, household_id, name, sex, birth_date, nik_hash, version)"
                " VALUES (%(t)s, %(h)s, %(name)s, 'female', %(birth_date)s, %(nik_hash)s, 1)",
                {"t": world.a.tenant_id, "h": id_, **told},
            )

    return make


def look(as_, world: World) -> dict[str, Found]:
    with as_(world.a.manager):
        return measured(today("Asia/Jakarta"))


# --- the table of checks ---------------------------------------------------------------------------


@pytest.mark.parametrize("check", CHECKS.values(), ids=list(CHECKS))
def test_every_check_says_what_it_means_and_what_helps(check: Check) -> None:
    assert check.group in GROUPS
    assert all(map(str, (check.name, check.meaning, check.rule, check.advice, check.unit)))
    assert check.records in ("", *PAGES)
    assert bool(check.permission) == bool(check.records or check.endpoint)


@pytest.mark.parametrize(
    "check", [each for each in CHECKS.values() if each.least and not each.jumps], ids=lambda c: c.slug
)
def test_a_share_points_only_from_a_number_on_that_is_five_people_or_more(check: Check) -> None:
    assert check.least * check.more_than >= 5 - 1e-9 or check.slug == "all_satisfied"
    assert not check.trips(Found(check.least - 1, check.least - 1))
    assert check.trips(Found(check.least, check.least))
    assert not check.trips(Found(int(check.least * check.more_than), check.least))


@pytest.mark.parametrize("slug", ["quiet", "rounds_late", "repaired", "unchecked"])
def test_a_number_points_beyond_its_limit(slug: str) -> None:
    limit = int(CHECKS[slug].more_than)
    assert CHECKS[slug].trips(Found(limit + 1))
    assert not CHECKS[slug].trips(Found(limit))


def test_a_jump_is_three_times_the_usual_or_a_third_of_it() -> None:
    jumps = CHECKS["intake_jumps"]
    assert [jumps.trips(Found(n, 30)) for n in (9, 10, 30, 90, 91)] == [True, False, False, False, True]
    assert not jumps.trips(Found(500, 19))


# --- what each counts ------------------------------------------------------------------------------


def test_families_are_counted_by_when_they_were_seen_and_what_is_unknown_of_their_house(
    as_, world: World, families
) -> None:
    families(3)
    families(2, observed="2021-05-01")
    families(1, observed="", rooms=False)
    found = look(as_, world)
    assert found["families_unseen"] == Found(3, 6)
    assert found["unknown_fields"] == Found(1, 6)


def test_people_are_counted_by_what_is_odd_about_them(as_, world: World, families) -> None:
    families(3)
    families(2, birth_date=date(1970, 1, 1))
    families(1, nik_hash=None, birth_date=None)
    families(2, name="Siti Aminah", birth_date=date(1991, 5, 6))
    found = look(as_, world)
    assert found["born_first_of_january"] == Found(2, 7)
    assert found["without_nik"] == Found(1, 8)
    assert found["doubles"] == Found(2, 8)


def test_a_record_that_was_merged_is_nobody(as_, world: World, families, admin) -> None:
    families(2, name="Siti Aminah", birth_date=date(1991, 5, 6))
    admin.execute(
        "UPDATE person SET merged_into = (SELECT min(id) FROM person), nik_hash = NULL"
        " WHERE id = (SELECT max(id) FROM person)"
    )
    found = look(as_, world)
    assert (found["doubles"], found["without_nik"]) == (Found(0, 1), Found(0, 1))


def test_cases_are_counted_by_rest_and_by_haste(as_, world: World, fill, admin) -> None:
    resting = fill(world.a.tenant_id, 2)
    fill(world.a.tenant_id, 3)
    hasty = fill(world.a.tenant_id, 2, state="closed")
    slow = fill(world.a.tenant_id, 1, state="closed")
    admin.execute('UPDATE "case" SET moved_on = CURRENT_DATE - 61 WHERE id = ANY(%s)', [resting])
    admin.execute("UPDATE \"case\" SET opened_at = closed_at - interval '2 days' WHERE id = ANY(%s)", [slow])
    found = look(as_, world)
    assert found["cases_untouched"] == Found(2, 5)
    assert found["closed_at_once"] == Found(len(hasty), 3)


def test_an_office_is_quiet_since_its_newest_case_also_while_that_is_not_folded_in(
    as_, app: Flask, world: World, fill
) -> None:
    fill(world.a.tenant_id, 1, opened=-40)
    with app.app_context():
        jobs.compact_facts()
    assert look(as_, world)["quiet"] == Found(40)
    fill(world.a.tenant_id, 1, opened=-1)
    assert look(as_, world)["quiet"] == Found(1)


def test_an_office_without_a_case_is_not_called_quiet(as_, world: World) -> None:
    assert "quiet" not in look(as_, world)


def test_intake_is_compared_with_the_middle_of_six_months(as_, world: World, fill) -> None:
    first = today("Asia/Jakarta").replace(day=1)
    month = first - timedelta(days=10)
    for n in (9, 2, 4, 3, 5, 1, 60):
        fill(world.a.tenant_id, n, opened=(month - today("Asia/Jakarta")).days)
        month = month.replace(day=1) - timedelta(days=10)
    assert look(as_, world)["intake_jumps"] == Found(9, 4)


def test_satisfaction_counts_who_was_asked(as_, world: World, fill, admin) -> None:
    done = fill(world.a.tenant_id, 3, state="closed")
    admin.execute(
        "UPDATE \"case\" SET resolution = 'resolved', satisfied = id <> %s WHERE id = ANY(%s)", [done[0], done]
    )
    assert look(as_, world)["all_satisfied"] == Found(2, 3)


def test_a_round_is_late_when_its_day_has_passed_unsent(as_, world: World, admin) -> None:
    for state, cut_off in (("held", -1), ("held", 1), ("sent", -1)):
        admin.execute(
            "INSERT INTO update_round (tenant_id, village_code, basis, month, cut_off_on, state, opened_by)"
            " VALUES (%s, '19.06.01.2001', 'musdes', '2026-11-01', %s, %s, %s)",
            [world.a.tenant_id, today("Asia/Jakarta") + timedelta(days=cut_off), state, world.a.manager.membership_id],
        )
    assert look(as_, world)["rounds_late"] == Found(1)


def test_sums_that_had_to_be_put_right_are_told_for_thirty_days(as_, world: World, admin) -> None:
    for days, found in ((29, 4), (31, 0)):
        admin.execute("DELETE FROM fact_check")
        admin.execute(
            "INSERT INTO fact_check (tenant_id, checked_at, drifts, repaired, drifted_at) VALUES (%s, %s, 0, 4, %s)",
            [world.a.tenant_id, now() - timedelta(days=5, hours=1), now() - timedelta(days=days)],
        )
        told = look(as_, world)
        assert (told["repaired"], told["unchecked"]) == (Found(found), Found(5))


# --- noting ----------------------------------------------------------------------------------------


def test_since_when_a_check_points_is_kept_until_it_no_longer_does(as_, world: World) -> None:
    with as_(world.a.manager):
        since = []
        for day, part in ((1, 40), (2, 45), (3, 2), (4, 50)):
            actions.note({"quiet": Found(part)}, date(2026, 11, day))
            since.append(db.session.scalars(select(QualityCount.tripped_on)).one())
    assert since == [date(2026, 11, 1), date(2026, 11, 1), None, date(2026, 11, 4)]


def test_the_night_notes_every_district_and_nothing_else(as_, app: Flask, world: World, fill) -> None:
    fill(world.a.tenant_id, 1, opened=-45)
    with app.app_context():
        jobs.compact_facts()
        note_quality()
        note_quality()
    with as_(world.ministry):
        rows = db.session.execute(select(QualityCount.tenant_id, QualityCount.slug, QualityCount.tripped)).all()
    assert {row.tenant_id for row in rows} == {world.a.tenant_id, world.b.tenant_id}
    assert (world.a.tenant_id, "quiet", True) in [tuple(row) for row in rows]


# --- how far the numbers reach ---------------------------------------------------------------------


def test_small_numbers_stay_in_the_office_and_the_rest_is_rounded(as_, world: World) -> None:
    with as_(world.a.manager):
        for part, whole, shown in (
            (3, 90, (None, 90)), (88, 90, (None, 90)), (37, 92, (35, 90)), (0, 90, (0, 90)), (90, 90, (90, 90)),
            (2, 3, (None, None)), (40, None, (40, None)),
        ):  # fmt: skip
            actions.note({"without_nik": Found(part, whole)}, DAY)
            assert tuple(db.session.execute(select(QualityCount.shown_part, QualityCount.shown_whole)).one()) == shown
            assert [line.found for line in noted.own_lines()] == [Found(part, whole)]


def test_the_database_itself_refuses_exact_numbers_above_the_office(as_, world: World) -> None:
    for member in (world.province, world.ministry):
        with as_(member), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text("SELECT part FROM quality_count"))


@pytest.fixture
def marked(as_, world: World) -> World:
    """Both districts have something that points at them."""
    for site, part in ((world.a, 37), (world.b, 55)):
        with as_(site.manager):
            actions.note({"without_nik": Found(part, 92), "quiet": Found(3), "doubles": Found(300, 301)}, DAY)
            db.session.commit()
    return world


def test_a_province_sees_its_own_districts_alone(as_, marked: World) -> None:
    with as_(marked.province):
        (office,) = districts.below(marked.province.tenant_id)
        assert districts.below(marked.province_b.tenant_id)[0].marks == ()
    assert office.id == marked.a.tenant_id
    assert [(m.check.slug, m.part, m.whole) for m in office.marks] == [("without_nik", 35, 90), ("doubles", None, 300)]


def test_the_ministry_reads_which_check_points_at_whom_and_no_number_of_people(browse, marked: World) -> None:
    province = browse(marked.province).get("/provinsi/mutu-data").text
    assert "35 dari 90 warga" in province
    ministry = browse(marked.ministry).get(f"/nasional/mutu-data/{marked.province.tenant_id}").text
    assert "Warga tanpa NIK" in ministry
    assert "Ditandai bila lebih dari 10% warga." in ministry
    assert " dari 90" not in ministry


def test_the_ministry_counts_districts_by_check_and_province_in_one_statement_each(as_, marked: World) -> None:
    with as_(marked.ministry), counted() as sent:
        found = noted.nation()
        totals = {line.slug: (line.tripped, line.offices) for line in found.totals}
    assert len(sent) == 2
    assert totals == {"quiet": (0, 2), "without_nik": (2, 2), "doubles": (2, 2)}
    assert [(each.name, each.offices, each.noted, each.marked) for each in found.provinces] == [
        ("Bangka Belitung", 1, 1, 1),
        ("Jawa Tengah", 1, 1, 1),
    ]


def test_five_hundred_and_fourteen_districts_cost_no_more_statements(
    app: Flask, as_, world: World, admin, browse
) -> None:
    admin.execute(
        "INSERT INTO tenant (parent_id, kind, name, full_name, code_prefix, region_code)"
        " SELECT %s, 'district', 'Kabupaten ' || i, 'Kabupaten ' || i, 'Q' || i, '99.' || i"
        " FROM generate_series(1, 512) AS i",
        [world.province.tenant_id],
    )
    try:
        admin.execute(
            "INSERT INTO quality_count (tenant_id, slug, part, whole, tripped, noted_on)"
            " SELECT id, 'without_nik', 40, 90, true, '2026-11-26' FROM tenant WHERE kind = 'district'"
        )
        ministry = browse(world.ministry)
        for address in ("/nasional/mutu-data", f"/nasional/mutu-data/{world.province.tenant_id}"):
            with app.app_context(), counted() as sent:
                page = ministry.get(address)
            assert page.status_code == 200
            assert len(sent) <= 6
        assert page.text.count("Warga tanpa NIK") == 513
        assert "Langsung ke 513 dari 513 daerah yang bertanda" in page.text
        assert re.findall(r'href="#(daerah-\d+)"', page.text) == re.findall(r'id="(daerah-\d+)"', page.text)
        names = re.findall(r'">Kabupaten (\d+)</h2>', page.text)
        assert names == sorted(names)
    finally:
        admin.execute("DELETE FROM quality_count")
        admin.execute("DELETE FROM tenant WHERE code_prefix ~ '^Q[0-9]+$'")


# --- pages and the API -----------------------------------------------------------------------------


def test_the_office_is_told_first_what_to_do_and_by_which_list(browse, as_, world: World, families) -> None:
    manager = browse(world.a.manager)
    assert "Belum dihitung" in manager.get("/mutu-data").text
    families(60, nik_hash=None, name=CANARY_NAME)
    with as_(world.a.manager):
        actions.note_here()
        db.session.commit()
    page = manager.get("/mutu-data").text
    assert "Data mana yang perlu dibenahi?" in page
    assert "60 dari 60 warga" in page
    assert 'href="/mutu-data/without_nik"' in page
    first = manager.get("/mutu-data/without_nik")
    assert first.text.count(f">{CANARY_NAME}</a>") == 30
    onward = re.search(r'href="(/mutu-data/without_nik\?sesudah=[^"]+)" rel="next"', first.text)[1]
    assert manager.get(onward).text.count(f">{CANARY_NAME}</a>") == 30
    assert manager.get("/mutu-data/without_nik?sesudah=xyz").status_code == 400


def test_who_looks_at_a_list_is_written_down(browse, world: World, families, admin) -> None:
    families(1, nik_hash=None)
    browse(world.a.manager).get("/mutu-data/without_nik")
    detail = admin.execute("SELECT detail FROM audit_entry WHERE action = 'quality.listed'").fetchall()
    assert detail == [({"check": "without_nik", "rows": 1},)]


def test_an_administrator_reads_the_numbers_and_no_name(browse, world: World, families) -> None:
    families(3, nik_hash=None, name=CANARY_NAME)
    page = browse(world.a.administrator).get("/mutu-data/without_nik")
    assert page.status_code == 200
    assert "Daftar ini dibuka oleh manajer" in page.text
    assert CANARY_NAME not in page.text


def test_every_list_opens_filled_and_empty(browse, world: World, families, fill) -> None:
    manager = browse(world.a.manager)
    lists = [check.slug for check in CHECKS.values() if check.records]
    for slug in lists:
        assert "Tidak ada lagi" in manager.get(f"/mutu-data/{slug}").text
    families(2, observed="", rooms=False, nik_hash=None, name="Siti Aminah", birth_date=date(1991, 1, 1))
    fill(world.a.tenant_id, 1, state="closed")
    empty = {slug for slug in lists if "Tidak ada lagi" in manager.get(f"/mutu-data/{slug}").text}
    assert empty == {"cases_untouched"}


def test_every_list_is_served_by_an_index(as_, world: World) -> None:
    with as_(world.a.manager):
        connection = db.session.connection()
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for check in (each for each in CHECKS.values() if each.records):
            with sent_with_values() as sent:
                PAGES[check.records](check.slug, DAY, encode_cursor([5]))
            plan = "\n".join(connection.exec_driver_sql("EXPLAIN " + sent[0][0], sent[0][1]).scalars())
            assert re.search(r"Index Cond: \(\(?tenant_id = ", plan), plan
            assert "Seq Scan" not in plan, plan


def test_pages_and_programs_above_the_office_show_marks_without_a_name(browse, calls, marked: World) -> None:
    province = browse(marked.province).get("/provinsi/mutu-data").text
    assert "35 dari 90 warga" in province
    assert "angkanya ditahan" in province
    assert "Sukoharjo" not in province
    assert "Warga tanpa NIK" in browse(marked.ministry).get("/nasional/mutu-data").text
    assert browse(marked.ministry).get(f"/nasional/mutu-data/{marked.a.tenant_id}").status_code == 404
    own = calls(marked.a.manager).get("/quality").json["items"]
    assert [(each["check"]["slug"], each["part"], each["tripped"]) for each in own] == [
        ("quiet", 3, False),
        ("without_nik", 37, True),
        ("doubles", 300, True),
    ]
    (office,) = calls(marked.province).get("/totals/quality/province").json["items"]
    assert [(each["check"], each["part"]) for each in office["marks"]] == [("without_nik", 35), ("doubles", None)]
    assert [each["tripped"] for each in calls(marked.ministry).get("/totals/quality/nation").json["items"]] == [0, 2, 2]


def test_who_may_not_is_refused(browse, world: World) -> None:
    assert browse(world.a.front_office).get("/mutu-data").status_code == 403
    manager = browse(world.a.manager)
    assert {manager.get(f"/{above}/mutu-data").status_code for above in ("provinsi", "nasional")} == {403}
