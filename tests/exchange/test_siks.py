"""A round goes to SIKS-NG with its 39 variables, and the answer is accepted line by line."""

import io
import re
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from exchange.siks import variables
from foundation.db import db
from registry.models import Participation, Person, WelfareStatus
from registry.rounds import actions, queries
from registry.rounds.models import RoundItem
from registry.rounds.schemas import MinutesSchema, OpenSchema, ProposalSchema
from tenants.models import AuditEntry
from tests.exchange import lists
from tests.registry import people
from tests.registry.families import complete, family
from web.workbooks import opened

MINUTES = {
    "number": "140/07", "held_on": "2026-03-05", "held_at": "Balai Desa", "chair": "Suharti", "attendance": "Suharti",
}  # fmt: skip
OTHER = "1906010605810001"


@pytest.fixture
def junaidi(world, as_) -> int:
    with as_(world.a.front_office):
        number = people.record(people.typed()).id
        db.session.commit()
    return number


@pytest.fixture
def sent(world, as_, junaidi) -> int:
    """A round of Junaidi (in) and Marwan (out of Sembako) that waits for its answer; its number."""
    with as_(world.a.back_office):
        house, marwan, _rohani = family(nik=OTHER, family_card="1906011208109999", village_code=people.LALANG)
        complete(house)
        told = {"village_code": people.LALANG, "basis": "musdes", "cut_off_on": "2026-03-17"}
        number = actions.open_round(OpenSchema().load(told), uuid4()).id
        actions.propose(number, junaidi, ProposalSchema().load({"kind": "in", "programme": "pkh", "reason": "agreed"}))
        out = {"kind": "out", "programme": "sembako", "reason": "deceased"}
        actions.propose(number, marwan, ProposalSchema().load(out))
        db.session.commit()
    for member, name in (
        ("back_office", "hold"), ("village_head", "sign_village"), ("verifier", "verify"), ("head", "approve"),
        ("back_office", "send"),
    ):  # fmt: skip
        with as_(getattr(world.a, member)):
            version = queries.get_round(number).version
            if name == "hold":
                actions.write_minutes(number, MinutesSchema().load(MINUTES | {"version": version}))
                for row in queries.round_view(queries.get_round(number)).standing:
                    found = {"finding": "fits", "visited_on": MinutesSchema().load(MINUTES | {"version": 1})["held_on"]}
                    actions.record_visit(number, row.item.id, found | {"finding_note": ""})
            else:
                actions.move(number, name, {"note": "dikirim", "code": None, "version": version})
            db.session.commit()
    return number


@pytest.fixture
def desk(world, sign_in, client):
    return sign_in(client, world.a.back_office)


def token(desk, path: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', desk.get(path).get_data(as_text=True))[1]


def answer(desk, number: int, rows, headings=("NIK", "Status Usulan", "Desil", "Status DTSEN", "Alasan")) -> str:
    path = f"/pemutakhiran/{number}/jawaban"
    file = (io.BytesIO(lists.workbook(rows, headings=headings)), "jawaban.xlsx")
    told = {"csrf_token": token(desk, path), "answered_on": "2026-03-25", "file": file}
    return desk.post(path, data=told).get_data(as_text=True)


def accept(desk, number: int, page: str, **changes: str) -> str:
    hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))
    ticked = re.findall(r'name="take" value="(\d+)"', page)
    told = {**hidden, "take": ticked, **changes}
    return desk.post(f"/pemutakhiran/{number}/jawaban/terima", data=told, follow_redirects=True).get_data(as_text=True)


def test_the_workbook_has_the_39_variables_and_whole_numbers_and_is_written_down(desk, sent, world, as_):
    path = f"/pemutakhiran/{sent}/siks.xlsx"
    file = desk.post(path, data={"csrf_token": token(desk, f"/pemutakhiran/{sent}")}).data
    book = opened(file)
    assert book.sheets == ["Usulan", "Kolom"]
    heads, first, second = [row.cells for row in book.rows("Usulan")]
    assert {heading.split()[0] for heading in heads if re.match(r"[IK]\d\d ", heading)} == {
        str(each.official) for _heading, each in variables()
    }
    assert len({str(each.official) for _heading, each in variables()}) == 39
    told, other = (dict(zip(heads, cells, strict=False)) for cells in (first, second))
    assert (told["Usulan"], told["I02 NIK"]) == ("Diusulkan masuk", people.NIK)
    assert (other["Program"], other["I02 NIK"]) == ("Program Sembako (BPNT)", OTHER)
    with as_(world.a.manager):
        lines = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
        assert lines.count("person.disclosed") == 2
        assert "round.exported" in lines


def test_an_answer_is_laid_beside_the_proposals_and_accepted_line_by_line(desk, sent, world, as_, junaidi):
    rows = [
        [people.NIK, "Diterima", 2, "Aktif", ""],
        [OTHER, "Diterima", "", "Nonaktif", "Meninggal"],
        ["1906010404729999", "Diterima", 1, "Aktif", ""],
        [1906010404720001, "Diterima", 1, "Aktif", ""],
        [people.NIK, "Ditolak", "", "", ""],
    ]
    page = answer(desk, sent, rows)
    assert "2 baris cocok dengan usulan" in page
    assert "desil – menjadi 2" in page
    for words in ("tidak ada di daftar usulan", "tersimpan sebagai angka", "sudah ada di baris sebelumnya"):
        assert words in page
    assert people.NIK not in page
    with as_(world.a.back_office):
        assert db.session.scalar(select(func.count()).select_from(WelfareStatus)) == 0
        first = db.session.scalars(select(RoundItem).where(RoundItem.person_id == junaidi)).one().id
    assert "1 jawaban dicatat" in accept(desk, sent, page, take=str(first))
    with as_(world.a.back_office):
        person = db.session.get_one(Person, (world.a.tenant_id, junaidi))
        assert (person.desil, person.dtsen_status) == (2, "active")
        assert db.session.scalars(select(Participation.programme)).all() == ["pkh"]
        assert queries.round_view(queries.get_round(sent)).unanswered == 1
    assert "2 jawaban dicatat" in accept(desk, sent, answer(desk, sent, rows[:2]))
    with as_(world.a.back_office):
        assert queries.round_view(queries.get_round(sent)).unanswered == 0


def test_what_is_no_answer_is_refused_in_words(desk, sent):
    assert "Tidak ada kolom NIK dan hasil usulan" in answer(desk, sent, [["a", "b"]], headings=("Rapat", "Hasil rapat"))
    odd = answer(desk, sent, [[people.NIK, "Mungkin", 2, "", ""], [OTHER, "Diterima", 12, "", ""]])
    assert "Keputusan tidak dikenali: Mungkin" in odd
    assert "Desil harus 1 sampai 10" in odd
    path = f"/pemutakhiran/{sent}/jawaban/terima"
    forged = {"csrf_token": token(desk, f"/pemutakhiran/{sent}/jawaban"), "take": "1", "answer-1": "perhaps"}
    assert "tidak dapat dibaca" in desk.post(path, data=forged, follow_redirects=True).get_data(as_text=True)


def test_another_district_neither_takes_nor_answers_our_round(sent, app, world, sign_in):
    theirs = sign_in(app.test_client(), world.b.back_office)
    assert theirs.get(f"/pemutakhiran/{sent}/jawaban").status_code == 404
    told = {"csrf_token": token(theirs, "/data/masuk")}
    for path in ("siks.xlsx", "jawaban", "jawaban/terima"):
        assert theirs.post(f"/pemutakhiran/{sent}/{path}", data=told).status_code == 404, path
