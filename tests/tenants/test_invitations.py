"""Invitations: by link or code, once, for whoever they were made for."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from pypdf import PdfReader

from foundation import clock, jobs, messaging
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from tenants import code_sheets, invitations
from tenants.access import load_subject
from tenants.models import Membership
from tests.world import PASSWORD

FRESH = "kopi hangat tiap pagi"


@pytest.fixture
def invited(app, world, as_):
    """`invited("facilitator", email="…")`: somebody invited into A; what they were handed out."""

    def invite(role="facilitator", name="Siti Rahma", **details):
        with as_(world.a.administrator), enter(Context(Reader.KEEPER, tenant_id=world.a.tenant_id)):
            membership = invitations.add_newcomer(world.a.tenant_id, role, name, **details)
            if membership.email:
                invitations.invite(membership)
                code = None
            else:
                code = invitations.code_for(membership)
            made = membership.id
            db.session.commit()
        return made, code

    return invite


@pytest.fixture
def letters(app):
    """What left by mail."""
    sent: list[messaging.Letter] = []
    before = app.extensions["slrt_messaging"]["email"]
    messaging.install(app, "email", sent.append)
    yield sent
    messaging.install(app, "email", before)


def link_in(letters, app):
    with app.app_context():
        jobs.run_waiting()
    return re.search(r"http://localhost(/undangan/\S+)", letters[-1].body)[1]


def accept(client, secret, password=FRESH, **more):
    data = {"code": secret, "name": "Siti Rahma", "password": password, "again": password, **more}
    return client.post("/undangan/terima", data=data)


def test_a_code_from_paper_leads_to_work_once(app, client, world, invited, admin):
    membership_id, code = invited(villages=world.a.villages[:1])
    page = client.post("/undangan", data={"code": code.text.lower().replace("-", " ")})
    assert page.status_code == 200
    assert "Siti Rahma" in page.text
    assert "siti.rahma.blt" in page.text
    assert "Fasilitator" in page.text
    assert accept(client, code.text, name="Siti Rahmawati").status_code == 303
    assert "Siti Rahmawati" in client.get("/lainnya").text, "signed in and at work"
    again = accept(app.test_client(), code.text)
    assert again.status_code == 410
    assert "sudah dipakai" in again.text
    fresh = app.test_client().post("/masuk", data={"login": "siti.rahma.blt", "password": FRESH})
    assert fresh.status_code == 303
    kept = admin.execute("SELECT secret_hash FROM invitation").fetchall()
    assert code.text.replace("-", "").encode() not in b"".join(bytes(row[0]) for row in kept)
    assert admin.execute(
        "SELECT action, actor FROM audit_entry WHERE action LIKE 'invitation%%' ORDER BY id"
    ).fetchall() == [
        ("invitation.sent", world.a.administrator.name),
        ("invitation.printed", world.a.administrator.name),
        ("invitation.accepted", "Siti Rahmawati"),
    ]
    with app.app_context(), enter(Context(Reader.SIGNIN)):
        assert load_subject(membership_id, world.a.tenant_id).village_codes == tuple(world.a.villages[:1])


def test_a_link_travels_by_mail_and_a_second_delivery_brings_a_new_one(app, client, invited, letters, admin):
    invited(email="siti@beltim.test")
    first = link_in(letters, app)
    assert letters[0].recipient == "siti@beltim.test"
    admin.execute("UPDATE outbox SET done_at = NULL")
    second = link_in(letters, app)
    assert first != second
    assert client.get(first).status_code == 404, "the earlier link opens nothing any more"
    page = client.get(second)
    assert "Siti Rahma" in page.text
    assert accept(client, second.rpartition("/")[2]).status_code == 303
    admin.execute("UPDATE outbox SET done_at = NULL")
    assert link_in(letters, app) == second, "an accepted invitation is not mailed again"


def test_a_role_that_signs_leads_on_to_the_second_factor(client, invited):
    membership_id, code = invited("head", "Budi Santoso")
    answer = accept(client, code.text, name="Budi Santoso")
    assert answer.location.startswith("/masuk/verifikasi?")
    page = client.get(answer.location).text
    secret = re.search(r"<b class=\"num\">([A-Z2-7 ]+)</b>", page)[1].replace(" ", "")
    code_now = pyotp.TOTP(secret).now()
    client.post("/masuk/verifikasi", data={"code": code_now, "membership": membership_id})
    assert "Kepala Dinas Sosial" in client.get("/lainnya").text


def test_somebody_who_has_an_account_proves_that_it_is_theirs(app, client, world, invited, letters):
    officer = world.b.front_office
    invited("back_office", email=officer.login)
    link = link_in(letters, app)
    secret = link.rpartition("/")[2]
    assert "sudah punya akun ini" in client.get(link).text
    wrong = client.post("/undangan/terima", data={"code": secret, "password": "bukan ini"})
    assert wrong.status_code == 422
    assert "tidak cocok" in wrong.text
    assert client.post("/undangan/terima", data={"code": secret, "password": PASSWORD}).status_code == 303
    assert "Back office" in client.get("/lainnya").text
    choice = app.test_client()
    choice.post("/masuk", data={"login": officer.login, "password": PASSWORD})
    assert "Sukoharjo" in choice.get("/masuk/peran").text, "the earlier post stays"


def test_nobody_accepts_while_signed_in_as_another(client, world, invited, sign_in):
    _made, code = invited()
    sign_in(client, world.a.front_office)
    answer = accept(client, code.text)
    assert answer.status_code == 403
    assert "untuk orang lain" in answer.text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"again": "lain sekali ini"}, "Tidak sama"),
        ({"password": "pendek", "again": "pendek"}, "Paling sedikit 10"),
        ({"password": "1111111111", "again": "1111111111"}, "mudah ditebak"),
        ({"name": ""}, "Belum diisi"),
        ({"name": "Siti\x07"}, "tidak dapat disimpan"),
    ],
)
def test_what_will_not_do_is_said_at_the_field_and_the_invitation_stays(client, invited, sent, words):
    _made, code = invited()
    answer = accept(client, code.text, **sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert FRESH not in answer.text
    assert accept(client, code.text).status_code == 303


@pytest.mark.parametrize("code", ["", "ABCDE-FGHJK", "x" * 5000, "%00", "../../etc", "K7QXM\u202e2PDRA"])
def test_a_code_that_is_none_is_refused(client, world, code):
    assert client.post("/undangan", data={"code": code}).status_code in (404, 422)
    assert accept(client, code).status_code in (404, 422)


def test_what_is_over_says_so(app, client, world, invited, admin, as_):
    membership_id, code = invited()
    admin.execute("UPDATE invitation SET expires_at = %s", [clock.now() - timedelta(minutes=1)])
    late = client.post("/undangan", data={"code": code.text})
    assert late.status_code == 410
    assert "lewat masa berlakunya" in late.text
    with as_(world.a.administrator), enter(Context(Reader.KEEPER, tenant_id=world.a.tenant_id)):
        newer = invitations.code_for(db.session.get_one(Membership, (world.a.tenant_id, membership_id)))
        db.session.commit()
    withdrawn = client.post("/undangan", data={"code": code.text})
    assert withdrawn.status_code == 410
    assert "sudah ditarik" in withdrawn.text
    assert client.post("/undangan", data={"code": newer.text}).status_code == 200


def test_two_who_hold_the_same_code_cannot_both_come_in(app, world, invited, admin):
    _made, code = invited()
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: accept(app.test_client(), code.text).status_code, range(2)))
    assert sorted(answers) == [303, 410]


def test_nobody_signs_in_before_accepting(app, client, invited):
    invited()
    answer = client.post("/masuk", data={"login": "siti.rahma.blt", "password": "-"})
    assert answer.status_code == 422


def test_logins_made_of_names_are_free_ones(invited, admin):
    invited()
    invited("front_office")
    logins = admin.execute("SELECT login FROM account WHERE login LIKE 'siti%%' ORDER BY id").fetchall()
    assert logins == [("siti.rahma.blt",), ("siti.rahma.blt2",)]


def test_the_same_role_is_not_given_twice(world, invited):
    with pytest.raises(Exception, match="sudah memiliki peran itu"):
        invited("front_office", email=world.a.front_office.login)


def test_the_keeper_of_one_tenant_reaches_no_other(app, world, as_):
    with as_(world.a.administrator), enter(Context(Reader.KEEPER, tenant_id=world.a.tenant_id)):
        with pytest.raises(Exception, match="row-level security"):
            invitations.add_newcomer(world.b.tenant_id, "front_office", "Penyusup")
        db.session.rollback()


def test_the_sheet_says_what_to_do(app, world, as_):
    code = invitations.Code("K7QXM-2PDRA", "Siti Rahma", "facilitator", "siti.rahma.blt", clock.now())
    with as_(world.a.administrator) as who:
        sheet = PdfReader(io.BytesIO(code_sheets.render(who.tenant, [code, code], "http://localhost")))
    assert len(sheet.pages) == 2
    words = sheet.pages[0].extract_text()
    for part in ("Siti Rahma", "Fasilitator", "K7QXM-2PDRA", "localhost/undangan", "siti.rahma.blt"):
        assert part in words
