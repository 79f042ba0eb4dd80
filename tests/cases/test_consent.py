"""Consent: what, for whom, until when, with what proof; and what happens when it is taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cases import actions, queries
from cases.models import Consent, Notice, Referral
from cases.queries.consent import consent_holds, consents
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from tenants.models import AuditEntry
from tests.cases.conftest import consent_data, referral_data
from tests.cases.visitor import Visitor

TODAY = clock.today("Asia/Jakarta")


@pytest.fixture
def unasked(story) -> int:
    """A decided case whose citizen has not agreed to anything."""
    return story.decided(consent_share=False)


def give(story, case_id, **changes):
    return story.do(story.site.front_office, lambda: actions.consent.give(case_id, consent_data(**changes)).id)


def refer(story, case_id, agency="health_office", **changes):
    data = referral_data(story.case(case_id), story.site.agencies[agency], **changes)
    return story.do(story.site.manager, lambda: actions.refer(case_id, data).id)


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value


def test_a_yes_at_registration_is_a_spoken_consent_until_the_case_is_closed(story, world):
    case_id = story.register(proxy_name="Ani", proxy_relation="istri")
    with story.as_(world.a.manager):
        (row,) = consents(queries.get_case(case_id))
        assert (row.consent.proof, row.consent.given_by, row.consent.giver_name) == ("spoken", "proxy", "Ani")
        assert (row.in_force, row.agency_name, row.consent.recorder_name) == (True, "", world.a.front_office.name)
        assert set(row.consent.fields) >= {"name", "nik", "files"}


def test_nothing_leaves_beyond_what_was_agreed(story, unasked):
    assert refusal(lambda: refer(story, unasked)).code == "no_consent"
    give(story, unasked, fields=["name", "village", "summary"])
    refused = refusal(lambda: refer(story, unasked, fields=["name", "village", "summary", "nik"]))
    assert (refused.code, refused.field) == ("no_consent", "fields")
    assert "NIK lengkap" in refused.message
    assert refer(story, unasked, fields=["name", "village", "summary"])


def test_consent_for_one_agency_is_none_for_another(story, unasked, world):
    give(story, unasked, agency_id=world.a.agencies["civil_registry"])
    assert refusal(lambda: refer(story, unasked, "health_office")).code == "no_consent"
    assert refer(story, unasked, "civil_registry")


def test_two_consents_add_up(story, unasked, world):
    give(story, unasked, fields=["name", "village"])
    give(story, unasked, fields=["summary"], agency_id=world.a.agencies["health_office"])
    assert refer(story, unasked, "health_office", fields=["name", "village", "summary"])


def test_a_consent_that_has_run_out_is_none(story, unasked, world):
    give(story, unasked, valid_until=TODAY + timedelta(days=3))
    with clock.set_to(clock.now() + timedelta(days=4)):
        assert refusal(lambda: refer(story, unasked)).code == "no_consent"
        with story.as_(world.a.manager):
            assert not consent_holds(queries.get_case(unasked))


def test_withdrawal_stops_what_is_on_its_way_and_hides_what_was_sent(story, unasked, world):
    given = give(story, unasked)
    referral = refer(story, unasked)
    with story.as_(world.a.health_office_officer):
        assert queries.referral_view(referral).shared != []
        letter = queries.referral_view(referral).letter_id
    story.do(world.a.front_office, lambda: actions.withdraw(unasked, given, "Takut diketahui tetangga"))
    assert refusal(lambda: refer(story, unasked)).code in ("no_consent", "illegal_move")
    assert story.case(unasked).state == "handling", "nobody is awaited any more: the case is back in the house"
    with story.as_(world.a.health_office_officer) as who:
        view = queries.referral_view(referral)
        assert (view.referral.state, view.shared, view.letter_id, view.shared_fields) == ("revoked", [], None, {})
        assert queries.referral_inbox(queries.InboxView(state="over")).rows[0].name == ""
        assert refusal(lambda: queries.letter_file(letter)).status == 404
        told = db.session.scalars(select(Notice.kind).where(Notice.membership_id == who.membership_id)).all()
        assert "consent_withdrawn" in told


def test_withdrawal_reaches_an_agency_that_has_answered_already(story, unasked, world):
    given = give(story, unasked)
    referral = refer(story, unasked)
    story.do(world.a.health_office_officer, lambda: actions.answer_referral(referral, 1, "granted", "Sudah"))
    story.run_jobs()
    story.do(world.a.front_office, lambda: actions.withdraw(unasked, given, ""))
    assert story.case(unasked).state == "answered", "the answer stays an answer"
    with story.as_(world.a.health_office_officer):
        view = queries.referral_view(referral)
        assert (view.referral.state, view.shared) == ("answered", [])
        assert view.revoked.move == "withdraw_consent"


def test_withdrawing_one_of_two_consents_leaves_what_the_other_covers(story, unasked, world):
    first, _second = give(story, unasked), give(story, unasked)
    referral = refer(story, unasked)
    story.do(world.a.front_office, lambda: actions.withdraw(unasked, first, ""))
    with story.as_(world.a.health_office_officer):
        assert queries.referral_view(referral).shared != []


def test_withdrawing_twice_is_once(story, unasked, world):
    given = give(story, unasked)
    for _twice in range(2):
        story.do(world.a.front_office, lambda: actions.withdraw(unasked, given, ""))
    with story.as_(world.a.manager):
        lines = db.session.scalars(select(AuditEntry.id).where(AuditEntry.action == "consent.withdrawn")).all()
        assert len(lines) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"given_on": TODAY + timedelta(days=1)}, "given_on"),
        ({"given_on": TODAY - timedelta(days=9), "valid_until": TODAY - timedelta(days=1)}, "valid_until"),
        ({"agency_id": 999_999}, "agency_id"),
    ],
)
def test_a_consent_that_cannot_be_is_refused_at_its_field(story, unasked, changes, field, world):
    assert refusal(lambda: give(story, unasked, **changes)).field == field
    with story.as_(world.a.manager):
        assert db.session.scalars(select(Consent.id)).all() == []


def test_another_cases_consent_is_not_withdrawn_here(story, unasked, world):
    other = story.register(person={"nik": None})
    with story.as_(world.a.manager):
        foreign = db.session.scalars(select(Consent.id).where(Consent.case_id == other)).one()
        assert refusal(lambda: actions.withdraw(unasked, foreign, "")).status == 404


def test_who_only_looks_on_records_no_consent(story, unasked, world):
    with story.as_(world.a.supervisor):
        assert refusal(lambda: actions.consent.give(unasked, consent_data())).status == 403


def test_the_pages_record_it_say_what_is_missing_and_take_it_back(story, unasked, client, sign_in, world):
    sign_in(client, world.a.manager)
    page = Visitor(client).open(f"/kasus/{unasked}/rujuk")
    assert "Warga belum menyetujui datanya dibagikan" in page.text
    page.open(f"/kasus/{unasked}/persetujuan?next=/kasus/{unasked}/rujuk")
    page.press("Catat persetujuan", fields=[], given_by="proxy", proof="witnessed", giver_name="", proof_note="")
    assert page.page.status_code == 422
    for label in ("Namanya, bila bukan warga sendiri", "Nama saksi"):
        assert label in page.text.split("</h2>")[1]
    page.press("Catat persetujuan", fields=["name", "summary"], giver_name="Ani", proof_note="Ketua RT 04")
    assert page.path == f"/kasus/{unasked}/rujuk"
    page.open(f"/kasus/{unasked}/persetujuan")
    assert "Ketua RT 04" in page.text
    with story.as_(world.a.manager):
        given = db.session.scalars(select(Consent.id)).one()
    page.open(f"/kasus/{unasked}/persetujuan/{given}/tarik").press("Catat penarikan", why="Berubah pikiran")
    assert "Berubah pikiran" in page.text
    assert client.get(f"/kasus/{unasked}/persetujuan/999/tarik").status_code in (200, 404)
    with story.as_(world.a.manager):
        assert db.session.scalars(select(Referral.id)).all() == []
