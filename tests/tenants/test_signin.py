"""Signing in: sessions die on the server, tries are counted, a second factor opens once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
import time_machine

from foundation.clock import now
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from tenants import provision, signin
from tenants.models import Account, SigninThrottle
from tests.world import PASSWORD, TOTP_SECRET


def sign_in(client, login, password=PASSWORD, **more):
    return client.post("/masuk", data={"login": login, "password": password, **more})


def seen_by_people(page):
    return re.sub(r'(?:nonce|value)="[\w.-]{30,}"', "", page)


def token_of(client):
    cookie = client.get_cookie("slrt_session")
    return cookie.value if cookie else None


def test_signing_in_gives_a_new_session_and_leads_home(client, world):
    client.set_cookie("slrt_session", "planted-by-somebody")
    answer = sign_in(client, world.a.front_office.login.upper() + " ")
    assert (answer.status_code, answer.location) == (303, "/")
    assert token_of(client) != "planted-by-somebody"
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]
    assert "SLRT Belitung Timur" in client.get("/lainnya").text


def test_every_sign_in_has_a_session_of_its_own(app, world):
    tokens = set()
    for _ in range(2):
        client = app.test_client()
        sign_in(client, world.a.front_office.login)
        tokens.add(token_of(client))
    assert len(tokens) == 2


def test_signing_out_kills_the_session_on_the_server(client, world):
    sign_in(client, world.a.front_office.login)
    kept = token_of(client)
    client.post("/keluar")
    client.set_cookie("slrt_session", kept)
    assert client.get("/lainnya").location == "/masuk?next=/lainnya"
    assert client.get("/lainnya", headers={"Accept": "application/json"}).status_code == 401


def test_a_session_expires(client, world):
    sign_in(client, world.a.front_office.login)
    with time_machine.travel(now() + timedelta(hours=10, minutes=1)):
        assert client.get("/lainnya").status_code == 303


def test_a_session_of_somebody_switched_off_is_dead(client, world, app):
    sign_in(client, world.a.front_office.login)
    with app.app_context(), enter(Context(Reader.SIGNIN)):
        db.session.get_one(Account, world.a.front_office.account_id).active = False
        db.session.commit()
    assert client.get("/lainnya").status_code == 303


def test_five_wrong_tries_lock_in_the_same_words_for_known_and_unknown(app, world):
    told = []
    for login in (world.a.front_office.login, "siapa@tidak.ada"):
        client = app.test_client()
        answers = [sign_in(client, login, "salah") for _ in range(6)]
        told.append([(each.status_code, seen_by_people(each.text).replace(login, "X")) for each in answers])
    assert told[0] == told[1]
    assert "tidak cocok" in told[0][4][1]
    assert "Terlalu banyak percobaan" in told[0][5][1]
    assert sign_in(client, world.a.front_office.login).status_code == 429, (
        "the right password must not open a locked login"
    )


def test_a_lock_ends_and_grows(client, world):
    login = world.a.front_office.login
    for _ in range(5):
        sign_in(client, login, "salah")
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert "tidak cocok" in sign_in(client, login, "salah").text
        assert "30 menit" in sign_in(client, login).text
    with time_machine.travel(now() + timedelta(minutes=48)):
        assert sign_in(client, login).status_code == 303


def test_a_good_sign_in_forgets_the_wrong_ones(client, world, app):
    for _ in range(4):
        sign_in(client, world.a.front_office.login, "salah")
    sign_in(client, world.a.front_office.login)
    with app.app_context(), enter(Context(Reader.SIGNIN)):
        assert db.session.query(SigninThrottle).count() == 0


def test_tries_at_the_same_moment_are_all_counted(app, world):
    login = world.a.front_office.login
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: sign_in(app.test_client(), login, "salah").status_code, range(10)))
    assert answers.count(422) == 5
    assert answers.count(429) == 5


def test_an_old_password_hash_is_renewed(client, newcomer, app):
    weak = signin.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    member = newcomer("front_office", password_hash=weak)
    assert sign_in(client, member.login).status_code == 303
    with app.app_context(), enter(Context(Reader.SIGNIN)):
        assert db.session.get_one(Account, member.account_id).password_hash != weak


@pytest.mark.parametrize("role", ["manager", "head", "administrator"])
def test_signers_and_administrators_need_a_second_factor(client, world, role):
    member = getattr(world.a, role)
    answer = sign_in(client, member.login, next="/lainnya")
    assert answer.location.startswith("/masuk/kode?")
    assert client.get("/lainnya").status_code == 303, "the password alone opens nothing"
    half = token_of(client)
    code = pyotp.TOTP(TOTP_SECRET).now()
    answer = client.post(
        "/masuk/kode", data={"code": f"{code[:3]} {code[3:]}", "membership": member.membership_id, "next": "/lainnya"}
    )
    assert (answer.status_code, answer.location) == (303, "/lainnya")
    assert token_of(client) != half
    assert client.get("/lainnya").status_code == 200
    client.set_cookie("slrt_session", half)
    assert client.get("/lainnya").status_code == 303


def test_a_one_time_code_opens_once(app, world):
    member, code = world.a.head, pyotp.TOTP(TOTP_SECRET).now()
    answers = []
    for _ in range(2):
        client = app.test_client()
        sign_in(client, member.login)
        answers.append(client.post("/masuk/kode", data={"code": code, "membership": member.membership_id}))
    assert [each.status_code for each in answers] == [303, 422]
    assert "sudah dipakai" in answers[1].text


def test_wrong_codes_lock_too(client, world):
    sign_in(client, world.a.head.login)
    bad = {"code": "000000", "membership": world.a.head.membership_id}
    assert [client.post("/masuk/kode", data=bad).status_code for _ in range(6)] == [422] * 5 + [429]


def test_the_choice_of_a_role_cannot_go_round_the_second_factor(client, world, newcomer):
    member = newcomer("head", "front_office", password=PASSWORD)
    assert sign_in(client, member.login).location == "/masuk/peran"
    page = client.get("/masuk/peran").text
    assert "Kepala Dinas Sosial" in page
    assert "Front office" in page
    assert client.post("/masuk/peran", data={"membership": member.membership_id}).location.startswith(
        "/masuk/verifikasi"
    )
    assert client.post("/masuk/peran", data={"membership": world.b.front_office.membership_id}).status_code == 404
    assert client.get("/lainnya").status_code == 303
    assert client.post("/masuk/peran", data={"membership": member.membership_id + 1}).location == "/"
    assert "Front office" in client.get("/lainnya").text


def test_an_account_without_work_is_told_so(client, newcomer, admin):
    member = newcomer("front_office", password=PASSWORD)
    admin.execute("UPDATE membership SET active = false WHERE id = %s", [member.membership_id])
    assert "belum diberi tugas" in sign_in(client, member.login).text


def test_the_code_of_one_account_does_not_open_another(client, world):
    sign_in(client, world.a.head.login)
    code = pyotp.TOTP(TOTP_SECRET).now()
    answer = client.post("/masuk/kode", data={"code": code, "membership": world.b.head.membership_id})
    assert answer.status_code == 404
    assert client.get("/lainnya").status_code == 303


@pytest.mark.parametrize(
    "then", ["https://jahat.example/", "//jahat.example", "/\\jahat.example", "javascript:alert(1)"]
)
def test_sign_in_leads_nowhere_else(client, world, then):
    assert sign_in(client, world.a.front_office.login, next=then).location == "/"


def test_sign_in_leads_back_to_what_was_being_read(client, world):
    place = client.get("/lainnya?a=1").location
    assert place == "/masuk?next=/lainnya?a%3D1"
    assert 'value="/lainnya?a=1"' in client.get(place).text
    assert sign_in(client, world.a.front_office.login, next="/lainnya?a=1").location == "/lainnya?a=1"


@pytest.mark.parametrize("typed", ["", "a\x00b", "\ud800", "x" * 5000, "<b>"])
def test_hostile_logins_are_answered_at_the_field(client, world, typed):
    answer = client.post("/masuk", data={"login": typed.encode("utf-8", "surrogatepass"), "password": "x"})
    assert answer.status_code in (400, 422)


def test_the_list_of_examples_is_for_demonstrations_alone(client, world):
    assert "percontohan" not in client.get("/masuk").text
    answer = client.post("/masuk/contoh", data={"membership": world.a.head.membership_id})
    assert answer.status_code == 404
    assert token_of(client) is None


def test_a_demonstration_offers_the_people_of_the_district_before_those_above_it(demo, app, world):
    with app.app_context(), enter(Context(Reader.PROVISIONER)):
        for tenant_id, name in ((world.ministry.tenant_id, "Meja Pusat"), (world.a.tenant_id, "Meja Daerah")):
            account = provision.create_account(f"{tenant_id}@contoh.test", name, password_hash="-")
            provision.add_membership(tenant_id, account.id, "planner", name)
        db.session.commit()
    page = demo.get("/masuk?daerah=19.06").text
    assert "Meja Daerah" in page
    assert "Meja Pusat" not in page


def test_a_demonstration_offers_every_role(demo, world):
    page = demo.get("/masuk").text
    for words in (
        "Front office",
        "Petugas OPD",
        "Dinas Kesehatan, Kabupaten Belitung Timur",
        "Pengawas provinsi",
        "Analis kementerian",
    ):
        assert words in page
    assert "Dinas Kesehatan, Kabupaten Sukoharjo" in demo.get("/masuk?daerah=33.11").text
    demo.post("/masuk/contoh", data={"membership": world.a.head.membership_id})
    assert "Kepala Dinas Sosial" in demo.get("/lainnya").text


def test_signing_in_leaves_lines_in_the_access_log(client, world):
    sign_in(client, world.a.manager.login)
    code = pyotp.TOTP(TOTP_SECRET).now()
    client.post("/masuk/kode", data={"code": code, "membership": world.a.manager.membership_id})
    page = client.get("/catatan-akses").text
    assert world.a.manager.name in page
    assert "Manajer SLRT" in page
