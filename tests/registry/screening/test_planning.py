"""Need for planning: exact rupiah from the rules of the run, what has no price apart, files that run nothing."""

import csv
import io
import zipfile

import pytest
from sqlalchemy import select, text

from foundation.db import db
from registry.models import ScreeningCount, ScreeningRun
from registry.queries import planning, runs, village_choices
from tenants.models import AuditEntry
from tests.cases.visitor import Visitor
from tests.registry.screening.conftest import HERE, THERE
from tests.statements import counted


@pytest.fixture
def manager(client, world, sign_in):
    return sign_in(client, world.a.manager)


def newest() -> ScreeningRun:
    run, _waiting = runs.newest_run()
    assert run is not None
    return run


def test_money_is_the_amount_of_the_rule_for_everyone_missed(world, as_, run):
    with as_(world.a.manager):
        rows = {row.programme.slug: row for row in planning.programme_needs(newest())}
        assert (rows["sembako"].missed, rows["sembako"].money) == (1, 200_000 * 12)
        assert (rows["pip"].missed, rows["pip"].money) == (2, 2 * 750_000)
        assert rows["rice"].missed == 2
        assert rows["rice"].money is None  # in kind: not nothing


def test_a_benefit_of_three_months_costs_three_months_a_year(world, as_, run):
    with as_(world.a.manager):
        assert runs.asked_in(newest())["blt_dd"].yearly == 900_000


def test_villages_programmes_and_the_whole_add_up_to_the_rupiah(world, as_, run):
    with as_(world.a.manager):
        done = newest()
        whole = planning.total_of(planning.programme_needs(done))
        villages = planning.village_needs(done).rows
        assert [row.village_code for row in villages] == [HERE, THERE]
        for name in ("missed", "unpriced", "money"):
            assert sum(getattr(row.total, name) for row in villages) == getattr(whole, name)
        assert planning.total_of(planning.every_row(done).rows) == whole
        assert whole.money > 0
        assert whole.unpriced > 0


def test_money_beyond_what_an_integer_holds_stays_exact(world, as_, run):
    with as_(world.a.manager):
        done = newest()
        db.session.add(
            ScreeningCount(
                run_id=done.id, programme="bsps", village_code="19.06.01.2003", indicated=2_000_000_000, unknown=0,
                receiving=0, missed=2_000_000_001, odd=0,
            )
        )  # fmt: skip
        db.session.flush()
        found = {row.village_code: row.total.money for row in planning.village_needs(done).rows}
        assert found["19.06.01.2003"] == 2_000_000_001 * 20_000_000


def test_pages_follow_one_another_without_gap_or_double(world, as_, run):
    with as_(world.a.manager):
        done = newest()
        first = planning.village_needs(done, size=1)
        second = planning.village_needs(done, first.next, size=1)
        assert [row.village_code for row in (*first.rows, *second.rows)] == [HERE, THERE]
        assert second.next is None
        seen, cursor = [], None
        while True:
            page = planning.every_row(done, cursor, size=3)
            seen += [(row.programme.slug, row.village_code) for row in page.rows]
            cursor = page.next
            if cursor is None:
                break
        assert seen == [(row.programme.slug, row.village_code) for row in planning.every_row(done).rows]


def test_the_page_costs_the_same_few_statements_however_many_villages(app, world, as_, manager, run):
    lengths = []
    for extra in (0, 30):
        with as_(world.a.manager):
            done = newest()
            others = [code for code, _name in village_choices() if code not in (HERE, THERE)]
            figures = {"indicated": 5, "unknown": 0, "receiving": 1, "missed": 4, "odd": 0}
            for code in others[:extra]:
                db.session.add(ScreeningCount(run_id=done.id, programme="sembako", village_code=code, **figures))
            db.session.commit()
        manager.get("/perencanaan")
        with app.app_context(), counted() as sent:
            assert manager.get("/perencanaan").status_code == 200
        lengths.append(len(sent))
    assert lengths[0] == lengths[1] <= 6, sent
    assert not [each for each in sent if "person" in each.split("WHERE")[0].split("FROM")[-1]]


def test_the_rows_of_a_run_are_found_by_index_through_the_policy(world, as_, admin, run):
    admin.execute(
        """
        WITH earlier AS (
          INSERT INTO screening_run (tenant_id, state, as_of, asked_at, rules)
          SELECT tenant_id, state, as_of, asked_at, rules FROM screening_run, generate_series(1, 30) RETURNING *
        )
        INSERT INTO screening_count (tenant_id, run_id, programme, village_code, indicated, unknown, receiving, missed,
                                     odd)
        SELECT tenant_id, id, p, '19.06.01.' || 2001 + v, 1, 1, 1, 1, 1
        FROM earlier, unnest(ARRAY['pkh', 'sembako', 'rst']) AS p, generate_series(1, 60) AS v
        """
    )
    admin.execute("ANALYZE screening_count")
    asked = "EXPLAIN SELECT village_code, sum(missed) FROM screening_count WHERE tenant_id = :t AND run_id = 1"
    with as_(world.a.manager):
        found = db.session.execute(text(f"{asked} GROUP BY village_code"), {"t": world.a.tenant_id})
        plan = "\n".join(row[0] for row in found)
    assert "uq_screening_count" in plan
    assert "run_id = 1" in plan.partition("Index Cond")[2], plan


@pytest.mark.parametrize("path", ["", "/program/sembako", f"/desa/{HERE}", "/unduh"])
@pytest.mark.parametrize(("role", "status"), [("manager", 200), ("head", 200), ("front_office", 403)])
def test_who_plans_reads_and_nobody_else(client, world, sign_in, run, role, status, path):
    sign_in(client, getattr(world.a, role))
    assert client.get(f"/perencanaan{path}").status_code == status


@pytest.fixture
def planner(world, admin):
    """District A's supervisor in another role, for the length of a test."""
    member = world.a.supervisor
    admin.execute("UPDATE membership SET role = 'planner' WHERE id = %s", [member.membership_id])
    yield member
    admin.execute("UPDATE membership SET role = 'supervisor' WHERE id = %s", [member.membership_id])


def test_a_planner_reads_figures_and_nobodys_name(client, sign_in, planner, run):
    sign_in(client, planner)
    page = client.get("/perencanaan").text
    assert "Rp2.400.000" in page
    assert "/penyaringan/sembako/missed" not in page
    for path in ("/penyaringan/sembako/missed", "/warga/1", "/antrean", "/cari?q=Rekaan"):
        assert client.get(path).status_code == 403, path


def test_pages_lead_to_the_lists_behind_and_say_what_has_no_price(manager, run):
    page = manager.get("/perencanaan").text
    assert "/penyaringan/sembako/missed" in page
    assert "nilai tidak ditetapkan" in page
    assert "Rp200.000 per bulan" in page
    village = manager.get(f"/perencanaan/desa/{HERE}").text
    assert f"/penyaringan/sembako/missed?desa={HERE}" in village
    assert "Rp2.400.000" in village


def test_without_a_run_the_page_says_what_to_do(client, world, sign_in):
    sign_in(client, world.a.manager)
    assert "Belum pernah disaring" in client.get("/perencanaan").text
    assert client.get("/perencanaan/unduh").status_code == 404


@pytest.mark.parametrize("path", ["/program/tidak-ada", "/desa/33.11.01.2001", "/desa/x"])
def test_an_unknown_programme_or_anothers_village_is_not_found(manager, run, path):
    assert manager.get(f"/perencanaan{path}").status_code == 404


def test_another_district_has_nothing_to_plan_with(client, world, sign_in, run):
    sign_in(client, world.b.manager)
    assert "Belum pernah disaring" in client.get("/perencanaan").text


def test_a_file_asks_why_and_the_log_says_who_why_and_how_many(world, as_, manager, run):
    desk = Visitor(manager).open("/perencanaan/unduh").press("Unduh", format="csv")
    assert desk.page.status_code == 422
    assert "Keperluan: Belum diisi" in desk.text
    answer = desk.press("Unduh", format="csv", reason="Bahan RKA 2027").page
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    with as_(world.a.manager):
        assert len(rows) - 1 == len(planning.every_row(newest()).rows)
        line = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "planning.exported")).one()
        assert line.detail == {"reason": "Bahan RKA 2027", "rows": len(rows) - 1, "format": "csv"}
    sembako = next(row for row in rows if row[2] == "SEMBAKO" and row[0] == HERE)
    assert sembako[5:8] == ["2", "1", "1"]
    assert sembako[10] == "2400000"
    rice = next(row for row in rows if row[2] == "BERAS")
    assert rice[10] == ""
    assert rice[11].startswith("Nilai tidak ditetapkan")


def test_a_workbook_keeps_numbers_and_holds_no_formula(admin, manager, run):
    admin.execute(
        'UPDATE screening_run SET rules = (SELECT jsonb_agg(r || \'{"regulation": "=HYPERLINK(1)"}\')'
        " FROM jsonb_array_elements(rules) AS r)"
    )
    desk = Visitor(manager).open("/perencanaan/unduh")
    answer = desk.press("Unduh", format="xlsx", reason="Bahan RKA 2027").page
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        sheet, texts = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "<v>2400000</v>" in sheet
    assert "=HYPERLINK(1)" in texts
    plain = Visitor(manager).open("/perencanaan/unduh").press("Unduh", format="csv", reason="Bahan RKA 2027")
    assert ",'=HYPERLINK(1)" in plain.text
