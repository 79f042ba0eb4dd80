"""Views of the queue: what each role looks at every day, what can be narrowed, and what is kept under a name."""

import re

import pytest
from sqlalchemy import select

from cases import actions, queries
from cases.actions import views
from cases.models import SavedView
from cases.queries import QueueView
from cases.queries.views import saved_views
from foundation.db import db
from foundation.errors import Refused
from tests.cases.test_queue import many
from tests.cases.test_watch import ago
from tests.cases.visitor import Visitor
from tests.statements import counted


@pytest.fixture
def visit(app, sign_in):
    """`visit(world.a.manager)`: that member at a browser of their own."""
    return lambda member: Visitor(sign_in(app.test_client(), member))


def ids(story, member, **view):
    with story.as_(member):
        return [row.id for row in queries.queue(QueueView(**view)).rows]


def tabs(browser) -> dict[str, str]:
    """The views above the list with their counts."""
    found = re.search(r'<nav class="filters".*?</nav>', browser.text, re.DOTALL)[0]
    return dict(re.findall(r"<span>([^<]+)</span>(?: <span class=\"n\">([\d.]+)</span>)?", found))


# --- what each role looks at ---------------------------------------------------------------------------


def test_each_desk_sees_what_it_can_act_on_next(story, world):
    new, asked, weighed, waiting = many(story, world, 4)
    story.move(asked, "ask_correction", "KTP")
    for case_id, way in ((weighed, 2), (waiting, 3)):
        for name, note in (("accept", ""), ("check", "Ada"), ("recommend", "Reaktivasi"))[:way]:
            story.move(case_id, name, note)
    assert ids(story, world.a.front_office, desk="me") == [asked]
    assert set(ids(story, world.a.back_office, desk="me")) == {new, weighed}
    assert ids(story, world.a.manager, desk="me") == ids(story, world.a.head, desk="me") == [waiting]
    assert ids(story, world.a.supervisor, desk="me") == []
    assert ids(story, world.a.facilitator, desk="me") == [asked]
    assert ids(story, world.a.supervisor, desk="manager") == [waiting]
    with story.as_(world.a.back_office):
        assert queries.queue_counts().at_desk("back_office") == 2


def test_the_tabs_fit_the_role_and_count_what_they_open(story, world, visit):
    first, second, _third = many(story, world, 3)
    story.do(world.a.manager, lambda: actions.take(first))
    story.move(second, "ask_correction", "KTP")
    shown = tabs(visit(world.a.back_office).open("/antrean"))
    assert shown == {
        "Semua": "3", "Meja saya": "2", "Kasus saya": "0", "Lewat tenggat": "0", "Hari ini": "0", "Menunggu OPD": "0",
        "Belum ada petugas": "2",
    }  # fmt: skip
    supervisor = tabs(visit(world.a.supervisor).open("/antrean"))
    assert "Meja saya" not in supervisor
    assert "Kasus saya" not in supervisor
    assert next(iter(tabs(visit(world.a.facilitator).open("/antrean")))) == "Desa saya"


def test_a_facilitator_s_counts_and_views_know_the_own_villages_alone(story, world, visit):
    mine = story.register()
    far = {"person": {"nik": None, "village_code": world.a.villages[1]}, "village_code": world.a.villages[1]}
    other = story.register(**far)
    for view in ({}, {"desk": "me"}, {"owner": "none"}, {"emergency": "1"}, {"age": "0-2"}, {"desk": "back_office"}):
        assert other not in ids(story, world.a.facilitator, **view), view
    assert ids(story, world.a.facilitator, owner="none") == [mine]
    with story.as_(world.a.facilitator):
        counts = queries.queue_counts()
        assert (counts.open, counts.nobodys) == (1, 1)
    browser = visit(world.a.facilitator).open("/antrean/saring")
    assert world.a.villages[0] in browser.text
    assert world.a.villages[1] not in browser.text


def test_the_queue_is_narrowed_by_type_owner_emergency_and_age(story, world):
    with ago(30):
        old = story.register(case_type="family_card", kind="request")
    urgent = story.register(person={"nik": None}, emergency=True)
    story.do(world.a.manager, lambda: actions.take(old))
    me = world.a.supervisor
    assert ids(story, me, case_type="family_card") == [old]
    assert ids(story, me, emergency="1") == [urgent]
    assert ids(story, me, owner=str(world.a.manager.membership_id)) == [old]
    assert ids(story, me, age="11-") == [old]
    assert ids(story, me, age="0-2") == [urgent]
    assert ids(story, me, age="11-", emergency="1") == []
    assert ids(story, me, owner=str(world.b.manager.membership_id)) == []


def test_every_filter_stands_on_one_page_and_becomes_a_short_address(story, world, visit):
    story.register(case_type="family_card", kind="request")
    browser = visit(world.a.supervisor).open("/antrean/saring")
    browser.press("Tampilkan", case_type="family_card", owner="none", age="0-2", village="19.06.01")
    assert browser.path == "/antrean"
    assert set(browser.page.request.args) == {"case_type", "owner", "age", "village"}
    for words in ("Junaidi", "Jenis layanan", "Umur di status itu", "Belum ada petugas", "Hapus saringan"):
        assert words in browser.text, words
    again = browser.open("/antrean/saring?case_type=family_card&owner=none")
    assert 'value="family_card" selected' in again.text


@pytest.mark.parametrize(
    "query",
    [
        "owner=0",
        "owner=-1",
        "owner=99999999999999999999",
        "owner=%00",
        "case_type='--",
        "desk=x",
        "age=11",
        "emergency=2",
    ],
)
def test_what_a_view_does_not_know_is_left_out(story, world, visit, query):
    story.register()
    browser = visit(world.a.supervisor).open(f"/antrean?{query}")
    assert browser.page.status_code in (200, 400)
    assert "Junaidi" in browser.text or browser.page.status_code == 400


# --- kept under a name -------------------------------------------------------------------------------


def save(story, member, name="Lewat tenggat kesehatan", shared=False, **view):
    view = view or {"due": "late", "sector": "health"}
    return story.do(member, lambda: views.save(name, QueueView(**view), shared).id)


def names(story, member):
    with story.as_(member):
        return [(each.name, each.mine) for each in saved_views()]


def test_a_view_is_one_s_own_until_shared_and_never_leaves_the_site(story, world):
    kept = save(story, world.a.back_office)
    assert names(story, world.a.back_office) == [("Lewat tenggat kesehatan", True)]
    assert names(story, world.a.manager) == []
    story.do(world.a.back_office, lambda: views.share(kept, True))
    assert names(story, world.a.manager) == [("Lewat tenggat kesehatan", False)]
    assert names(story, world.b.manager) == []
    with story.as_(world.b.manager):
        assert db.session.scalars(select(SavedView).execution_options(every_tenant=True)).all() == []
    story.do(world.a.back_office, lambda: views.share(kept, False))
    assert names(story, world.a.manager) == []


def test_only_its_owner_shares_or_deletes_a_view(story, world):
    kept = save(story, world.a.back_office, shared=True)
    for member in (world.a.manager, world.b.back_office):
        for act in (lambda: views.discard(kept), lambda: views.share(kept, False)):
            with pytest.raises(Refused) as refused:
                story.do(member, act)
            assert refused.value.status == 404
    story.do(world.a.back_office, lambda: views.discard(kept))
    assert names(story, world.a.back_office) == []


def test_names_are_one_s_own_and_different(story, world):
    save(story, world.a.back_office)
    save(story, world.a.manager)
    for name, view in (("LEWAT tenggat Kesehatan", {"due": "late"}), ("Kosong", {"due": None})):
        with pytest.raises(Refused) as refused:
            save(story, world.a.back_office, name, **view)
        assert (refused.value.status, refused.value.field) == (422, "name")
    for n in range(views.MOST - 1):
        save(story, world.a.back_office, f"Tampilan {n}")
    with pytest.raises(Refused):
        save(story, world.a.back_office, "Satu lagi")


def test_mine_means_the_reader_s_own_in_a_shared_view(story, world):
    first, second = many(story, world, 2)
    story.do(world.a.back_office, lambda: actions.take(first))
    story.do(world.a.manager, lambda: actions.take(second))
    save(story, world.a.back_office, "Punya saya", shared=True, owner="me")
    with story.as_(world.a.manager):
        (kept,) = saved_views()
        assert [row.id for row in queries.queue(kept.view).rows] == [second]


def test_views_are_read_in_one_statement(story, world):
    for n in range(3):
        save(story, world.a.back_office, f"Tampilan {n}")
    with story.as_(world.a.back_office), counted() as sent:
        saved_views()
        assert len(sent) == 1


def test_a_view_is_kept_shared_and_deleted_from_the_page(story, world, visit):
    browser = visit(world.a.back_office).open("/antrean?due=late&sector=health")
    browser.open(re.search(r'href="(/antrean/tampilan/baru[^"]*)"', browser.text)[1].replace("&amp;", "&"))
    browser.press("Simpan tampilan", name="")
    assert browser.page.status_code == 422
    browser.press("Simpan tampilan", name="x" * 61)
    assert browser.page.status_code == 422
    browser.press("Simpan tampilan", name="Kesehatan <b>lewat</b>")
    assert browser.path == "/antrean/tampilan"
    assert "Kesehatan &lt;b&gt;lewat&lt;/b&gt;" in browser.text
    assert "Tenggat: Lewat tenggat; Sektor: Kesehatan" in browser.text
    browser.press("Bagikan")
    assert "Dibagikan ke rekan" in browser.text
    assert "Dibagikan oleh rekan" in visit(world.a.manager).open("/antrean/tampilan").text
    browser.press("Hapus")
    assert "Belum ada tampilan tersimpan" in browser.text


# --- several at once -----------------------------------------------------------------------------------


def test_ticked_cases_are_given_without_scripts_and_changed_ones_are_named(story, world, visit):
    first, second, third = many(story, world, 3)
    browser = visit(world.a.supervisor).open("/antrean?owner=none&pilih=1")
    marks = re.findall(r'name="cases" value="([^"]+)"', browser.text)
    assert [mark.split(".")[0] for mark in sorted(marks)] == [str(each) for each in (first, second, third)]
    browser.press("Serahkan yang dicentang", to=world.a.back_office.membership_id)
    assert browser.page.status_code == 422
    assert "Centang kasus" in browser.text
    browser.press("Serahkan yang dicentang", cases=marks[:2], to="")
    assert browser.page.status_code == 422
    assert browser.text.count(" checked") == 2
    story.move(second, "accept")
    browser.press("Serahkan yang dicentang", cases=marks, to=world.a.manager.membership_id)
    assert browser.path == "/antrean"
    assert browser.page.request.args["owner"] == "none"
    assert "2 kasus diserahkan kepada" in browser.text
    assert f"{story.case(second).code}" in browser.text
    owners = [story.case(each).owner_id for each in (first, second, third)]
    manager = world.a.manager.membership_id
    assert owners == [manager, world.a.back_office.membership_id, manager]


@pytest.mark.parametrize(
    "mark", ["x", "1", "1.", ".1", "1.1.1", "-1.1", "9" * 30 + ".1", "1.99999999999", "<b>", "1.1\x00"]
)
def test_a_mark_nobody_was_given_is_refused_in_words(story, world, visit, mark):
    story.register()
    browser = visit(world.a.supervisor).open("/antrean?pilih=1")
    browser.press("Serahkan yang dicentang", cases=[mark], to=world.a.back_office.membership_id)
    assert browser.page.status_code in (400, 404, 422)


def test_who_does_not_assign_cannot_tick(story, world, visit):
    story.register()
    browser = visit(world.a.back_office).open("/antrean?pilih=1")
    assert 'name="cases"' not in browser.text
    assert browser.client.post("/antrean/serahkan", data={"cases": "1.1"}).status_code in (400, 403)
