"""The roster: decrees, renewals, which villages have nobody, who leaves and what becomes of their work."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cases.actions import confidential
from cases.models import Case
from foundation.db import db
from foundation.errors import Refused
from tests.filled import filled
from tests.statements import counted
from tests.workforce.conftest import DECREE, SITI, TODAY
from workforce import actions, queries
from workforce.queries import RosterView
from workforce.schemas import AppointmentSchema, LeavingSchema

__all__ = ["filled"]


def leaving(version=1, **more):
    return LeavingSchema().load({"left_on": TODAY.isoformat(), "left_why": "moved", "version": version, **more})


def test_somebody_is_put_on_the_roster_and_found_again(office, admin):
    answer = office.post("/tenaga/tambah", data=SITI | {"request_key": "0198b5ce-0000-7000-8000-000000000001"})
    assert answer.status_code == 303
    page = office.get(answer.location).text
    for words in ("Siti Rahma", "460/12/2026", "Rp400.000", "0812 •••• 7890", "APBD kabupaten/kota"):
        assert words in page
    again = office.post("/tenaga/tambah", data=SITI | {"request_key": "0198b5ce-0000-7000-8000-000000000001"})
    assert again.location == answer.location, "the same form sent twice makes one person"
    assert "Siti Rahma" in office.get("/tenaga").text
    assert "Siti Rahma" in office.get("/tenaga?jabatan=facilitator&dana=district&desa=19.06.01.2001").text
    assert "Siti Rahma" not in office.get("/tenaga?jabatan=manager").text
    kept = admin.execute("SELECT phone_cipher, phone_hash FROM worker").fetchone()
    assert not any(b"8123456" in bytes(each) for each in kept)
    looked = admin.execute("SELECT count(*) FROM audit_entry WHERE action = 'worker.viewed'").fetchone()
    assert looked == (1,)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": ""}, "Belum diisi"),
        ({"post": "raja"}, "Pilih salah satu"),
        ({"villages": ""}, "Isi paling sedikit satu desa"),
        ({"villages": "33.11.01.2001"}, "bukan kode desa di kabupaten/kota ini"),
        ({"villages": "Atlantis"}, "tidak ada di kabupaten/kota ini"),
        ({"valid_until": "31/12/2025"}, "sesudah tanggal mulai"),
        ({"sk_date": "31/02/2026"}, "ada di kalender"),
        ({"honorarium": "4 juta"}, "tanpa huruf"),
        ({"honorarium": "4000000000"}, "Isi angka 0 sampai"),
        ({"honorarium": "-1"}, "Isi angka 0 sampai"),
        ({"funding": "unpaid"}, "tidak dibayar"),
        ({"phone": "0812 34"}, "kurang panjang"),
        ({"email": "bukan"}, "tidak lengkap"),
        ({"sk_number": "x" * 200}, "Terlalu panjang"),
    ],
)
def test_what_will_not_do_is_said_at_the_field_and_nothing_is_lost(office, admin, sent, words):
    answer = office.post("/tenaga/tambah", data=SITI | sent | {"request_key": "0198b5ce-0000-7000-8000-000000000002"})
    assert answer.status_code == 422
    assert words.lower() in answer.text.lower()
    assert "02/01/2026" in answer.text or "sk_date" in sent
    assert admin.execute("SELECT count(*) FROM worker").fetchone() == (0,)


def test_a_number_already_on_the_roster_is_refused(hired):
    hired()
    with pytest.raises(Refused, match="nomor ini"):
        hired(name="Siti R.")


def test_a_renewal_ends_the_decree_before_it(world, hired, as_, admin):
    number = hired()
    fresh = AppointmentSchema().load(DECREE | {"sk_number": "460/99/2027", "funding": "village"})
    with as_(world.a.manager):
        actions.appoint(number, fresh)
        with pytest.raises(Refused, match="sudah tercatat"):
            actions.appoint(number, fresh)
        db.session.commit()
        view = queries.worker(number)
        assert [each.appointment.sk_number for each in view.decrees] == ["460/99/2027", "460/12/2026"]
        assert view.standing
        assert view.standing.funding_label == "Dana desa"
    assert admin.execute("SELECT ended_why FROM appointment ORDER BY id").fetchall() == [("renewed",), (None,)]


def test_expiring_and_expired_decrees_are_found(world, hired, as_):
    soon, gone = TODAY + timedelta(days=30), TODAY - timedelta(days=1)
    hired(name="Ani Segera", phone="", valid_until=soon.isoformat())
    hired(name="Beni Habis", phone="", valid_until=gone.isoformat(), valid_from="2025-01-01")
    hired(name="Cici Lama", phone="", valid_until="")
    with as_(world.a.supervisor):
        found = {state: [line.name for line in queries.roster(RosterView(state=state)).rows]
                 for state in ("expiring", "expired", "standing")}  # fmt: skip
    assert found == {
        "expiring": ["Ani Segera"],
        "expired": ["Beni Habis"],
        "standing": ["Ani Segera", "Cici Lama"],
    }


def test_villages_are_covered_by_decrees_that_run_today(world, hired, as_):
    with as_(world.a.manager):
        before = queries.coverage()
    hired()
    hired(name="Beni Habis", phone="", villages="19.06.01.2002", valid_until=(TODAY - timedelta(days=1)).isoformat())
    hired(name="Operator", phone="", villages="19.06.01.2003", post="siks_operator")
    with as_(world.a.manager):
        after = queries.coverage()
    assert before.covered == 0
    assert after.covered == 1
    assert after.villages == before.villages > 20
    assert "19.06.01.2002" in next(each.open for each in after.districts if "19.06.01.2002" in each.open)


def test_pay_is_noted_for_many_and_the_last_word_counts(office, hired, admin):
    numbers = [hired(), hired(name="Ani", phone="", honorarium="")]
    month = f"{TODAY:%Y-%m}"
    missing = office.post(f"/tenaga/honor?bulan={month}", data={"workers": numbers, "state": "paid"})
    assert missing.status_code == 422
    assert "honor Ani tidak ada" in missing.text
    sent = {"workers": numbers, "state": "late", "amount": "350.000"}
    assert office.post(f"/tenaga/honor?bulan={month}", data=sent).status_code == 303
    assert (
        office.post(f"/tenaga/honor?bulan={month}", data={"workers": numbers[:1], "state": "paid"}).status_code == 303
    )
    rows = admin.execute("SELECT state, amount, funding FROM worker_pay ORDER BY worker_id").fetchall()
    assert rows == [("paid", 400_000, "district"), ("late", 350_000, "district")]
    page = office.get(f"/tenaga/honor?bulan={month}").text
    assert "Rp400.000" in page
    assert "Rp350.000" in page


@pytest.mark.parametrize("month", ["2026-13", "x", "2026", "' OR 1=1"])
def test_a_month_that_is_none_shows_the_present_one(office, month):
    assert office.get("/tenaga/honor", query_string={"bulan": month}).status_code == 200


@pytest.mark.parametrize(
    "sent", [{"workers": [], "state": "paid"}, {"workers": ["99999999"], "state": "paid"}, {"workers": ["x"]}]
)
def test_pay_of_nobody_or_strangers_is_refused(office, sent):
    assert office.post("/tenaga/honor", data=sent).status_code in (404, 422)


def test_pay_of_a_month_to_come_is_refused(world, hired, as_):
    number = hired()
    later = (TODAY.replace(day=1) + timedelta(days=40)).replace(day=1)
    with as_(world.a.manager), pytest.raises(Refused, match="belum mulai"):
        actions.note_pay(later, [number], "paid", 1)


def test_whoever_leaves_opens_nothing_any_more(app, world, hired, as_, admin, sign_in):
    number = hired()
    member = world.a.back_office
    browser = sign_in(app.test_client(), member)
    admin.execute("UPDATE worker SET membership_id = %s", [member.membership_id])
    with as_(world.a.manager):
        assert actions.leave(number, leaving()) == 0
        db.session.commit()
        assert [line.name for line in queries.roster(RosterView(state="left")).rows] == ["Siti Rahma"]
        assert queries.coverage().covered == 0
        with pytest.raises(Refused, match="sudah berhenti"):
            actions.leave(number, leaving(version=2))
    assert browser.get("/lainnya").status_code == 303
    admin.execute("UPDATE membership SET active = true, ended_at = NULL WHERE id = %s", [member.membership_id])


def test_the_last_administrator_does_not_leave_by_the_roster(world, hired, as_, admin):
    number = hired()
    admin.execute("UPDATE worker SET membership_id = %s", [world.a.administrator.membership_id])
    with as_(world.a.manager), pytest.raises(Refused, match="administrator terakhir"):
        actions.leave(number, leaving())


def test_open_cases_go_to_somebody_before_anybody_leaves(filled, hired, as_, admin):
    number = hired()
    back, manager = filled.a.back_office, filled.a.manager
    admin.execute("UPDATE worker SET membership_id = %s", [back.membership_id])
    admin.execute('UPDATE "case" SET owner_id = %s WHERE tenant_id = %s', [back.membership_id, filled.a.tenant_id])
    with as_(manager):
        assert queries.worker(number).open_work == [("kasus terbuka", 1)]
        with pytest.raises(Refused, match="1 kasus terbuka"):
            actions.leave(number, leaving())
    with as_(filled.a.administrator), pytest.raises(Refused, match="Minta manajer"):
        actions.leave(number, leaving(to=manager.membership_id))
    with as_(manager):
        case = db.session.scalars(select(Case)).one()
        confidential.mark(case.id, case.version, "Menyangkut kekerasan terhadap anak")
        db.session.commit()
    with as_(filled.a.administrator), pytest.raises(Refused, match="Minta manajer"):
        actions.leave(number, leaving())  # a case they do not see is counted all the same
    with as_(manager):
        assert actions.leave(number, leaving(to=manager.membership_id, left_note="Pindah ke Manggar")) == 1
        db.session.commit()
    owner = admin.execute('SELECT owner_id FROM "case" WHERE tenant_id = %s', [filled.a.tenant_id]).fetchone()
    assert owner == (manager.membership_id,)
    admin.execute("UPDATE membership SET active = true, ended_at = NULL WHERE id = %s", [back.membership_id])


def test_accounts_are_made_of_the_roster(app, world, hired, as_, admin, sign_in):
    number = hired()
    hired(name="Operator", phone="", post="siks_operator")
    browser = sign_in(app.test_client(), world.a.administrator)
    assert "1 orang belum punya akun" in browser.get("/tenaga").text
    assert browser.post("/tenaga/undang").status_code == 303
    made = admin.execute(
        "SELECT m.role, m.name, m.active, v.village_code FROM worker w"
        " JOIN membership m ON m.id = w.membership_id JOIN membership_village v ON v.membership_id = m.id"
        " WHERE w.id = %s",
        [number],
    ).fetchall()
    assert made == [("facilitator", "Siti Rahma", False, "19.06.01.2001")]
    assert "belum punya akun</h2>" not in browser.get("/tenaga").text
    with as_(world.a.manager):
        actions.appoint(number, AppointmentSchema().load(DECREE | {"sk_number": "2", "villages": "19.06.01.2002"}))
        db.session.commit()
    assert browser.post(f"/tenaga/{number}/akun").status_code == 303
    served = admin.execute("SELECT village_code FROM membership_village ORDER BY id DESC LIMIT 1").fetchone()
    assert served == ("19.06.01.2002",)


def test_an_account_from_before_the_roster_is_linked_once(app, world, hired, sign_in, admin):
    number, other = hired(), hired(name="Budi", phone="", villages="19.06.01.2002")
    browser = sign_in(app.test_client(), world.a.administrator)
    theirs = world.a.facilitator.membership_id
    assert world.a.facilitator.name in browser.get(f"/tenaga/{number}/hubungkan").text
    assert browser.post(f"/tenaga/{number}/hubungkan", data={"membership": theirs}).status_code == 303
    assert browser.post(f"/tenaga/{number}/hubungkan", data={"membership": theirs}).status_code in (409, 422)
    assert browser.post(f"/tenaga/{other}/hubungkan", data={"membership": theirs}).status_code == 422
    stranger = world.b.facilitator.membership_id
    assert browser.post(f"/tenaga/{other}/hubungkan", data={"membership": stranger}).status_code == 422
    assert admin.execute("SELECT membership_id FROM worker ORDER BY id").fetchall() == [(theirs,), (None,)]


def test_a_province_reads_shapes_and_no_person(app, world, hired, as_, sign_in):
    hired()
    with as_(world.province):
        shapes = queries.districts()
        assert [(each.name, each.people, each.covered) for each in shapes] == [("Belitung Timur", 1, 1)]
    page = sign_in(app.test_client(), world.province).get("/provinsi/tenaga").text
    assert "Belitung Timur" in page
    assert "Siti" not in page


def test_lists_cost_the_same_however_many_there_are(world, hired, as_):
    hired()
    with as_(world.a.manager):
        with counted() as few:
            queries.roster(RosterView())
        db.session.rollback()
    for number in range(8):
        hired(name=f"Orang {number}", phone="", villages="19.06.01.2002")
    with as_(world.a.manager):
        with counted() as many:
            page = queries.roster(RosterView(), size=5)
        assert len(many) <= len(few) + 1 <= 4
        rest = queries.roster(RosterView(), page.next, size=5)
        assert not {line.id for line in page.rows} & {line.id for line in rest.rows}


def test_programs_read_roster_decrees_and_coverage(world, hired, calls):
    number = hired()
    program = calls(world.a.manager)
    items = program.get("/workers", post="facilitator").get_json()["items"]
    assert [(each["name"], each["villages"]) for each in items] == [
        ("Siti Rahma", ["Desa Selinsing, Gantung"])
    ] or items
    assert "phone" not in items[0]
    decrees = program.get(f"/workers/{number}/appointments").get_json()["items"]
    assert [(each["sk_number"], each["honorarium"]) for each in decrees] == [("460/12/2026", 400_000)]
    assert program.get("/villages/coverage").get_json()["covered"] == 1
    assert calls(world.b.manager).get(f"/workers/{number}/appointments").status_code == 404
    assert calls(world.a.front_office).get("/workers").status_code == 403


@pytest.mark.parametrize("path", ["", "/sk", "/berhenti"])
def test_anothers_people_are_not_found(world, hired, client, sign_in, path):
    number = hired()
    sign_in(client, world.b.manager)
    assert client.get(f"/tenaga/{number}{path}").status_code == 404
