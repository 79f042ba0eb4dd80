"""One person recorded twice: both records become one, what belonged to them follows, and all of it can be undone."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from cases import actions as cases
from cases.models import CaseCarried
from cases.queries import cases_of
from foundation.db import db
from foundation.errors import Refused
from registry import actions, queries
from registry.actions import merging
from registry.models import PersonMerge
from registry.queries import Merged, doubles_of
from registry.queries.merges import PARTS
from reporting import jobs
from reporting.counting import asked, count
from tenants.models import AuditEntry
from tests.caller import calls, is_problem
from tests.cases.conftest import intake
from tests.cases.visitor import Visitor
from tests.registry.people import CLEAR, GANTUNG, LALANG, NIK, another, record, typed

__all__ = ["calls"]

SNAPSHOT = {
    "person": "SELECT to_jsonb(p) - 'version' FROM person p ORDER BY id",
    "household": "SELECT to_jsonb(h) FROM household h ORDER BY id",
    "case": "SELECT to_jsonb(c) - 'version' FROM \"case\" c ORDER BY id",
    "case_draft": "SELECT to_jsonb(d) FROM case_draft d ORDER BY id",
}


def said(one: Any, other: Any, **changes: Any) -> dict[str, Any]:
    """What MergeSchema gives when everything is taken from the first record."""
    data: dict[str, Any] = dict.fromkeys(["survivor", *PARTS], "one")
    versions = {"version_one": one.version, "version_other": other.version}
    return data | {"reason": "KTP asli dilihat di loket"} | versions | changes


def stored(admin: Any) -> dict[str, list[Any]]:
    """Every row as it lies in the database, without the version numbers, which only grow."""
    return {name: [row[0] for row in admin.execute(query)] for name, query in SNAPSHOT.items()}


@pytest.fixture
def pair(world, as_, junaidi) -> tuple[int, int]:
    """Junaidi with a NIK, and the same man written down again without one but with a case, a telephone and a draft."""
    with as_(world.a.front_office):
        twin = record(
            another(name="Djunaedi", sex="male", birth_date="1972-04-04", phone="0813 9876 5432", village_code=GANTUNG)
        )
        cases.register(twin.id, intake(world.a), uuid4())
        cases.register(junaidi, intake(world.a, case_type="kks_problem"), uuid4())
        db.session.commit()
        return junaidi, twin.id


@pytest.fixture
def visit(app, sign_in):
    """`visit(world.a.manager)`: that member at a browser of their own."""
    return lambda member: Visitor(sign_in(app.test_client(), member))


@pytest.fixture
def merged(world, as_, pair) -> Callable[..., int]:
    """`merged(name="other")`: the pair made one; the id of the merge."""

    def make(**changes: Any) -> int:
        with as_(world.a.back_office):
            one, other = (queries.get_person(person_id) for person_id in pair)
            merge_id = merging.merge(*pair, said(one, other, **changes)).id
            db.session.commit()
        return merge_id

    return make


def test_no_total_drifts_when_two_become_one_and_are_two_again(app, world, admin, as_, pair, merged):
    """Cases, needs and programmes of both go with them, to where the survivor lives, and back."""
    for person_id in pair:
        admin.execute(
            """INSERT INTO need (tenant_id, person_id, kind, noted_on, source)
               VALUES (%s, %s, 'food', '2026-02-03', 'visit')""",
            [world.a.tenant_id, person_id],
        )
        admin.execute(
            """INSERT INTO participation (tenant_id, person_id, programme, standing, valid_from, source)
               VALUES (%s, %s, 'pkh', 'active', '2026-01-15', 'visit')""",
            [world.a.tenant_id, person_id],
        )

    def needs() -> dict:
        with app.app_context():
            assert jobs.reconcile_facts() == []
            jobs.compact_facts()
        with as_(world.a.manager):
            return dict(count(asked("needs", ["village"])))

    before = needs()
    assert before == {(LALANG,): 1, (GANTUNG,): 1}
    merge_id = merged(household="other")
    assert needs() == {(GANTUNG,): 2}
    with as_(world.a.manager):
        merging.unmerge(merge_id, "Ternyata dua orang")
        db.session.commit()
    assert needs() == before


def test_both_become_one_with_the_chosen_parts_and_all_the_cases(world, as_, pair, merged):
    merged(phone="other", household="other", name="other")
    junaidi, twin = pair
    with as_(world.a.front_office):
        view = queries.person_view(junaidi)
        assert (view.person.name, view.person.nik_masked) == ("Djunaedi", "1906••••••••0001")
        assert actions.contact_of(junaidi).phone == "+6281398765432"
        assert view.household.village_code == GANTUNG
        assert view.members == []
        assert len(cases_of(junaidi)) == 2
        assert cases_of(twin) == []
        for number in ("081398765432", NIK):
            assert [row.id for row in queries.search(number).rows] == [junaidi]
        assert [row.id for row in queries.search("djunaedi").rows] == [junaidi]
        with pytest.raises(Merged) as gone:
            queries.get_person(twin)
        assert gone.value.survivor_id == junaidi
        entry = db.session.query(AuditEntry).filter_by(action="person.merged").one()
        assert entry.detail == {"merged": twin, "merge": 1}


@pytest.mark.parametrize("taken", [{}, dict.fromkeys(PARTS, "other"), {"phone": "other", "nik": "other"}])
@pytest.mark.parametrize("survivor", ["one", "other"])
def test_a_merge_taken_back_leaves_every_row_as_it_was(world, as_, pair, merged, admin, survivor, taken):
    before = stored(admin)
    merge_id = merged(**({"survivor": survivor, "sex": "one", "birth": "one"} | taken))
    assert stored(admin) != before
    with as_(world.a.back_office):
        merging.unmerge(merge_id, "Ternyata saudara kembar")
        db.session.commit()
    assert stored(admin) == before
    with as_(world.a.back_office), pytest.raises(Refused) as refused:
        merging.unmerge(merge_id, "Sekali lagi saja")
    assert refused.value.status == 409


def test_what_was_changed_since_stays_when_a_merge_is_taken_back(world, as_, pair, merged):
    merge_id = merged(name="other", phone="other")
    junaidi, twin = pair
    with as_(world.a.front_office):
        later = cases.register(junaidi, intake(world.a, case_type="food_aid", kind="request"), uuid4()).id
        person = queries.get_person(junaidi)
        person.name = "Junaidi Rahman"
        db.session.commit()
    with as_(world.a.manager):
        merging.unmerge(merge_id, "Ternyata saudara kembar")
        assert queries.get_person(junaidi).name == "Junaidi Rahman"
        assert actions.contact_of(junaidi).phone == "+6281234564410"
        assert [row.id for row in cases_of(junaidi)] == [later, 2]
        assert [row.id for row in cases_of(twin)] == [1]


def test_a_chain_of_merges_is_taken_apart_from_its_end(world, as_, pair, merged, admin):
    first = merged()
    junaidi, _twin = pair
    before = stored(admin)
    with as_(world.a.back_office):
        third = record(another(name="Junaidi", birth_date="1972-04-04", sex="male"))
        data = said(third, queries.get_person(junaidi), nik="other", phone="other", household="other")
        second = merging.merge(third.id, junaidi, data).id
        with pytest.raises(Refused) as refused:
            merging.unmerge(first, "Terlalu dini")
        assert (refused.value.status, refused.value.code) == (409, "merged")
        assert len(cases_of(third.id)) == 2
        merging.unmerge(second, "Ternyata orang lain")
        db.session.commit()
    assert stored(admin)["case"] == before["case"]
    assert stored(admin)["person"][:2] == before["person"]


def test_a_number_given_to_somebody_else_meanwhile_stops_the_way_back(world, as_, pair, merged, admin):
    merge_id = merged(survivor="other", nik="other", phone="other")  # the NIK rests with the record that went
    with as_(world.a.front_office):
        record(typed(name="Orang Lain", family_card=None))
        db.session.commit()
    before = stored(admin)
    with as_(world.a.back_office), pytest.raises(Refused) as refused:
        merging.unmerge(merge_id, "Ternyata orang lain")
    assert (refused.value.status, refused.value.code) == (409, "nik_taken")
    assert stored(admin) == before


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"version_one": 99}, 409),
        ({"sex": "other", "birth": "other"}, 422),
    ],
)
def test_a_stale_or_contradictory_merge_changes_nothing(world, as_, junaidi, admin, changes, status):
    with as_(world.a.back_office):
        woman = record(another(name="Junaidah", birth_date="1980-01-01"))
        db.session.commit()
        before = stored(admin)
        with pytest.raises(Refused) as refused:
            merging.merge(junaidi, woman.id, said(queries.get_person(junaidi), woman, **changes))
        assert refused.value.status == status
    assert stored(admin) == before


def test_only_who_may_merges_and_never_across_tenants(world, as_, pair, merged):
    merge_id = merged()
    for member, status in ((world.a.front_office, 403), (world.a.facilitator, 403), (world.b.back_office, 404)):
        with as_(member):
            for act in (lambda: merging.merge(*pair, {}), lambda: merging.unmerge(merge_id, "Coba saja")):
                with pytest.raises(Refused) as refused:
                    act()
                assert refused.value.status == status
            if member.tenant_id == world.b.tenant_id:
                assert db.session.query(PersonMerge).execution_options(every_tenant=True).count() == 0


def test_what_a_merge_keeps_holds_no_number_in_clear(world, as_, pair, merged, admin):
    merged(phone="other", survivor="other", nik="one")
    kept = admin.execute("SELECT m::text FROM person_merge m").fetchone()[0]
    for number in (*CLEAR, "Djunaedi", "81398765432"):
        assert number not in kept
        assert number.encode().hex() not in kept


def test_a_confidential_case_follows_and_comes_back_unseen(world, as_, pair, merged, admin):
    def owner_of(case_id: int) -> int:
        return admin.execute('SELECT person_id FROM "case" WHERE id = %s', [case_id]).fetchone()[0]

    junaidi, twin = pair
    with as_(world.a.front_office):
        secret = cases.register(twin, intake(world.a, case_type="violence", kind="complaint"), uuid4()).id
        db.session.commit()
    with as_(world.a.back_office):
        assert [n for _label, n in queries.following(twin)] == [1]
    merge_id = merged()
    assert owner_of(secret) == junaidi
    with as_(world.a.back_office):
        assert secret not in [row.id for row in cases_of(junaidi)]
        assert len(db.session.scalars(select(CaseCarried)).all()) == 1
        assert str(secret) not in str(queries.merge_row(merge_id)[0].moved)
        merging.unmerge(merge_id, "Ternyata orang lain")
        db.session.commit()
    assert owner_of(secret) == twin


def test_two_officers_who_merge_the_same_pair_make_one_merge(world, as_, pair, merged):
    merged()
    with as_(world.a.manager), pytest.raises(Merged):
        merging.merge(*pair, {"survivor": "one"})


def test_a_double_is_found_by_the_sound_of_its_name_in_the_village(world, as_):
    with as_(world.a.front_office):
        first = record(another(name="Siti Sumiyati"))
        for stranger in ("Siti Rohani", "Suparman"):
            record(another(name=stranger))
        record(another(name="Siti Sumiati", village_code=GANTUNG))
        born = record(another(name="Siti Sumiati", birth_date="1990-01-01"))
        near = record(another(name="Siti Soemiati", birth_date="1990-01-02"))
        record(another(name="Siti Sumiati", birth_date="1961-07-21"))
        found = {match.person.id: match.why for match in doubles_of(born)}
    assert found[near.id] == ["nama mirip 99 %", "tanggal lahir hampir sama", "desa sama"]
    assert found[first.id] == ["nama mirip 96 %", "desa sama"]
    assert len(found) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Junaidi", "H. Djunaedi"), ("Moh. Rizqi", "Muhammad Rizki"), ("Fauzi", "Pauzi"),
        ("Syarif", "Sjarif"), ("Achmad", "Ahmad"), ("Siti Sumiyati", "Siti Sumiati"),
    ],
)  # fmt: skip
def test_names_written_differently_sound_alike(session, one, other):
    sounds = session.execute(text("SELECT name_key(:one), name_key(:other)"), {"one": one, "other": other}).one()
    assert sounds[0] == sounds[1] != ""


# --- pages --------------------------------------------------------------------------------------------


def test_two_records_are_compared_checked_and_merged_by_the_pages(world, visit, pair):
    junaidi, twin = pair
    browser = visit(world.a.back_office).open(f"/warga/{twin}")
    assert "Mungkin tercatat dua kali" in browser.text
    browser.open(f"/warga/{twin}/gabung").press("Cari", q="junaidi")
    assert f'href="/warga/{twin}/gabung/{junaidi}"' in browser.text
    browser.open(f"/warga/{twin}/gabung/{junaidi}").press("Lihat hasilnya dulu")
    assert browser.page.status_code == 422
    assert 'href="#f-reason"' in browser.text
    browser.press("Lihat hasilnya dulu", reason="KTP asli dilihat", phone="one")
    assert "Begini datanya sesudah digabung" in browser.text
    assert "1 kasus" in browser.text
    assert "0813 •••• 5432" in browser.text
    browser.press("Ubah")
    assert 'value="KTP asli dilihat"' in browser.text
    browser.press("Lihat hasilnya dulu").press("Gabungkan")
    assert browser.path == f"/warga/{junaidi}"
    assert "Kedua data sudah menjadi satu" in browser.text
    assert browser.open(f"/warga/{twin}").path == f"/warga/{junaidi}"
    browser.open("/warga/gabungan/1/batal").press("Pisahkan lagi", reason="Ternyata kembar")
    assert "berdiri sendiri lagi" in browser.text
    assert browser.open(f"/warga/{twin}").path == f"/warga/{twin}"
    assert "Dibatalkan" in browser.open(f"/warga/{junaidi}").text


def test_the_same_merge_sent_twice_is_made_once_and_leads_to_the_person(world, visit, pair):
    junaidi, twin = pair
    browser = visit(world.a.back_office).open(f"/warga/{junaidi}/gabung/{twin}")
    browser.press("Lihat hasilnya dulu", reason="KTP asli dilihat")
    sent = browser.what_is_sent("Gabungkan")
    answers = [browser.client.post(f"/warga/{junaidi}/gabung/{twin}", data=sent) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, f"/warga/{junaidi}")] * 2
    assert browser.open(f"/warga/{junaidi}").text.count("Digabung: ") == 1


def test_who_may_not_merge_sees_no_trace_of_it(world, visit, pair):
    junaidi, twin = pair
    browser = visit(world.a.front_office).open(f"/warga/{junaidi}")
    assert "gabung" not in browser.text
    assert browser.open(f"/warga/{junaidi}/gabung/{twin}").page.status_code == 403
    stranger = visit(world.b.back_office)
    for path in (f"/warga/{junaidi}/gabung", f"/warga/{junaidi}/gabung/{twin}", "/warga/gabungan/1/batal"):
        assert stranger.open(path).page.status_code == 404


def test_programs_learn_where_a_merged_record_went(calls, world, pair, merged):
    merged()
    junaidi, twin = pair
    gone = is_problem(calls(world.a.front_office).get(f"/persons/{twin}"), 410, "merged")
    assert gone["survivor_id"] == junaidi
