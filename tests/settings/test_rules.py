"""What is in force: own over province over nation over the code, at once, everywhere, and never for old cases."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import event, func, select

from cases import actions, queries
from cases.models import Case
from foundation.db import db
from foundation.errors import Refused
from reference import codes
from registry.actions import create_person
from settings.actions import keep_words, save
from settings.models import CaseTypeVersion
from settings.queries import asking_below, rules, rules_at, rules_below, words_of_case
from settings.schemas import SCHEMAS
from tests.cases.conftest import Story, intake, person_data

TYPE = "pbi_reactivation"


def as_set(slug: str = TYPE, **changes: Any) -> dict[str, Any]:
    """A case type as a form would load it, from what the code ships."""
    shipped = codes.CASE_TYPES[slug]
    typed = {
        "label_id": shipped.label_id, "label_en": shipped.label_en, "group": shipped.group, "sector": shipped.sector,
        "kinds": list(shipped.kinds), "working_days": shipped.working_days, "source": shipped.source,
        "emergency_hours": shipped.emergency_hours, "documents": [each.slug for each in shipped.documents],
        "agency": shipped.agency, "active": True,
    }  # fmt: skip
    return SCHEMAS["case_type"]().load(typed | changes)


@contextmanager
def counted():
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        if not statement.startswith(("BEGIN", "INSERT INTO audit", "COMMIT", "ROLLBACK")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def days(as_, member: Any, slug: str = TYPE) -> int:
    with as_(member):
        return rules().case_type(slug).working_days


@pytest.mark.parametrize("slug", codes.CASE_TYPES)
def test_what_the_code_ships_passes_the_schema_of_what_people_set(slug):
    assert as_set(slug)["working_days"] == codes.CASE_TYPES[slug].working_days


def test_the_nearest_level_wins_and_back_to_default_uncovers_the_next(world, as_, do):
    shipped = codes.CASE_TYPES[TYPE].working_days
    assert days(as_, world.a.front_office) == shipped
    do(world.ministry, lambda: save("case_type", TYPE, as_set(working_days=20)))
    assert (days(as_, world.a.front_office), days(as_, world.b.front_office)) == (20, 20)
    do(world.province, lambda: save("case_type", TYPE, as_set(working_days=15)))
    assert (days(as_, world.a.front_office), days(as_, world.b.front_office)) == (15, 20)
    do(world.a.administrator, lambda: save("case_type", TYPE, as_set(working_days=2)))
    assert (days(as_, world.a.front_office), days(as_, world.b.front_office)) == (2, 20)
    with as_(world.a.front_office):
        assert rules().levels["case_type", TYPE] == "site"
    do(world.a.administrator, lambda: save("case_type", TYPE, None, seen=1))
    assert days(as_, world.a.front_office) == 15
    do(world.province, lambda: save("case_type", TYPE, None, seen=1))
    do(world.ministry, lambda: save("case_type", TYPE, None, seen=1))
    assert days(as_, world.a.front_office) == shipped


def test_a_change_made_by_another_process_is_seen_in_the_next_transaction(world, as_, admin):
    assert days(as_, world.a.front_office) == codes.CASE_TYPES[TYPE].working_days
    with as_(world.a.administrator):
        save("case_type", TYPE, as_set(working_days=9))
        written = db.session.execute(select(func.max(CaseTypeVersion.id))).scalar()  # still nothing kept
        assert written is None
        assert rules().case_type(TYPE).working_days == 9
    assert days(as_, world.a.front_office) == codes.CASE_TYPES[TYPE].working_days  # it was rolled back
    admin.execute(
        "INSERT INTO setting (tenant_id, kind, slug, version, valid_from, data, author_name)"
        " SELECT %s, 'sectors', 'site', 1, current_date - 1, '{\"off\": [\"disaster\"]}', 'Lain'",
        [world.a.tenant_id],
    )
    with as_(world.a.front_office):
        assert "disaster" not in rules().sectors
        assert not [each for each in rules().case_types.values() if each.sector == "disaster"]
    with as_(world.b.front_office):
        assert "disaster" in rules().sectors


def test_what_is_in_force_costs_one_statement_per_transaction(world, as_, do):
    do(world.province, lambda: save("case_type", TYPE, as_set(working_days=15)))
    do(world.a.administrator, lambda: save("sectors", "site", {"off": ["water"]}))
    with as_(world.a.front_office):
        rules()
    with as_(world.a.front_office), counted() as sent:
        for _time in range(10):
            assert rules().case_type(TYPE).working_days == 15
        assert sent == []  # reading who asks told it
        db.session.connection()
        db.session.rollback()
        for _time in range(10):
            assert rules().case_type(TYPE).working_days == 15
        assert len(sent) == 1


@pytest.mark.parametrize("office", ["a", "province", "ministry"])
def test_what_sign_in_told_of_any_office_is_what_asking_tells(world, as_, do, admin, office):
    do(world.ministry, lambda: save("case_type", TYPE, as_set(working_days=20)))
    do(world.province, lambda: save("case_type", "kis_new", as_set(working_days=13)))
    for tenant_id in (world.a.tenant_id, world.province.tenant_id):
        admin.execute(
            "INSERT INTO setting (tenant_id, kind, slug, version, valid_from, data, author_name)"
            " SELECT %s, 'sectors', 'site', 1, current_date - 1, '{\"off\": [\"disaster\"]}', 'Lain'",
            [tenant_id],
        )
    who = world.a.administrator if office == "a" else getattr(world, office)
    with as_(who), counted() as sent:
        told = rules()
        assert [each for each in sent if "timezone" in each] == []  # where they stand was not asked
        db.session.connection()
        db.session.rollback()
        asked = rules()
    assert told == asked
    assert told.case_type(TYPE).working_days == 20
    assert [told.case_type("kis_new").working_days == 13, "disaster" in told.sectors] == {
        "a": [True, False], "province": [True, True], "ministry": [False, True]
    }[office]  # fmt: skip


def test_what_sign_in_told_is_not_believed_after_a_change(world, as_, do):
    with as_(world.a.administrator):
        rules()
        save("case_type", TYPE, as_set(working_days=7))
        assert rules().case_type(TYPE).working_days == 7
        db.session.commit()
        do(world.province, lambda: save("case_type", "kis_new", as_set(working_days=3)))
        assert rules().case_type(TYPE).working_days == 7


def test_a_supervisor_asks_once_for_all_districts(world, as_, do):
    do(world.province, lambda: save("case_type", TYPE, as_set(working_days=15)))
    with as_(world.a.front_office):
        rules()  # what a version says is learnt once per process
    with as_(world.province), counted() as sent:
        assert rules_at([world.a.tenant_id])[world.a.tenant_id].case_type(TYPE).working_days == 15
        assert len(sent) == 1


def test_what_is_in_force_below_is_what_asking_every_district_tells(world, as_, do):
    do(world.ministry, lambda: save("case_type", TYPE, as_set(working_days=20)))
    do(world.a.administrator, lambda: save("sectors", "site", {"off": ["disaster"]}))
    district = world.a.tenant_id
    with as_(world.province), counted() as sent:
        asked = asking_below(world.province.tenant_id)
        below = rules_below(asked, {district})
        assert len([each for each in sent if "timezone" in each]) == 1
        db.session.connection()
        db.session.rollback()
        assert below == rules_at([district])
    assert below[district].case_type(TYPE).working_days == 20
    assert "disaster" not in below[district].sectors


def test_what_is_in_force_below_is_asked_again_after_a_change(world, as_, do):
    with as_(world.province):
        asked = asking_below(world.province.tenant_id)
        rules_below(asked, {world.a.tenant_id})
        save("case_type", TYPE, as_set(working_days=7))
        assert rules_below(asked, {world.a.tenant_id})[world.a.tenant_id].case_type(TYPE).working_days == 7


def test_a_change_begins_on_its_day_and_not_in_the_past(world, as_, do):
    with as_(world.a.administrator):
        day = rules().calendar.today()
        with pytest.raises(Refused) as refused:
            save("case_type", TYPE, as_set(working_days=9), valid_from=day - timedelta(days=1))
        assert (refused.value.field, refused.value.code) == ("valid_from", "past")
    do(world.a.administrator, lambda: save("case_type", TYPE, as_set(working_days=9), valid_from=day + timedelta(3)))
    assert days(as_, world.a.front_office) == codes.CASE_TYPES[TYPE].working_days
    with time_machine.travel(day + timedelta(days=4)):
        assert days(as_, world.a.front_office) == 9


def test_of_two_who_change_the_same_thing_the_second_is_told(world, as_, do):
    do(world.a.administrator, lambda: save("case_type", TYPE, as_set(working_days=9)))
    with as_(world.a.administrator), pytest.raises(Refused) as refused:
        save("case_type", TYPE, as_set(working_days=4), seen=0)
    assert (refused.value.status, refused.value.code) == (409, "stale")


@pytest.mark.parametrize("role", ["front_office", "manager", "supervisor"])
def test_only_an_administrator_sets(world, as_, role):
    with as_(getattr(world.a, role)), pytest.raises(Refused) as refused:
        save("sectors", "site", {"off": []})
    assert refused.value.status == 403


def test_a_site_adds_a_type_and_switches_one_off(story: Story, world, as_, do):
    mine = "blt_alat_bantu_dengar"
    do(world.a.administrator, lambda: save("case_type", mine, as_set(
        label_id="Alat bantu dengar", working_days=6, own_documents="Surat dokter THT\nFoto telinga")))  # fmt: skip
    do(world.a.administrator, lambda: save("case_type", TYPE, as_set(active=False)))
    case_id = story.register(case_type=mine)
    with as_(world.a.back_office):
        view = queries.case_view(case_id)
        assert view.case_type_label == "Alat bantu dengar"
        assert [str(each) for each in view.case_type.documents][-2:] == ["Surat dokter THT", "Foto telinga"]
        assert view.case.due_on == rules().calendar.add_working_days(view.case.opened_on, 6)
    with pytest.raises(Refused) as refused:
        story.register(person={"nik": None}, case_type=TYPE)
    assert refused.value.field == "case_type"
    with as_(world.b.front_office):
        assert mine not in rules().case_types
        assert TYPE in rules().case_types


def test_an_old_case_keeps_its_words_and_deadline(story: Story, world, as_, do):
    old = story.register()
    promised = story.case(old).promised_on
    do(world.a.administrator, lambda: save("case_type", TYPE, as_set(
        label_id="Pengaktifan KIS", working_days=30, documents=["id_card"])))  # fmt: skip
    new = story.register(person={"nik": None})
    with as_(world.a.back_office):
        before, after = queries.case_view(old), queries.case_view(new)
        assert before.case_type_label == codes.CASE_TYPES[TYPE].label_id
        assert len(before.case_type.documents) == len(codes.CASE_TYPES[TYPE].documents)
        assert before.case.promised_on == promised
        assert after.case_type_label == "Pengaktifan KIS"
        assert [each.slug for each in after.case_type.documents] == ["id_card"]
        labels = {row.id: row.case_type_label for row in queries.queue(queries.QueueView()).rows}
        assert (labels[old], labels[new]) == (codes.CASE_TYPES[TYPE].label_id, "Pengaktifan KIS")
        followed = queries.follow(before.case.code, "4410")
        assert followed.case_type_label == codes.CASE_TYPES[TYPE].label_id
    with as_(world.province):
        assert words_of_case(world.a.tenant_id, TYPE, story.case(new).type_version).label_id == "Pengaktifan KIS"


def test_words_are_kept_once_and_a_rolled_back_registration_leaves_no_trace_in_memory(story: Story, world, as_):
    person = story.do(world.a.front_office, lambda: create_person(person_data(world.a), uuid4()).id)
    with as_(world.a.front_office):
        actions.register(person, intake(world.a), uuid4())  # and the request then fails
    first = story.case(story.register(person={"nik": None})).type_version
    second = story.case(story.register(person={"nik": None})).type_version
    assert first == second
    with as_(world.a.front_office):
        assert db.session.scalars(select(CaseTypeVersion.id)).all() == [first]


def test_many_who_begin_with_new_words_at_once_share_one_version(world, app, as_, do):
    start = Barrier(8)

    def begin(_n: int) -> int:
        with as_(world.a.front_office):
            case_type = rules().case_type(TYPE)
            start.wait()
            version = keep_words(case_type)
            db.session.commit()
            return version

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(begin, range(8)))) == 1


def test_a_closure_pushes_deadlines_and_counts_as_no_working_day(story: Story, world, as_, do):
    with as_(world.a.administrator):
        calendar = rules().calendar
        monday = calendar.add_working_days(calendar.today() + timedelta(days=7), 1)
    following = calendar.add_working_days(monday, 1)
    closure = {"first": monday, "last": monday, "reason": "Hari jadi daerah", "active": True}
    do(world.a.administrator, lambda: save("closure", monday.isoformat(), closure))
    with as_(world.a.front_office):
        own = rules().calendar
        assert own.add_working_days(monday - timedelta(days=1), 1) == following
        assert not own.is_working_day(monday)
        assert rules().closures[0].reason == "Hari jadi daerah"
    with as_(world.b.front_office):
        assert rules().calendar.is_working_day(monday)
    with time_machine.travel(monday - timedelta(days=1)):
        case = story.case(story.register(case_type=TYPE))
        assert case.due_on == own.add_working_days(case.opened_on, codes.CASE_TYPES[TYPE].working_days)
        with as_(world.a.back_office):
            days_left = queries.case_view(case.id).due_days
            assert days_left == codes.CASE_TYPES[TYPE].working_days


def test_a_day_without_hours_is_no_working_day_and_a_saturday_with_hours_is(world, as_, do):
    hours = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "saturday"), "08.00-16.00")
    do(world.a.administrator, lambda: save("office", "site", SCHEMAS["office"]().load(hours)))
    with as_(world.a.front_office):
        calendar = rules().calendar
        assert not calendar.is_working_day(date(2026, 11, 27))  # a Friday
        assert calendar.is_working_day(date(2026, 11, 28))
        assert calendar.add_working_days(date(2026, 11, 26), 1) == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("case_type", {"working_days": 0}, "working_days"),
        ("case_type", {"label_id": " "}, "label_id"),
        ("case_type", {"sector": "moon"}, "sector"),
        ("case_type", {"kinds": []}, "kinds"),
        ("case_type", {"documents": ["passport"]}, "documents"),
        ("sectors", {"off": list(codes.SECTORS)}, "off"),
        ("office", {"monday": "8 pagi"}, "monday"),
        ("office", {"monday": "16.00-08.00"}, "monday"),
        ("office", {"monday": ""}, "monday"),
        ("closure", {"first": "2026-12-30", "last": "2026-12-01", "reason": "x"}, "last"),
        ("closure", {"first": "2026-12-30", "last": "2027-12-01", "reason": "x"}, "last"),
        ("closure", {"first": "30 Februari", "last": "2027-12-01", "reason": "x"}, "first"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(app, kind, typed, field):
    base = {"case_type": _typed(as_set())} if kind == "case_type" else {}
    with app.test_request_context():
        faults = SCHEMAS[kind]().validate(base.get(kind, {}) | typed)
    assert field in faults


def _typed(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}


def test_a_case_without_a_version_is_called_as_today(story: Story, world, as_, admin):
    case_id = story.register()
    admin.execute('UPDATE "case" SET type_version = NULL')
    with as_(world.a.back_office):
        assert queries.case_view(case_id).case_type_label == codes.CASE_TYPES[TYPE].label_id
        assert db.session.scalars(select(Case.type_version)).all() == [None]


def test_a_case_type_names_who_decides(story: Story, world, do):
    do(world.a.administrator, lambda: save("case_type", TYPE, as_set(signers=["head"])))
    case_id = story.register()
    for name, note in (("accept", ""), ("check", "Desil 3"), ("recommend", "Reaktivasi")):
        story.move(case_id, name, note)
    version = story.case(case_id).version
    with pytest.raises(Refused) as refused:
        do(world.a.manager, lambda: actions.move(case_id, "decide", version, "Disetujui"))
    assert refused.value.status == 403
    assert do(world.a.head, lambda: actions.move(case_id, "decide", version, "Disetujui").state) == "decided"
