"""Across tenants only yes or no and whom to ask: by keyed hash, through one function, each look-up written down."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from registry import actions, queries
from registry.actions import merging
from registry.queries.merges import PARTS
from registry.schemas import PersonChangeSchema
from tenants.models import AuditEntry
from tests.cases.visitor import Visitor
from tests.registry.people import NIK, WERU, another, record, typed

OTHER_NIK = "1906010404720002"


@pytest.fixture
def twice(world, as_, junaidi) -> tuple[int, int]:
    """Junaidi in district A, and the same NIK in district B: (in A, in B)."""
    with as_(world.b.front_office):
        moved = record(typed(village_code=WERU)).id
        db.session.commit()
    return junaidi, moved


def register(admin) -> list[int]:
    """Which tenants the register names, the lowest first."""
    return [row[0] for row in admin.execute("SELECT tenant_id FROM nik_register ORDER BY 1")]


def test_another_office_that_knows_the_nik_is_named_and_nothing_else(world, as_, twice):
    with as_(world.a.front_office):
        (office,) = actions.registered_elsewhere(twice[0], "mencegah bantuan ganda")
        assert office == actions.Office("Dinas Sosial", "Kabupaten Sukoharjo", "Manggar", "(0719) 91234")
        entry = db.session.query(AuditEntry).filter_by(action="person.asked_elsewhere").one()
        assert (entry.subject_id, entry.detail) == (twice[0], {"found": 1, "reason": "mencegah bantuan ganda"})
    with as_(world.b.front_office):
        assert [each.place for each in actions.registered_elsewhere(twice[1], "pindah")] == ["Kabupaten Belitung Timur"]


def test_a_nik_that_only_this_office_knows_is_registered_nowhere_else(world, as_, junaidi):
    with as_(world.a.front_office):
        assert actions.registered_elsewhere(junaidi, "mencegah bantuan ganda") == []


def test_without_a_nik_there_is_nothing_to_ask(world, as_):
    with as_(world.a.front_office):
        with pytest.raises(Refused) as refused:
            actions.registered_elsewhere(record(another()).id, "mencegah bantuan ganda")
        assert refused.value.status == 422


def test_the_register_follows_what_is_recorded_changed_and_merged(world, as_, admin, twice):
    a, b = world.a.tenant_id, world.b.tenant_id
    assert register(admin) == [a, b]
    with as_(world.a.back_office):
        person = queries.get_person(twice[0])
        said = PersonChangeSchema().load({**typed(nik=OTHER_NIK), "version": person.version})
        actions.update_person(person.id, dict(said), person.version)
        db.session.commit()
        assert actions.registered_elsewhere(person.id, "nomor lama keliru") == []
        other = record(another(name="Djunaedi", sex="male", birth_date="1972-04-04"))
        choice = dict.fromkeys(["survivor", *PARTS], "one") | {"survivor": "other", "reason": "KTP dilihat"}
        merging.merge(person.id, other.id, choice | {"version_one": person.version, "version_other": other.version})
        db.session.commit()
    assert register(admin) == [a, b], "the number moved to the other record and stays registered"


@pytest.mark.parametrize("reader", [Reader.AGENCY, Reader.SUPERVISOR, Reader.MINISTRY, Reader.PUBLIC, Reader.RELAY])
def test_only_staff_may_ask(world, app, twice, reader):
    with app.app_context(), enter(Context(reader, world.a.tenant_id, district_ids=(world.a.tenant_id,))):
        with pytest.raises(ProgrammingError, match="permission denied for function"):
            db.session.execute(text("SELECT * FROM registered_elsewhere('\\x00')"))
        db.session.rollback()


@pytest.mark.parametrize("statement", ["SELECT * FROM nik_register", "DELETE FROM nik_register", "SELECT note_nik()"])
def test_staff_reach_the_register_by_no_other_way(world, as_, twice, statement):
    with as_(world.a.manager), pytest.raises(ProgrammingError):
        db.session.execute(text(statement))


def test_without_a_tenant_the_function_says_nothing(world, app, as_, twice):
    with as_(world.a.front_office):
        hashed = queries.get_person(twice[0]).nik_hash
    with app.app_context(), enter(Context(Reader.STAFF)):
        asked = text("SELECT * FROM registered_elsewhere(:wanted)")
        assert db.session.execute(asked, {"wanted": hashed}).all() == []
        db.session.rollback()


def test_a_look_up_is_by_index_whatever_the_size(world, as_, admin, junaidi):
    admin.execute(
        "INSERT INTO nik_register (tenant_id, nik_hash) SELECT %s, sha256(n::text::bytea)"
        " FROM generate_series(1, 20000) AS n",
        [world.b.tenant_id],
    )
    admin.execute("ANALYZE nik_register")
    plan = "\n".join(
        row[0]
        for row in admin.execute(
            "EXPLAIN SELECT t.office FROM nik_register r JOIN tenant t ON t.id = r.tenant_id"
            " WHERE r.nik_hash = '\\x01' AND r.tenant_id <> 4"
        )
    )
    assert "ix_nik_register_nik_hash" in plan, plan
    assert "Seq Scan on nik_register" not in plan, plan


def test_the_page_says_yes_or_no_and_asks_for_a_reason(world, client, sign_in, twice):
    walk = Visitor(sign_in(client, world.a.facilitator))
    walk.open(f"/warga/{twice[0]}/daerah-lain").press("Tanyakan", reason="")
    assert "Belum diisi" in walk.text
    walk.press("Tanyakan", reason="mencegah bantuan ganda")
    assert "Dinas Sosial Kabupaten Sukoharjo" in walk.text
    assert "Junaidi" in walk.text
    assert NIK not in walk.text
