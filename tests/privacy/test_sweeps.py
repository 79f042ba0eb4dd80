"""What is past its time is listed and told ahead, goes only when approved, in portions, once, with proof."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, text

from cases.models import Notice
from foundation import jobs
from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from privacy import actions, queries
from privacy.actions import sweeps
from privacy.jobs import look_for_past_time
from privacy.models import RetentionItem, RetentionSweep
from registry.actions.restriction import restrict
from registry.held import GONE
from registry.models import Participation, Person
from tenants.models import AuditEntry
from tests.privacy.conftest import ASKED
from tests.privacy.test_erasure import close
from tests.registry import people

YEAR = timedelta(days=366)
SOON = sweeps.AHEAD + timedelta(hours=1)


def night(app) -> None:
    """The clock's job, as the worker does it."""
    with app.app_context():
        look_for_past_time()
        db.session.remove()


def sweep_of(story, world) -> RetentionSweep | None:
    with story.as_(world.a.privacy_officer):
        found = queries.open_sweep() or next(iter(queries.past_sweeps()), None)
        if found is not None:
            db.session.expunge(found)
        return found


def items(story, world) -> dict[int, tuple[str, str]]:
    """Person -> state and why."""
    with story.as_(world.a.manager):
        return {each.person_id: (each.state, each.why) for each in db.session.scalars(select(RetentionItem))}


def approve(story, world) -> None:
    sweep = sweep_of(story, world)
    data = {"code": None, "version": sweep.version}
    story.do(world.a.privacy_officer, lambda: actions.approve_sweep(sweep.id, data))


def names(story, world) -> dict[int, str]:
    with story.as_(world.a.manager):
        return dict(db.session.execute(select(Person.id, Person.name).order_by(Person.id)).all())


@pytest.fixture
def family(story, world) -> Callable[..., int]:
    """`family("Siti")`: somebody with a household of their own and no case; gives the id."""
    return lambda name, **said: story.do(
        world.a.front_office, lambda: people.record(people.another(name=name, **said)).id
    )


@pytest.fixture
def three(family) -> list[int]:
    return [family(name) for name in ("Rekaan Satu", "Rekaan Dua", "Rekaan Tiga")]


@pytest.fixture
def years_on():
    """Three years later: whoever was recorded and has no case may go."""
    with time_machine.travel(now() + 3 * YEAR, tick=True) as travel:
        yield travel


def test_the_list_is_what_each_persons_own_plan_says(story, world, app, family, admin):
    """For everybody, at every moment: somebody is listed for exactly the kinds that may go."""
    ill, poor, gone, kept = (family(name) for name in ("Rekaan", "Penerima", "Tergabung", "Tetap"))
    open_case = story.register(person={"nik": None, "name": "Berkasus"})
    closed = story.register(person={"nik": None, "name": "Selesai"})
    for name, note in (("accept", ""), ("check", "Tidak cocok")):
        story.move(closed, name, note)
    close(story, world, closed)
    receipt = {"programme": "pkh", "standing": "active", "valid_from": now().date(), "source": "import"}
    with story.as_(world.a.manager):
        db.session.add(Participation(person_id=poor, **receipt))
        db.session.commit()
    admin.execute("UPDATE person SET merged_into = %s WHERE id = %s", [kept, gone])
    admin.execute('UPDATE "case" SET person_id = %s WHERE id = %s', [gone, open_case])
    seen = set()
    for years in (1, 3, 6, 11):
        with time_machine.travel(now() + years * YEAR, tick=False), story.as_(world.a.manager):
            listed = {row.person_id: set(row.kinds) for row in db.session.execute(queries.past_their_time(now()))}
            alive = db.session.scalars(select(Person).where(Person.merged_into.is_(None))).all()
            said = {each.id: {kind for kind, scope in queries.due_scopes(each).items() if scope} for each in alive}
            assert listed == {person_id: kinds for person_id, kinds in said.items() if kinds}
            seen |= {(person_id, kind) for person_id, kinds in listed.items() for kind in kinds}
            db.session.rollback()
    finished = story.case(closed).person_id
    assert {(ill, "registry"), (finished, "message"), (finished, "letter"), (finished, "registry")} <= seen
    assert not {person_id for person_id, _kind in seen} & {poor, gone, kept}


def test_the_guards_are_told_ahead_and_nothing_goes_without_them(story, world, app, three, years_on):
    night(app)
    sweep = sweep_of(story, world)
    assert (sweep.state, sweep.people, sweep.held) == ("listed", 3, 0)
    assert sweep.erase_from - sweep.listed_at == timedelta(days=14)
    night(app)
    years_on.shift(SOON)
    night(app)
    years_on.shift(timedelta(days=400))
    night(app)
    story.run_jobs()
    with story.as_(world.a.privacy_officer) as who:
        lines = select(Notice.kind).where(Notice.membership_id == who.membership_id).order_by(Notice.id)
        assert db.session.scalars(lines).all() == ["retention_soon", "retention_waiting", "retention_waiting"]
    assert set(names(story, world).values()) == {"Rekaan Satu", "Rekaan Dua", "Rekaan Tiga"}
    assert len(items(story, world)) == 3  # one list, however often the clock comes


def test_an_approved_list_goes_on_its_day_and_leaves_proof_in_numbers(story, world, app, three, years_on):
    night(app)
    approve(story, world)
    story.run_jobs()
    assert GONE not in names(story, world).values()  # its day has not come
    years_on.shift(SOON)
    story.run_jobs()
    assert set(names(story, world).values()) == {GONE}
    sweep = sweep_of(story, world)
    assert (sweep.state, sweep.erased, sweep.approved_name) == ("done", 3, world.a.privacy_officer.name)
    assert (sweep.outcome["person"], sweep.outcome["household"]) == (3, 3)
    assert set(items(story, world).values()) == {("erased", "")}
    with story.as_(world.a.manager):
        told = db.session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "person.erased")).all()
        assert sorted(told) == sorted(three)
    years_on.shift(timedelta(days=40))
    night(app)
    with story.as_(world.a.privacy_officer):
        assert queries.open_sweep() is None  # what has gone is on no list again


def test_who_is_restricted_disputed_or_held_back_stays(story, world, app, three, years_on):
    bound, asking, held = three
    night(app)
    story.do(world.a.privacy_officer, lambda: restrict(bound, "Sengketa waris"))
    story.do(world.a.front_office, lambda: actions.take(asking, ASKED, actions.requests.UUID(int=7)))
    with story.as_(world.a.privacy_officer):
        of_held = db.session.scalars(select(RetentionItem.id).where(RetentionItem.person_id == held)).one()
    story.do(world.a.privacy_officer, lambda: actions.hold(of_held))
    approve(story, world)
    years_on.shift(SOON)
    story.run_jobs()
    assert items(story, world) == {
        bound: ("held", "restricted"), asking: ("held", "disputed"), held: ("held", "officer"),
    }  # fmt: skip
    sweep = sweep_of(story, world)
    assert (sweep.state, sweep.held, sweep.erased, sweep.outcome) == ("done", 3, 0, {})
    assert GONE not in names(story, world).values()
    years_on.shift(timedelta(days=40))
    night(app)  # who is still held back is listed so; the third goes with the list, unless held again
    assert items(story, world) == {
        bound: ("held", "restricted"), asking: ("held", "disputed"), held: ("listed", ""),
    }  # fmt: skip


def test_what_has_changed_since_the_list_is_asked_again(story, world, app, three, years_on, admin):
    night(app)
    approve(story, world)
    with story.as_(world.a.manager):
        receipt = {"programme": "pkh", "standing": "active", "valid_from": now().date(), "source": "import"}
        db.session.add(Participation(person_id=three[0], **receipt))
        db.session.commit()
    admin.execute("UPDATE person SET merged_into = %s WHERE id = %s", [three[1], three[2]])
    years_on.shift(SOON)
    story.run_jobs()
    states = items(story, world)
    assert states[three[0]] == ("kept", "")
    assert states[three[2]] == ("kept", "")


class Killed(BaseException):
    """As if the process were gone: nobody catches it."""


@pytest.fixture
def seven(family) -> list[int]:
    return [family(f"Rekaan {n}") for n in range(7)]


def test_killed_half_way_it_goes_on_and_ends_the_same(story, world, app, seven, years_on, monkeypatch):
    monkeypatch.setattr(sweeps, "PORTION", 3)
    night(app)
    approve(story, world)
    years_on.shift(SOON)
    erased, really = [], sweeps.wipe

    def wipe_until_killed(scopes):
        if len(erased) == 5:
            raise Killed
        erased.append(really(scopes))
        return erased[-1]

    monkeypatch.setattr(sweeps, "wipe", wipe_until_killed)
    story.run_jobs()  # the first portion
    with pytest.raises(Killed):
        story.run_jobs()
    assert [name for name in names(story, world).values() if name == GONE] == [GONE] * 5
    assert sweep_of(story, world).erased == 3  # the second portion is not said to be done
    monkeypatch.setattr(sweeps, "wipe", really)
    for _again in range(4):
        story.run_jobs()
    sweep = sweep_of(story, world)
    assert (sweep.state, sweep.erased, sweep.outcome["person"], sweep.outcome["household"]) == ("done", 7, 7, 7)
    assert items(story, world) == dict.fromkeys(seven, ("erased", ""))


@pytest.fixture
def forty(family) -> list[int]:
    return [family(f"Rekaan {n}") for n in range(40)]


@pytest.mark.drill
def test_a_worker_that_the_kernel_kills_has_erased_nobody_twice_or_by_halves(story, world, app, forty, years_on, admin):
    night(app)
    approve(story, world)
    years_on.shift(SOON)
    gone = "SELECT count(*) FROM person WHERE tenant_id = %s AND erased_at IS NOT NULL"
    for already in (0, 10, 20):
        worker = os.fork()
        if worker == 0:
            with app.app_context():
                db.engine.dispose(close=False)  # the parent's connections are not the child's
                jobs.run_waiting()
            os._exit(0)
        while admin.execute(gone, [world.a.tenant_id]).fetchone()[0] < already + 3:
            pass
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        assert admin.execute(gone, [world.a.tenant_id]).fetchone()[0] < 40
    for _again in range(4):
        story.run_jobs()
    sweep = sweep_of(story, world)
    assert (sweep.state, sweep.erased, sweep.outcome["person"], sweep.outcome["household"]) == ("done", 40, 40, 40)
    assert items(story, world) == dict.fromkeys(forty, ("erased", ""))
    left = admin.execute("SELECT count(*) FROM person p WHERE to_jsonb(p)::text LIKE '%%Rekaan%%'").fetchone()
    assert left == (0,)


def test_only_who_guards_approves_and_only_what_they_saw(story, world, app, three, years_on):
    night(app)
    sweep = sweep_of(story, world)
    with story.as_(world.a.front_office), pytest.raises(Refused) as refused:
        actions.approve_sweep(sweep.id, {"code": None, "version": sweep.version})
    assert refused.value.status == 403
    with story.as_(world.b.privacy_officer), pytest.raises(Refused) as refused:
        actions.approve_sweep(sweep.id, {"code": None, "version": sweep.version})
    assert refused.value.status == 404
    with story.as_(world.a.privacy_officer), pytest.raises(Refused) as refused:
        actions.approve_sweep(sweep.id, {"code": None, "version": sweep.version + 1})
    assert refused.value.code == "stale"
    approve(story, world)
    with pytest.raises(Refused) as refused:
        approve(story, world)
    assert refused.value.code == "approved"
    with story.as_(world.a.privacy_officer), pytest.raises(Refused) as refused:
        actions.hold(db.session.scalars(select(RetentionItem.id).limit(1)).one())
    assert refused.value.code == "approved"


def test_the_whole_list_is_approved_with_one_press_on_its_page(story, world, app, three, years_on, visit):
    officer = visit(world.a.privacy_officer).open("/masa-simpan")
    assert "Tidak ada daftar yang terbuka" in officer.text
    night(app)
    officer.open("/masa-simpan")
    assert "Rekaan Satu" in officer.text
    assert people.PHONE not in officer.text
    officer.press("Tahan")
    assert "ditahan dan tidak ikut dihapus" in officer.text
    officer.press("Setujui penghapusan data 2 orang")
    assert "Disetujui: data 2 orang dihapus" in officer.text
    years_on.shift(SOON)
    story.run_jobs()
    officer = visit(world.a.privacy_officer).open("/masa-simpan")  # fourteen days are longer than a sign-in
    assert "Data 2 orang" in officer.text
    assert "1 orang ditahan" in officer.text
    assert visit(world.b.privacy_officer).open("/masa-simpan").text.count("Rekaan") == 0
    for member in (world.a.front_office, world.a.administrator, world.a.back_office):
        assert visit(member).client.get("/masa-simpan").status_code == 403
    with story.as_(world.a.manager):
        looked = select(AuditEntry.id).where(AuditEntry.action == "retention.listed")
        assert len(db.session.scalars(looked).all()) >= 3


def test_a_list_is_read_by_index(story, world, app, three, years_on):
    night(app)
    with story.as_(world.a.privacy_officer):
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
        wanted = (
            "EXPLAIN SELECT id FROM retention_item WHERE tenant_id = :t AND sweep_id = 1 AND state = 'listed'"
            " AND id > 0 ORDER BY id LIMIT 51"
        )
        plan = "\n".join(row[0] for row in db.session.execute(text(wanted), {"t": world.a.tenant_id}))
    assert "ix_retention_item_list" in plan
    assert "Sort" not in plan
