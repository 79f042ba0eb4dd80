"""What was so on any day: late entries, corrections and moves, held against the plainest model there is."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from foundation.db import db
from foundation.errors import Refused
from registry import actions, history, queries
from registry.actions import Seen, merging
from registry.models import Observation
from registry.queries.merges import PARTS
from registry.schemas import WelfareStatusSchema
from registry.values import to_json
from tests.registry.people import CARD, GANTUNG, NIK, another, record

FIRST = date(2026, 1, 1)
SLUGS = ("marital_status", "occupation", "income", "pregnant", "birth_place")
VALUES = {
    "marital_status": st.none() | st.integers(1, 4),
    "occupation": st.none() | st.integers(1, 8),
    "income": st.none() | st.integers(0, 10**9),
    "pregnant": st.none() | st.booleans(),
    "birth_place": st.none() | st.sampled_from(["Manggar", "Gantung", "Solo"]),
}


def on(number: int) -> date:
    return FIRST + timedelta(days=number)


@st.composite
def entries(draw):
    """(day, {variable: value}, which earlier entry this corrects or None): in the order of recording."""
    written = []
    for number in range(draw(st.integers(1, 8))):
        slugs = draw(st.lists(st.sampled_from(SLUGS), min_size=1, max_size=3, unique=True))
        corrects = None
        if number and draw(st.booleans()):
            corrects = draw(st.integers(0, number - 1))
            slugs = [draw(st.sampled_from(sorted(written[corrects][1])))]
        written.append((draw(st.integers(0, 12)), {slug: draw(VALUES[slug]) for slug in slugs}, corrects))
    return written


def naive(written, slug, day):
    """Walk through every day and every entry of it, in the order of recording; the last one that counts wins."""
    value = ("unsaid",)
    for today in range(day + 1):
        for number, (seen, facts, _corrects) in enumerate(written):
            taken_back = any(c == number and slug in f for _d, f, c in written)
            if seen == today and slug in facts and not taken_back:
                value = facts[slug]
    return value


@settings(max_examples=300, deadline=None, database=None)
@given(entries())
def test_the_fold_of_a_history_is_what_the_plainest_model_says(written):
    observations = [
        Observation(id=number + 1, person_id=1, observed_on=on(day), facts=facts,
                    replaces_id=None if corrects is None else corrects + 1)
        for number, (day, facts, corrects) in enumerate(written)
    ]  # fmt: skip
    for day in range(-1, 14):
        told = history.state(reversed(observations), on(day))
        for slug in SLUGS:
            expected = naive(written, slug, day)
            assert (told[slug].value if slug in told else ("unsaid",)) == expected


def test_columns_and_history_agree_whatever_is_recorded_in_whatever_order(world, as_):
    """Through the real actions and the real tables: what the columns hold is the fold of everything observed."""

    @settings(max_examples=25, deadline=None, database=None, phases=[Phase.generate], derandomize=True,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(entries())
    def holds(written):
        person = record(another(name="Ani"))
        with db.session.no_autoflush:
            made = []
            for day, facts, corrects in written:
                wrong = made[corrects] if corrects is not None else None
                made.append(actions.observe(person, facts, Seen(on(day), "visit"), corrects=wrong) or wrong)
        db.session.flush()
        db.session.expire_all()
        told = history.state(queries.observations_of(person))
        for slug in SLUGS:
            kept = getattr(person, slug)
            assert to_json(None if kept == "" else kept) == (told[slug].value if slug in told else None), slug

    with as_(world.a.front_office):
        holds()


def test_a_late_entry_fills_the_past_and_leaves_the_present(world, as_, junaidi):
    with as_(world.a.front_office):
        person = queries.get_person(junaidi)
        actions.observe(person, {"occupation": 4}, Seen(on(60), "visit"))
        actions.observe(person, {"occupation": 6}, Seen(on(10), "musdes"))
        assert (person.occupation, person.version) == (4, 3)
        then = queries.past("person", junaidi, on(30)).known["occupation"]
        assert (then.words, then.by.source) == ("Pekerja bebas pertanian", "musdes")
        assert "occupation" not in queries.past("person", junaidi, on(5)).known


def test_a_correction_takes_back_what_was_wrong_and_stays_legible(world, as_, junaidi):
    with as_(world.a.front_office):
        person = queries.get_person(junaidi)
        actions.observe(person, {"marital_status": 2}, Seen(on(0), "document"))
        wrong = actions.observe(person, {"marital_status": 4, "income": 700_000}, Seen(on(20), "visit"))
        actions.correct("person", junaidi, wrong.id, "marital_status", 2, Seen(on(20), "visit", "salah orang"))
        assert (person.marital_status, person.income) == (2, 700_000)
        right, mistake, _first = queries.lines_of("person", junaidi, "marital_status")
        assert (right.holds, mistake.holds, mistake.words) == (True, False, "Cerai mati")
        assert mistake.corrected_by is right.observation
        assert right.observation.note == "salah orang"
        with pytest.raises(Refused) as again:
            actions.correct("person", junaidi, wrong.id, "marital_status", 3, Seen(on(20), "visit"))
        assert (again.value.status, again.value.code) == (409, "corrected")


def test_a_value_said_again_later_is_known_to_hold_later_and_the_same_day_adds_nothing(world, as_, junaidi):
    with as_(world.a.front_office):
        person = queries.get_person(junaidi)
        actions.observe(person, {"illness": 2}, Seen(on(0), "visit"))
        assert actions.observe(person, {"illness": 2}, Seen(on(0), "visit")) is None
        assert actions.observe(person, {"illness": 2}, Seen(on(90), "visit")) is not None
        assert person.observed_on == actions.seen_today().on, "the newest day, not the newest entry"


def test_nothing_is_observed_in_the_future_and_nothing_needed_is_taken_away(world, as_, junaidi):
    with as_(world.a.front_office):
        person = queries.get_person(junaidi)
        with pytest.raises(Refused) as refused:
            actions.observe(person, {"illness": 2}, Seen(date(2999, 1, 1), "visit"))
        assert refused.value.field == "observed_on"
        with pytest.raises(Refused) as refused:
            actions.record_facts("person", junaidi, {"name": None}, Seen(on(0), "visit"), person.version)
        assert refused.value.field == "name"


def test_numbers_stand_in_the_history_masked_and_cannot_be_corrected_there(world, as_, junaidi):
    with as_(world.a.front_office):
        person = queries.get_person(junaidi)
        (first,) = queries.observations_of(person)
        assert first.facts["nik"] == person.nik_masked
        assert NIK not in str(first.facts)
        assert "junaidi@example.org" not in str(first.facts)
        with pytest.raises(Refused):
            actions.correct("person", junaidi, first.id, "nik", NIK, Seen(on(0), "visit"))
        household = queries.household_of(person)
        assert CARD not in str([each.facts for each in queries.observations_of(household)])


def test_who_lived_where_on_a_day_follows_the_moves(world, as_, junaidi):
    with as_(world.a.front_office):
        husband = queries.get_person(junaidi)
        old = queries.household_of(husband)
        actions.observe(husband, {history.HOUSE: old.id}, Seen(on(0), "document"))
        other = record(another(name="Sumiati", village_code=GANTUNG))
        actions.observe(husband, {history.HOUSE: other.household_id}, Seen(on(100), "visit"))
        today_there = queries.get_household(other.household_id)
        assert queries.household_then(husband, on(50)).id == old.id
        assert [each.id for each in queries.people_then(old, on(50))] == [junaidi]
        assert queries.people_then(old, on(100)) == []
        assert junaidi in [each.id for each in queries.people_then(today_there, on(100))]


def test_a_facilitator_reads_nothing_of_a_household_elsewhere_where_somebody_lived_before(world, as_, junaidi):
    with as_(world.a.front_office):
        husband = queries.get_person(junaidi)
        here = husband.household_id
        elsewhere = record(another(name="Sumiati", village_code=GANTUNG)).household_id
        actions.observe(husband, {history.HOUSE: elsewhere}, Seen(on(0), "document"))
        actions.observe(husband, {history.HOUSE: here}, Seen(on(50), "visit"))
        told = {"desil": "1", "period": "2026-Q1", "received_on": on(9).isoformat(), "source": "siks_ng"}
        actions.receive_status("household", elsewhere, WelfareStatusSchema().load(told), uuid4())
        db.session.commit()
    for member, deciles in ((world.a.front_office, [1]), (world.a.facilitator, [])):
        with as_(member):
            then = queries.beside(queries.get_person(junaidi), on(20))
            assert ([each.desil for each in then.received], then.house_known) == (deciles, True)


def test_another_tenant_and_a_facilitator_elsewhere_read_no_history(world, as_, junaidi):
    with as_(world.a.front_office):
        far = record(another(name="Jauh", village_code=GANTUNG, family_card=None))
        db.session.commit()
        far_id, far_house = far.id, far.household_id
    for member, level, row_id in (
        (world.b.front_office, "person", junaidi),
        (world.a.facilitator, "person", far_id),
        (world.a.facilitator, "household", far_house),
    ):
        with as_(member):
            for ask in (
                lambda level=level, row_id=row_id: queries.past(level, row_id, on(0)),
                lambda level=level, row_id=row_id: queries.lines_of(level, row_id, "name"),
                lambda level=level, row_id=row_id: actions.record_facts(level, row_id, {}, Seen(on(0), "visit"), 1),
            ):
                with pytest.raises(Refused) as refused:
                    ask()
                assert refused.value.status == 404


def test_a_household_changed_by_somebody_faster_is_refused(world, as_, junaidi):
    with as_(world.a.front_office):
        household = queries.household_of(queries.get_person(junaidi))
        actions.record_facts("household", household.id, {"floor": 8}, Seen(on(0), "visit"), household.version)
        with pytest.raises(Refused) as refused:
            actions.record_facts("household", household.id, {"floor": 6}, Seen(on(0), "visit"), 1)
        assert (refused.value.status, refused.value.code) == (409, "stale")


def test_records_made_one_have_one_history_and_two_again_when_parted(world, as_, junaidi):
    with as_(world.a.back_office):
        one = queries.get_person(junaidi)
        other = record(another(name="Djunaedi", sex="male", birth_date="1972-04-04"))
        actions.observe(other, {"occupation": 6, "income": 800_000}, Seen(on(3), "visit"))
        choice = dict.fromkeys(["survivor", *PARTS], "one") | {"name": "other", "reason": "KTP dilihat"}
        merge = merging.merge(one.id, other.id, choice | {"version_one": one.version, "version_other": other.version})
        assert one.name == "Djunaedi"
        assert _columns(one) == _told(one)
        assert queries.past("person", one.id, on(5)).known["income"].value == 800_000
        merging.unmerge(merge.id, "dua orang berbeda")
        assert one.name == "Junaidi"
        assert (_columns(one), _columns(other)) == (_told(one), _told(other))
        assert "income" not in queries.past("person", one.id, on(5)).known


def _told(person):
    told = history.state(queries.observations_of(person))
    return {
        slug: told[slug].value for slug in (*SLUGS, "name", "nik", history.HOUSE) if slug in told and told[slug].value
    }


def _columns(person):
    held = {slug: getattr(person, slug) for slug in (*SLUGS, "name")}
    held |= {"nik": person.nik_masked, history.HOUSE: person.household_id}
    return {slug: to_json(value) for slug, value in held.items() if value}
