"""One person's page: which programmes, why, and what is not known. An indication, never a decision."""

from datetime import date

import pytest

from foundation.db import db
from foundation.errors import Refused
from registry.models import Household, Participation, Person
from registry.queries.rules import rules_on
from registry.queries.screening import screen
from tenants.models import AuditEntry


@pytest.fixture
def poor(world, as_) -> int:
    """A pupil of ten in decile 2, in a house with an earth floor; the family receives Sembako."""
    with as_(world.a.front_office):
        home = Household(
            address="Jalan 1", village_code="19.06.01.2001", desil=2, dtsen_status="active", tenure=1, floor=8,
            family_size=2, floor_area=30,
        )  # fmt: skip
        db.session.add(home)
        db.session.flush()
        child = Person(
            household_id=home.id, name="Ani", sex="female", birth_date=date(2016, 3, 1), schooling=2, relation=3,
        )  # fmt: skip
        mother = Person(household_id=home.id, name="Budi", sex="female", birth_date=date(1985, 3, 1), occupation=6)
        db.session.add_all([child, mother])
        receipt = Participation(
            household_id=home.id, programme="sembako", standing="active", valid_from=date(2026, 1, 1), source="import"
        )
        db.session.add(receipt)
        db.session.flush()
        child_id = child.id
        db.session.commit()
    return child_id


def by_programme(rows):
    return {row.programme.slug: row for row in rows}


def test_what_fits_is_indicated_and_says_whether_it_is_received(world, as_, poor):
    with as_(world.a.back_office):
        found = by_programme(screen(poor).indicated)
    assert {"pip", "rice", "sembako"} <= set(found)
    assert found["sembako"].receiving
    assert not found["pip"].receiving


def test_a_missing_datum_is_named_and_never_counts_as_no(world, as_, poor):
    with as_(world.a.back_office):
        found = screen(poor)
    lacking = by_programme(found.lacking)["bsps"]
    unknown = [finding.criterion.text for finding in lacking.deciding if finding.holds is None]
    assert unknown == ["tenure = 1 and land_proof in (1, 2, 4, 5)", "not other_house"]
    assert "bsps" not in by_programme(found.not_indicated)


def test_what_speaks_against_is_said(world, as_, poor):
    with as_(world.a.back_office):
        college = by_programme(screen(poor).not_indicated)["kip_college"]
    assert [finding.criterion.text for finding in college.deciding if finding.for_person is False] == [
        "age between 17 and 21"
    ]


def test_who_looks_is_written_down(world, as_, poor):
    with as_(world.a.back_office):
        screen(poor)
        actions = [entry.action for entry in db.session.query(AuditEntry).filter_by(subject_id=poor)]
    assert "person.screened" in actions


def test_another_tenants_person_is_not_found(world, as_, poor):
    with as_(world.b.back_office), pytest.raises(Refused) as refused:
        screen(poor)
    assert refused.value.status == 404


def test_a_facilitator_opens_only_people_of_the_own_villages(world, as_, poor):
    with as_(world.a.facilitator):
        assert screen(poor).name == "Ani"
    with as_(world.a.front_office):
        db.session.query(Household).one().village_code = "19.06.01.2002"
        db.session.commit()
    with as_(world.a.facilitator), pytest.raises(Refused):
        screen(poor)


def test_the_page_shows_reasons_in_both_languages(client, world, sign_in, poor):
    sign_in(client, world.a.back_office)
    page = client.get(f"/warga/{poor}/program").text
    assert "Program Indonesia Pintar" in page
    assert "Umur 6 sampai 21 tahun" in page
    assert "bukan keputusan" in page
    client.set_cookie("lang", "en")
    assert "Age 6 to 21" in client.get(f"/warga/{poor}/program").text


def test_one_line_of_each_programme_holds(world, as_):
    with as_(world.a.front_office):
        programmes = [rule.programme for rule in rules_on(date(2026, 11, 25))]
    assert len(programmes) == len(set(programmes)) >= 15
    assert "blt_kesra" not in programmes  # paid in 2025 alone
