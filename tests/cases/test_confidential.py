"""A confidential case does not exist for who is not named on it: pages, search, API, the database itself."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from cases import actions, queries
from cases.models import (
    Case,
    CaseEvent,
    CaseIntake,
    Letter,
    Message,
    Narrative,
    Referral,
    ReferralEvent,
    ReferralPacket,
)
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from registry.actions.merging import merge, unmerge
from registry.queries.merges import PARTS as PARTS_OF_A_PERSON
from settings.rules import case_type_of
from tenants.models import Confidant
from tests.caller import calls
from tests.cases.visitor import Visitor

__all__ = ["calls"]

SECRET = "Rumah aman di Gantung"
PARTS = [Case, CaseEvent, CaseIntake, Narrative, Referral, ReferralEvent, ReferralPacket, Letter, Message, Confidant]


@pytest.fixture
def hidden(story) -> int:
    """A case of violence, registered at the counter: confidential from its first moment."""
    return story.register(
        case_type="violence", kind="complaint", summary=SECRET, story=SECRET, person={"name": "Siti Maryam"}
    )


@pytest.fixture
def travelled(story, hidden, world) -> int:
    """The same, walked to an agency by a back officer whom the manager named."""
    story.do(world.a.manager, lambda: actions.confidential.name(hidden, world.a.back_office.membership_id, "SK 1"))
    for move, note in (("accept", ""), ("check", SECRET), ("recommend", SECRET), ("decide", SECRET)):
        story.move(hidden, move, note)
    story.refer(hidden)
    return hidden


def seen(story, member, model) -> int:
    with story.as_(member):
        return len(db.session.execute(select(model.id)).all())


def test_violence_is_confidential_from_the_first_moment(story, hidden):
    assert story.case(hidden).confidential
    assert not story.case(story.register(person={"nik": None})).confidential


def test_who_is_not_named_sees_neither_the_case_nor_any_part_of_it(story, travelled, world):
    for model in PARTS:
        assert seen(story, world.a.manager, model) > 0, model
        assert seen(story, world.a.back_office, model) > 0, model
        for member in (world.a.supervisor, world.a.administrator, world.a.facilitator):
            assert seen(story, member, model) == 0, (model, member.role)


def test_with_the_filter_off_postgresql_alone_hides_it(story, travelled, world):
    with story.as_(world.a.supervisor):
        for model in PARTS:
            everything = select(model.id).execution_options(every_tenant=True)
            assert db.session.execute(everything).all() == [], model


def test_the_registrar_keeps_seeing_it_until_struck_out(story, hidden, world):
    assert seen(story, world.a.front_office, Case) == 1
    story.do(world.a.manager, lambda: actions.confidential.unname(hidden, world.a.front_office.membership_id))
    assert seen(story, world.a.front_office, Case) == 0


def test_its_owner_sees_it_and_loses_sight_with_the_ownership(story, travelled, world):
    with story.as_(world.a.back_office) as who:
        assert who.veils == (travelled,)
    story.do(world.a.manager, lambda: actions.confidential.unname(travelled, world.a.back_office.membership_id))
    assert seen(story, world.a.back_office, Case) == 1, "back office took it on and owns it"
    story.do(world.a.manager, lambda: actions.take(travelled))
    assert seen(story, world.a.back_office, Case) == 0


def test_marking_by_hand_hides_what_was_written_before(story, world):
    case_id = story.decided()
    story.refer(case_id)
    assert seen(story, world.a.supervisor, Narrative) > 0
    version = story.case(case_id).version
    story.do(world.a.manager, lambda: actions.confidential.mark(case_id, version, "Ada ancaman"))
    for model in PARTS[:-1]:
        assert seen(story, world.a.supervisor, model) == 0, model
    version = story.case(case_id).version
    story.do(world.a.manager, lambda: actions.confidential.lift(case_id, version, "Sudah aman"))
    for model in PARTS[:-1]:
        assert seen(story, world.a.supervisor, model) > 0, model


def test_whoever_marks_a_case_that_is_not_theirs_no_longer_sees_it(story, world):
    case_id = story.register()
    story.do(world.a.back_office, lambda: actions.confidential.mark(case_id, 1, "Ada ancaman"))
    assert seen(story, world.a.back_office, Case) == 0
    assert seen(story, world.a.front_office, Case) == 1


def test_only_manager_and_head_name_people_and_lift_the_mark(story, travelled, world):
    member = world.a.supervisor.membership_id
    with story.as_(world.a.back_office):
        for act in (
            lambda: actions.confidential.name(travelled, member, "saya mau"),
            lambda: actions.confidential.lift(travelled, 99, "saya mau"),
            lambda: actions.confidential.unname(travelled, member),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.status == 403


def test_staff_cannot_name_themselves_even_in_sql(story, travelled, world):
    names = text("INSERT INTO confidant (tenant_id, case_id, membership_id, why) VALUES (:t, :c, :m, 'named')")
    with story.as_(world.a.supervisor) as who, pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(names, {"t": who.tenant.id, "c": travelled, "m": who.membership_id})


def test_somebody_outside_the_office_cannot_be_named(story, hidden, world):
    for member in (world.a.health_office_officer, world.b.back_office, world.province):
        with story.as_(world.a.manager), pytest.raises(Refused) as refused:
            actions.confidential.name(hidden, member.membership_id, "SK 1")
        assert refused.value.field == "membership_id"


def test_nobody_above_the_district_sees_that_it_exists(story, travelled, world):
    with story.as_(world.province):
        for model in (Case.id, CaseEvent.id, Referral.id):
            assert db.session.execute(select(model).execution_options(every_tenant=True)).all() == []


def test_its_agency_sees_what_was_addressed_to_it(story, travelled, world):
    with story.as_(world.a.health_office_officer):
        (row,) = queries.referral_inbox(queries.InboxView()).rows
        story_of = queries.referral_view(row.id)
        actions.accept_referral(row.id, story_of.referral.version)
        assert queries.referral_view(row.id).referral.state == "accepted"


def test_a_job_moves_it_as_any_other(story, travelled, world):
    with story.as_(world.a.manager):
        referral = db.session.scalars(select(Referral.id)).one()
    story.do(world.a.health_office_officer, lambda: actions.answer_referral(referral, 1, "granted", SECRET))
    assert story.run_jobs() > 0
    assert story.case(travelled).state == "answered"


def test_lists_name_nobody_even_to_who_may_look(story, hidden, world):
    with story.as_(world.a.manager):
        (row,) = queries.queue(queries.QueueView()).rows
        assert (row.person_name, row.nik_masked, row.confidential) == ("S. M.", "", True)


def test_it_is_not_found_by_page_search_or_api(story, travelled, world, client, sign_in, calls):
    code = story.case(travelled).code
    sign_in(client, world.a.supervisor)
    for path in ("/antrean", "/antrean?state=referred", f"/cari?q={code}", "/pesan", "/jumlah", "/warga/1"):
        page = client.get(path, follow_redirects=True)
        assert page.status_code == 200, path
        for words in (SECRET, f"/kasus/{travelled}", "Siti Maryam" if path != "/warga/1" else SECRET):
            assert words not in page.text, (path, words)
        assert "cari" in path or code not in page.text, path
    for path in (f"/kasus/{travelled}", f"/kasus/{travelled}/tanda-terima", f"/kasus/{travelled}/kerahasiaan"):
        assert client.get(path).status_code == 404, path
    program = calls(world.a.supervisor)
    assert program.get(f"/cases/{travelled}").status_code == 404
    assert program.get("/cases").get_json()["items"] == []


def test_whoever_holds_the_code_learns_that_it_is_looked_after_and_no_more(story, travelled, world, client):
    code = story.case(travelled).code
    with story.as_(world.b.front_office):
        found = queries.follow(code, "4410")
    assert (found.case_type, found.state, found.steps) == (None, "handling", [])
    page = Visitor(client).open("/lacak").press("Lihat kasus", code=code, last4="4410")
    assert "Kasus Anda sedang ditangani" in page.text
    for words in ("Kekerasan", "Dinas Kesehatan", "dirujuk"):
        assert words not in page.text


def test_an_open_context_reads_open_cases_only(story, hidden, app, world):
    with app.app_context(), enter(Context(Reader.STAFF, world.a.tenant_id)):
        assert db.session.execute(select(Case.id)).all() == []
        db.session.rollback()
    with app.app_context(), enter(Context(Reader.STAFF, world.a.tenant_id, veils=(hidden,))):
        assert db.session.scalars(select(Case.id)).all() == [hidden]
        db.session.rollback()


def test_the_page_says_why_one_may_look_and_lets_the_manager_name_somebody(story, hidden, world, client, sign_in):
    sign_in(client, world.a.front_office)
    page = client.get(f"/kasus/{hidden}")
    assert "Anda yang mendaftarkannya" in page.text
    assert "Siti Maryam" not in page.text
    sign_in(client, world.a.manager)
    page = Visitor(client).open(f"/kasus/{hidden}/kerahasiaan")
    assert "yang mendaftarkan" in page.text
    member = world.a.supervisor.membership_id
    page.press("Tunjuk petugas", membership_id=member, reason="")
    assert page.page.status_code == 422
    page.press("Tunjuk petugas", membership_id=member, reason="SK Kadis 460/118/2026")
    sign_in(client, world.a.supervisor)
    assert "SK Kadis 460/118/2026" in client.get(f"/kasus/{hidden}").text


def test_an_old_form_does_not_lift_the_mark(story, hidden, world, client, sign_in):
    sign_in(client, world.a.manager)
    page = Visitor(client).open(f"/kasus/{hidden}/kerahasiaan")
    page.press("Buka untuk seluruh kantor", version=1, reason="Sudah aman")
    assert page.page.status_code == 409
    assert "Sudah aman" in page.text
    assert story.case(hidden).confidential
    page.press("Buka untuk seluruh kantor")
    assert not story.case(hidden).confidential


def test_a_site_may_make_a_type_confidential_but_not_open_one_that_the_code_list_closes():
    written = {
        "label_id": "Apa saja", "label_en": "", "group": "need", "sector": "social", "kinds": ["request"],
        "working_days": 3, "source": "", "emergency_hours": None, "documents": [], "own_documents": "", "agency": None,
    }  # fmt: skip
    assert case_type_of("food_aid", {**written, "confidential": True}).confidential
    assert not case_type_of("food_aid", written).confidential
    assert case_type_of("violence", {**written, "confidential": False}).confidential


def test_it_follows_a_person_whose_records_are_merged_by_somebody_who_cannot_see_it(story, hidden, world):
    other = story.register(person={"nik": None, "name": "Siti Mariam"})
    one, two = story.case(hidden).person_id, story.case(other).person_id
    parts = dict.fromkeys(PARTS_OF_A_PERSON, "other")
    said = {"survivor": "other", "version_one": 1, "version_other": 1, "reason": "Orang yang sama", **parts}
    merge_id = story.do(world.a.back_office, lambda: merge(one, two, said).id)
    assert story.case(hidden).person_id == two
    with story.as_(world.a.front_office):
        assert queries.case_view(hidden).person.person.id == two
    story.do(world.a.back_office, lambda: unmerge(merge_id, "Ternyata bukan"))
    assert story.case(hidden).person_id == one
