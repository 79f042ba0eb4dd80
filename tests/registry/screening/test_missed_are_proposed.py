"""The button on a round that proposes everybody whom the screening found missed by a programme in that village."""

import re

import pytest
from sqlalchemy import func, select

from foundation.db import db
from registry.models import ScreeningGap
from registry.rounds.models import RoundItem
from tests.registry.rounds.test_rounds import opened
from tests.registry.screening.conftest import HERE, THERE


@pytest.fixture
def begun(world, as_, run) -> int:
    """A round of the village in which one household is missed by Sembako; its number."""
    with as_(world.a.back_office):
        round_id = opened(village_code=HERE).id
        db.session.commit()
    return round_id


@pytest.fixture
def press(client, sign_in, world, begun):
    """`press("sembako")`: the button pressed for that programme; the page that follows, as text."""
    sign_in(client, world.a.back_office)

    def pressed(programme: str) -> str:
        page = client.get(f"/pemutakhiran/{begun}").get_data(as_text=True)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        sent = {"csrf_token": token, "programme": programme}
        answer = client.post(f"/pemutakhiran/{begun}/dari-penyaringan", data=sent)
        assert (answer.status_code, answer.location) == (303, f"/pemutakhiran/{begun}")
        return client.get(answer.location).get_data(as_text=True)

    return pressed


def missed(programme: str, village: str) -> list[int]:
    wanted = select(ScreeningGap.person_id).where(ScreeningGap.programme == programme, ScreeningGap.gap == "missed")
    return sorted(db.session.scalars(wanted.where(ScreeningGap.village_code == village)))


def test_everybody_missed_in_the_village_is_proposed_once(world, as_, begun, press):
    first, again = press("pip"), press("pip")
    with as_(world.a.back_office):
        here, there = missed("pip", HERE), missed("pip", THERE)
        items = db.session.scalars(select(RoundItem).order_by(RoundItem.person_id)).all()
        assert here
        assert [item.person_id for item in items] == here
        assert {(item.round_id, item.kind, item.programme, item.reason) for item in items} == {
            (begun, "in", "pip", "indicated")
        }
        assert not set(here) & set(there)
    assert f"{len(here)} orang ditambahkan" in first
    assert "Tidak ada orang baru" in again


def test_a_programme_that_misses_nobody_or_does_not_exist_adds_nobody(world, as_, begun, press):
    for programme in ("atensi", "tidak_ada", ""):
        assert "Tidak ada orang baru" in press(programme)
    with as_(world.a.back_office):
        assert db.session.scalar(select(func.count()).select_from(RoundItem)) == 0


def test_a_list_closed_meanwhile_takes_nobody_and_says_so(world, as_, begun, client, press, admin):
    page = client.get(f"/pemutakhiran/{begun}").get_data(as_text=True)
    sent = {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1], "programme": "sembako"}
    admin.execute("UPDATE update_round SET state = 'held'")
    answer = client.post(f"/pemutakhiran/{begun}/dari-penyaringan", data=sent, follow_redirects=True)
    assert "sudah ditutup" in answer.get_data(as_text=True)
    with as_(world.a.back_office):
        assert db.session.scalar(select(func.count()).select_from(RoundItem)) == 0


def test_who_may_not_draft_may_not_propose_them(world, as_, client, sign_in, begun):
    sign_in(client, world.a.village_head)
    page = client.get(f"/pemutakhiran/{begun}").get_data(as_text=True)
    assert "dari-penyaringan" not in page
    sent = {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1], "programme": "sembako"}
    assert client.post(f"/pemutakhiran/{begun}/dari-penyaringan", data=sent).status_code == 403
