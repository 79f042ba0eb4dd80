"""A data set leaves with a purpose, a decision, a mark and an end; and with nothing that was not approved."""

import csv
import hashlib
import io
import zipfile
from datetime import timedelta

import pytest
import time_machine
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from privacy import actions, columns, queries
from privacy.models import ShareAgreement, ShareDownload, ShareRequest
from tenants.models import AuditEntry
from tests.privacy.conftest import allowed, wanted
from tests.registry.people import NIK


def share_of(story, member, share_id) -> ShareRequest:
    with story.as_(member):
        share = queries.get_share(share_id)
        db.session.expunge(share)
        return share


def fetched(story, member, share_id) -> list[list[str]]:
    content, kind, name = story.do(member, lambda: actions.download(share_id))
    assert (kind, name.endswith(".csv")) == ("text/csv; charset=utf-8", True)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def cells(table, heading) -> list[str]:
    at = table[0].index(heading)
    return [row[at] for row in table[1:]]


def test_the_file_holds_the_approved_columns_masked_marked_and_inert(story, world, families, asking, approving):
    share_id = asking(columns=["name", "nik", "village_code", "income"], whole=["nik"])
    approving(share_id, columns=["name", "nik"], whole=[])
    heading, *rows = fetched(story, world.a.health_office_officer, share_id)
    share = share_of(story, world.a.manager, share_id)
    assert heading == ["Nama sesuai KTP", "NIK", "Asal data"]
    assert {row[0] for row in rows} == {"Junaidi", "'=HYPERLINK(Siti)", "Rina"}
    assert {row[1] for row in rows} == {"1906••••••••0001", ""}
    assert NIK not in repr(rows)
    assert all(part in rows[0][2] for part in (share.number, "Dinas Kesehatan", share.marker))
    assert share.asked["columns"] == ["name", "nik", "village_code", "income"]


def test_a_number_is_clear_only_when_that_was_approved(story, world, families, asking, approving):
    share_id = asking(whole=["nik"])
    approving(share_id)
    assert NIK in cells(fetched(story, world.a.health_office_officer, share_id), "NIK")


def test_the_same_people_in_two_files_stand_in_the_order_of_their_marks(story, world, families, asking, approving):
    orders = []
    for _ in range(2):
        share_id = asking()
        approving(share_id)
        share = share_of(story, world.a.manager, share_id)
        found = cells(fetched(story, world.a.health_office_officer, share_id), "Nama sesuai KTP")
        with story.as_(world.a.manager):
            content = actions.extracts.storage.content_of(share.file_id)
            ordered = sorted(
                families, key=lambda each: actions.extracts.vault().lookup(f"{share.marker}:{each}", "share.order")
            )
        names = dict(zip(families, ("Junaidi", "'=HYPERLINK(Siti)", "Rina"), strict=True))
        assert found == [names[each] for each in ordered]
        assert share.fingerprint == hashlib.sha256(content).hexdigest()
        orders.append((share.marker, share.fingerprint))
    assert len(set(orders)) == 2


def test_a_workbook_holds_the_same_marked_and_as_text(story, world, families, asking, approving):
    share_id = asking(file_format="xlsx")
    approving(share_id)
    content, kind, name = story.do(world.a.health_office_officer, lambda: actions.download(share_id))
    assert kind.endswith("spreadsheetml.sheet")
    assert name.endswith(".xlsx")
    heading, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    at = heading.index("Nama sesuai KTP")
    assert {row[at] for row in rows} == {"Junaidi", "=HYPERLINK(Siti)", "Rina"}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet, "no cell is a formula"
    marker = share_of(story, world.a.manager, share_id).marker
    assert marker in sheet.split("<headerFooter")[1]
    assert all(marker in row[-1] for row in rows)


def test_only_the_villages_and_programme_asked_for_are_in_it(story, world, families, asking, approving):
    share_id = asking(villages=["19.06.01.2001"])
    approving(share_id, villages=["19.06.01.2001"])
    assert len(fetched(story, world.a.health_office_officer, share_id)) == 3
    nobody = asking(programme="pkh", standing="active", period_from="2026-01-01")
    approving(nobody)
    share = share_of(story, world.a.health_office_officer, nobody)
    assert (share.state, share.file_id) == ("failed", None)
    assert "Tidak ada warga" in share.note


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"columns": ["name", "income"]}, "columns"),
        ({"whole": ["nik"]}, "whole"),
        ({"villages": ["19.06.02.2001"]}, "villages"),
        ({"villages": []}, "villages"),
    ],
)
def test_nothing_is_approved_that_was_not_asked(story, world, families, asking, changes, field):
    share_id = asking(villages=["19.06.01.2001"])
    with story.as_(world.a.manager), pytest.raises(Refused) as refused:
        actions.approve(share_id, allowed(queries.get_share(share_id), **changes))
    assert refused.value.field == field


def test_the_second_factor_is_asked_for_and_nothing_is_decided_without(story, world, families, asking):
    share_id = asking()
    with story.as_(world.a.manager) as who:
        data = allowed(queries.get_share(share_id))
        db.session.rollback()
        stale = who.__class__(**{**vars(who), "confirmed_at": now() - timedelta(hours=1)})
        with actions.sharing.access.acting_as(stale), pytest.raises(Refused) as refused:
            actions.approve(share_id, data)
    assert (refused.value.field, refused.value.code) == ("code", "code_needed")
    assert share_of(story, world.a.manager, share_id).state == "asked"


def test_the_link_dies_by_itself_and_the_bytes_with_it(story, world, families, asking, approving):
    share_id = asking()
    approving(share_id)
    fetched(story, world.a.health_office_officer, share_id)
    with time_machine.travel(now() + timedelta(days=7, minutes=1), tick=True):
        with story.as_(world.a.health_office_officer), pytest.raises(Refused) as refused:
            actions.download(share_id)
        assert refused.value.status == 410
        story.run_jobs()
    share = share_of(story, world.a.manager, share_id)
    assert share.state == "expired"
    with story.as_(world.a.manager), pytest.raises(actions.extracts.storage.Erased):
        actions.extracts.storage.content_of(share.file_id)


def test_revoking_erases_at_once_and_tells_why(story, world, families, asking, approving):
    share_id = asking()
    approving(share_id)
    story.do(world.a.head, lambda: actions.revoke(share_id, "Perjanjian berakhir"))
    with story.as_(world.a.health_office_officer):
        assert queries.get_share(share_id).note == "Perjanjian berakhir"
        with pytest.raises(Refused, match="tidak berlaku"):
            actions.download(share_id)


def test_every_step_and_every_person_in_the_file_is_in_the_log(story, world, families, asking, approving):
    share_id = asking()
    approving(share_id)
    fetched(story, world.a.health_office_officer, share_id)
    with story.as_(world.a.manager):
        lines = db.session.execute(select(AuditEntry.action, AuditEntry.actor, AuditEntry.person_id)).all()
        about_people = [line for line in lines if line.action == "person.shared"]
        downloads = db.session.scalars(select(ShareDownload.name)).all()
    assert {line.action for line in lines} >= {"share.asked", "share.approved", "share.made", "share.fetched"}
    assert sorted(line.person_id for line in about_people) == families
    assert {line.actor for line in about_people} == {"Dinas Kesehatan"}
    assert downloads == [world.a.health_office_officer.name]


def test_an_agency_sees_its_own_requests_alone(story, world, families, asking, approving):
    share_id = asking()
    approving(share_id)
    for stranger in (world.a.civil_registry_officer, world.b.health_office_officer, world.b.manager):
        with story.as_(stranger):
            assert queries.shares().rows == []
            for look in (queries.share_view, actions.download):
                with pytest.raises(Refused) as refused:
                    look(share_id)
                assert refused.value.status == 404
    with story.as_(world.a.front_office), pytest.raises(Refused) as refused:
        actions.ask(wanted(requester="Universitas"), share_uuid())
    assert refused.value.status == 403


def share_uuid():
    return actions.sharing.UUID(int=1)


def test_an_agency_cannot_decide_even_in_sql(story, world, families, asking, app):
    share_id = asking()
    agency = world.a.agencies["health_office"]
    with app.app_context(), enter(Context(Reader.AGENCY, world.a.tenant_id, agency)):
        share = db.session.scalars(select(ShareRequest).where(ShareRequest.id == share_id)).one()
        share.state = "approved"
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.flush()
        db.session.rollback()


@pytest.mark.parametrize("model", [ShareRequest, ShareDownload, ShareAgreement])
def test_nothing_of_it_is_seen_above_the_tenant(story, world, model):
    for reader in (world.province, world.ministry):
        with story.as_(reader), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(select(model.id)).all()


def test_what_came_by_letter_is_fetched_by_who_decides(story, world, families, asking, approving):
    share_id = asking(world.a.privacy_officer, requester="Pusdatin Kesejahteraan Sosial", letter="S-12/2026")
    approving(share_id)
    assert len(fetched(story, world.a.manager, share_id)) == 4
    with story.as_(world.a.privacy_officer), pytest.raises(Refused) as refused:
        actions.download(share_id)
    assert refused.value.status == 404


def test_the_same_form_sent_twice_asks_once(story, world):
    key = share_uuid()
    ids = {story.do(world.a.health_office_officer, lambda: actions.ask(wanted(), key).id) for _ in range(2)}
    assert len(ids) == 1


def test_hints_name_what_is_sensitive_and_what_is_wide():
    asked = wanted(columns=["name", "illness", "birth_date", "age"], whole=["nik"])
    said = " ".join(columns.hints(asked))
    for word in ("Data spesifik", "NIK diminta utuh", "Umur saja", "Seluruh warga"):
        assert word in said
    assert columns.hints(wanted(columns=["name"], villages=["19.06.01.2001"])) == []


def test_an_agreement_is_chosen_while_it_holds(story, world):
    agency = world.a.agencies["health_office"]
    said = {
        "agency_id": agency, "partner": None, "number": "PKS 7/2026", "about": "Data peserta jaminan kesehatan",
        "legal_basis": "Perbup 12/2025", "signed_on": now().date(), "valid_until": now().date() + timedelta(days=90),
    }  # fmt: skip
    agreement_id = story.do(world.a.manager, lambda: actions.agree(said).id)
    with story.as_(world.a.health_office_officer):
        assert [number for number, _words in queries.agreement_choices()] == [agreement_id]
    with story.as_(world.a.civil_registry_officer):
        assert queries.agreement_choices() == []
    story.do(world.a.manager, lambda: actions.end_agreement(agreement_id, "Digantikan yang baru"))
    with story.as_(world.a.health_office_officer):
        assert queries.agreement_choices() == []
