"""The access log answers the privacy officer's questions: about whom, which case, who, when; and leaves as a table."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from cases import queries
from foundation import clock
from foundation.db import db
from registry.queries import person_view
from tenants import audit
from tenants.access_log import LogView, exported, log_page
from tests.cases.conftest import NIK, mailbox, story

__all__ = ["mailbox", "story"]
LONG_AGO = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


@pytest.fixture
def watched(story, world) -> tuple[int, int]:
    """Two people with a case each; both were looked at by several, one of them also by an agency."""
    first = story.decided()
    second = story.register(person={"nik": None, "name": "Ani Wulandari"})
    referral = story.refer(first)
    story.do(world.a.supervisor, lambda: queries.case_view(first))
    story.do(world.a.supervisor, lambda: queries.case_view(second))
    story.do(world.a.health_office_officer, lambda: queries.referral_view(referral))
    with clock.set_to(LONG_AGO):
        story.do(world.a.back_office, lambda: person_view(story.case(first).person_id))
    return first, second


def lines(as_, member, **wanted):
    with as_(member):
        page = log_page(LogView(**wanted))
        db.session.rollback()
        return [(line.actor, line.action, line.name) for line in page.rows]


def test_by_person_it_holds_every_look_the_agencys_too_and_nobody_elses(as_, story, watched, world):
    found = lines(as_, world.a.privacy_officer, person_id=story.case(watched[0]).person_id)
    actions_ = {action for _actor, action, _name in found}
    assert {"person.created", "case.registered", "case.viewed", "referral.viewed", "person.viewed"} <= actions_
    assert (world.a.health_office_officer.name, "referral.viewed", "") in found
    assert not any("Ani" in name or "000002" in name for _actor, _action, name in found)


def test_by_case_member_and_days(as_, watched, world):
    officer, supervisor = world.a.privacy_officer, world.a.supervisor
    of_case = lines(as_, officer, case_code="blt 26 2")
    assert {name for _actor, _action, name in of_case} == {"BLT-26-000002"}
    of_member = lines(as_, officer, member_id=supervisor.membership_id)
    assert {actor for actor, _action, _name in of_member} == {supervisor.name}
    then = lines(as_, officer, first=LONG_AGO.date(), last=LONG_AGO.date())
    assert [action for _actor, action, _name in then] == ["person.viewed"]
    assert lines(as_, officer, last=LONG_AGO.date() - timedelta(days=1)) == []
    assert lines(as_, officer, case_code="BLT-26-999999") == []


def test_a_confidential_case_is_not_named_to_the_privacy_officer(as_, story, world):
    hidden = story.register(case_type="violence", kind="complaint")
    code, person = story.case(hidden).code, story.case(hidden).person_id
    found = lines(as_, world.a.privacy_officer, person_id=person)
    assert ("case.registered", "") in [(action, name) for _actor, action, name in found], "the look itself is there"
    assert lines(as_, world.a.privacy_officer, case_code=code) == []
    assert lines(as_, world.a.manager, case_code=code) != []


def test_an_administrator_reads_the_log_without_names_of_citizens(as_, watched, world):
    assert {name for _actor, _action, name in lines(as_, world.a.administrator)} <= {
        "",
        "BLT-26-000001",
        "BLT-26-000002",
    }


def test_it_turns_pages_by_time_without_losing_a_line(as_, world):
    with as_(world.a.privacy_officer):
        for number in range(30):
            with clock.set_to(LONG_AGO + timedelta(minutes=number // 3)):
                audit.record("token.create", "token", number + 1)
        db.session.commit()
        seen, cursor = [], None
        while True:
            page = log_page(LogView(), cursor, size=7)
            seen += [line.subject_id for line in page.rows]
            if (cursor := page.next) is None:
                break
        db.session.rollback()
    assert seen == list(range(30, 0, -1))


def test_each_filter_finds_its_lines_by_index(as_, watched, world):
    with as_(world.a.privacy_officer):
        for way in ("seqscan", "bitmapscan", "sort"):  # whether an index can serve it, not what is cheap with few rows
            db.session.execute(text(f"SET LOCAL enable_{way} = off"))
        for column, index in (
            ("person_id = 1", "ix_audit_entry_person"), ("membership_id = 1", "ix_audit_entry_member"),
            ("subject_kind = 'case' AND subject_id = 1", "ix_audit_entry_subject"), ("at < now()", "ix_audit_entry_at"),
        ):  # fmt: skip
            own = f"SELECT * FROM audit_entry WHERE tenant_id = {world.a.tenant_id} AND {column}"
            plan = "\n".join(db.session.scalars(text(f"EXPLAIN {own} ORDER BY at DESC, id DESC LIMIT 51")))
            assert index in plan, plan
            assert "Sort" not in plan, plan


def test_the_page_filters_and_keeps_what_was_typed(client, sign_in, watched, world):
    sign_in(client, world.a.privacy_officer)
    page = client.get("/catatan-akses?kasus=BLT-26-000002&dari=2026-01-01")
    assert "BLT-26-000002" in page.text
    assert "BLT-26-000001" not in page.text
    wrong = client.get("/catatan-akses?dari=2026-05-01&sampai=2026-04-01&petugas=999999")
    assert wrong.status_code == 422
    assert "Tanggal terakhir harus sesudah tanggal pertama" in wrong.text
    assert client.get("/catatan-akses?warga=1&sesudah=x").status_code == 400


def test_it_leaves_as_a_table_in_which_nothing_runs(as_, client, sign_in, watched, world):
    with as_(world.a.manager):
        audit.record("person.nik_revealed", "person", 1, reason="=HYPERLINK(1)")
        db.session.commit()
    sign_in(client, world.a.privacy_officer)
    answer = client.get("/catatan-akses.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0] == ["Waktu", "Siapa", "Peran", "Apa", "Alasan"]
    assert any(row[4] == "'=HYPERLINK(1)" for row in rows)
    assert NIK not in answer.text
    assert lines(as_, world.a.manager)[0][1] == "audit.exported"
    with as_(world.a.privacy_officer):
        assert len(list(exported(LogView(person_id=999)))) == 1


def test_a_citizen_gets_a_list_of_who_looked(as_, story, client, sign_in, watched, world):
    person = story.case(watched[0]).person_id
    sign_in(client, world.a.privacy_officer)
    page = client.get(f"/warga/{person}/pembuka-data")
    for words in ("Siapa yang membuka data Anda?", world.a.health_office_officer.name, "Membuka rujukan", "Junaidi"):
        assert words in page.text, words
    assert "Ani Wulandari" not in page.text
    assert lines(as_, world.a.manager)[0][1] == "audit.printed"
    assert client.get("/warga/999/pembuka-data").status_code == 404


def test_who_guards_no_data_gets_no_list(client, sign_in, watched, world):
    for member in (world.a.front_office, world.a.administrator):
        sign_in(client, member)
        assert client.get("/warga/1/pembuka-data").status_code == 403
    sign_in(client, world.a.front_office)
    assert client.get("/catatan-akses.csv").status_code == 403


def test_a_moved_case_is_about_its_citizen_without_anybody_saying_so(story, admin):
    case_id = story.register()
    story.move(case_id, "accept")
    about = admin.execute("SELECT person_id FROM audit_entry WHERE action = 'case.moved'").fetchall()
    assert about == [(story.case(case_id).person_id,)]
