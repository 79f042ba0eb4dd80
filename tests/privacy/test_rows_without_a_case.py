"""What named a person before the registry knew them is found, and erased with them: rows of lists, requests."""

from datetime import timedelta
from uuid import uuid4

import time_machine
from sqlalchemy import select

from cases.actions import incoming
from cases.models import IncomingReferral
from cases.packets import opened
from exchange.models import ImportBatch, ImportRow
from foundation import storage
from foundation.clock import now
from foundation.crypto import vault
from foundation.db import db
from privacy.actions.erasure import wipe
from privacy.queries.holdings import sections
from privacy.queries.retention import due_scopes, plan_for
from privacy.queries.sweeps import past_their_time
from registry.actions import create_person
from registry.queries import get_person
from tests.cases.conftest import NIK, person_data
from tests.cases.test_sites import FIELDS, asked, first_there

LATER = timedelta(days=365 * 12)


def told_of(person_id: int, table: str) -> str:
    return str([section.rows for section in sections(person_id) if section.table == table])


def listed() -> set[int]:
    """Whom a list of today would name."""
    return {row.person_id for row in db.session.execute(past_their_time(now()))}


def test_a_refused_row_of_a_list_is_found_by_its_person_and_goes_with_them(story, world):
    def left_behind() -> int:
        batch = ImportBatch(
            kind="people", name="warga.xlsx", as_of=now().date(), file_id=_file(), sheets=["Data"], sheet="Data",
            heading_line=1, headings=["NIK"], state="done", asked_by=world.a.back_office.membership_id,
            asked_name="Back Office", asked_at=now(), total=1, bad=1,
        )  # fmt: skip
        db.session.add(batch)
        db.session.flush()
        fault = {"column": "address", "value": "Jalan Rahasia 7", "reason": "Terlalu panjang"}
        row = ImportRow(
            batch_id=batch.id, line=9, outcome="bad", nik_hash=vault().lookup(NIK, "nik"), faults=[fault]
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        return row.id

    row_id = story.do(world.a.back_office, left_behind)
    person_id = story.do(world.a.front_office, lambda: create_person(person_data(world.a), uuid4()).id)
    with story.as_(world.a.manager):
        assert "Jalan Rahasia 7" in told_of(person_id, "import_row")
    with time_machine.travel(now() + LATER), story.as_(world.a.manager):
        assert wipe(due_scopes(get_person(person_id)))["import_row"] == 1
    with story.as_(world.a.manager):
        row = db.session.scalars(select(ImportRow).where(ImportRow.id == row_id)).one()
        assert (row.nik_hash, row.faults, row.person_id) == (None, [], person_id)


def test_a_request_of_another_site_that_became_no_case_is_found_and_goes_too(story, world):
    asked(story, story.decided(), world.b.tenant_id, fields=[*FIELDS, "nik"])
    there = first_there(story, world.b.front_office)
    person_id = story.do(world.b.front_office, lambda: create_person(person_data(world.b), uuid4()).id)
    with story.as_(world.b.manager):
        assert "Junaidi" in told_of(person_id, "incoming_referral")
    with time_machine.travel(now() + LATER), story.as_(world.b.manager):
        assert "open_case" in plan_for(get_person(person_id)).hindrances, "it waits for our answer"
        assert person_id not in listed(), "so no list says that it may go"
    version = story.do(world.b.manager, lambda: incoming.receive(there).version)
    story.do(world.b.manager, lambda: incoming.decline(there, version, "Bukan warga kami", ""))
    with time_machine.travel(now() + LATER), story.as_(world.b.manager):
        assert person_id in listed()
        assert wipe(due_scopes(get_person(person_id)))["incoming_referral"] == 1
    with story.as_(world.b.manager):
        left = db.session.scalars(select(IncomingReferral).where(IncomingReferral.id == there)).one()
        assert (left.nik_hash, opened(left.body_cipher).fields) == (None, {})


def _file() -> int:
    return storage.keep(b"x", "application/octet-stream")
