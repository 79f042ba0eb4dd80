"""Recording people: numbers sealed, nobody twice, everybody in the household of their family card."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from foundation.db import db
from foundation.errors import Refused
from registry import actions, queries
from registry.models import Household, Person
from registry.schemas import PersonChangeSchema
from tenants.models import AuditEntry
from tests.registry.people import CARD, CLEAR, GANTUNG, NIK, PHONE, WERU, another, clean, record, typed

LISTED = text(
    "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id'"
    " AND table_name IN ('person', 'household', 'receipt', 'audit_entry', 'outbox')"
)


def changed(person, **changes):
    said = {
        "name": person.name,
        "sex": person.sex,
        "address": "Baru",
        "village_code": GANTUNG,
        "version": person.version,
    }
    return dict(PersonChangeSchema().load({**said, **changes}))


def test_no_number_and_no_address_of_mail_is_stored_in_clear(world, as_):
    with as_(world.a.front_office):
        person = record(typed())
        actions.reveal_nik(person.id, f"cocokkan {NIK}")
        stored = "".join(
            row
            for table in db.session.scalars(LISTED)
            for row in db.session.scalars(text(f"SELECT t::text FROM {table} t"))
        )
        assert "Junaidi" in stored
        for number in CLEAR:
            assert number not in stored
            assert number.encode().hex() not in stored
        assert person.nik_masked == "1906••••••••0001"
        assert actions.contact_of(person.id) == actions.Contact(PHONE, "junaidi@example.org")


def test_the_same_form_sent_twice_makes_one_person(world, as_):
    with as_(world.a.front_office):
        key, data = uuid4(), clean(typed())
        assert actions.create_person(data, key).id == actions.create_person(data, key).id
        assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_nik_is_kept_once_per_tenant(world, as_, junaidi):
    with as_(world.a.back_office), pytest.raises(actions.AlreadyRecorded) as refused:
        record(typed(name="Juned"))
    assert (refused.value.field, refused.value.status, refused.value.person_id) == ("nik", 409, junaidi)
    assert "Junaidi" not in refused.value.message
    with as_(world.b.front_office):
        assert record(typed(village_code=WERU)).id


def test_a_nik_recorded_by_somebody_faster_is_refused_in_words(world, as_, junaidi, monkeypatch):
    with as_(world.a.front_office):
        monkeypatch.setattr(actions.refusals, "refuse_taken_nik", lambda nik, of: None)
        with pytest.raises(actions.AlreadyRecorded) as refused:
            record(typed(name="Juned"))
        assert refused.value.person_id == junaidi
        assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_people_of_one_family_card_share_a_household_with_the_newest_address(world, as_, junaidi):
    with as_(world.a.front_office):
        wife = record(another(name="Sumiati", family_card=CARD, relation=2, address="Dusun Baru"))
        husband = queries.get_person(junaidi)
        assert wife.household_id == husband.household_id
        assert queries.household_of(husband).address == "Dusun Baru"
        assert [member.name for member in queries.person_view(junaidi).members] == ["Sumiati"]
        assert record(another(name="Lain")).household_id != wife.household_id


@pytest.mark.parametrize("village", [WERU, "19.06.01.9999", "19.06.99.2001"])
def test_a_village_of_another_district_is_refused(world, as_, village):
    with as_(world.a.front_office), pytest.raises(Refused) as refused:
        record(typed(village_code=village))
    assert refused.value.field == "village_code"


def test_a_change_keeps_the_numbers_that_were_not_typed_again(world, as_, junaidi):
    with as_(world.a.front_office):
        person = queries.get_person(junaidi)
        actions.update_person(junaidi, changed(person, name="Junaidi bin Hasan"), person.version)
        assert (person.name, person.version, person.nik_masked[-4:]) == ("Junaidi bin Hasan", 2, "0001")
        assert person.birth_date.year == 1972
        assert queries.household_of(person).family_card_masked[-4:] == "0002"
        assert queries.holder_of(NIK) is person


def test_a_change_of_an_older_version_is_refused(world, as_, junaidi):
    with as_(world.a.front_office):
        person = queries.get_person(junaidi)
        data = changed(person)
        actions.update_person(junaidi, data, 1)
        with pytest.raises(Refused) as refused:
            actions.update_person(junaidi, data, 1)
        assert (refused.value.status, refused.value.code) == (409, "stale")


def test_a_change_that_contradicts_the_kept_nik_is_refused_at_its_field(world, as_, junaidi):
    with as_(world.a.front_office):
        person = queries.get_person(junaidi)
        with pytest.raises(Refused) as refused:
            actions.update_person(junaidi, changed(person, sex="female"), 1)
        assert refused.value.field == "sex"


def test_a_revealed_nik_leaves_its_reason_in_the_log(world, as_, junaidi):
    with as_(world.a.front_office):
        assert actions.reveal_nik(junaidi, "mencocokkan dengan KTP") == NIK
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "person.nik_revealed")).one()
        assert (entry.subject_id, entry.detail) == (junaidi, {"reason": "mencocokkan dengan KTP"})


def test_a_role_that_may_not_reveal_or_write_is_refused_below_the_door(world, as_, junaidi):
    with as_(world.a.supervisor):
        for attempt in (lambda: actions.reveal_nik(junaidi, "ingin tahu"), lambda: record(another())):
            with pytest.raises(Refused) as refused:
                attempt()
            assert refused.value.status == 403


def test_a_packet_gets_the_agreed_numbers_and_says_so(world, as_, junaidi):
    with as_(world.a.front_office):
        assert actions.disclose(junaidi, ["nik", "phone"], "rujukan") == {"nik": NIK, "phone": PHONE}
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "person.disclosed")).one()
        assert entry.detail == {"fields": ["nik", "phone"], "reason": "rujukan"}


def test_a_facilitator_records_in_own_villages_only(world, as_, junaidi):
    with as_(world.a.front_office):
        far = record(another(name="Jauh", village_code=GANTUNG, nik="1906024404720009", family_card="1906021208100009"))
        db.session.commit()
        far_id = far.id
    with as_(world.a.facilitator):
        assert record(another(name="Dekat")).id
        for said, field in (
            (another(village_code=GANTUNG), "village_code"),
            (another(family_card="1906021208100009"), "family_card"),
            (another(nik="1906024404720009"), "nik"),
        ):
            with pytest.raises(Refused) as refused:
                record(said)
            assert refused.value.field == field
            assert getattr(refused.value, "person_id", None) != far_id
        assert db.session.scalar(select(func.count()).select_from(Household)) == 3
