"""The access log: lines are added, never changed."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from foundation.db import db
from tenants import audit
from tenants.models import AuditEntry


def test_a_line_says_who_what_and_why(as_, browser_of, world):
    with as_(world.a.manager):
        audit.record("token.create", "token", 12, reason="uji banding")
        db.session.commit()
    page = browser_of(world.a.manager).get("/catatan-akses").text
    for words in (world.a.manager.name, "Membuat token API", "token 12", "uji banding"):
        assert words in page
    assert "uji banding" not in browser_of(world.b.manager).get("/catatan-akses").text


@pytest.mark.parametrize("who", [lambda w: w.a.health_office_officer, lambda w: w.province, lambda w: w.ministry])
def test_readers_who_cannot_read_the_log_still_leave_lines(as_, world, who):
    with as_(who(world)):
        audit.record("token.create", "token", 1)
        db.session.commit()


@pytest.mark.parametrize(
    "change", ["UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"]
)
@pytest.mark.parametrize(
    "who", [lambda w: w.a.head, lambda w: w.a.health_office_officer, lambda w: w.province, lambda w: w.ministry]
)
def test_no_reader_can_change_or_delete_a_line(as_, world, who, change):
    with as_(who(world)), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text(change))


def test_the_log_turns_pages_without_losing_a_line(as_, browser_of, world):
    with as_(world.a.head):
        db.session.add_all(
            AuditEntry(actor="A", action="x", subject_kind="hal", subject_id=number, detail={})
            for number in range(1, 121)
        )
        db.session.commit()
    client, seen, place = browser_of(world.a.head), [], "/catatan-akses"
    while place:
        page = client.get(place).text
        seen += [number for number in range(1, 121) if f": hal {number}</span>" in page]
        place = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0] if 'rel="next"' in page else ""
    assert sorted(seen) == list(range(1, 121))
    assert client.get("/catatan-akses?sesudah=bukan-kursor").status_code == 400


def test_who_may_not_read_the_log_gets_403(browser_of, world):
    assert browser_of(world.a.front_office).get("/catatan-akses").status_code == 403
