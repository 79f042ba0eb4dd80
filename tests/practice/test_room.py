"""Into the practice room and back: the same work, plainly another place."""

from tenants import queries
from tenants.access import declared
from tenants.administration import reset_second_factor
from tenants.permissions import IN_PRACTICE


def test_whoever_goes_in_works_in_the_same_role_in_a_place_that_says_what_it_is(world, practising, fill, one) -> None:
    browser = practising(world.a.back_office)
    fill()
    page = browser.get("/antrean").text
    assert "framed-practice" in page
    assert "Mode latihan. Semua warga di sini rekaan" in page
    assert "<b>SLRT Belitung Timur</b>" in page
    assert "Back Office BLT" in page
    assert "LATIHAN-BLT-" in page


def test_the_frame_is_on_every_page_even_on_faults(world, practising) -> None:
    browser = practising(world.a.manager)
    for path in ("/latihan", "/lainnya", "/akun", "/warga", "/kasus/999999", "/tidak-ada", "/pengaturan"):
        assert "framed-practice" in browser.get(path).text, path


def test_outside_nothing_looks_like_practice(world, practising, app, sign_in) -> None:
    practising(world.a.back_office)
    page = sign_in(app.test_client(), world.a.back_office).get("/antrean").text
    assert "framed-practice" not in page
    assert "LATIHAN" not in page


def test_leaving_leads_back_to_the_own_office_with_what_was_proved(world, practising, admin) -> None:
    browser = practising(world.a.manager)
    assert browser.post("/latihan/keluar", follow_redirects=False).status_code == 303
    page = browser.get("/antrean").text
    assert "framed-practice" not in page
    sessions = "SELECT tenant_id, ended_at IS NULL, confirmed_at, expires_at FROM signin_session ORDER BY created_at"
    there, here, back = admin.execute(sessions).fetchall()
    assert [row[0] for row in (there, here, back)] == [world.a.tenant_id, -world.a.tenant_id, world.a.tenant_id]
    assert [row[1] for row in (there, here, back)] == [False, False, True]
    assert len({row[2:] for row in (there, here, back)}) == 1


def test_coming_again_finds_the_same_place(world, practising, admin) -> None:
    practising(world.a.front_office)
    practising(world.a.front_office)
    mine = "SELECT count(*) FROM membership WHERE tenant_id < 0 AND account_id = %s"
    assert admin.execute(mine, [world.a.front_office.account_id]).fetchone() == (1,)
    assert admin.execute("SELECT count(*) FROM tenant WHERE id < 0").fetchone() == (1,)


def test_an_officer_practises_for_the_same_agency(world, practising) -> None:
    page = practising(world.a.civil_registry_officer).get("/lainnya").text
    assert "Disdukcapil" in page
    assert "framed-practice" in page


def test_an_officer_of_an_agency_that_is_no_longer_asked_practises_too(world, practising, admin) -> None:
    officer = world.a.civil_registry_officer
    switch = "UPDATE agency SET active = %s WHERE id = (SELECT agency_id FROM membership WHERE id = %s)"
    admin.execute(switch, [False, officer.membership_id])
    try:
        assert "framed-practice" in practising(officer).get("/lainnya").text
    finally:
        admin.execute(switch, [True, officer.membership_id])


def test_a_facilitator_keeps_the_own_villages(world, practising, admin) -> None:
    practising(world.a.facilitator)
    kept = admin.execute(
        "SELECT village_code FROM membership_village v JOIN membership m USING (tenant_id)"
        " WHERE m.id = v.membership_id AND tenant_id < 0 AND account_id = %s",
        [world.a.facilitator.account_id],
    ).fetchall()
    assert kept == [(world.a.villages[0],)]


def test_nobody_above_the_districts_practises(world, app, sign_in) -> None:
    for member in (world.province, world.ministry):
        browser = sign_in(app.test_client(), member)
        assert browser.post("/latihan/masuk").status_code == 403
        assert browser.get("/latihan").status_code == 403


def test_the_choice_of_a_role_at_sign_in_never_offers_a_practice_room(world, practising, app) -> None:
    practising(world.a.front_office)
    with app.app_context():
        posts = queries.posts_of(world.a.front_office.account_id)
    assert [post.tenant_id for post in posts] == [world.a.tenant_id]


def test_whoever_no_longer_works_in_the_office_no_longer_practises(world, practising, admin) -> None:
    browser = practising(world.a.supervisor)
    assert browser.get("/antrean").status_code == 200
    admin.execute("UPDATE membership SET active = false WHERE id = %s", [world.a.supervisor.membership_id])
    assert browser.get("/antrean").status_code == 303


def test_a_shut_office_practises_no_more(world, practising, admin) -> None:
    browser = practising(world.a.supervisor)
    admin.execute("UPDATE tenant SET active = false WHERE id = %s", [world.a.tenant_id])
    assert browser.get("/antrean").status_code == 303


def test_in_practice_nobody_is_appointed_and_nothing_is_set_or_taken_out(world, practising) -> None:
    browser = practising(world.a.administrator)
    for path in ("/pengguna", "/pengaturan", "/data-kantor", "/token"):
        assert browser.get(path).status_code in (403, 404), path
    assert browser.get("/", follow_redirects=True).request.path == "/latihan"


def test_every_door_to_lists_files_appointments_and_settings_is_shut_in_practice(world, practising, app) -> None:
    """Whatever the role may in the office: what is not practised answers 403."""
    browser = practising(world.a.manager)
    shut = opened = 0
    for rule in app.url_map.iter_rules():
        access = declared(app, rule.endpoint)
        if rule.arguments or "GET" not in rule.methods or access is None or access.kind != "permits":
            continue
        status = browser.get(rule.rule).status_code
        if access.permission in IN_PRACTICE:
            opened += status == 200
        else:
            assert status == 403, rule.rule
            shut += 1
    assert shut > 40
    assert opened > 10
    assert not IN_PRACTICE & {
        "person:import", "person:export", "round:send", "planning:read", "office:take_out", "share:ask", "token:manage",
        "people:manage", "settings:manage", "training:manage", "workforce:manage", "audit:read", "privacy:take",
    }  # fmt: skip


def test_who_practises_still_works_in_one_place_alone(world, practising, as_, admin) -> None:
    """The administrator may reset the second factor of an account that opens this office and its practice room."""
    practising(world.a.head)
    with as_(world.a.administrator):
        reset_second_factor(world.a.head.membership_id, "Ponsel hilang, datang dengan KTP")
    (cipher,) = admin.execute("SELECT totp_cipher FROM account WHERE id = %s", [world.a.head.account_id]).fetchone()
    assert cipher is not None  # rolled back
