"""Dashboards: each reader's few figures, as exact as the list they open, on any day and in any time zone."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask

from cases.packets import Packet, sealed
from foundation import clock
from foundation.clock import today
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reporting import jobs
from reporting.dashboards import jobs as nightly
from reporting.dashboards.figures import DASHBOARDS
from reporting.dashboards.looks import Look, look_at
from reporting.dashboards.queries import Told, dashboard
from reporting.suppression import Hidden
from tenants import provision
from tests.statements import counted
from tests.world import World

NOW = today("Asia/Jakarta")
OF_A_SITE = ("facilitator", "front_office", "back_office", "supervisor", "manager", "head")
MOST_STATEMENTS = {"ministry_analyst": 8}


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def everybody(world: World, planner: Any) -> list[Any]:
    """One of each role that has a dashboard."""
    own = [getattr(world.a, role) for role in OF_A_SITE]
    return [*own, planner, world.a.health_office_officer, world.province, world.ministry]


@pytest.fixture
def planner(app: Flask, world: World) -> Any:
    head = world.a.head
    with app.app_context(), enter(Context(Reader.PROVISIONER)):
        post = provision.add_membership(head.tenant_id, head.account_id, "planner", head.name)
        db.session.commit()
        return replace(head, role="planner", membership_id=post.id)


@pytest.fixture
def told(as_) -> Callable[..., dict[str, Told]]:
    """`told(member, since=…, until=…, at=…)`: that member's figures by name."""

    def ask(member: Any, since: date | None = None, until: date | None = None, at: date | None = None):
        with as_(member) as who:
            look = look_at(since, until, at, NOW, by_month=member.role == "ministry_analyst")
            return {each.figure.slug: each for each in dashboard(who, look)}

    return ask


@pytest.fixture
def referred(app: Flask, admin: psycopg.Connection, world: World, fill) -> Callable[..., None]:
    """`referred(2, due=-3, sent=-10, closed=None)`: cases referred to the health office; days from today."""

    def send(n: int, due: int = 5, sent: int = -2, closed: int | None = None) -> None:
        agency = world.a.agencies["health_office"]
        with app.app_context():
            body = sealed(Packet("BLT-26-000001", "pbi_reactivation", False, "Jadwal cuci darah", ""))
        for case_id in fill(world.a.tenant_id, n, state="referred", opened=sent):
            (id_,) = admin.execute(
                """INSERT INTO referral (tenant_id, case_id, agency_id, state, sent_at, accept_due_on, answer_due_on,
                                         closed_at, version)
                   VALUES (%s, %s, %s, %s, now() + make_interval(days => %s), %s, %s,
                           now() + make_interval(days => %s), 1) RETURNING id""",
                [
                    world.a.tenant_id, case_id, agency, "sent" if closed is None else "answered", sent,
                    NOW + timedelta(due), NOW + timedelta(due), closed,
                ],
            ).fetchone()  # fmt: skip
            admin.execute(
                "INSERT INTO referral_packet (tenant_id, referral_id, agency_id, body_cipher) VALUES (%s, %s, %s, %s)",
                [world.a.tenant_id, id_, agency, body],
            )

    return send


def _length(page: str) -> int:
    """How many rows the list has, or what its table adds up to."""
    if "Tidak ada yang dihitung" in page:
        return 0
    if found := re.findall(r'<tr role="row" class="sum">.*?data-label="Jumlah">([\d.]+)</td></tr>', page, re.S):
        return int(found[-1].replace(".", ""))
    rows = page.count('class="q-code"')
    return rows or page.count('<tr role="row"><th scope="row"')


def test_every_figure_says_as_many_as_the_list_or_table_behind_it(
    as_, world: World, fill, admin, referred, planner, browse
) -> None:
    fill(world.a.tenant_id, 3)
    fill(world.a.tenant_id, 2, due=-4, opened=-9)
    fill(world.a.tenant_id, 4, state="closed", opened=-20)
    fill(world.a.tenant_id, 2, state="registered", opened=-45)
    fill(world.a.tenant_id, 1, state="awaiting_decision", sector="food")
    fill(world.a.tenant_id, 2, state="visiting")
    admin.execute(
        """INSERT INTO case_event (tenant_id, case_id, at, move, from_state, to_state, actor_name, actor_role)
           SELECT tenant_id, id, now(), 'order_visit', 'checking', 'visiting', 'x', 'back_office'
           FROM "case" WHERE state = 'visiting'"""
    )
    referred(3)
    referred(2, due=-3, sent=-12)
    referred(2, sent=-8, closed=-1)
    admin.execute(
        "INSERT INTO need (tenant_id, person_id, kind, noted_on, source)"
        " SELECT tenant_id, id, 'food', current_date, 'visit' FROM person"
    )
    (worker,) = admin.execute(
        "INSERT INTO worker (tenant_id, name, version) VALUES (%s, 'Kenari', 1) RETURNING id", [world.a.tenant_id]
    ).fetchone()
    admin.execute(
        """INSERT INTO appointment (tenant_id, worker_id, post, sk_number, sk_date, valid_from, funding, entered_by)
           VALUES (%s, %s, 'facilitator', '1', '2026-01-01', '2026-01-01', 'state', 'x')""",
        [world.a.tenant_id, worker],
    )
    opened = 0
    for member in everybody(world, planner)[:-1]:
        reader = browse(member)
        answer = reader.get("/api/v1/dashboard").json
        assert answer["figures"], member.role
        page = reader.get("/perkembangan").text
        for figure in answer["figures"]:
            assert figure["url"], (member.role, figure)
            assert figure["before"] is not None or figure["of"] is not None, "nothing to hold it against"
            assert figure["url"].replace("&", "&amp;") in page
            behind = reader.get(figure["url"])
            assert behind.status_code == 200
            assert _length(behind.text) == figure["now"], (member.role, figure)
            opened += bool(figure["now"])
    assert opened > 35


def test_a_past_day_is_exact_and_its_list_is_as_long(as_, app, told, world: World, fill, admin, browse) -> None:
    """Cases come, end and are opened again; half of it folded. How many stood open on each day agrees with a scan."""
    ids = fill(world.a.tenant_id, 12, opened=-40)
    ids += fill(world.a.tenant_id, 9, opened=-15)
    with app.app_context():
        jobs.compact_facts()
    for place, case_id in enumerate(ids):
        admin.execute(
            """UPDATE "case" SET state = 'closed', due_on = NULL, closed_at = now() - make_interval(days => %s)
               WHERE id = %s""",
            [place % 14, case_id],
        )
    for case_id in ids[::3]:
        admin.execute("""UPDATE "case" SET state = 'assessing', closed_at = NULL WHERE id = %s""", [case_id])
    for back in (0, 1, 6, 13, 14, 30, 41):
        day = NOW - timedelta(back)
        (scanned,) = admin.execute(
            """SELECT count(*) FROM "case" WHERE tenant_id = %s AND opened_on <= %s
               AND (closed_at IS NULL OR (closed_at AT TIME ZONE 'Asia/Jakarta')::date > %s)""",
            [world.a.tenant_id, day, day],
        ).fetchone()
        for member in (world.a.manager, world.a.facilitator, world.province):
            figure = told(member, at=day)["open"]
            assert figure.now == scanned, (member.role, day)
        page = browse(world.a.manager).get(f"/kasus/masa?bagian=terbuka&sampai={day}").text
        assert page.count('class="q-code"') == scanned
        table = told(world.province, at=day)["open"].behind
        if back:
            args = "&".join(f"{name}={value}" for name, value in table.args.items())
            assert _length(browse(world.province).get(f"/tabel/lihat?{args}").text) == scanned
    assert told(world.a.manager)["open"].before == told(world.a.manager, at=NOW - timedelta(30))["open"].now == 12


def test_overdue_and_on_a_desk_are_told_for_a_past_day_without_a_list(told, world: World, fill, admin) -> None:
    (case_id,) = fill(world.a.tenant_id, 1, state="needs_correction", due=-2, opened=-10)
    admin.execute(
        """INSERT INTO case_event (tenant_id, case_id, at, move, to_state, actor_name, actor_role)
           VALUES (%s, %s, now() - interval '10 days', 'register', 'needs_correction', 'x', 'front_office')""",
        [world.a.tenant_id, case_id],
    )
    admin.execute("""UPDATE "case" SET state = 'checking', state_on = current_date WHERE id = %s""", [case_id])
    admin.execute(
        """INSERT INTO case_event (tenant_id, case_id, at, move, from_state, to_state, actor_name, actor_role)
           VALUES (%s, %s, now(), 'complete', 'needs_correction', 'checking', 'x', 'back_office')""",
        [world.a.tenant_id, case_id],
    )
    yesterday = NOW - timedelta(1)
    assert told(world.a.front_office)["desk"].now == 0
    front, back = (told(member, at=yesterday) for member in (world.a.front_office, world.a.back_office))
    assert (front["desk"].now, back["desk"].now) == (1, 0)
    assert front["desk"].behind is None
    assert told(world.a.back_office)["desk"].now == 1


def test_what_cannot_be_told_for_a_past_day_says_so(browse, world: World, fill) -> None:
    fill(world.a.tenant_id, 3, due=-2, opened=-9)
    for member in (world.a.facilitator, world.province):
        today_s = text_of(browse(member).get("/perkembangan").text)
        assert "Lewat tenggat 3 100% dari kasus terbuka" in today_s
        page = text_of(browse(member).get(f"/perkembangan?per={NOW - timedelta(1)}").text)
        assert "Lewat tenggat – Tidak dapat dihitung untuk hari yang sudah lewat" in page


def test_whole_months_are_compared_with_whole_months_and_days_with_days() -> None:
    march = look_at(date(2026, 3, 1), date(2026, 3, 31), None, date(2026, 5, 4))
    assert (march.before_since, march.before_until, march.then) == (
        date(2026, 2, 1),
        date(2026, 2, 28),
        date(2026, 2, 28),
    )
    quarter = look_at(date(2026, 1, 1), date(2026, 3, 31), None, date(2026, 5, 4))
    assert (quarter.before_since, quarter.then) == (date(2025, 10, 1), date(2025, 12, 31))
    week = look_at(date(2026, 3, 2), date(2026, 3, 8), date(2026, 3, 20), date(2026, 5, 4))
    assert (week.before_since, week.before_until, week.then) == (
        date(2026, 2, 23), date(2026, 3, 1), date(2026, 3, 13),
    )  # fmt: skip
    usual = look_at(None, None, None, date(2026, 5, 4))
    assert usual == Look(date(2026, 4, 5), date(2026, 5, 4), date(2026, 5, 4), date(2026, 5, 4))
    nation = look_at(None, None, None, date(2026, 5, 4), by_month=True)
    assert (nation.since, nation.until, nation.at, nation.then) == (
        date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 4), date(2026, 4, 30),
    )  # fmt: skip


def test_days_are_those_on_the_office_s_wall_across_the_end_of_a_month(
    as_, told, world: World, fill, admin, browse
) -> None:
    """Half past four in the afternoon in universal time is half past one at night in Jayapura, in the next month."""
    admin.execute("UPDATE tenant SET timezone = 'Asia/Jayapura' WHERE id = %s", [world.a.tenant_id])
    for moment in ("2026-03-31 14:30+00", "2026-03-31 16:30+00"):
        (case_id,) = fill(world.a.tenant_id, 1, state="closed", opened=-400)
        admin.execute('UPDATE "case" SET closed_at = %s WHERE id = %s', [moment, case_id])
    april, march = (date(2026, 4, 1), date(2026, 4, 30)), (date(2026, 3, 1), date(2026, 3, 31))
    for member in (world.a.manager, world.a.facilitator):
        assert (told(member, *april)["closed"].now, told(member, *april)["closed"].before) == (1, 1), member.role
        assert (told(member, *march)["closed"].now, told(member, *march)["closed"].before) == (1, 0), member.role
        assert told(member, at=date(2026, 3, 31))["open"].now == 1
    listed = browse(world.a.manager).get("/kasus/masa?bagian=berakhir&dari=2026-04-01&sampai=2026-04-30").text
    assert listed.count('class="q-code"') == 1
    with clock.set_to(datetime.fromisoformat("2026-05-31T15:30+00:00")):
        assert "Keadaan per 1 Juni 2026" in browse(world.a.manager).get("/perkembangan").text
        assert "Keadaan per 31 Mei 2026" in browse(world.province).get("/perkembangan").text


def test_a_facilitator_counts_the_own_villages_alone(told, world: World, fill, admin, browse) -> None:
    fill(world.a.tenant_id, 2, due=-3)
    fill(world.b.tenant_id, 5)
    elsewhere = fill(world.a.tenant_id, 4, due=-3) + fill(world.a.tenant_id, 3, state="closed")
    admin.execute("""UPDATE "case" SET village_code = '19.06.01.2002' WHERE id = ANY (%s)""", [elsewhere])
    own, whole = told(world.a.facilitator), told(world.a.manager)
    assert {name: own[name].now for name in ("opened", "open", "late", "closed")} == {
        "opened": 2, "open": 2, "late": 2, "closed": 0,
    }  # fmt: skip
    assert {name: whole[name].now for name in ("opened", "open", "late", "closed")} == {
        "opened": 9, "open": 6, "late": 6, "closed": 3,
    }  # fmt: skip
    reader = browse(world.a.facilitator)
    for part in ("masuk", "berakhir", "terbuka"):
        page = reader.get(f"/kasus/masa?bagian={part}&dari=2020-01-01").text
        assert page.count('class="q-code"') == (0 if part == "berakhir" else 2)


def test_an_agency_counts_its_own_referrals_alone(told, world: World, referred, browse) -> None:
    referred(3)
    referred(2, due=-3, sent=-12)
    referred(1, sent=-8, closed=-1)
    other = told(world.a.civil_registry_officer)
    assert {name: figure.now for name, figure in other.items()} == dict.fromkeys(other, 0)
    own = told(world.a.health_office_officer)
    assert {name: figure.now for name, figure in own.items()} == {
        "received": 6, "waiting": 5, "late": 2, "answered": 1,
    }  # fmt: skip
    past = told(world.a.health_office_officer, at=NOW - timedelta(2))
    assert (past["waiting"].now, past["late"].now) == (6, 2)
    page = browse(world.a.health_office_officer).get(f"/rujukan/masa?bagian=terbuka&sampai={NOW - timedelta(2)}").text
    assert page.count('class="q-code"') == 6


def test_above_the_province_small_numbers_are_held_back_and_days_refused(told, world: World, fill, browse) -> None:
    last_month = NOW.replace(day=1) - timedelta(1)
    back = (last_month - NOW).days
    fill(world.a.tenant_id, 3, opened=back)
    assert told(world.ministry)["opened"].now is Hidden.FEW
    fill(world.b.tenant_id, 20, opened=back)
    figure, reader = told(world.ministry)["opened"], browse(world.ministry)
    assert isinstance(figure.now, int)
    assert figure.now % 5 == 0
    args = "&".join(f"{name}={value}" for name, value in figure.behind.args.items())
    assert _length(reader.get(f"/tabel/lihat?{args}").text) == figure.now
    refused = reader.get(f"/perkembangan?dari={last_month.replace(day=1)}&sampai={last_month - timedelta(1)}")
    assert refused.status_code == 422
    assert "Angka nasional dihitung per bulan: sampai akhir bulan" in refused.text
    assert reader.get(f"/api/v1/dashboard?per={last_month - timedelta(1)}").status_code == 422


def test_days_that_make_no_sense_are_told_at_the_field_and_kept(browse, world: World) -> None:
    reader = browse(world.a.manager)
    for asked, field, words in (
        ({"dari": "2026-05-02", "sampai": "2026-05-01"}, "sampai", "Masa berakhir sebelum dimulai"),
        ({"sampai": "2199-01-01"}, "sampai", "Tanggal ini belum tiba"),
        ({"per": "2199-01-01"}, "per", "Tanggal ini belum tiba"),
        ({"dari": "1999-01-01"}, "dari", "Tanggal paling awal 1 Januari 2016"),
        ({"dari": "kemarin"}, "dari", "Isi tanggal yang ada di kalender"),
    ):
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        page = reader.get(f"/perkembangan?{query}")
        assert page.status_code == 422
        assert "<title>Kesalahan: " in page.text
        assert words in re.search(rf'id="f-{field}-error".*?</p>', page.text, re.S)[0]
        assert all(f'value="{value}"' in page.text for value in asked.values())
        answer = reader.get(f"/api/v1/dashboard?{query}")
        assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_a_dashboard_costs_a_few_statements_whoever_reads_it(as_, world: World, fill, planner) -> None:
    fill(world.a.tenant_id, 6)
    for member in everybody(world, planner):
        with as_(member) as who, counted() as sent:
            look = look_at(None, None, None, NOW, by_month=member.role == "ministry_analyst")
            assert len(dashboard(who, look)) == len(DASHBOARDS[member.role])
        assert len(sent) <= MOST_STATEMENTS.get(member.role, 2), (member.role, sent)


def test_only_who_has_a_dashboard_finds_one(browse, world: World) -> None:
    for member in world.a.members.values():
        answer = browse(member).get("/perkembangan")
        assert answer.status_code == (200 if member.role in DASHBOARDS else 403), member.role
        if member.role in DASHBOARDS:
            assert 4 <= len(DASHBOARDS[member.role]) <= 6
            assert 'href="/perkembangan"' in browse(member).get("/lainnya").text


# --- medians ---------------------------------------------------------------------------------------


@pytest.fixture
def neighbours(world: World, admin: psycopg.Connection) -> list[int]:
    """Four more districts beside Belitung Timur."""
    return [
        admin.execute(
            """INSERT INTO tenant (parent_id, kind, region_code, name, full_name, code_prefix)
               VALUES (%s, 'district', %s, %s, %s, %s) RETURNING id""",
            [world.province.tenant_id, f"19.8{n}", f"Tetangga {n}", f"Kabupaten Tetangga {n}", f"ZZ{n}"],
        ).fetchone()[0]
        for n in range(4)
    ]


def test_a_district_sees_its_province_s_median_rounded_and_of_five_at_least(
    app: Flask, told, world: World, fill, admin, neighbours, browse
) -> None:
    for tenant_id, n in zip([world.a.tenant_id, *neighbours], (4, 11, 23, 38, 60), strict=True):
        fill(tenant_id, n, opened=-3)
        fill(tenant_id, 1, opened=-3, due=-9)
    with app.app_context():
        nightly.note_medians()
        assert nightly.note_medians() > 0, "safe to run twice"
    figures = told(world.a.manager)
    assert (figures["opened"].now, figures["opened"].median, figures["open"].median) == (5, 25, 25)
    assert figures["late"].median is Hidden.SMALL, "one of 24"
    page = text_of(browse(world.a.manager).get("/perkembangan").text)
    assert "Median provinsi 25 " in page
    assert "Median provinsi &lt;5% (" in page, "of the night, and so with its day"
    assert "dibulatkan ke kelipatan lima" in page
    assert told(world.b.manager)["opened"].median is None, "another province has one district"
    columns = admin.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'province_median'")
    assert {name for (name,) in columns} == {"province_code", "measure", "noted_on", "n"}


def test_the_median_holds_for_every_period_offered_and_the_end_of_any_day(
    app: Flask, told, world: World, fill, admin, neighbours, browse
) -> None:
    """Cases come, close and are opened again, in five offices; half of it folded. What the function says of any days
    is the middle of what a scan of the cases finds, in whole months as in days."""
    offices = [world.a.tenant_id, *neighbours]
    for place, tenant_id in enumerate(offices):
        for back in (2, 5, 20, 45, 80, 200, 340, 420):
            fill(tenant_id, 6 + 3 * place + back % 4, opened=-back)
        if place == 2:
            with app.app_context():
                jobs.compact_facts()
        admin.execute(
            """UPDATE "case" SET state = 'closed', due_on = NULL, closed_at = opened_at + make_interval(days => 1)
               WHERE tenant_id = %s AND id %% 3 = 0""",
            [tenant_id],
        )
    admin.execute("""UPDATE "case" SET state = 'assessing', closed_at = NULL WHERE id % 9 = 0""")

    def middle(condition: str, **days: Any) -> int:
        (n,) = admin.execute(
            f"""SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n) FROM (
                  SELECT (SELECT count(*) FROM "case" c JOIN tenant t ON t.id = c.tenant_id
                          WHERE c.tenant_id = o.id AND {condition}) AS n FROM unnest(%(offices)s) AS o (id)) AS each""",
            {"offices": offices, **days},
        ).fetchone()
        return 5 * int((n + 2.5) // 5)

    closed_on = "(c.closed_at AT TIME ZONE t.timezone)::date"
    page = browse(world.a.manager).get("/perkembangan").text
    offered = re.findall(r'href="/perkembangan\?dari=([\d-]+)&amp;sampai=([\d-]+)"', page)
    assert len(offered) == 7
    looked_at = [(*(date.fromisoformat(day) for day in each), None) for each in offered]
    looked_at += [(None, None, NOW - timedelta(back)) for back in (1, 19, 90, 300, 430)]
    for since, until, at in looked_at:
        look, figures = look_at(since, until, at, NOW), told(world.a.manager, since, until, at)
        days = {"since": look.since, "until": look.until, "at": look.at}
        stood = f"c.opened_on <= %(at)s AND (c.closed_at IS NULL OR {closed_on} > %(at)s)"
        assert figures["open"].median in (middle(stood, **days), Hidden.SMALL), days
        if look.days < 7:
            continue  # the month that has only begun
        assert figures["opened"].median == middle("c.opened_on BETWEEN %(since)s AND %(until)s", **days), days
        assert figures["closed"].median == middle(f"{closed_on} BETWEEN %(since)s AND %(until)s", **days), days
    assert told(world.a.manager, at=NOW - timedelta(300))["open"].median > 20


def test_a_median_that_is_not_there_says_why(app: Flask, told, world: World, fill, admin, neighbours, browse) -> None:
    reader = browse(world.a.manager)
    for tenant_id in (world.a.tenant_id, *neighbours):
        assert told(world.a.manager)["opened"].median is None, "five that have begun to work"
        fill(tenant_id, 12, opened=-3)
    days = told(world.a.manager, since=NOW - timedelta(5))
    assert (days["opened"].median, days["open"].median) == (None, 10)
    page = text_of(reader.get(f"/perkembangan?dari={NOW - timedelta(5)}").text)
    assert "hanya ada dalam masa tujuh hari atau lebih" in page
    assert "dicatat tiap malam; untuk hari itu belum ada" in page, "no night has passed"
    assert "kelipatan lima" not in text_of(browse(world.a.facilitator).get("/perkembangan").text)
    alone = text_of(browse(world.b.manager).get("/perkembangan").text)
    assert "Median provinsi tampil mulai dari lima kabupaten/kota" in alone
    admin.execute("UPDATE tenant SET active = false WHERE id = %s", [neighbours[0]])
    with app.app_context():
        nightly.note_medians()
    assert {figure.median for figure in told(world.a.manager).values()} == {None}
    assert admin.execute("SELECT count(*) FROM province_median").fetchone() == (0,)


def test_only_staff_may_ask_for_a_median(app: Flask, admin) -> None:
    asking = "SELECT has_function_privilege(%s, 'province_medians(text, date, date, date)', 'EXECUTE')"
    readers = {reader for reader in Reader if admin.execute(asking, [reader.value]).fetchone() == (True,)}
    assert readers == {Reader.STAFF}
