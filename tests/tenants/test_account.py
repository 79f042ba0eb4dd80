"""One's own account: password, second factor, recovery codes, sessions."""

import re
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest

from tenants.devices import device_of
from tests.world import PASSWORD, TOTP_SECRET

FRESH = "kopi hangat tiap pagi"


def sign_in(client, member, password=PASSWORD, **headers):
    return client.post("/masuk", data={"login": member.login, "password": password}, headers=headers)


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def secret_on(page):
    return re.search(r"<b class=\"num\">([A-Z2-7 ]+)</b>", page)[1].replace(" ", "")


def codes_on(page):
    return re.findall(r"<li>([2-9A-Z]{5}-[2-9A-Z]{5})</li>", page)


def change(client, current=PASSWORD, password=FRESH, again=None):
    return client.post("/akun/kata-sandi", data={"current": current, "password": password, "again": again or password})


@pytest.fixture
def officer(newcomer):
    return newcomer("front_office", password=PASSWORD)


@pytest.fixture
def head(newcomer):
    """A signer who has no second factor yet."""
    return newcomer("head", password=PASSWORD)


@pytest.fixture
def set_up(client, head):
    """The head's browser with an authenticator just set up: (secret, recovery codes)."""
    place = sign_in(client, head).location
    secret = secret_on(client.get(place).text)
    done = client.post("/masuk/verifikasi", data={"code": pyotp.TOTP(secret).now(), "membership": head.membership_id})
    return secret, codes_on(done.text)


def test_the_account_page_leads_to_everything(client, officer):
    sign_in(client, officer)
    assert "/akun" in client.get("/lainnya").text
    page = client.get("/akun").text
    for place in ("/akun/kata-sandi", "/akun/verifikasi", "/akun/sesi"):
        assert f'href="{place}"' in page
        assert client.get(place).status_code == 200
    assert officer.login in page
    assert "Belum disiapkan" in page


def test_a_changed_password_opens_and_the_old_one_does_not(app, client, officer):
    sign_in(client, officer)
    elsewhere = app.test_client()
    sign_in(elsewhere, officer)
    assert change(client).location == "/akun"
    assert "sudah diganti" in client.get("/akun").text, "this session goes on"
    assert elsewhere.get("/lainnya").status_code == 303, "every other one ends"
    assert sign_in(app.test_client(), officer).status_code == 422
    assert sign_in(app.test_client(), officer, FRESH).status_code == 303


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"current": "bukan ini"}, "Kata sandi tidak cocok"),
        ({"again": "kopi hangat tiap siang"}, "Tidak sama"),
        ({"password": "pendek"}, "Paling sedikit 10"),
        ({"password": PASSWORD}, "masih sama"),
        ({"password": "1111111111"}, "mudah ditebak"),
        ({"password": "password123"}, "mudah ditebak"),
        ({"password": "baru2026!!"}, "mudah ditebak"),
    ],
)
def test_a_password_that_will_not_do_is_said_at_the_field(client, officer, sent, words):
    sign_in(client, officer)
    answer = change(client, **sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert PASSWORD not in answer.text, "no password is ever shown again"
    assert sign_in(client, officer).status_code == 303


def test_guessing_the_current_password_locks_that_and_not_the_sign_in(app, client, officer):
    sign_in(client, officer)
    assert [change(client, current="salah").status_code for _ in range(6)] == [422] * 5 + [429]
    assert change(client).status_code == 429, "the right one must not open a locked form"
    assert sign_in(app.test_client(), officer).status_code == 303


def test_a_signer_without_second_factor_sets_one_up_before_anything_else(client, head):
    place = sign_in(client, head).location
    assert place.startswith("/masuk/verifikasi?")
    assert client.get("/lainnya").status_code == 303, "the password alone opens nothing"
    page = client.get(place).text
    secret = secret_on(page)
    assert "<svg" in page
    assert secret_on(client.get(place).text) == secret, "a reloaded page still fits the phone"
    wrong = client.post("/masuk/verifikasi", data={"code": "000000", "membership": head.membership_id})
    assert wrong.status_code == 422
    assert "tidak cocok" in wrong.text
    assert secret_on(wrong.text) == secret
    code = pyotp.TOTP(secret).now()
    done = client.post("/masuk/verifikasi", data={"code": code, "membership": head.membership_id, "next": "/akun"})
    assert len(codes_on(done.text)) == 8
    assert 'href="/akun"' in done.text
    assert "Kepala Dinas Sosial" in client.get("/lainnya").text


def test_codes_shown_once_are_kept_as_hashes_alone(client, set_up, admin):
    _secret, codes = set_up
    kept = admin.execute("SELECT code_hash FROM recovery_code").fetchall()
    assert len(kept) == 8
    assert not any(code.replace("-", "").encode() in bytes(row[0]) for row in kept for code in codes)
    assert not any(codes_on(client.get(place).text) for place in ("/akun", "/akun/kode-cadangan", "/akun/verifikasi"))
    assert "sisa 8" in client.get("/akun").text


def test_the_next_sign_in_asks_for_the_code(app, head, set_up):
    secret, _codes = set_up
    client = app.test_client()
    assert sign_in(client, head).location.startswith("/masuk/kode?")
    assert client.get("/masuk/verifikasi").location == "/masuk", "the password alone must not replace the phone"
    used = {"code": pyotp.TOTP(secret).now(), "membership": head.membership_id}
    assert client.post("/masuk/verifikasi", data=used).location == "/masuk"
    assert client.post("/masuk/kode", data=used).status_code == 422, "the code that set it up is used up"


def test_a_recovery_code_opens_once(app, head, set_up):
    _secret, codes = set_up
    answers = []
    for typed in (codes[0].lower().replace("-", " "), codes[0], codes[1]):
        client = app.test_client()
        place = sign_in(client, head).location
        assert "cadangan=1" in client.get(place).text
        page = client.get(f"{place}&cadangan=1").text
        assert "K7QXM-2PDRA" in page
        answers.append(client.post("/masuk/kode", data={"code": typed, "membership": head.membership_id, "backup": 1}))
    assert [each.status_code for each in answers] == [303, 422, 303]
    assert "sisa 6" in client.get("/akun").text
    assert "Masuk dengan kode cadangan" in client.get("/catatan-akses").text


def test_a_recovery_code_sent_twice_at_once_opens_once(app, head, set_up):
    _secret, codes = set_up
    clients = [app.test_client() for _ in range(6)]
    for client in clients:
        sign_in(client, head)
    sent = {"code": codes[0], "membership": head.membership_id, "backup": 1}
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda client: client.post("/masuk/kode", data=sent).status_code, clients))
    assert answers.count(303) == 1


def test_new_recovery_codes_end_the_old(app, client, head, set_up):
    _secret, old = set_up
    assert client.post("/akun/kode-cadangan", data={"password": "salah"}).status_code == 422
    fresh = codes_on(client.post("/akun/kode-cadangan", data={"password": PASSWORD}).text)
    assert len(set(fresh) | set(old)) == 16
    visitor = app.test_client()
    sign_in(visitor, head)
    by = {"membership": head.membership_id, "backup": 1}
    assert visitor.post("/masuk/kode", data={**by, "code": old[3]}).status_code == 422
    assert visitor.post("/masuk/kode", data={**by, "code": fresh[3]}).status_code == 303


def test_another_phone_takes_the_place_of_the_old_one(app, client, head, set_up):
    old, _codes = set_up
    page = client.get("/akun/verifikasi").text
    secret = secret_on(page)
    assert secret != old
    code = pyotp.TOTP(secret).now()
    assert client.post("/akun/verifikasi", data={"code": code, "password": "salah"}).status_code == 422
    assert client.post("/akun/verifikasi", data={"code": "000000", "password": PASSWORD}).status_code == 422
    assert len(codes_on(client.post("/akun/verifikasi", data={"code": code, "password": PASSWORD}).text)) == 8
    visitor = app.test_client()
    sign_in(visitor, head)
    gone = visitor.post("/masuk/kode", data={"code": pyotp.TOTP(old).now(), "membership": head.membership_id})
    assert gone.status_code == 422


def test_whoever_sets_one_up_is_asked_whatever_the_role(app, client, officer):
    sign_in(client, officer)
    secret = secret_on(client.get("/akun/verifikasi").text)
    client.post("/akun/verifikasi", data={"code": pyotp.TOTP(secret).now(), "password": PASSWORD})
    assert "Aktif" in client.get("/akun").text
    visitor = app.test_client()
    assert sign_in(visitor, officer).location.startswith("/masuk/kode?")
    assert visitor.get("/lainnya").status_code == 303


def test_an_open_computer_does_not_lead_to_a_role_that_signs(app, client, newcomer):
    member = newcomer("front_office", "head", password=PASSWORD)
    sign_in(client, member)
    client.post("/masuk/peran", data={"membership": member.membership_id})
    as_head = {"membership": member.membership_id + 1}
    assert client.post("/masuk/peran", data=as_head).location == "/akun/verifikasi"
    assert client.get("/masuk/verifikasi").location == "/masuk"
    secret = secret_on(client.get("/akun/verifikasi").text)
    around = {"code": pyotp.TOTP(secret).now(), **as_head}
    assert client.post("/masuk/verifikasi", data=around).location == "/masuk"
    assert client.post("/masuk/kode", data=around).status_code == 422
    assert "Front office" in client.get("/lainnya").text


def test_sessions_are_listed_and_ended(app, client, officer):
    sign_in(client, officer, **{"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36"})
    phone = app.test_client()
    sign_in(phone, officer, **{"User-Agent": "Mozilla/5.0 (Linux; Android 15) Chrome/130.0 Mobile Safari/537.36"})
    page = client.get("/akun/sesi").text
    assert "Chrome, Windows" in page
    assert "Chrome, Android" in page
    assert text(page).count("Yang ini") == 1
    number = re.search(r'name="session" value="([0-9a-f]{64})"', page)[1]
    assert client.post("/akun/sesi/akhiri", data={"session": number}).location == "/akun/sesi"
    assert phone.get("/lainnya").status_code == 303
    assert client.get("/lainnya").status_code == 200
    assert "Chrome, Android" not in client.get("/akun/sesi").text
    assert client.post("/akun/sesi/akhiri", data={"session": number}).status_code == 404


def test_all_other_sessions_end_at_once(app, client, officer):
    sign_in(client, officer)
    others = [app.test_client() for _ in range(3)]
    for other in others:
        sign_in(other, officer)
    assert "Akhiri semua sesi lain" in client.get("/akun/sesi").text
    client.post("/akun/sesi/akhiri-lain")
    assert "3 sesi lain diakhiri" in client.get("/akun/sesi").text
    assert [other.get("/lainnya").status_code for other in others] == [303] * 3


@pytest.mark.parametrize("session", ["", "x", "0" * 64, "é" * 64, "a\x00" * 32])
def test_nobody_ends_anothers_session(app, client, officer, browser_of, world, admin, session):
    sign_in(client, officer)
    stranger = browser_of(world.a.manager)
    theirs = admin.execute(
        "SELECT encode(token_hash, 'hex') FROM signin_session WHERE account_id = %s", [world.a.manager.account_id]
    ).fetchone()[0]
    for number in (session, theirs):
        assert client.post("/akun/sesi/akhiri", data={"session": number}).status_code in (400, 404)
    assert stranger.get("/lainnya").status_code == 200


def test_every_change_leaves_a_line_without_a_secret(app, client, head, set_up):
    change(client)
    client.post("/akun/kode-cadangan", data={"password": FRESH})
    page = client.get("/catatan-akses").text
    for words in ("Menyiapkan verifikasi dua langkah", "Mengganti kata sandi", "Membuat kode cadangan baru"):
        assert words in page
    assert FRESH not in page


def test_account_pages_read_in_english(client, officer):
    sign_in(client, officer)
    client.set_cookie("lang", "en")
    for place, words in {
        "/akun": "Your account", "/akun/kata-sandi": "Current password", "/akun/verifikasi": "Scan this code",
        "/akun/sesi": "Where is your account signed in?", "/akun/kode-cadangan": "is not set up",
    }.items():  # fmt: skip
        assert words in client.get(place).text, place


@pytest.mark.parametrize("role", ["province", "ministry", "health_office_officer"])
def test_every_kind_of_reader_has_account_pages(browser_of, world, role):
    client = browser_of(getattr(world, role, None) or getattr(world.a, role))
    for place in ("/akun", "/akun/kata-sandi", "/akun/verifikasi", "/akun/kode-cadangan", "/akun/sesi"):
        assert client.get(place).status_code == 200, place


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15) Gecko/20100101 Firefox/131.0", "Firefox, Mac"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("curl/8.5", ""),
        ("\x00<b>Chrome/1", "Chrome"),
    ],
)
def test_a_device_is_told_in_a_few_words(header, words):
    assert device_of(header) == words


def test_offered_secrets_differ(client, officer, app, world, browser_of):
    sign_in(client, officer)
    mine = secret_on(client.get("/akun/verifikasi").text)
    theirs = secret_on(browser_of(world.a.supervisor).get("/akun/verifikasi").text)
    assert len({mine, theirs, TOTP_SECRET}) == 3
