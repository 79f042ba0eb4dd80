"""The desk of a province and the platform's: what they show, to whom, and that it does not grow with the nation."""

import pytest

from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from tenants.sites.models import SiteMessage
from tenants.sites.queries.desk import every_site, more_about, sites_page
from tenants.sites.queries.platform import platform
from tests.cases.conftest import mailbox
from tests.statements import counted

__all__ = ["mailbox"]

NATION = """
    WITH made AS (
      INSERT INTO tenant (parent_id, kind, region_code, name, full_name, code_prefix)
      SELECT %(desk)s, 'district', r.code, r.name, r.name, 'Z' || row_number() OVER (ORDER BY r.code)
      FROM region r WHERE r.level = 2 AND r.code NOT IN ('19.06', '33.11') ORDER BY r.code LIMIT %(n)s
      RETURNING id, region_code, full_name)
    INSERT INTO site (region_code, name, desk_id, office_id, state)
    SELECT region_code, full_name, %(desk)s, id, (ARRAY['preparing', 'trial', 'active'])[1 + id %% 3] FROM made
"""


@pytest.fixture
def nation(districts, admin, world):
    """`nation(512)`: so many offices on the desk of the ministry, with letters of readiness."""

    def fill(number, desk=None):
        admin.execute(NATION, {"n": number, "desk": desk or world.ministry.tenant_id})
        admin.execute(
            "INSERT INTO readiness_item (tenant_id, item, done_at, due_on)"
            " SELECT s.office_id, l, CASE l WHEN 'I' THEN NULL ELSE now() END, '2026-12-01' FROM site s,"
            " unnest(ARRAY['A', 'B', 'I']) l WHERE NOT EXISTS"
            " (SELECT FROM readiness_item r WHERE r.tenant_id = s.office_id)"
        )
        admin.execute("ANALYZE site, tenant, readiness_item")

    return fill


def test_a_province_sees_stage_hindrance_activity_and_training_of_its_own_sites(nation, world, browser_of, admin):
    nation(3, world.province.tenant_id)
    admin.execute("UPDATE site SET state = 'trial', name = 'Kabupaten Aa' WHERE id = (SELECT min(id) FROM site)")
    office = admin.execute("SELECT office_id FROM site WHERE name = 'Kabupaten Aa'").fetchone()[0]
    admin.execute("INSERT INTO case_fact_day VALUES (%s, '2026-07-01', 'health', 4)", [office])
    admin.execute("INSERT INTO case_fact_state VALUES (%s, 'checking', 4)", [office])
    page = browser_of(world.province).get("/daerah").text
    assert "Masih kurang: D, E, F, G, I." in page
    assert "kasus terakhir 1 Jul" in page
    assert "seluruhnya 4" in page
    assert "Bimtek direncanakan paling lambat 1 Des" in page
    assert "Kabupaten Aa" not in browser_of(world.province_b).get("/daerah").text


@pytest.mark.parametrize("number", [10, 512])
def test_pages_of_the_nation_cost_the_same_whatever_its_size(nation, as_, world, districts, number) -> None:
    nation(number)
    operator = districts.appoint(world.ministry.tenant_id, "platform_operator")
    with as_(operator), counted() as sent:
        page = every_site(None)
        more_about(page.rows)
        sites_page(None)
        platform()
        db.session.rollback()
    assert len(sent) == 10
    assert len(page.rows) == min(number, 50)
    assert (page.next is None) == (number <= 50)


def test_the_next_page_of_the_nation_is_found_by_index(nation, as_, world, districts, admin) -> None:
    nation(512)
    operator = districts.appoint(world.ministry.tenant_id, "platform_operator")
    with as_(operator):
        seen, cursor = [], None
        while True:
            page = every_site(cursor)
            seen += [site.id for site in page.rows]
            cursor = page.next
            if cursor is None:
                break
        db.session.rollback()
    assert len(seen) == len(set(seen)) == 512
    with admin.transaction():
        admin.execute(f"SET LOCAL ROLE slrt_ministry; SET LOCAL slrt.tenant_id = '{world.ministry.tenant_id}'")
        admin.execute("SET LOCAL enable_seqscan = off")
        rows = admin.execute(
            "EXPLAIN SELECT * FROM site WHERE state <> 'draft' AND (name, id) > ('Kota', 1) ORDER BY name, id LIMIT 51"
        )
        plan = " ".join(line for (line,) in rows)
    assert "ix_site_name" in plan
    assert "Index Cond: (ROW(name, id) > ROW('Kota'::text, 1))" in plan


def test_the_operator_sees_stages_jobs_and_sizes_and_no_person(nation, world, browser_of, districts, admin) -> None:
    nation(3)
    operator = districts.appoint(world.ministry.tenant_id, "platform_operator")
    admin.execute(
        "INSERT INTO outbox (tenant_id, job, payload, created_at, attempts)"
        " VALUES (%s, 'cases.send_message', '{}', now() - interval '1 hour', 4)",
        [world.a.tenant_id],
    )
    browser = browser_of(operator)
    page = browser.get("/platform").text
    assert "cases.send_message" in page
    assert "1 gagal berulang" in page
    assert "menunggu lebih dari sepuluh menit" in page
    assert browser.get("/platform/daerah").status_code == 200
    for reader in (world.province, world.ministry, world.a.manager):
        assert browser_of(reader).get("/platform").status_code == 403
    with districts.as_(operator), pytest.raises(Exception, match="permission denied"):
        db.session.execute(db.text("SELECT count(*) FROM person"))


def test_a_message_reaches_the_sites_of_some_stages_and_no_other_province(districts, world, browser_of, mailbox, as_):
    districts.found()
    administrator = districts.appoint(districts.office_of(), "administrator")
    desk = browser_of(world.province)
    said = {"subject": "Jadwal bimtek", "body": "Senin di Pangkalpinang", "stages": ["preparing"]}
    assert desk.post("/daerah/pesan", data=said | {"stages": ["active"]}).status_code == 422
    assert desk.post("/daerah/pesan", data=said | {"subject": ""}).status_code == 422
    assert desk.post("/daerah/pesan", data=said).status_code == 303
    assert "Jadwal bimtek" in desk.get("/daerah/pesan").text
    assert "Jadwal bimtek" not in browser_of(world.province_b).get("/daerah/pesan").text
    office = browser_of(administrator)
    page = office.get("/kesiapan/pesan").text
    assert "Senin di Pangkalpinang" in page
    assert "Senin" not in browser_of(world.b.administrator).get("/kesiapan/pesan").text
    message = office.post("/kesiapan/pesan/1/dibaca", follow_redirects=True).text
    assert "Sudah dibaca" not in message
    with as_(world.province_b):
        db.session.add(SiteMessage(tenant_id=administrator.tenant_id, desk_name="x", subject="x", body="x"))
        with pytest.raises(Exception, match="row-level security"):
            db.session.flush()


def test_the_relay_sees_jobs_without_opening_a_tenant(app) -> None:
    with app.app_context(), enter(Context(Reader.RELAY)), pytest.raises(Exception, match="permission denied"):
        db.session.execute(db.text("SELECT 1 FROM site"))
