"""What a citizen asks about their own data is taken in with care, answered within the clock, and proved."""

import io
import json
import zipfile
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import select

from cases.models import Consent
from exchange.columns import columns
from exchange.queries.exports import Wanted, exported
from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from foundation.storage import Erased
from privacy import actions, queries
from privacy.law import RIGHTS
from privacy.models import DataRequest
from privacy.pages.copies import copy_of
from registry.actions import correct
from registry.actions.observations import Seen, seen_today
from registry.actions.screening import ask_run
from registry.models import Observation, ScreeningRun
from tenants.models import AuditEntry
from tests.privacy.conftest import ASKED
from tests.registry.people import NIK


def request_of(story, member, request_id) -> DataRequest:
    with story.as_(member):
        found = queries.get_request(request_id)
        db.session.expunge(found)
        return found


@pytest.mark.parametrize("kind", list(RIGHTS))
def test_the_clock_of_the_law_starts_when_it_is_taken_in(story, world, taken, kind):
    request = request_of(story, world.a.manager, taken(kind, variable="birth_date" if kind == "correction" else None))
    hours = RIGHTS[kind].hours
    assert request.due_at - request.asked_at >= timedelta(hours=hours or 24 * 14) - timedelta(seconds=1)
    with time_machine.travel(now() + timedelta(hours=73), tick=False), story.as_(world.a.privacy_officer):
        row = queries.open_requests().rows[0]
        assert row.hours_left in ((-1, -2) if hours else (None,))


def test_whose_clock_runs_out_first_comes_first(story, world, taken):
    late, soon = taken("erasure"), taken("access")
    with story.as_(world.a.privacy_officer):
        assert [row.request.id for row in queries.open_requests().rows] == [soon, late]


def test_a_copy_holds_everything_and_no_number_in_clear(story, world, person_id, taken):
    request_id = taken("access")
    with story.as_(world.a.manager):
        content, counts = copy_of(person_id)
        actions.hand_copy(request_id, content, counts, "", queries.get_request(request_id).version)
        db.session.commit()
    with story.as_(world.a.manager):
        archive = zipfile.ZipFile(io.BytesIO(actions.fetch_copy(request_id)))
        db.session.commit()
    page, data = archive.read("data.html").decode(), json.loads(archive.read("data.json"))
    for word in ("Junaidi", "Suami saya ditolak", "Reaktivasi PBI-JK", "Dusun Lalang II", "1906••••••••0001"):
        assert word in page
        assert word in json.dumps(data, ensure_ascii=False)
    assert NIK not in page
    assert "+62812" not in page
    tables = {part["tabel"] for part in data["bagian"]}
    assert tables >= {"person", "household", "observation", "case", "case_intake", "narrative", "audit_entry"}
    assert request_of(story, world.a.manager, request_id).outcome["narrative"] == counts["narrative"]


def test_a_copy_lies_here_for_a_week_and_no_longer(story, world, taken):
    request_id = taken("access")
    story.do(world.a.manager, lambda: actions.hand_copy(request_id, b"zip", {}, "", 1))
    file_id = request_of(story, world.a.manager, request_id).file_id
    with time_machine.travel(now() + timedelta(days=7, minutes=1), tick=True):
        story.run_jobs()
        with story.as_(world.a.manager), pytest.raises(Refused) as refused:
            actions.fetch_copy(request_id)
        assert refused.value.status == 410
        with story.as_(world.a.manager), pytest.raises(Erased):
            actions.requests.storage.content_of(file_id)


def test_a_confidential_case_is_in_nobodys_copy_who_may_not_see_it(story, world, person_id, case_id):
    hidden = story.register(summary="Kekerasan di rumah", person={"nik": None})
    with story.as_(world.a.manager):
        case = actions.requests.db.session.get_one(type(story.case(hidden)), (world.a.tenant_id, hidden))
        case.person_id, case.confidential = person_id, True
        db.session.commit()
    for member, seen in ((world.a.manager, True), (world.a.privacy_officer, False)):
        with story.as_(member):
            told = repr(queries.sections(person_id))
            assert ("Kekerasan di rumah" in told) is seen


def test_a_correction_is_granted_once_the_registry_says_it_better_and_both_stay(story, world, person_id, taken):
    request_id = taken("correction", variable="birth_place")
    with story.as_(world.a.manager), pytest.raises(Refused) as refused:
        actions.corrected(request_id, "", 1)
    assert refused.value.code == "not_corrected"

    def mend() -> None:
        wrong = db.session.scalars(select(Observation).where(Observation.person_id == person_id)).first()
        seen: Seen = seen_today()
        correct("person", person_id, wrong.id, "birth_place", "Gantung", seen)

    story.do(world.a.back_office, mend)
    story.do(world.a.manager, lambda: actions.corrected(request_id, "", 1))
    with story.as_(world.a.manager):
        said = [
            each.facts.get("birth_place")
            for each in db.session.scalars(select(Observation).where(Observation.person_id == person_id))
        ]
    assert {"Manggar", "Gantung"} <= set(said)
    assert request_of(story, world.a.manager, request_id).state == "granted"


def test_who_is_restricted_is_in_no_run_no_data_set_and_no_new_referral(
    story, world, person_id, case_id, taken, asking, approving
):
    request_id = taken("restriction")
    story.do(world.a.privacy_officer, lambda: actions.restrict(request_id, "Menunggu sengketa data", 1))

    def people_screened() -> int:
        run_id = story.do(world.a.supervisor, lambda: ask_run().id)
        story.run_jobs()
        with story.as_(world.a.manager):
            return db.session.scalars(select(ScreeningRun.people).where(ScreeningRun.id == run_id)).one()

    assert people_screened() == 0
    share_id = asking()
    approving(share_id)
    with story.as_(world.a.manager):
        assert "Tidak ada warga" in queries.get_share(share_id).note
    with story.as_(world.a.manager):
        assert list(exported(Wanted([columns()["name"]]))) == []
    with pytest.raises(Refused) as refused:
        story.refer(case_id)
    assert refused.value.code == "restricted"

    story.do(world.a.manager, lambda: actions.lift(request_id, "Sengketa selesai"))
    assert people_screened() == 1
    story.refer(case_id)


def test_withdrawing_takes_consent_back_in_every_case(story, world, person_id, case_id, taken):
    request_id = taken("withdrawal")
    story.do(world.a.manager, lambda: actions.withdraw(request_id, "", 1))
    with story.as_(world.a.manager):
        assert None not in db.session.scalars(select(Consent.withdrawn_at)).all()
    with pytest.raises(Refused, match="belum menyetujui"):
        story.refer(case_id)


def test_declining_needs_a_reason_and_ends_the_clock(story, world, taken):
    request_id = taken("erasure")
    story.do(world.a.head, lambda: actions.decline(request_id, "Harus disimpan lima tahun: UU 43/2009", 1))
    with story.as_(world.a.head):
        assert queries.open_requests().rows == []
        assert queries.answered_requests().rows[0].request.note.startswith("Harus disimpan")
        with pytest.raises(Refused) as refused:
            actions.decline(request_id, "Sekali lagi", 2)
    assert refused.value.status == 409


def test_every_step_is_in_the_citizens_own_log(story, world, person_id, taken):
    request_id = taken("restriction")
    story.do(world.a.manager, lambda: actions.restrict(request_id, "", 1))
    with story.as_(world.a.manager):
        lines = db.session.execute(select(AuditEntry.action, AuditEntry.person_id)).all()
    assert {line.action for line in lines if line.person_id == person_id} >= {
        "data_request.taken", "person.restricted", "data_request.granted",
    }  # fmt: skip


def test_another_site_and_the_desk_cannot_answer(story, world, person_id, taken):
    request_id = taken("restriction")
    for member, status in ((world.b.manager, 404), (world.a.front_office, 403), (world.a.administrator, 403)):
        with story.as_(member), pytest.raises(Refused) as refused:
            actions.restrict(request_id, "", 1)
        assert refused.value.status == status
    with story.as_(world.b.manager), pytest.raises(Refused) as refused:
        actions.take(person_id, ASKED, UUID(int=7))
    assert refused.value.status == 404


def test_the_same_form_sent_twice_is_one_request(story, world, person_id):
    key = uuid4()
    ids = {story.do(world.a.front_office, lambda: actions.take(person_id, ASKED, key).id) for _ in range(2)}
    assert len(ids) == 1
