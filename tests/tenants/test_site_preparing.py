"""An office prepares, begins its trial, goes live, is suspended and closed: each step by whoever may."""

import io
from datetime import date

import pytest
from sqlalchemy import update

from foundation.db import db
from foundation.errors import Refused
from reference.codes import AGENCY_KINDS
from tenants.sites import readiness
from tenants.sites.actions.preparing import show, start_trial
from tenants.sites.actions.reviewing import go_live, move_on
from tenants.sites.jobs import look_everywhere
from tenants.sites.machine import MOVES, SHUT, Stage
from tenants.sites.models import Site
from tenants.sites.queries.desk import site_view
from tenants.sites.readiness import GATES, ITEMS, Sight
from tests.cases.conftest import mailbox
from tests.uploads import pdf
from tests.world import PASSWORD

__all__ = ["mailbox"]
BY_HAND = {"note": "SK Bupati 460/211/2026", "responsible_id": None, "due_on": None, "done": True}
LIVE = (date(2026, 7, 1), 2026, date(2028, 12, 31))


@pytest.fixture
def seen(monkeypatch):
    """`seen(people=True)`: what the system sees."""

    def see(**sights):
        for slug, holds in sights.items():
            monkeypatch.setitem(readiness._signals, slug, lambda holds=holds: Sight(holds, "terlihat"))

    return see


@pytest.fixture
def office(districts, mailbox, as_, world):
    """Belitung with a founded office and its first administrator at work."""
    site_id = districts.found()
    return site_id, districts.appoint(districts.office_of(), "administrator")


def complete(as_, administrator, but=()):
    with as_(administrator):
        for letter in sorted(GATES - set(but)):
            if ITEMS[letter].sees is None:
                show(letter, BY_HAND, None)
        db.session.commit()


def test_what_the_system_sees_it_ticks_itself_and_nobody_by_hand(office, as_, world, browser_of, districts) -> None:
    _site_id, administrator = office
    browser = browser_of(administrator)
    page = browser.get("/kesiapan").text
    assert f"0 dari {len(AGENCY_KINDS)} OPD yang dipakai punya petugas" in page
    assert "Belum ada: Manajer SLRT" in page
    assert "desa dan kelurahan" in page
    assert 'name="done"' not in browser.get("/kesiapan/D").text
    browser.post("/kesiapan/D", data={"note": "Semua ada", "done": "1"})
    assert browser.post("/kesiapan/uji-jalan", follow_redirects=True).text.count("D Petugas")
    for role in ("manager", "front_office", "back_office", "supervisor", "facilitator"):
        districts.appoint(administrator.tenant_id, role)
    assert "Semua peran sudah terisi" in browser.get("/kesiapan").text


def test_evidence_is_a_note_or_a_harmless_file_and_has_somebody_responsible(office, browser_of, admin) -> None:
    _site_id, administrator = office
    browser = browser_of(administrator)
    assert browser.post("/kesiapan/B", data={"done": "1"}).status_code == 422
    bad = {"note": "SK 1", "due_on": "kapan-kapan", "responsible_id": "999999", "done": "1"}
    answer = browser.post("/kesiapan/B", data=bad)
    assert (answer.status_code, "SK 1" in answer.text) == (422, True)
    assert browser.post("/kesiapan/B", data={"file": (io.BytesIO(b"MZ"), "a.pdf"), "done": "1"}).status_code == 422
    good = {
        "note": "SK Bupati 460/211/2026", "responsible_id": str(administrator.membership_id), "due_on": "1/7/2026",
        "done": "1", "file": (io.BytesIO(pdf()), "sk.pdf"),
    }  # fmt: skip
    assert browser.post("/kesiapan/B", data=good).status_code == 303
    assert browser.get("/kesiapan/B/berkas").data == pdf()
    page = browser.get("/kesiapan").text
    assert "SK Bupati 460/211/2026" in page
    assert administrator.name in page
    assert browser.get("/kesiapan/C/berkas").status_code == 404


def test_the_desk_sees_what_hinders_and_never_the_evidence_file_or_who(office, as_, world, browser_of, seen) -> None:
    site_id, administrator = office
    seen(people=True, agencies=False, regions=True, training=True)
    complete(as_, administrator, but="G")
    desk = browser_of(world.province)
    page = desk.get(f"/daerah/{site_id}").text
    assert "F. OPD dan mitra" in page
    assert "G. Data" in page
    assert "B. Dasar hukum" not in page
    with as_(world.province):
        assert site_view(site_id).missing == ["F", "G"]
    with as_(world.province_b), pytest.raises(Refused):
        site_view(site_id)


def test_a_trial_begins_only_when_its_letters_are_there(office, as_, seen, admin) -> None:
    site_id, administrator = office
    seen(people=False, regions=True)
    complete(as_, administrator)
    with as_(administrator), pytest.raises(Refused, match="D Petugas"):
        start_trial()
    seen(people=True)
    with as_(administrator):
        start_trial()
        db.session.commit()
    assert admin.execute("SELECT state FROM site WHERE id = %s", [site_id]).fetchone() == ("trial",)
    with as_(administrator), pytest.raises(Refused):
        start_trial()


def test_an_office_cannot_make_itself_active_in_the_database_either(office, as_, admin) -> None:
    site_id, administrator = office
    with as_(administrator), pytest.raises(Exception, match="row-level security"):
        db.session.execute(update(Site).where(Site.id == site_id).values(state="active"))


def on_trial(office, as_, seen):
    site_id, administrator = office
    seen(people=True, agencies=True, regions=True, training=True)
    complete(as_, administrator)
    with as_(administrator):
        start_trial()
        db.session.commit()
    return site_id, administrator


def test_the_province_declares_it_active_with_its_dates(office, as_, seen, world, admin, browser_of, mailbox) -> None:
    site_id, _administrator = on_trial(office, as_, seen)
    desk = browser_of(world.province)
    bad = {"live_on": "1/7/2026", "cohort": "2026", "support_until": "1/6/2026"}
    assert desk.post(f"/daerah/{site_id}/langkah/go_live", data=bad).status_code == 422
    good = {"live_on": "1/7/2026", "cohort": "2026", "support_until": "31/12/2028"}
    assert desk.post(f"/daerah/{site_id}/langkah/go_live", data=good).status_code == 303
    row = admin.execute("SELECT state, live_on, cohort, support_until FROM site WHERE id = %s", [site_id]).fetchone()
    assert row == ("active", *LIVE)
    assert "Angkatan" in desk.get(f"/daerah/{site_id}").text


@pytest.mark.parametrize("letter", sorted(GATES))
def test_without_any_one_gate_nobody_goes_live(office, as_, seen, world, letter, admin) -> None:
    site_id, _administrator = on_trial(office, as_, seen)
    office_id = admin.execute("SELECT office_id FROM site WHERE id = %s", [site_id]).fetchone()[0]
    gone = "UPDATE readiness_item SET done_at = NULL WHERE tenant_id = %s AND item = %s"
    admin.execute(gone, [office_id, letter])
    with as_(world.province), pytest.raises(Refused, match=f"{letter} "):
        go_live(site_id, *LIVE)


def test_what_the_system_sees_reaches_the_desk_by_the_clock(office, as_, seen, world, districts, app) -> None:
    site_id, _administrator = on_trial(office, as_, seen)
    seen(agencies=False)
    with app.app_context():
        look_everywhere()
    districts.work()
    with as_(world.province):
        assert site_view(site_id).missing == ["F"]


def test_a_suspended_office_is_told_why_and_finds_its_data_again(office, as_, seen, world, client, browser_of, admin):
    site_id, administrator = on_trial(office, as_, seen)
    at_work = browser_of(administrator)
    with as_(world.province):
        go_live(site_id, *LIVE)
        move_on(site_id, "suspend", "Data bocor, sedang diperiksa")
        db.session.commit()
    assert at_work.get("/kesiapan").status_code == 303  # to the sign-in page
    with as_(world.province):
        move_on(site_id, "resume")
        db.session.commit()
    assert admin.execute("SELECT state FROM site WHERE id = %s", [site_id]).fetchone() == ("active",)
    assert at_work.get("/kesiapan").status_code == 200


def test_whoever_works_there_alone_reads_the_reason_when_signing_in(office, as_, world, client, newcomer, admin, app):
    site_id, _administrator = office
    office_id = admin.execute("SELECT office_id FROM site WHERE id = %s", [site_id]).fetchone()[0]
    alone = newcomer("front_office", password=PASSWORD)
    admin.execute("UPDATE membership SET tenant_id = %s WHERE id = %s", [office_id, alone.membership_id])
    with as_(world.province):
        move_on(site_id, "suspend", "Masa SK habis")
        db.session.commit()
    answer = client.post("/masuk", data={"login": alone.login, "password": PASSWORD})
    assert answer.status_code == 403
    assert "Kabupaten Belitung: Dibekukan sementara. Masa SK habis" in answer.text


@pytest.mark.parametrize("name", [name for name, move in MOVES.items() if move.by != "desk"])
def test_a_step_that_is_not_the_desks_has_no_door(office, browser_of, world, name) -> None:
    site_id, _administrator = office
    assert browser_of(world.province).post(f"/daerah/{site_id}/langkah/{name}").status_code == 404


def test_every_stage_but_the_last_leads_on_and_shut_ones_open_again_or_end() -> None:
    sources = {stage for move in MOVES.values() for stage in move.sources}
    assert set(Stage) - sources == {Stage.REFUSED, Stage.ERASED}
    assert {move.name for move in MOVES.values() if move.sources & SHUT} == {"resume", "close", "erase"}


def test_an_office_that_was_there_before_has_nothing_to_fill_in(world, browser_of) -> None:
    page = browser_of(world.a.administrator).get("/kesiapan").text
    assert "sudah berjalan sebelum daftar kesiapan ada" in page
    assert browser_of(world.a.manager).post("/kesiapan/B", data={"note": "x"}).status_code == 404
    assert browser_of(world.a.front_office).get("/kesiapan").status_code == 403
