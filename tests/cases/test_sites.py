"""Between two sites: a packet with consent, states that travel back, and nothing else shared."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from cases import actions, jobs, queries
from cases.actions import incoming, sites
from cases.machine import Level, State
from cases.models import Case, IncomingEvent, IncomingReferral, Referral
from cases.queries.incoming import incoming_list, incoming_view
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import Outbox
from foundation.tenancy import Context, Reader, enter
from registry.actions import create_person
from tests.cases.conftest import intake, person_data
from tests.cases.test_notices import inbox
from tests.cases.test_referrals import card, refused

FIELDS = ["name", "village", "summary"]


def asked(story, case_id: int, site_id: int, **changes) -> int:
    """A referral of district A's case to another site; its id there."""
    data = {
        "site_id": site_id, "service": "Pemulangan ke daerah asal", "note": None, "fields": FIELDS,
        "version": story.case(case_id).version,
    }  # fmt: skip
    referral = story.do(story.site.manager, lambda: sites.refer_to_site(case_id, data | changes).id)
    settle(story)
    return referral


def raised(story, case_id: int, member=None) -> None:
    data = {"note": "OPD tidak menjawab", "fields": FIELDS, "version": story.case(case_id).version}
    story.do(member or story.site.supervisor, lambda: sites.escalate(case_id, data))
    settle(story)


def settle(story) -> None:
    """Until no job is due: what a courier brings makes work on the other side."""
    while story.run_jobs():
        pass


def carry(story, tenant_id: int, job) -> None:
    """The courier's job once more, as a worker runs it."""
    with story.app.app_context(), enter(Context(Reader.STAFF, tenant_id=tenant_id, sees_confidential=True)):
        job()
        db.session.commit()


def first_there(story, member) -> int:
    with story.as_(member):
        return incoming_list().rows[0].id


def test_another_district_gets_the_consented_fields_and_its_answer_comes_back(story, world):
    case_id = story.decided()
    asked(story, case_id, world.b.tenant_id)
    assert story.case(case_id).state == State.REFERRED
    there = first_there(story, world.b.front_office)
    assert inbox(story, world.b.front_office) == ["incoming_sent"]

    with story.as_(world.b.front_office):
        view = incoming_view(there)
        assert dict(view.shared) == {
            "Nama": "Junaidi", "Desa atau kelurahan": view.packet.fields["village"],
            "Masalah, satu kalimat": "KIS nonaktif, harus cuci darah",
        }  # fmt: skip
        assert view.sender == "Kabupaten Belitung Timur"
        assert "Dusun Lalang" not in str(view.packet)

    def step(act):
        with story.as_(world.b.back_office):
            version = db.session.scalars(select(IncomingReferral.version)).one()
        story.do(world.b.back_office, lambda: act(version))
        settle(story)
        return card(story, case_id).state

    states = [
        step(lambda _v: incoming.receive(there)),
        step(lambda v: incoming.accept(there, v, "Kami jemput")),
        step(lambda v: incoming.start(there, v)),
        step(lambda v: incoming.answer(there, v, "granted", "Sudah tinggal bersama keluarga")),
    ]
    assert states == ["received", "accepted", "in_progress", "answered"]
    assert story.case(case_id).state == State.ANSWERED
    with story.as_(world.a.back_office):
        last = queries.case_view(case_id).story[-1]
        assert last.note == "Kabupaten Sukoharjo: dikabulkan. Sudah tinggal bersama keluarga"
    story.do(world.a.back_office, lambda: actions.acknowledge(card(story, case_id).id))
    settle(story)
    with story.as_(world.b.back_office):
        assert incoming_view(there).incoming.state == "acknowledged"


def test_each_site_keeps_its_own_rows(story, world):
    asked(story, story.decided(), world.b.tenant_id)
    with story.as_(world.b.manager):
        assert db.session.scalars(select(func.count()).select_from(Case)).one() == 0
        assert db.session.scalars(select(func.count()).select_from(Referral)).one() == 0
        assert db.session.scalars(select(IncomingReferral.code)).all() == [f"BLT-{clock.now():%y}-000001"]
    with story.as_(world.a.manager):
        assert db.session.scalars(select(IncomingReferral)).all() == []
        everywhere = select(func.count()).select_from(IncomingReferral).execution_options(every_tenant=True)
        assert db.session.scalars(everywhere).one() == 0


def test_a_courier_who_comes_twice_changes_nothing(story, world):
    case_id = story.decided()
    referral = asked(story, case_id, world.b.tenant_id)
    there = first_there(story, world.b.front_office)
    story.do(world.b.back_office, lambda: incoming.answer(there, 1, "refused", "Penuh"))
    settle(story)
    for _again in range(2):
        carry(story, world.a.tenant_id, lambda: jobs.carry_referral(referral))
        carry(story, world.b.tenant_id, lambda: jobs.carry_reply(there))
    assert [step.move for step in card(story, case_id).steps] == ["send", "answer"]
    with story.as_(world.b.manager):
        assert db.session.scalars(select(IncomingEvent.move).order_by(IncomingEvent.id)).all() == ["send", "answer"]
        assert db.session.scalars(select(func.count()).select_from(IncomingReferral)).one() == 1


def test_a_delivery_that_fails_is_made_later(story, world, monkeypatch):
    case_id = story.decided()
    with monkeypatch.context() as broken:
        broken.setattr("cases.actions.incoming.notify", lambda *_a, **_k: 1 / 0)
        asked(story, case_id, world.b.tenant_id)
    with story.as_(world.b.manager):
        assert db.session.scalars(select(IncomingReferral)).all() == []  # nothing half-taken
    with story.as_(world.a.manager):
        waiting = select(Outbox.attempts).where(Outbox.job == "cases.carry_referral", Outbox.done_at.is_(None))
        assert db.session.scalars(waiting).all() == [1]
    with clock.set_to(clock.now() + timedelta(hours=1)):
        settle(story)
    assert first_there(story, world.b.manager)


def test_without_consent_or_from_a_confidential_case_nothing_leaves(story, world):
    silent = story.decided(consent_share=False)
    version = story.case(silent).version
    data = {"site_id": world.b.tenant_id, "service": "x", "note": None, "fields": FIELDS, "version": version}
    assert refused(story, world.a.manager, lambda: sites.refer_to_site(silent, data)).code == "no_consent"
    raise_it = {"note": "Lama", "fields": FIELDS, "version": version}
    assert refused(story, world.a.manager, lambda: sites.escalate(silent, raise_it)).code == "no_consent"
    hidden = story.decided(person={"nik": None, "name": "Ani"})
    story.do(world.a.manager, lambda: actions.confidential.mark(hidden, story.case(hidden).version, "Kekerasan"))
    data["version"] = raise_it["version"] = story.case(hidden).version
    assert refused(story, world.a.manager, lambda: sites.refer_to_site(hidden, data)).code == "confidential"
    assert refused(story, world.a.manager, lambda: sites.escalate(hidden, raise_it)).code == "confidential"


@pytest.mark.parametrize("wrong", ["own", "ministry", "nowhere"])
def test_only_another_site_can_be_asked(story, world, wrong):
    case_id = story.decided()
    site_id = {"own": world.a.tenant_id, "ministry": world.ministry.tenant_id, "nowhere": 9999}[wrong]
    with pytest.raises(Refused) as refusal:
        asked(story, case_id, site_id)
    assert refusal.value.field == "site_id"


def test_what_is_raised_to_the_province_is_all_its_supervisor_sees_in_full(story, world):
    case_id = story.decided()
    story.decided(person={"nik": None, "name": "Tetangga"})
    raised(story, case_id)
    case = story.case(case_id)
    assert (case.level, case.state) == (Level.PROVINCE, State.DECIDED)
    assert inbox(story, world.province) == ["incoming_sent"]
    with story.as_(world.province):
        (row,) = incoming_list().rows
        assert (row.name, row.kind) == ("Junaidi", "escalation")
    with story.as_(world.province_b):
        assert incoming_list().rows == []
        with pytest.raises(Refused):
            incoming_view(row.id)
    story.do(world.province, lambda: incoming.answer(row.id, 1, "granted", "Sudah kami telepon BPJS provinsi"))
    settle(story)
    shown = card(story, case_id)
    assert (shown.kind, shown.state, shown.result) == ("escalation", "answered", "granted")
    assert shown.steps[-1].note == "Sudah kami telepon BPJS provinsi"
    assert story.case(case_id).state == State.DECIDED  # advice moves no case
    assert inbox(story, world.a.back_office)[-1] == "referral_answered"


def test_a_case_rises_to_the_ministry_s_desk_and_no_further(story, world):
    case_id = story.decided()
    raised(story, case_id)
    raised(story, case_id, world.a.manager)
    assert story.case(case_id).level == Level.MINISTRY
    with story.as_(world.a.manager):
        assert [each.agency_name for each in queries.case_view(case_id).referrals] == [
            "Provinsi Kepulauan Bangka Belitung", "Kementerian Sosial",
        ]  # fmt: skip
    data = {"note": "Lagi", "fields": FIELDS, "version": story.case(case_id).version}
    assert refused(story, world.a.manager, lambda: sites.escalate(case_id, data)).code == "illegal_move"


def test_revoking_reaches_the_other_site_and_hides_the_packet(story, world):
    case_id = story.decided()
    referral = asked(story, case_id, world.b.tenant_id)
    there = first_there(story, world.b.front_office)
    story.do(world.a.manager, lambda: actions.revoke(referral, 1, "Keluarga sudah datang"))
    settle(story)
    assert inbox(story, world.b.front_office)[-1] == "incoming_revoked"
    with story.as_(world.b.front_office):
        view = incoming_view(there)
        assert (view.shared, view.shared_fields, view.moves) == ([], {}, [])
        assert view.revoked.note == "Keluarga sudah datang"
        version = view.incoming.version
    told = refused(story, world.b.front_office, lambda: incoming.accept(there, version))
    assert told.code == "revoked"


def test_an_answer_that_crosses_the_revocation_is_kept_and_moves_nothing(story, world):
    case_id = story.decided()
    referral = asked(story, case_id, world.b.tenant_id)
    there = first_there(story, world.b.front_office)
    story.do(world.b.back_office, lambda: incoming.answer(there, 1, "granted", "Sudah dijemput"))
    story.do(world.a.manager, lambda: actions.revoke(referral, 1, "Tidak jadi"))
    settle(story)
    shown = card(story, case_id)
    assert (shown.state, shown.result) == ("revoked", None)
    assert [(step.move, step.note) for step in shown.steps[1:]] == [
        ("revoke", "Tidak jadi"), ("answer_too_late", "Sudah dijemput"),
    ]  # fmt: skip
    with story.as_(world.b.back_office):
        assert incoming_view(there).incoming.state == "answered"


def test_the_other_district_makes_a_case_of_it_once(story, world):
    case_id = story.decided()
    asked(story, case_id, world.b.tenant_id)
    there = first_there(story, world.b.front_office)
    typed = person_data(world.b, nik=None, name="Junaidi")
    person = story.do(world.b.front_office, lambda: create_person(typed, uuid4()).id)
    made = story.do(
        world.b.front_office, lambda: incoming.make_case(there, 1, person, intake(world.b, consent_share=False)).id
    )
    settle(story)
    assert story.case(made, world.b).state == State.REGISTERED
    assert card(story, case_id).state == "in_progress"
    again = lambda: incoming.make_case(there, 3, person, intake(world.b))  # noqa: E731
    assert refused(story, world.b.front_office, again).code == "registered"


def test_who_may_not_answer_sees_no_packet(story, world):
    asked(story, story.decided(), world.b.tenant_id)
    there = first_there(story, world.b.front_office)
    for member in (world.b.facilitator, world.b.supervisor, world.b.administrator):
        assert refused(story, member, lambda: incoming.receive(there)).status == 403
    assert refused(story, world.a.manager, lambda: incoming.receive(there)).status == 404
