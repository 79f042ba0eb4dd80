"""A district applies without an account, its province reviews it, and nobody else can."""

import io
import re

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import ProgrammingError

from foundation.db import db
from foundation.jobs import run_waiting
from foundation.tenancy import Context, Reader, enter
from tenants.sites.actions import applying
from tenants.sites.actions.reviewing import check_off, move_on
from tenants.sites.models import Site, SiteApplication
from tenants.sites.queries.applying import Key, application
from tenants.sites.words import CHECKS
from tests.cases.conftest import mailbox
from tests.uploads import acting_pdf, hostile, pdf, picture

__all__ = ["mailbox"]
pytestmark = pytest.mark.usefixtures("world")
BELITUNG = "19.02"
SAID = {
    "social_name": "Hendra Saputra",
    "social_title": "Kepala Bidang Pemberdayaan",
    "social_email": "Dinsos@Belitung.test",
    "social_phone": "0812 3456 7890",
    "planning_name": "Ratna Yuliana",
    "planning_phone": "0813 1111 2222",
    "letter_number": "460/118/2026",
}


def sent(region=BELITUNG, letter=None, client=None, **said):
    """The form of that district, handed in with a letter."""
    file = (io.BytesIO(pdf() if letter is None else letter), "surat.pdf")
    return client.post(f"/daftar-slrt/{region}/isi", data={**SAID, **said, "letter": file})


@pytest.fixture
def applied(client, mailbox, app):
    """`applied("19.02")`: a district that has applied and confirmed its address; returns the key of its link."""

    def go(region=BELITUNG, **said):
        with app.app_context():
            key = applying.apply(region, {**SAID, **said}, pdf())
            applying.send(key)
            run_waiting()
        path = re.search(r"/daftar-slrt/konfirmasi/\S+", mailbox[-1].body)[0]
        client.post(path)
        return key

    return go


def site_of(admin, region=BELITUNG):
    return admin.execute("SELECT id, state FROM site WHERE region_code = %s ORDER BY id DESC", [region]).fetchone()


def test_a_stranger_applies_confirms_and_follows(client, app, mailbox, admin) -> None:
    page = client.get("/daftar-slrt?provinsi=19")
    assert "Kabupaten Belitung<" in page.text
    assert client.get(f"/daftar-slrt?provinsi=19&daerah={BELITUNG}").location == f"/daftar-slrt/{BELITUNG}/isi"
    assert sent(client=client).location == "/daftar-slrt/permohonan"
    page = client.get("/daftar-slrt/permohonan").text
    code = re.search(r"DS-\w{5}-\w{5}", page)[0]
    assert "Kirim permohonan" in page
    client.post("/daftar-slrt/permohonan/kirim")
    assert site_of(admin)[1] == "draft"
    with app.app_context():
        run_waiting()
    assert (mailbox[-1].recipient, code in mailbox[-1].body) == ("dinsos@belitung.test", True)
    path = re.search(r"/daftar-slrt/konfirmasi/\S+", mailbox[-1].body)[0]
    client.get(path)
    assert site_of(admin)[1] == "draft"  # whoever only opens the link has said nothing
    assert client.post(path).location == "/daftar-slrt/permohonan"
    assert site_of(admin)[1] == "applied"
    other = app.test_client()
    assert other.post("/daftar-slrt/lanjut", data={"code": code.lower(), "proof": "7890"}).status_code == 303
    assert "Menunggu Provinsi Kepulauan Bangka Belitung" in other.get("/daftar-slrt/permohonan").text
    assert app.test_client().post("/daftar-slrt/lanjut", data={"code": code, "proof": "1234"}).status_code == 422


def test_a_draft_needs_an_address_alone_and_is_not_sent_incomplete(client, admin) -> None:
    only = {"social_email": SAID["social_email"]}
    assert client.post(f"/daftar-slrt/{BELITUNG}/isi", data=only).status_code == 303
    page = client.get("/daftar-slrt/permohonan").text
    assert "Lanjutkan mengisi" in page
    assert "Kirim permohonan" not in page
    client.post("/daftar-slrt/permohonan/kirim")
    assert admin.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    change = client.post(
        "/daftar-slrt/permohonan/isi", data={**SAID, "letter": (io.BytesIO(pdf()), "a"), "social_email": "b@b.test"}
    )
    assert change.status_code == 303
    assert "b@b.test" in client.get("/daftar-slrt/permohonan").text


@pytest.mark.parametrize("letter", [picture(), acting_pdf(), b"", hostile()["half a PDF"]], ids=range(4))
def test_a_letter_that_is_no_harmless_pdf_is_refused_and_nothing_typed_is_lost(client, admin, letter) -> None:
    answer = sent(letter=letter, client=client)
    assert answer.status_code == 422
    assert 'id="f-letter-error"' in answer.text
    assert "Ratna Yuliana" in answer.text
    assert admin.execute("SELECT count(*) FROM site").fetchone() == (0,)


def test_a_district_has_one_open_application(client, applied, app, mailbox, admin) -> None:
    with app.app_context():
        slower = applying.apply(BELITUNG, SAID | {"social_email": "lain@belitung.test"}, pdf())
        applying.send(slower)
        run_waiting()
    late = re.search(r"/daftar-slrt/konfirmasi/\S+", mailbox[-1].body)[0]
    applied()
    answer = client.get(f"/daftar-slrt?provinsi=19&daerah={BELITUNG}")
    assert answer.status_code == 409
    assert "sudah punya SLRT atau permohonan yang sedang berjalan" in answer.text
    assert sent(client=client).status_code == 409
    answer = client.post(late)
    assert answer.status_code == 409
    assert "sudah punya SLRT" in answer.text
    states = admin.execute("SELECT state FROM site ORDER BY state").fetchall()
    assert states == [("applied",), ("draft",)]


def test_a_district_that_has_an_office_cannot_apply(client, world) -> None:
    assert client.get(f"/daftar-slrt?provinsi=19&daerah={world.a.region_code}").status_code == 409
    assert sent(world.a.region_code, client=client).status_code == 409


@pytest.mark.parametrize("region", ["99.99", "19", "19.06.01", "x", "%00", "../etc"])
def test_a_district_that_does_not_exist_is_not_found(client, region) -> None:
    assert client.get(f"/daftar-slrt/{region}/isi").status_code in (400, 404)


@pytest.mark.parametrize("token", ["x", "WyJhIiwiYiJd.aaaa.bbbb", "%ff", "a" * 5000])
def test_a_link_of_somebody_elses_making_opens_nothing(client, token) -> None:
    assert client.get(f"/daftar-slrt/konfirmasi/{token}").status_code == 404
    assert client.get(f"/daftar-slrt/buka/{token}").status_code == 404


@pytest.mark.parametrize("said", ["=1+1", "'; DROP TABLE site; --", "x" * 5000, "\u202e<script>", "a\tb"])
def test_hostile_words_are_kept_as_words_or_refused(client, said) -> None:
    answer = client.post(f"/daftar-slrt/{BELITUNG}/isi", data=SAID | {"social_name": said, "social_phone": ""})
    assert answer.status_code in (303, 422)
    assert "<script>" not in client.get("/daftar-slrt/permohonan", follow_redirects=True).text


def test_the_province_asks_checks_and_approves(applied, browser_of, world, client, app, mailbox, admin) -> None:
    applied()
    site_id, _state = site_of(admin)
    desk = browser_of(world.province)
    assert "Kabupaten Belitung" in desk.get("/daerah").text
    page = desk.get(f"/daerah/{site_id}").text
    assert "Hendra Saputra" in page
    assert desk.get(f"/daerah/{site_id}/surat").data == pdf()
    desk.post(f"/daerah/{site_id}/langkah/take_up")
    assert desk.post(f"/daerah/{site_id}/langkah/approve").status_code == 422  # nothing is checked yet
    assert desk.post(f"/daerah/{site_id}/langkah/ask").status_code == 422  # without a question
    desk.post(f"/daerah/{site_id}/langkah/ask", data={"note": "Siapa penanggung jawab Bappeda?"})
    with app.app_context():
        run_waiting()
    assert "Siapa penanggung jawab Bappeda?" in mailbox[-1].body
    link = re.search(r"/daftar-slrt/buka/\S+", mailbox[-1].body)[0]
    applicant = app.test_client()
    assert "Siapa penanggung jawab Bappeda?" in applicant.get(link, follow_redirects=True).text
    applicant.post("/daftar-slrt/permohonan/jawab", data={"words": "Bu Ratna, Sekretaris Bappeda."})
    assert site_of(admin)[1] == "under_review"
    assert "Bu Ratna, Sekretaris Bappeda." in desk.get(f"/daerah/{site_id}").text
    desk.post(f"/daerah/{site_id}/periksa", data={"checks": list(CHECKS)})
    assert desk.post(f"/daerah/{site_id}/langkah/approve").status_code == 303
    assert site_of(admin)[1] == "approved"
    assert desk.post(f"/daerah/{site_id}/langkah/refuse", data={"note": "x"}).status_code == 409


def test_another_province_finds_nothing_and_can_change_nothing(applied, browser_of, as_, world, admin) -> None:
    applied()
    site_id, _state = site_of(admin)
    other = browser_of(world.province_b)
    assert "Kabupaten Belitung" not in other.get("/daerah").text
    for path in ("", "/surat", "/langkah/take_up"):
        assert other.get(f"/daerah/{site_id}{path}").status_code == 404
    assert other.post(f"/daerah/{site_id}/langkah/take_up").status_code == 404
    with as_(world.province_b):
        moved = update(Site).where(Site.id == site_id).values(state="approved").returning(Site.id)
        assert db.session.scalars(moved).all() == []
        unread = select(SiteApplication.social_name).execution_options(every_tenant=True)
        assert db.session.scalars(unread).all() == []
    with as_(world.province), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(update(Site).values(desk_id=world.province_b.tenant_id))
    assert site_of(admin)[1] == "applied"


def test_nobody_approves_their_own_application(applied, browser_of, world, admin, as_) -> None:
    applied(social_email=world.province.login.upper())
    site_id, _state = site_of(admin)
    with as_(world.province):
        move_on(site_id, "take_up")
        check_off(site_id, list(CHECKS))
        db.session.commit()
    answer = browser_of(world.province).post(f"/daerah/{site_id}/langkah/approve")
    assert answer.status_code == 403
    assert "Yang memutuskan harus orang lain" in answer.text
    assert site_of(admin)[1] == "under_review"


def test_without_anybody_at_the_province_it_falls_to_the_ministry(applied, world, admin, app) -> None:
    applied("11.01", social_email="dinsos@aceh.test")
    (desk,) = admin.execute("SELECT desk_id FROM site WHERE region_code = '11.01'").fetchone()
    assert desk == world.ministry.tenant_id


def test_the_public_reads_no_application(applied, app) -> None:
    key = applied()
    with app.app_context(), enter(Context(Reader.PUBLIC)):
        for model in (Site, SiteApplication):
            with pytest.raises(ProgrammingError, match="permission denied"):
                db.session.execute(select(model.id).execution_options(every_tenant=True)).all()
            db.session.rollback()
    with app.app_context():
        assert application(key).name == "Kabupaten Belitung"
        assert application(Key(key.code, "lain@belitung.test")) is None
