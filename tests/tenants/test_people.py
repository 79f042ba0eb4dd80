"""What an administrator does with the people of a site: roles in words, changes, ends, and the last one who stays."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from foundation import jobs, messaging
from foundation.db import db
from foundation.errors import Refused
from tenants import administration, members
from tenants.permissions import PERMISSIONS, ROLE_PERMISSIONS, SITE_ROLES
from tenants.role_words import in_words
from tests.statements import counted
from tests.world import PASSWORD

NEW = {
    "name": "Rudi Hartono",
    "role": "front_office",
    "email": "",
    "title": "",
    "employee_number": "",
    "agency_id": None,
}


@pytest.fixture
def office(client, world, sign_in):
    """The administrator's browser."""
    return sign_in(client, world.a.administrator)


@pytest.fixture
def acting(world, as_):
    """`acting(administration.add, data)`: as A's administrator, kept."""

    def act(do, *args, member=None):
        with as_(member or world.a.administrator):
            done = do(*args)
            db.session.commit()
            return done

    return act


def test_somebody_is_added_and_gets_a_sheet(office, admin):
    answer = office.post("/pengguna/tambah", data=NEW | {"agency_id": ""})
    assert answer.status_code == 303
    page = office.get(answer.location).text
    assert "rudi.hartono.blt" in page
    assert "1 orang menunggu lembar" in office.get("/pengguna").text
    sheet = office.post(f"{answer.location}/lembar")
    assert sheet.mimetype == "application/pdf"
    assert sheet.data.startswith(b"%PDF")
    assert "Menunggu undangan diterima" in office.get(answer.location).text
    assert "menunggu lembar" not in office.get("/pengguna").text
    assert "Rudi Hartono" in office.get("/pengguna?keadaan=invited&peran=front_office").text
    assert "Rudi Hartono" not in office.get("/pengguna?keadaan=at_work").text


def test_many_sheets_come_in_one_file(office, acting):
    for name in ("Ani Wijaya", "Beni Kurnia", "Cici Lestari"):
        acting(administration.add, NEW | {"name": name})
    sheets = office.post("/pengguna/lembar")
    assert sheets.data.count(b"/Type /Page\n") == 3
    assert office.post("/pengguna/lembar").status_code == 303


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": ""}, "Belum diisi"),
        ({"role": "provincial_supervisor"}, "Pilih salah satu"),
        ({"role": "agency_officer"}, "Pilih OPD"),
        ({"email": "bukan surel"}, "tidak lengkap"),
        ({"agency_id": "999999"}, "Pilih salah satu"),
        ({"name": "x" * 200}, "Terlalu panjang"),
    ],
)
def test_what_will_not_do_is_said_at_the_field(office, sent, words):
    answer = office.post("/pengguna/tambah", data=NEW | {"agency_id": ""} | sent)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_change_of_role_asks_to_sign_in_anew(app, world, acting, newcomer, sign_in):
    officer = newcomer("front_office", password=PASSWORD)
    browser = sign_in(app.test_client(), officer)
    assert browser.get("/lainnya").status_code == 200
    acting(administration.change_role, officer.membership_id, "head")
    assert browser.get("/lainnya").status_code == 303, "a session without second factor opens no signer's desk"


def test_an_ended_post_opens_nothing(app, office, acting, newcomer, sign_in, calls, admin):
    officer = newcomer("front_office", password=PASSWORD)
    browser, program = sign_in(app.test_client(), officer), calls(officer)
    assert program.get("/cases").status_code == 200
    address = f"/pengguna/{officer.membership_id}"
    assert office.post(f"{address}/akhiri", data={"reason": ""}).status_code == 422
    assert office.post(f"{address}/akhiri", data={"reason": "Pindah ke dinas lain"}).status_code == 303
    assert browser.get("/lainnya").status_code == 303
    assert program.get("/cases").status_code == 401
    assert "Tidak bertugas" in office.get(address).text
    assert "Pindah ke dinas lain" in office.get("/catatan-akses").text


def test_the_last_administrator_is_neither_ended_nor_demoted(world, acting):
    last = world.a.administrator.membership_id
    with pytest.raises(Refused, match="administrator terakhir"):
        acting(administration.deactivate, last, "tidak boleh")
    with pytest.raises(Refused, match="administrator terakhir"):
        acting(administration.change_role, last, "front_office")


def test_two_administrators_who_remove_one_another_at_the_same_moment_leave_one(app, world, newcomer, as_, admin):
    other = newcomer("administrator", password=PASSWORD)
    first = world.a.administrator

    def remove(pair):
        actor, victim = pair
        with as_(actor):
            try:
                administration.change_role(victim.membership_id, "front_office")
                db.session.commit()
            except Refused as refusal:
                db.session.rollback()
                return refusal.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcome = list(pool.map(remove, [(first, other), (other, first)]))
    left = "SELECT count(*) FROM membership WHERE tenant_id = %s AND role = 'administrator' AND active"
    remaining = admin.execute(left, [world.a.tenant_id]).fetchone()
    admin.execute("UPDATE membership SET role = 'administrator' WHERE id = %s", [first.membership_id])
    assert remaining == (1,)
    assert outcome.count("done") == 1
    assert set(outcome) - {"done"} <= {"last_administrator", "forbidden"}


def test_a_lost_phone_is_reset_with_a_reason_and_told(app, world, office, acting, newcomer, admin):
    head = newcomer("head", password=PASSWORD, totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    admin.execute("UPDATE membership SET email = 'kadis@beltim.test' WHERE id = %s", [head.membership_id])
    address = f"/pengguna/{head.membership_id}"
    assert "Aktif" in office.get(address).text
    assert office.post(f"{address}/verifikasi", data={"reason": "Ponsel hilang, datang dengan KTP"}).status_code == 303
    answer = app.test_client().post("/masuk", data={"login": head.login, "password": PASSWORD})
    assert answer.location.startswith("/masuk/verifikasi"), "the password alone opens nothing; a new one is set up"
    sent: list[messaging.Letter] = []
    messaging.install(app, "email", sent.append)
    with app.app_context():
        jobs.run_waiting()
    assert [letter.recipient for letter in sent] == ["kadis@beltim.test"]
    detail = admin.execute("SELECT actor, detail FROM audit_entry WHERE action = 'second_factor.reset'").fetchone()
    assert detail == (world.a.administrator.name, {"reason": "Ponsel hilang, datang dengan KTP"})


def test_an_account_that_works_elsewhere_too_is_not_reset_from_here(world, acting, admin):
    admin.execute(
        "INSERT INTO membership (tenant_id, account_id, role, name) VALUES (%s, %s, 'front_office', 'Dua Tempat')",
        [world.b.tenant_id, world.a.head.account_id],
    )
    with pytest.raises(Refused, match="tempat lain"):
        acting(administration.reset_second_factor, world.a.head.membership_id, "ponsel hilang")


def test_villages_of_another_district_are_refused(office, world, admin):
    facilitator = world.a.facilitator.membership_id
    address = f"/pengguna/{facilitator}/desa"
    assert "Kecamatan" in office.get(address).text or "Manggar" in office.get(address).text
    foreign = office.post(address, data={"villages": [world.a.villages[1], world.b.villages[0]]})
    assert foreign.status_code == 422
    assert office.post(address, data={"villages": world.a.villages}).status_code == 303
    assert office.post(address, data={"villages": world.a.villages[:1]}).status_code == 303
    kept = admin.execute("SELECT village_code FROM membership_village WHERE membership_id = %s", [facilitator])
    assert kept.fetchall() == [(world.a.villages[0],)]


def test_tokens_of_the_site_are_seen_and_revoked(office, world, calls):
    program = calls(world.a.manager)
    page = office.get("/pengguna/token").text
    assert world.a.manager.name in page
    number = re.search(r"/pengguna/token/(\d+)/cabut", page)[1]
    assert office.post(f"/pengguna/token/{number}/cabut").status_code == 303
    assert program.get("/cases").status_code == 401


def test_sessions_are_ended(app, office, world, sign_in):
    browser = sign_in(app.test_client(), world.a.back_office)
    address = f"/pengguna/{world.a.back_office.membership_id}"
    assert "Perangkat tidak dikenal" in office.get(address).text
    assert office.post(f"{address}/keluarkan").status_code == 303
    assert browser.get("/lainnya").status_code == 303


def test_name_and_position_are_kept_right(office, acting, newcomer):
    officer = newcomer("front_office", password=PASSWORD)
    address = f"/pengguna/{officer.membership_id}"
    bad = office.post(f"{address}/data", data={"name": "", "email": "x", "title": "", "employee_number": ""})
    assert bad.status_code == 422
    told = {"name": "Nama Benar", "email": "benar@beltim.test", "title": "Petugas", "employee_number": "1968"}
    assert office.post(f"{address}/data", data=told).status_code == 303
    assert all(words in office.get(address).text for words in told.values())


@pytest.mark.parametrize("path", ["", "/data", "/peran", "/desa", "/akhiri", "/verifikasi"])
def test_anothers_people_are_not_found(office, world, path):
    assert office.get(f"/pengguna/{world.b.manager.membership_id}{path}").status_code == 404


@pytest.mark.parametrize("do", ["undang", "lembar", "keluarkan"])
def test_anothers_people_are_not_reached(office, world, admin, do):
    assert office.post(f"/pengguna/{world.b.manager.membership_id}/{do}").status_code == 404
    assert admin.execute("SELECT count(*) FROM invitation").fetchone() == (0,)


def test_only_administrators_keep_people(world, as_):
    with as_(world.a.manager), pytest.raises(Refused, match="tidak boleh"):
        members.page()


def test_roles_are_told_from_the_table_of_permissions(office):
    page = office.get("/pengguna/peran").text
    for role in SITE_ROLES:
        words = in_words_of(office, role)
        assert len(words.sees) + len(words.does) == len(ROLE_PERMISSIONS[role])
    assert str(PERMISSIONS["case:decide"]) in page
    assert "what may each role do" in office.get("/pengguna/peran?lang=en").text.lower()
    assert "decide" in office.get("/pengguna/peran?lang=en").text


def in_words_of(office, role):
    with office.application.test_request_context():
        return in_words(role)


def test_the_list_costs_the_same_however_many_there_are(app, world, as_, acting):
    with as_(world.a.administrator), counted() as few:
        members.page()
    for number in range(12):
        acting(administration.add, NEW | {"name": f"Orang {number:02}"})
    with as_(world.a.administrator), counted() as many:
        page = members.page(size=5)
    assert len(few) == len(many) <= 2
    with as_(world.a.administrator):
        second = members.page(cursor=page.next, size=5)
    assert not {line.id for line in page.rows} & {line.id for line in second.rows}
