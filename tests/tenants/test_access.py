"""Who may: declared by each view, enforced before it runs."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, current, enter
from tenants import access, shell, tokens
from tenants.models import Membership


def test_a_view_that_declares_nothing_is_refused(doors, world, sign_in):
    with pytest.raises(access.Undeclared, match="mute"):
        doors.test_client().get("/uji/bisu")
    doors.testing = False
    try:
        assert sign_in(doors.test_client(), world.a.head).get("/uji/bisu").status_code == 403
    finally:
        doors.testing = True


def test_a_stranger_reads_as_the_public(doors, world):
    client = doors.test_client()
    assert client.get("/uji/umum").text == "slrt_public -"
    assert client.get("/uji/masuk").status_code == 303
    assert client.get("/api/v1/uji").status_code == 401
    assert client.get("/api/v1/uji").content_type == "application/problem+json"
    htmx = client.get("/uji/masuk", headers={"HX-Request": "true"})
    assert (htmx.status_code, htmx.headers["HX-Redirect"]) == (401, "/masuk?next=/uji/masuk")


@pytest.mark.parametrize(
    ("who", "reader", "status"),
    [
        (lambda w: w.a.front_office, "slrt_staff", 200),
        (lambda w: w.a.health_office_officer, "slrt_agency", 403),
        (lambda w: w.province, "slrt_supervisor", 403),
        (lambda w: w.ministry, "slrt_ministry", 403),
    ],
)
def test_each_role_reads_as_its_reader_and_opens_its_doors_alone(doors, world, sign_in, who, reader, status):
    member = who(world)
    client = sign_in(doors.test_client(), member)
    assert client.get("/uji/masuk").text == f"{reader} {member.role}"
    assert client.get("/uji/baca").status_code == status


def test_methods_of_one_view_may_differ(doors, world, sign_in):
    client = sign_in(doors.test_client(), world.a.front_office)
    assert client.get("/api/v1/uji").status_code == client.head("/api/v1/uji").status_code == 200
    doors.config["WTF_CSRF_ENABLED"] = False
    assert client.post("/api/v1/uji").status_code == 403
    assert sign_in(doors.test_client(), world.a.head).post("/api/v1/uji").status_code == 200
    doors.config["WTF_CSRF_ENABLED"] = True
    assert doors.test_client().options("/api/v1/uji").status_code == 200


def test_the_context_ends_with_the_request(doors, world, sign_in):
    sign_in(doors.test_client(), world.a.front_office).get("/uji/masuk")
    assert access.optional_subject() is None
    with pytest.raises(RuntimeError):
        current()


def test_a_cookie_that_changes_state_needs_csrf_and_a_bearer_does_not(doors, world, as_, sign_in):
    with as_(world.a.front_office):
        token = tokens.create("uji")
        db.session.commit()
    bearer = {"Authorization": f"Bearer {token}"}
    by_cookie = sign_in(doors.test_client(), world.a.front_office)
    assert by_cookie.post("/api/v1/siapa").status_code == 400
    assert doors.test_client().post("/api/v1/siapa", headers=bearer).text == world.a.front_office.name
    assert by_cookie.post("/api/v1/siapa", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert doors.test_client().get("/lainnya", headers=bearer).status_code == 303, "tokens are for the API alone"


def test_a_subject_knows_its_place(app, world):
    with app.app_context():
        facilitator, province, officer = (
            access.load_subject(member.membership_id, member.tenant_id)
            for member in (world.a.facilitator, world.province, world.a.health_office_officer)
        )
    assert facilitator.village_codes
    assert facilitator.tenant.name == "Belitung Timur"
    assert world.a.tenant_id in province.district_ids
    assert world.b.tenant_id not in province.district_ids
    assert province.context.district_ids == province.district_ids
    assert facilitator.context == Context(Reader.STAFF, world.a.tenant_id)
    assert officer.context.agency_id == officer.agency_id
    assert officer.agency_name


def test_acting_as_somebody_sees_that_tenant_alone(world, as_):
    with as_(world.a.back_office) as who:
        assert access.subject() is who
        tenants = {row.tenant_id for row in db.session.query(Membership)}
        access.require("case:check")
        with pytest.raises(Refused):
            access.require("case:decide")
    assert tenants == {world.a.tenant_id}


def test_nobody_is_no_subject(app, world):
    with app.test_request_context(), pytest.raises(Refused) as refusal:
        access.subject()
    assert refusal.value.status == 401
    with app.test_request_context(), pytest.raises(Refused):
        access.load_subject(10**12, world.a.tenant_id)
    with app.test_request_context(), pytest.raises(Refused):
        access.load_subject(world.a.head.membership_id, world.b.tenant_id)


def test_an_unknown_permission_is_a_mistake_in_the_code():
    with pytest.raises(KeyError):
        access.permits("case:wish")


@pytest.mark.parametrize("cookie", ["", "x", "é", "a" * 4000, '"; DROP TABLE account'])
def test_hostile_cookies_are_strangers(app, world, cookie):
    answer = app.test_client().get("/lainnya", headers={"Cookie": f"slrt_session={cookie}"})
    assert answer.status_code == 303


def test_the_provisioner_reads_no_person(app):
    with app.app_context(), enter(Context(Reader.PROVISIONER)):
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text("SELECT 1 FROM person"))
        db.session.rollback()


def test_the_frame_shows_a_role_its_places_and_counts(browser_of, world, monkeypatch):
    monkeypatch.setitem(shell._counts, "registry.search", lambda who: 7)
    page = browser_of(world.a.front_office).get("/lainnya").text
    assert '<span class="n">7' in page
    assert "Catatan akses" not in page
    assert "Catatan akses" in browser_of(world.a.manager).get("/lainnya").text


def test_home_is_the_first_place_of_each_role(app, browser_of, world):
    assert app.test_client().get("/").location == "/masuk"
    for member in (
        world.a.front_office,
        world.a.administrator,
        world.ministry,
        world.province,
        world.a.health_office_officer,
    ):
        client = browser_of(member)
        home = client.get("/").location
        assert client.get(home).status_code == 200, (member.role, home)
