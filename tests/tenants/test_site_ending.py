"""An office's data: all of it taken out, and all of it gone, with proof; its neighbour's untouched."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from pypdf import PdfReader

from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from practice.rooms import open_to
from tenants.sites.actions.ending import ask_to_erase, confirm_erasing
from tenants.sites.actions.reviewing import move_on
from tenants.sites.erasing import erase
from tests.cases.conftest import NIK, Story, mailbox
from tests.world import Site as Place

__all__ = ["mailbox"]
TENANT_TABLES = """
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1
"""
EMPTY_FOR_NOW = 20
"""At least so many tables are filled before they are emptied."""


@pytest.fixture
def story(app, as_, world, mailbox) -> Story:
    return Story(app, as_, world)


@pytest.fixture
def busy(districts, story, world, admin, as_):
    """Belitung at work: (site, its place). People, cases, a referral with its files, messages, evidence."""
    site_id = districts.found()
    office = districts.office_of()
    villages = admin.execute("SELECT code FROM region WHERE code ^@ '19.02.' AND level = 4 ORDER BY code LIMIT 2")
    place = Place(office, "BLN", "19.02", [code for (code,) in villages.fetchall()])
    for role in ("front_office", "back_office", "manager", "head", "administrator", "supervisor", "facilitator"):
        place.members[role] = districts.appoint(office, role)
    story.site = place
    agency = admin.execute("SELECT id FROM agency WHERE tenant_id = %s AND kind = 'health_office'", [office])
    place.agencies["health_office"] = agency.fetchone()[0]
    case = story.decided()
    story.refer(case)
    story.move(story.register(person={"nik": None}), "reject", "Sudah dibantu desa.")
    districts.work()
    return site_id, place


def rows_by_table(admin, tenant_id):
    return {
        name: admin.execute(f'SELECT count(*) FROM "{name}" WHERE tenant_id = %s', [tenant_id]).fetchone()[0]
        for (name,) in admin.execute(TENANT_TABLES).fetchall()
    }


def everything_of(admin, tenant_id):
    return {
        name: admin.execute(
            f'SELECT md5(coalesce(string_agg(x::text, $$|$$ ORDER BY x::text), $$$$)) FROM "{name}" x'
            " WHERE tenant_id = %s",
            [tenant_id],
        ).fetchone()[0]
        for (name,) in admin.execute(TENANT_TABLES).fetchall()
    }


def taken_out(browser):
    answer = browser.post("/data-kantor")
    assert answer.status_code == 200, answer.text
    return zipfile.ZipFile(io.BytesIO(answer.data))


def test_all_data_leaves_counted_and_hashed_for_whoever_may_and_it_is_logged(busy, browser_of, admin) -> None:
    _site_id, place = busy
    archive = taken_out(browser_of(place.head))
    manifest = json.loads(archive.read("manifest.json"))
    there = rows_by_table(admin, place.tenant_id)
    unreadable = {f"{name}.csv" for name in manifest["left_behind"]}
    assert {f"{name}.csv" for name in there} == set(manifest["tables"]) | unreadable
    assert unreadable <= {"nik_register.csv", "signin_session.csv", "desk_message.csv", "site_application.csv"}
    for name, told in manifest["tables"].items():
        content = archive.read(name)
        assert hashlib.sha256(content).hexdigest() == told["sha256"]
        rows = list(csv.reader(io.StringIO(content.decode())))
        assert len(rows) - 1 == told["rows"]
        if name not in ("audit_entry.csv",):
            assert told["rows"] == there[name.removesuffix(".csv")], name
    for name, sum_ in manifest["files"].items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == sum_
    people = archive.read("person.csv").decode()
    assert "nik_masked" in people
    assert "nik_cipher" not in people
    logged = admin.execute(
        "SELECT actor FROM audit_entry WHERE tenant_id = %s AND action = 'office.take_out'", [place.tenant_id]
    )
    assert logged.fetchall() == [(place.head.name,)]


def test_nothing_of_another_office_and_no_nik_leaves_with_it(busy, story, world, browser_of) -> None:
    _site_id, place = busy
    story.site = world.b
    other = story.register(person={"name": "Kenari Rahasia", "nik": None})
    assert other
    archive = taken_out(browser_of(place.administrator))
    whole = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Kenari Rahasia" not in whole
    assert b"SKH-" not in whole
    assert NIK.encode() not in whole
    assert b"6281234564410" not in whole


def test_only_head_and_administrator_take_it_out_and_with_a_second_factor(busy, browser_of, app, admin, sign_in):
    _site_id, place = busy
    for role in ("front_office", "back_office", "manager", "facilitator"):
        assert browser_of(getattr(place, role)).post("/data-kantor").status_code == 403
    browser = browser_of(place.head)
    admin.execute("UPDATE signin_session SET confirmed_at = now() - interval '1 hour'")
    answer = browser.post("/data-kantor")
    assert answer.status_code == 422
    assert 'name="code"' in answer.text
    assert browser.post("/data-kantor", data={"code": "000000"}).status_code == 422


def closed(busy, as_, world, days=91):
    """The office, closed so many days ago."""
    site_id, _place = busy
    with clock.set_to(datetime.now(UTC) - timedelta(days=days)), as_(world.province):
        move_on(site_id, "close", "Bergabung dengan kota")
        db.session.commit()
    return site_id


def test_all_of_it_goes_with_proof_and_the_neighbour_keeps_everything(
    busy, story, as_, world, districts, admin, browser_of
) -> None:
    site_id, place = busy
    story.site = world.a
    story.refer(story.decided())
    districts.work()
    with as_(place.head) as who:
        assert open_to(who)  # its practice room, with colleagues in it
    closed(busy, as_, world)
    operator = districts.appoint(world.ministry.tenant_id, "platform_operator")
    with as_(world.province):
        ask_to_erase(site_id)
        db.session.commit()
    before = rows_by_table(admin, place.tenant_id)
    assert sum(1 for n in before.values() if n) >= EMPTY_FOR_NOW
    neighbour = everything_of(admin, world.a.tenant_id)
    page = browser_of(operator).post(f"/daerah/{site_id}/hapus/pastikan", follow_redirects=True).text
    assert "Penghapusan sedang berjalan" in page
    districts.work()
    for tenant_id in (place.tenant_id, -place.tenant_id):
        assert {name: n for name, n in rows_by_table(admin, tenant_id).items() if n} == {}
    assert admin.execute("SELECT count(*) FROM account WHERE login ^@ 'latihan-'").fetchone() == (0,)
    assert everything_of(admin, world.a.tenant_id) == neighbour
    counts, digest = admin.execute("SELECT counts, digest FROM erasure WHERE site_id = %s", [site_id]).fetchone()
    assert {name: n for name, n in before.items() if n} == {n: c for n, c in counts.items() if n != "account"}
    assert counts["account"] == 1  # whoever applied and never worked elsewhere
    assert admin.execute("SELECT state FROM site WHERE id = %s", [site_id]).fetchone() == ("erased",)
    proof = browser_of(world.province).get(f"/daerah/{site_id}/hapus/bukti")
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(proof.data)).pages)
    assert digest in words
    assert "Kabupaten Belitung" in words
    erase_again = admin.execute("SELECT done_at FROM erasure").fetchone()
    with districts.app.app_context():
        erase(site_id)
    assert admin.execute("SELECT done_at FROM erasure").fetchone() == erase_again


def test_one_person_alone_cannot_and_nobody_before_the_wait_is_over(busy, as_, world, districts, admin) -> None:
    site_id = closed(busy, as_, world, days=89)
    operator = districts.appoint(world.ministry.tenant_id, "platform_operator")
    with as_(world.province):
        ask_to_erase(site_id)
        db.session.commit()
        with pytest.raises(Refused, match="Anda yang memintanya"):
            confirm_erasing(site_id)
    with as_(operator), pytest.raises(Refused, match="Masa tunggu"):
        confirm_erasing(site_id)
    for sets in ("confirmed_at = now(), confirmed_account = 999", "confirmed_account = asked_account"):
        with pytest.raises(Exception, match=r"after_the_wait|by_two"):
            admin.execute(f"UPDATE erasure SET {sets} WHERE site_id = %s", [site_id])


def test_an_open_office_is_not_erased_and_another_province_finds_nothing(busy, as_, world, browser_of) -> None:
    site_id, _place = busy
    with as_(world.province), pytest.raises(Refused):
        ask_to_erase(site_id)
    assert browser_of(world.province).get(f"/daerah/{site_id}/hapus/bukti").status_code == 404
    other = browser_of(world.province_b)
    for method, path in (("get", ""), ("post", "/minta"), ("post", "/pastikan"), ("get", "/bukti")):
        assert getattr(other, method)(f"/daerah/{site_id}/hapus{path}").status_code == 404


def test_every_table_of_a_tenant_can_be_emptied_by_the_clearer_who_reads_none(app, admin) -> None:
    """Catalogue-driven: a table made tomorrow must be among them."""
    for (name,) in admin.execute(TENANT_TABLES).fetchall():
        held = admin.execute(
            "SELECT has_table_privilege('slrt_clearer', %(t)s, 'DELETE'), has_table_privilege('slrt_clearer', %(t)s,"
            " 'SELECT'), has_any_column_privilege('slrt_clearer', %(t)s, 'UPDATE')",
            {"t": f'public."{name}"'},
        ).fetchone()
        assert held == (True, False, False), name
    policies = admin.execute(
        "SELECT tablename FROM pg_policies WHERE policyname = 'slrt_clearer_delete' AND qual LIKE '%slrt.tenant_id%'"
    ).fetchall()
    assert {name for (name,) in policies} == {name for (name,) in admin.execute(TENANT_TABLES).fetchall()}


def test_the_clearer_without_a_tenant_deletes_nothing(busy, app, admin) -> None:
    before = admin.execute("SELECT count(*) FROM person").fetchone()
    with app.app_context(), enter(Context(Reader.CLEARER)):
        db.session.connection().execute(db.text("DELETE FROM narrative"))
        db.session.commit()
    assert admin.execute("SELECT count(*) FROM person").fetchone() == before
    assert admin.execute("SELECT count(*) FROM narrative").fetchone()[0] > 0
