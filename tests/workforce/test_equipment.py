"""Equipment: added, handed over with a letter, returned, broken, lost; who holds what."""

import io
from uuid import uuid4

import pytest
from pypdf import PdfReader

from foundation.db import db
from foundation.errors import Refused
from tests.uploads import pdf
from tests.workforce.conftest import TODAY
from workforce.actions import equipment as actions
from workforce.queries import equipment as queries
from workforce.schemas import EquipmentSchema, MoveSchema

TABLET = {"kind": "tablet", "label": "Samsung Tab A8", "serial": "r52n-001", "funding": "state"}


@pytest.fixture
def tablet(world, as_):
    with as_(world.a.manager):
        made = actions.add_equipment(EquipmentSchema().load(TABLET), uuid4())
        db.session.commit()
    return made


def step(version=1, **more):
    return MoveSchema().load({"day": TODAY.isoformat(), "version": version, **more})


def test_from_the_shelf_to_somebodys_hands_and_back(office, tablet, hired, admin):
    siti = hired()
    place = f"/perlengkapan/{tablet}"
    assert "Serahkan kepada seseorang" in office.get(place).text
    form = office.get(f"{place}/handed_over").text
    assert "Siti Rahma" in form
    sent = {"day": TODAY.isoformat(), "version": "1", "worker": siti, "condition": "Baru, dengan pengisi daya"}
    assert office.post(f"{place}/handed_over", data=sent).status_code == 303
    assert "Siti Rahma" in office.get(place).text
    assert "Samsung Tab A8" in office.get(f"/tenaga/{siti}").text
    assert "Siti Rahma" in office.get("/perlengkapan?keadaan=held").text
    move = admin.execute("SELECT id FROM equipment_move WHERE move = 'handed_over'").fetchone()[0]
    letter = PdfReader(io.BytesIO(office.get(f"/perlengkapan/serah/{move}.pdf").data)).pages[0].extract_text()
    for words in ("SERAH TERIMA", "R52N-001", "Siti Rahma", "Baru, dengan pengisi daya"):
        assert words in letter
    assert office.get(f"/perlengkapan/serah/{move}/berkas").status_code == 404
    bad = office.post(f"/perlengkapan/serah/{move}", data={"file": (io.BytesIO(b"MZ\x90"), "surat.pdf")})
    assert bad.status_code == 422
    assert "bukan foto" in bad.text
    signed = office.post(f"/perlengkapan/serah/{move}", data={"file": (io.BytesIO(pdf()), "surat.pdf")})
    assert signed.status_code == 303
    assert office.get(f"/perlengkapan/serah/{move}/berkas").data.startswith(b"%PDF")
    again = office.post(f"/perlengkapan/serah/{move}", data={"file": (io.BytesIO(pdf()), "surat.pdf")})
    assert again.status_code == 409
    back = office.post(f"{place}/returned", data={"day": TODAY.isoformat(), "version": "2", "condition": "Layar retak"})
    assert back.status_code == 303
    assert "Layar retak" in office.get(place).text


@pytest.mark.parametrize("move", ["returned", "repaired", "found", "terbang"])
def test_a_step_that_the_state_does_not_take_is_refused(world, tablet, as_, move):
    with as_(world.a.manager), pytest.raises(Refused):
        actions.move_equipment(tablet, move, step())


def test_every_step_leads_where_the_table_says(world, tablet, hired, as_):
    siti = hired()
    walked = []
    with as_(world.a.manager):
        for version, (move, more) in enumerate(
            [
                ("broken", {}),
                ("repaired", {}),
                ("handed_over", {"worker": siti}),
                ("lost", {}),
                ("found", {}),
                ("retired", {}),
            ],
            start=1,
        ):
            actions.move_equipment(tablet, move, step(version, **more))
            walked.append(queries.item(tablet).item.state)
        assert walked == ["broken", "store", "held", "lost", "store", "retired"]
        assert queries.item(tablet).possible == {}
        lost = next(each for each in queries.item(tablet).moves if each.move == "lost")
        assert lost.worker == "Siti Rahma", "the move says whose hands it was lost from"


def test_a_step_over_an_old_page_is_refused_and_may_be_sent_again(office, tablet):
    sent = {"day": TODAY.isoformat(), "version": "1"}
    assert office.post(f"/perlengkapan/{tablet}/broken", data=sent).status_code == 303
    assert office.post(f"/perlengkapan/{tablet}/repaired", data=sent).status_code == 409
    assert 'name="version" value="2"' in office.post(f"/perlengkapan/{tablet}/repaired", data=sent).text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"serial": ""}, "Belum diisi"),
        ({"kind": "pesawat"}, "Pilih salah satu"),
        ({"funding": "unpaid"}, "Pilih salah satu"),
        ({"label": "x" * 200}, "Terlalu panjang"),
    ],
)
def test_what_will_not_do_is_said_at_the_field(office, sent, words):
    answer = office.post("/perlengkapan/tambah", data=TABLET | sent | {"request_key": str(uuid4())})
    assert answer.status_code == 422
    assert words in answer.text


def test_a_serial_number_is_recorded_once(office, tablet):
    answer = office.post("/perlengkapan/tambah", data=TABLET | {"serial": "R52N-001", "request_key": str(uuid4())})
    assert answer.status_code == 409
    assert "sudah tercatat" in answer.text


def test_somebody_unknown_or_of_another_site_gets_nothing(world, tablet, hired, as_):
    theirs = hired(member=world.b.manager, villages=world.b.villages[0], phone="")
    with as_(world.a.manager):
        for worker in (theirs, 999_999, None):
            with pytest.raises(Refused, match="Pilih orang"):
                actions.move_equipment(tablet, "handed_over", step(worker=worker))


def test_totals_count_by_kind_and_state(world, tablet, as_):
    with as_(world.a.manager):
        actions.add_equipment(EquipmentSchema().load(TABLET | {"serial": "R52N-002"}), uuid4())
        actions.move_equipment(tablet, "lost", step())
        (total,) = queries.totals()
        assert (total.label, total.all, total.by_state) == ("Tablet", 2, {"store": 1, "lost": 1})


@pytest.mark.parametrize("path", ["", "/handed_over", "/broken"])
def test_anothers_equipment_is_not_found(app, world, tablet, sign_in, path):
    other = sign_in(app.test_client(), world.b.manager)
    assert other.get(f"/perlengkapan/{tablet}{path}").status_code == 404
