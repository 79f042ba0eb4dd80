"""Finding people: by number, by name, in a handful of statements, by index, and never in another's tenant."""

from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import event, insert, text

from foundation.db import db
from foundation.errors import Refused
from registry import actions, queries
from registry.models import Household
from tenants.models import AuditEntry
from tests.registry.people import CARD, GANTUNG, NIK, PHONE, WERU, another, clean, record, typed


@contextmanager
def statements():
    seen = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        seen.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def crowd(tenant_id: int, number: int, village: str) -> None:
    """Many people at once, named "Warga 00001", "Warga 00002" …"""
    household = db.session.scalar(
        insert(Household).values(tenant_id=tenant_id, address="-", village_code=village).returning(Household.id)
    )
    many = text(
        "INSERT INTO person (tenant_id, household_id, name, sex, version, birth_date, nik_hash, phone_hash)"
        " SELECT :tenant, :household, 'Warga ' || to_char(n, 'FM00000'), 'male', 1, date '1950-01-01' + n,"
        " sha256(('nik' || :tenant || n)::bytea), sha256(('phone' || :tenant || n)::bytea)"
        " FROM generate_series(1, :number) AS n"
    )
    db.session.execute(many, {"tenant": tenant_id, "household": household, "number": number})


@pytest.mark.parametrize("said", [NIK, "1906 0104 0472 0001", CARD, "0812 3456 4410", PHONE, "junai", "NAIDI"])
def test_a_person_is_found_by_every_number_and_by_any_part_of_the_name(world, as_, junaidi, said):
    with as_(world.a.front_office):
        row = queries.search(said).rows[0]
    assert (row.id, row.nik_masked, row.village) == (junaidi, "1906••••••••0001", "Desa Lalang Jaya, Manggar")
    assert (row.age or 0) > 50


@pytest.mark.parametrize("said", [NIK, CARD, PHONE, "junai", "naidi"])
def test_nobody_of_another_tenant_is_found_or_opened(world, as_, junaidi, said):
    with as_(world.b.front_office):
        assert queries.search(said).rows == []
        for read in (queries.person_view, queries.get_person):
            with pytest.raises(Refused) as refused:
                read(junaidi)
            assert refused.value.status == 404
        assert queries.person_rows([junaidi]) == {}


def test_a_facilitator_finds_and_opens_people_of_own_villages_only(world, as_, junaidi):
    with as_(world.a.front_office):
        far = record(another(name="Junaidah", village_code=GANTUNG))
        db.session.commit()
        far_id = far.id
        assert len(queries.search("juna").rows) == 2
    with as_(world.a.facilitator):
        assert [row.id for row in queries.search("juna").rows] == [junaidi]
        assert [row.id for row in queries.search("unai").rows] == [junaidi]
        assert queries.get_person(junaidi)
        with pytest.raises(Refused):
            queries.person_view(far_id)
        assert [code for code, _label in queries.village_choices()] == ["19.06.01.2001"]


def test_names_that_begin_so_come_before_names_that_contain_it_and_pages_follow_on(world, as_):
    with as_(world.a.front_office):
        for name in ("Ana 1", "Ana 2", "Diana 1", "Diana 2", "Mariana", "An_a"):
            record(another(name=name))
        page = queries.search("ana", size=3)
        assert [row.name for row in page.rows] == ["Ana 1", "Ana 2", "Diana 1"]
        rest = queries.search("ana", page.next, size=3)
        assert ([row.name for row in rest.rows], rest.next) == (["Diana 2", "Mariana"], None)
        assert [row.name for row in queries.search("n_a").rows] == ["An_a"]


def test_people_of_one_name_stand_on_one_page_each(world, as_):
    with as_(world.a.front_office):
        ids = [record(another(name=name)).id for name in ("Sri", "Sri", "Sri", "Sri Ayu", "Sri-Ani")]
        seen, cursor = [], None
        while not seen or cursor:
            page = queries.search("sr", cursor, size=2)
            seen, cursor = [*seen, *(row.id for row in page.rows)], page.next
        assert seen == ids


def test_an_opened_page_and_a_search_are_written_down_without_what_was_typed(world, as_, junaidi):
    with as_(world.a.front_office):
        queries.person_view(junaidi)
        queries.search(NIK)
        entries = {entry.action: entry for entry in db.session.query(AuditEntry)}
        assert entries["person.viewed"].subject_id == junaidi
        assert entries["person.searched"].detail == {"by": "number", "found": 1}


def test_a_search_costs_the_same_few_statements_whatever_it_finds(world, as_, junaidi):
    with as_(world.a.front_office):
        db.session.execute(text("SELECT 1"))
        counts = {}
        for number in (0, 60):
            if number:
                crowd(world.a.tenant_id, number, GANTUNG)
            for said in ("warga", "arga", NIK, PHONE):
                with statements() as seen:
                    queries.search(said)
                counts.setdefault(said, []).append(len(seen))
        assert all(few <= 5 for pair in counts.values() for few in pair), counts


@pytest.mark.parametrize(
    ("said", "index", "condition"),
    [
        ("{nik}", "uq_person_tenant_id_nik_hash", "nik_hash ="),
        ("{phone}", "ix_person_phone", "phone_hash ="),
        ("warga 0001", "ix_person_name", "name_norm ~>=~"),
        ("warga", "ix_person_name", "name_norm ~>=~"),
        ("arga 0001", "ix_person_name", "tenant_id ="),
    ],
)
def test_every_search_uses_its_index_through_the_real_policy(world, as_, admin, said, index, condition):
    said = said.format(nik=NIK, phone="081234564410")
    with as_(world.b.front_office):
        crowd(world.b.tenant_id, 5000, WERU)
        db.session.commit()
    with as_(world.a.front_office):
        crowd(world.a.tenant_id, 5000, GANTUNG)
        db.session.commit()
        admin.execute("ANALYZE person, household")
        with statements() as seen:
            queries.search(said)
        first = next((sql, values) for sql, values in seen if "FROM person" in sql)
        connection = db.session.connection()
        assert connection.exec_driver_sql("SELECT current_user").scalar() == "slrt_staff"
        plan = "\n".join(connection.exec_driver_sql("EXPLAIN " + first[0], first[1]).scalars())
    lines = [line for line in plan.splitlines() if "Index Cond" in line and condition in line]
    assert index in plan, plan
    assert lines, plan
    assert all("tenant_id" in line for line in lines), plan
    assert said != "warga" or "Presorted Key" in plan, plan  # many begin so: reading ends with the page


def test_likely_doubles_are_blocked_by_index(world, as_, admin):
    with as_(world.b.front_office):
        crowd(world.b.tenant_id, 20_000, WERU)
        db.session.commit()
    with as_(world.a.front_office):
        crowd(world.a.tenant_id, 5000, GANTUNG)
        db.session.commit()
        admin.execute("VACUUM ANALYZE person, household")
        with statements() as seen:
            queries.similar(clean(typed()))
        asked = [(sql, values) for sql, values in seen if "FROM person" in sql]
        assert len(asked) == 3
        connection = db.session.connection()
        plans = ["\n".join(connection.exec_driver_sql("EXPLAIN " + sql, values).scalars()) for sql, values in asked]
    assert "ix_person_birth_date" in plans[0], plans[0]
    assert "Index Cond: ((tenant_id = 4) AND (birth_date =" in plans[0].replace(f"= {world.a.tenant_id})", "= 4)"), (
        plans[0]
    )
    assert "ix_person_name_key" in plans[1], plans[1]
    assert "name_key = 'jnd'" in plans[1], plans[1]
    assert "BitmapOr" in plans[2], plans[2]
    assert "Seq Scan on person" not in "".join(plans), plans


def test_somebody_likely_the_same_is_shown_with_the_reason(world, as_, junaidi):
    with as_(world.a.front_office):
        again = clean(another(name="Junaidi bin Hasan", sex="male", birth_date="1972-04-04", phone="0812 3456 4410"))
        (match,) = queries.similar(again)
        assert match.person.id == junaidi
        assert match.why == ["nama mirip 90 %", "tanggal lahir sama", "nomor telepon sama", "desa sama"]
        assert queries.similar(clean(typed(name="Orang Lain")))[0].why == [
            "NIK sama",
            "tanggal lahir sama",
            "nomor telepon sama",
            "desa sama",
        ]


def test_a_family_that_shares_a_telephone_is_not_taken_for_one_person(world, as_, junaidi):
    with as_(world.a.front_office):
        assert queries.similar(clean(another(name="Sumiati", phone="0812 3456 4410"))) == []


def test_a_doubtful_nik_is_flagged_and_no_wall(world, as_):
    with as_(world.a.front_office):
        assert "belum diketahui" in queries.person_view(record(another()).id).nik_flag
        old = actions.create_person(clean(typed(nik="1906990404720001")), uuid4())
        assert "kecamatan" in queries.person_view(old.id).nik_flag
