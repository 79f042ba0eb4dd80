"""Update rounds: proposed, agreed, visited, signed one after the other by whoever may, and nobody else's."""

import io
import re
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import func, select

from foundation.db import db
from foundation.errors import Refused
from registry.models import Participation, WelfareStatus
from registry.rounds import actions, queries
from registry.rounds.actions import Answer
from registry.rounds.machine import FINAL, MOVES, State, open_moves
from registry.rounds.models import RoundEvent, RoundItem
from registry.rounds.schemas import MinutesSchema, OpenSchema, ProposalSchema
from tests import uploads
from tests.registry import people
from tests.statements import counted

LALANG = people.LALANG
MINUTES = {
    "number": "140/07/BA/2026", "held_on": "2026-03-05", "held_at": "Balai Desa", "chair": "Suharti",
    "attendance": "Suharti, Kepala Dusun\nRustam, Ketua RT 03",
}  # fmt: skip


@pytest.fixture
def junaidi_in(world, as_, junaidi) -> int:
    """A round of Desa Lalang in which Junaidi is proposed for PKH; its number."""
    with as_(world.a.back_office):
        round_id = opened().id
        actions.propose(round_id, junaidi, proposal())
        db.session.commit()
    return round_id


def opened(**changes):
    told = {"village_code": LALANG, "basis": "musdes", "cut_off_on": "2026-03-17"} | changes
    return actions.open_round(OpenSchema().load(told), uuid4())


def proposal(**changes):
    return ProposalSchema().load({"kind": "in", "programme": "pkh", "reason": "agreed"} | changes)


@pytest.fixture
def take(as_):
    """`take(round_id, member, "verify")`: that step by that member."""

    def step(round_id: int, member, name: str, **told):
        with as_(member):
            version = queries.get_round(round_id).version
            if name == "hold":
                actions.write_minutes(round_id, MinutesSchema().load(MINUTES | {"version": version}))
            else:
                actions.move(round_id, name, {"note": "", "code": None, "version": version} | told)
            db.session.commit()

    return step


def signed(take, visit, world, round_id: int) -> None:
    """From the draft to where it can be sent."""
    take(round_id, world.a.facilitator, "hold")
    take(round_id, world.a.village_head, "sign_village")
    visit(round_id)
    take(round_id, world.a.verifier, "verify")
    take(round_id, world.a.head, "approve")


@pytest.fixture
def visit(as_, world):
    def go(round_id: int, finding: str = "fits") -> None:
        with as_(world.a.facilitator):
            for row in queries.round_view(queries.get_round(round_id)).standing:
                told = {"finding": finding, "visited_on": row.item.visited_on or MinutesSchema().load(
                    MINUTES | {"version": 1})["held_on"], "finding_note": "rumah bilik"}  # fmt: skip
                actions.record_visit(round_id, row.item.id, told)
            db.session.commit()

    return go


def test_a_round_is_signed_by_each_in_turn_and_the_story_tells(world, as_, junaidi_in, take, visit):
    signed(take, visit, world, junaidi_in)
    with as_(world.a.back_office):
        view = queries.round_view(queries.get_round(junaidi_in))
        assert view.round.state == State.APPROVED
        assert [(each.move, each.signed) for each in view.events] == [
            ("hold", False), ("sign_village", True), ("verify", True), ("approve", True),
        ]  # fmt: skip
        assert [each.actor_name for each in view.events][1] == world.a.village_head.name


@pytest.mark.parametrize(
    ("member", "name"),
    [("facilitator", "sign_village"), ("village_head", "verify"), ("verifier", "approve"), ("front_office", "hold")],
)
def test_nobody_takes_anothers_step(world, junaidi_in, take, member, name):
    with pytest.raises(Refused) as refused:
        take(junaidi_in, getattr(world.a, member), name)
    assert refused.value.status in (403, 404)


def test_without_a_visit_the_verifier_does_not_sign(world, junaidi_in, take):
    take(junaidi_in, world.a.back_office, "hold")
    take(junaidi_in, world.a.village_head, "sign_village")
    with pytest.raises(Refused, match="belum dikunjungi"):
        take(junaidi_in, world.a.verifier, "verify")
    with pytest.raises(Refused) as refused:
        take(junaidi_in, world.a.verifier, "return_verifier")
    assert refused.value.field == "note"
    take(junaidi_in, world.a.verifier, "return_verifier", note="lengkapi kunjungan")
    take(junaidi_in, world.a.back_office, "hold")


def test_who_signs_gives_the_second_factor(world, junaidi_in, take, client, sign_in, one_time_code, admin, app):
    take(junaidi_in, world.a.back_office, "hold")
    sign_in(client, world.a.village_head)
    admin.execute("UPDATE signin_session SET confirmed_at = now() - interval '1 hour'")
    path = f"/pemutakhiran/{junaidi_in}/sign_village"
    page = client.get(path).get_data(as_text=True)
    sent = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("csrf_token", "version")}
    refused = client.post(path, data=sent)
    assert (refused.status_code, b'id="f-code-error"' in refused.data) == (422, True)
    assert client.post(path, data={**sent, "code": one_time_code()}).status_code == 303


def test_the_list_is_closed_once_the_minutes_are_written(world, as_, junaidi_in, take):
    take(junaidi_in, world.a.back_office, "hold")
    with as_(world.a.back_office), pytest.raises(Refused, match="sudah ditutup"):
        actions.propose(junaidi_in, 1, proposal())


def test_who_is_taken_off_stays_readable_and_may_come_back(world, as_, junaidi_in, junaidi):
    with as_(world.a.back_office):
        item = queries.round_view(queries.get_round(junaidi_in)).items[0].item
        actions.drop(junaidi_in, item.id, "sudah pindah")
        view = queries.round_view(queries.get_round(junaidi_in))
        assert (view.proposed, len(view.items)) == (0, 1)
        actions.propose(junaidi_in, junaidi, proposal(kind="correct", reason="changed", programme=""))
        with pytest.raises(Refused, match="sudah ada di daftar"):
            actions.propose(junaidi_in, junaidi, proposal())
        assert db.session.scalar(select(func.count()).select_from(RoundItem)) == 1


def test_each_kind_has_reasons_of_its_own(app):
    with app.app_context():
        assert (
            ProposalSchema().validate({"kind": "out", "reason": "agreed"})["reason"][0].startswith("Alasan ini bukan")
        )
        assert ProposalSchema().validate({"kind": "out", "reason": "deceased"}) == {}


def test_an_accepted_answer_becomes_status_and_participation(world, as_, junaidi_in, junaidi, take, visit):
    signed(take, visit, world, junaidi_in)
    take(junaidi_in, world.a.back_office, "send", note="SIKS 17/03 nomor 88")
    with pytest.raises(Refused, match="belum dijawab"):
        take(junaidi_in, world.a.back_office, "finish")
    with as_(world.a.back_office):
        view = queries.round_view(queries.get_round(junaidi_in))
        day = view.round.held_on
        answer = Answer(view.items[0].item.id, "accepted", day, desil=2, status="active", note="layak")
        for _again in range(2):
            assert actions.take_over(junaidi_in, [answer]) == 1
        status = db.session.scalars(select(WelfareStatus)).one()
        assert (status.desil, status.dtsen_status, status.source) == (2, "active", "siks_ng")
        gets = db.session.scalars(select(Participation)).one()
        assert (gets.programme, gets.standing, gets.source, gets.valid_from) == ("pkh", "active", "siks_ng", day)
        db.session.commit()
    take(junaidi_in, world.a.back_office, "finish")


def test_the_minutes_are_printed_masked_and_come_back_signed(world, as_, junaidi_in, take, client, sign_in):
    take(junaidi_in, world.a.back_office, "hold")
    sign_in(client, world.a.back_office)
    paper = client.get(f"/pemutakhiran/{junaidi_in}/berita-acara.pdf")
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.data)).pages)
    for expected in ("140/07/BA/2026", "Junaidi", "1906••••••••0001", "Rustam, Ketua RT 03", "Balai Desa"):
        assert expected in words
    assert people.NIK not in words
    page = client.get(f"/pemutakhiran/{junaidi_in}/pindaian").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    bad = {"csrf_token": token, "file": (io.BytesIO(b"MZ program"), "scan.pdf")}
    assert client.post(f"/pemutakhiran/{junaidi_in}/pindaian", data=bad).status_code == 422
    good = {"csrf_token": token, "file": (io.BytesIO(uploads.pdf("tertanda")), "scan.pdf")}
    assert client.post(f"/pemutakhiran/{junaidi_in}/pindaian", data=good).status_code == 303
    assert b"%PDF" in client.get(f"/pemutakhiran/{junaidi_in}/pindaian-tersimpan").data


def test_a_round_belongs_to_its_village_and_its_district(world, as_, junaidi_in, app, sign_in):
    theirs = sign_in(app.test_client(), world.b.back_office)
    for path in ("", "/berita-acara", "/berita-acara.pdf", "/usulan", "/pindaian", "/cancel", "/usulan/1/kunjungan"):
        assert theirs.get(f"/pemutakhiran/{junaidi_in}{path}").status_code == 404, path
    with as_(world.a.back_office):
        elsewhere = opened(village_code="19.06.01.2002").id
        db.session.commit()
    mine = sign_in(app.test_client(), world.a.village_head)
    assert mine.get(f"/pemutakhiran/{elsewhere}").status_code == 404
    assert mine.get(f"/pemutakhiran/{junaidi_in}").status_code == 200
    assert mine.get("/pemutakhiran/baru").status_code == 403


def test_a_page_costs_the_same_statements_however_many_are_proposed(world, as_, junaidi_in):
    costs = []
    for number in range(2):
        with as_(world.a.back_office):
            with counted() as sent:
                queries.round_view(queries.get_round(junaidi_in))
            costs.append(len(sent))
            for more in range(3):
                other = people.record(people.another(name=f"Rohani {number} {more}"))
                actions.propose(junaidi_in, other.id, proposal())
            db.session.commit()
    assert costs[0] == costs[1] <= 8


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=12))
def test_no_sequence_of_steps_leaves_the_table(names):
    state = State.DRAFT
    for name in names:
        if MOVES[name] in open_moves(state, lambda _permission: True):
            state = MOVES[name].target
    assert state in State
    assert state not in FINAL or open_moves(state, lambda _permission: True) == []


def test_steps_are_never_changed_or_deleted(world, as_, junaidi_in, take, admin):
    take(junaidi_in, world.a.back_office, "hold")
    held = admin.execute("SELECT has_any_column_privilege('slrt_staff', 'round_event', 'UPDATE')").fetchone()
    assert held == (False,)
    with as_(world.a.back_office):
        assert db.session.scalar(select(func.count()).select_from(RoundEvent)) == 1
