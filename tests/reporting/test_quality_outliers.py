"""Figures far from those of their peers: a robust rule, peers that are named, and the office's own word for it."""

from datetime import date
from statistics import median

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cases.queries.outcomes import Answers, Outcomes
from foundation.db import db
from reporting.quality import actions
from reporting.quality.api import CheckTotalAnswer, OfficeQualityAnswer
from reporting.quality.checks import Found
from reporting.quality.figures import FIGURES, PROVINCE, compared, size_of
from reporting.quality.jobs import note_quality
from reporting.quality.models import QualityFigure, QualityWord
from reporting.quality.outliers import LEAST_PEERS, among
from reporting.quality.queries import explained, noted
from reporting.quality.queries.districts import below
from sustainability.queries.measured import Measured
from tests.caller import calls, is_problem
from tests.world import World
from web.i18n import speaking

__all__ = ["calls"]

WHOLE = st.integers(-1000, 1000)
OTHERS = st.lists(WHOLE, min_size=LEAST_PEERS, max_size=30)


@given(WHOLE, OTHERS)
def test_a_change_of_unit_or_of_zero_changes_no_verdict(value: int, others: list[int]) -> None:
    here = among(value, others)
    assert here is not None
    for factor, shift in ((4, 0), (0.25, 0), (-1, 0), (1, 512), (8, -64)):
        there = among(value * factor + shift, [each * factor + shift for each in others])
        assert there is not None
        assert there.far is here.far


@given(WHOLE, st.integers(LEAST_PEERS, 40))
def test_nobody_is_far_where_all_are_equal(value: int, n: int) -> None:
    found = among(value, [value] * n)
    assert found is not None
    assert not found.far


@given(OTHERS)
def test_the_middle_itself_is_never_far(others: list[int]) -> None:
    found = among(median(others), others)
    assert found is not None
    assert not found.far


@given(WHOLE, OTHERS, st.randoms())
def test_the_order_of_the_others_does_not_matter(value: int, others: list[int], chance) -> None:
    mixed = others[:]
    chance.shuffle(mixed)
    assert among(value, mixed) == among(value, others)


@pytest.mark.parametrize(
    ("value", "others", "far"),
    [
        (60, [14, 15, 17, 18, 19, 20, 21, 22], True),
        (25, [14, 15, 17, 18, 19, 20, 21, 22], False),
        (60, [14, 15, 17, 18, 19, 20, 21, 900], True),  # one odd peer bends nothing
        (60, [0] * 12, True),
        (3, [0, 1, 2, 3, 4, 5, 6, 7], False),
    ],
)
def test_what_is_far(value: int, others: list[int], far: bool) -> None:
    found = among(value, others)
    assert found is not None
    assert found.far is far


def test_among_too_few_nothing_is_said() -> None:
    assert among(99, [1] * (LEAST_PEERS - 1)) is None


def _office(asked: int, satisfied: int, villages: int = 50) -> Measured:
    outcomes = Outcomes(ended=asked, resolved=asked, asked=asked, satisfied=satisfied)
    return Measured(outcomes=outcomes, answers=Answers(), villages=villages)


def _satisfied(found, provinces):
    return {line.tenant_id: line for line in compared(found, provinces) if line.figure.slug == "satisfied"}


def test_peers_are_the_province_s_else_those_of_the_same_size() -> None:
    offices = {id_: _office(100, 60 + id_) for id_ in range(1, 10)}
    lines = _satisfied(offices | {20: _office(100, 20)}, dict.fromkeys(range(1, 10), 7) | {20: 8})
    assert {lines[id_].group for id_ in range(1, 10)} == {PROVINCE}
    assert (lines[20].group, lines[20].among.peers, lines[20].among.far) == ("small", 9, True)
    alone = _satisfied(offices | {20: _office(100, 20, villages=300)}, dict.fromkeys(range(1, 10), 7) | {20: 8})
    assert 20 not in alone
    assert [size_of(villages) for villages in (0, 99, 100, 249, 250)] == ["small", "small", "medium", "medium", "large"]


@pytest.mark.parametrize(
    ("asked", "satisfied"), [(29, 10), (100, 3), (100, 97)], ids=["few cases", "four or fewer", "all but four or fewer"]
)
def test_a_figure_that_would_tell_of_few_people_is_not_compared(asked: int, satisfied: int) -> None:
    assert FIGURES["satisfied"].value(_office(asked, satisfied)) is None
    assert FIGURES["satisfied"].value(_office(100, 0)) == 0


def test_every_figure_says_what_usually_explains_it() -> None:
    for figure in FIGURES.values():
        assert all(map(str, (figure.name, figure.higher, figure.lower)))
        assert figure.value(Measured()) is None


def test_the_night_compares_all_districts_anew(app: Flask, as_, world: World, admin) -> None:
    admin.execute(_FAR, [world.a.tenant_id])
    with app.app_context():
        note_quality()
    with as_(world.ministry):
        assert db.session.scalars(select(QualityFigure.slug)).all() == []  # two districts are too few to compare


# --- shown, and explained ----------------------------------------------------------------------------

_FAR = (
    "INSERT INTO quality_figure (tenant_id, slug, value, middle, low, high, peers, among, far, noted_on)"
    " VALUES (%s, 'overdue', 0.62, 0.18, 0.14, 0.22, 11, 'province', true, '2026-11-26')"
)
_SAYS = "Dua petugas berhenti bulan lalu; penggantinya mulai awal Desember."


@pytest.fixture
def far(as_, world: World, admin) -> World:
    """A is far from its peers in one figure, and marked by one check."""
    admin.execute(_FAR, [world.a.tenant_id])
    with as_(world.a.manager):
        actions.note({"quiet": Found(40)}, date(2026, 11, 26))
        db.session.commit()
    return world


def test_a_mark_says_how_far_from_whom_and_what_usually_explains_it(browse, far: World) -> None:
    page = browse(far.a.manager).get("/mutu-data").text
    assert (
        "Kasus lewat tenggat 62%. Pada 11 kabupaten/kota lain di provinsi yang sama biasanya 18%;"
        " separuhnya antara 14% dan 22%." in page
    )
    assert "Biasanya ada petugas yang kosong" in page
    assert "Jauh dari yang lain" in page


def test_the_manager_explains_and_province_and_ministry_read_it(browse, far: World) -> None:
    manager = browse(far.a.manager)
    for slug in ("overdue", "quiet"):
        assert manager.post(f"/mutu-data/{slug}/penjelasan", words=_SAYS).status_code == 303
    assert manager.get("/mutu-data").text.count(_SAYS) == 2
    for page in (
        browse(far.province).get("/provinsi/mutu-data").text,
        browse(far.ministry).get(f"/nasional/mutu-data/{far.province.tenant_id}").text,
    ):
        assert page.count(_SAYS) == 2
        assert far.a.manager.name not in page
    other = browse(far.province_b).get("/provinsi/mutu-data").text
    assert _SAYS not in other
    assert browse(far.a.administrator).post("/mutu-data/quiet/penjelasan", words=_SAYS).status_code == 403


def test_how_far_exactly_is_for_the_district_and_its_province_alone(browse, far: World) -> None:
    """62 per cent of what is published of a year would tell how many people are behind what was held back of it."""
    page = browse(far.ministry).get(f"/nasional/mutu-data/{far.province.tenant_id}").text
    assert "Kasus lewat tenggat jauh lebih tinggi. Pada 11 kabupaten/kota lain" in page
    assert "62%" not in page
    assert "62%" in browse(far.province).get("/provinsi/mutu-data").text


def test_a_number_of_a_person_is_held_back_and_nothing_typed_is_lost(browse, far: World) -> None:
    manager = browse(far.a.manager)
    for word in ("1906014404720001", "1906 0144 0472 0001", "0812 3456 7890", "+6281234567890"):
        page = manager.post("/mutu-data/quiet/penjelasan", words=f"Tanyakan Bu Sri di {word} saja.")
        assert page.status_code == 422
        assert "Hapus nomornya" in page.text
        assert word in page.text


def test_words_of_no_use_are_refused_at_the_field(browse, far: World) -> None:
    manager = browse(far.a.manager)
    for words in ("", "pendek", "x" * 501):
        page = manager.post("/mutu-data/quiet/penjelasan", words=words)
        assert page.status_code == 422
        assert 'href="#f-words"' in page.text


def test_only_a_mark_is_explained_and_the_newest_words_hold(as_, far: World, browse) -> None:
    assert browse(far.a.manager).post("/mutu-data/doubles/penjelasan", words=_SAYS).status_code == 409
    with as_(far.a.manager):
        for words in (_SAYS, _SAYS, "Kantor pindah gedung sampai akhir bulan."):
            actions.explain("quiet", words)
        assert len(db.session.scalars(select(QualityWord)).all()) == 2
        assert explained.own_words()["quiet"].words.startswith("Kantor pindah")


def test_programs_read_and_write_the_same(calls, far: World) -> None:
    manager = calls(far.a.manager)
    (figure,) = manager.get("/quality").json["figures"]
    assert (figure["figure"], figure["peers"], figure["far"]) == ("overdue", 11, True)
    assert (
        manager.put("/quality/explanations", {"about": "overdue", "words": _SAYS}).json["words"]["overdue"]["words"]
        == _SAYS
    )
    is_problem(manager.put("/quality/explanations", {"about": "nothing", "words": _SAYS}), 422)
    is_problem(manager.put("/quality/explanations", {"about": "doubles", "words": _SAYS}), 409, "unmarked")
    (office,) = calls(far.province).get("/totals/quality/province").json["items"]
    assert (office["words"]["overdue"]["words"], office["far"][0]["value"]) == (_SAYS, 0.62)


def test_what_programs_are_told_of_districts_is_what_its_schema_describes(as_, calls, browse, far: World) -> None:
    browse(far.a.manager).post("/mutu-data/overdue/penjelasan", words=_SAYS)
    with as_(far.a.manager):
        actions.note({"without_nik": Found(3, 92), "quiet": Found(40)}, date(2026, 11, 27))
        db.session.commit()
    with as_(far.province):
        described = [{**each._asdict(), "words": dict(each.words)} for each in below(far.province.tenant_id)]
        told = OfficeQualityAnswer(many=True).dump(described)
    assert told[0]["marks"]
    assert told[0]["far"]
    assert told[0]["words"]
    assert calls(far.province).get("/totals/quality/province").json == {"items": told}
    for language in ("id", "en"):
        with as_(far.ministry), speaking(language):
            totals = CheckTotalAnswer(many=True).dump(noted.totals())
        assert {each["check"]["slug"] for each in totals} == {"without_nik", "quiet"}
        assert calls(far.ministry).get("/totals/quality/nation", lang=language).json == {"items": totals}


def test_a_district_that_was_drawn_before_is_shown_as_it_is_now(browse, far: World, admin) -> None:
    manager, above = browse(far.a.manager), browse(far.province)
    for words in (_SAYS, "Kantor pindah gedung sampai akhir bulan."):
        manager.post("/mutu-data/quiet/penjelasan", words=words)
        assert words in above.get("/provinsi/mutu-data").text
    assert _SAYS not in above.get("/provinsi/mutu-data").text
    admin.execute("UPDATE quality_word SET written_at = '2026-11-26 16:00+00'")
    try:
        for timezone, day in (("Asia/Jakarta", 26), ("Asia/Jayapura", 27)):
            admin.execute("UPDATE tenant SET timezone = %s WHERE id = %s", [timezone, far.province.tenant_id])
            assert f"Penjelasan daerah, {day} November 2026" in above.get("/provinsi/mutu-data").text
    finally:
        admin.execute("UPDATE tenant SET timezone = 'Asia/Jakarta' WHERE id = %s", [far.province.tenant_id])
    assert "Terlambat" in above.get("/provinsi/mutu-data").text
    assert "Late" in above.get("/provinsi/mutu-data?lang=en").text
