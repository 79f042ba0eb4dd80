"""Every page of lessons, meetings and cohorts in a real browser, on a phone and on a desk."""

from datetime import timedelta
from uuid import uuid4

import pytest

from foundation.clock import today
from sustainability.actions.standings import decide_naming
from sustainability.jobs import score_districts
from sustainability.lessons.actions import events, notes, talk
from sustainability.lessons.schemas import EventSchema, LessonSchema
from tests.browser.watch import inspect
from tests.settings.conftest import do
from tests.sustainability.test_lessons import TYPED, noted, shared

__all__ = ["do", "noted", "shared"]


@pytest.fixture
def told(world, app, do, noted, shared) -> dict[str, int]:
    """A lesson in each state, a question, a meeting today, a night."""
    copy = shared(world.a, world.province)
    waiting = noted(world.a, title="Posko di pasar")
    draft = do(world.a.manager, lambda: notes.add_note(LessonSchema().load(TYPED), uuid4()).id)
    do(world.b.manager, lambda: talk.thank(copy))
    do(world.b.manager, lambda: talk.ask(copy, "Siapa yang menyusun Perbup itu?", uuid4()))
    day = today("Asia/Jakarta")
    typed = {"title": "Berbagi Puskesos", "about": "Dana desa", "held_on": day.isoformat(), "place": "Manggar"}
    event = do(world.province, lambda: events.invite(EventSchema().load(typed)))
    do(world.b.manager, lambda: events.take_part(event, 3))
    do(world.b.manager, lambda: events.promise(event, {"promise": "Draf Perbup", "due_on": day + timedelta(days=9)}))
    do(world.a.head, lambda: decide_naming(True))
    with app.app_context():
        score_districts()
    return {"copy": copy, "waiting": waiting, "draft": draft, "event": event}


@pytest.mark.drill
@pytest.mark.parametrize("width", [360, 1366])
def test_every_page_is_read_by_everybody(world, told, open_browser, width) -> None:
    copy, draft, event = told["copy"], told["draft"], told["event"]
    pages = {
        world.a.manager: ["/pelajaran", f"/pelajaran/{copy}/jawab/1", "/pelajaran/kita", "/pelajaran/kita/baru",
                          f"/pelajaran/kita/{draft}", f"/pelajaran/kita/{draft}/ubah", "/pelajaran/kita/1"],
        world.b.manager: ["/pelajaran?q=fasil", "/pelajaran/serupa", f"/pelajaran/{copy}", "/pelajaran/pertemuan",
                          f"/pelajaran/pertemuan/{event}"],
        world.province: ["/pelajaran/tinjauan", f"/pelajaran/tinjauan/{told['waiting']}", "/pelajaran/pertemuan/baru",
                         f"/pelajaran/pertemuan/{event}", "/provinsi/keberlanjutan/angkatan"],
        world.ministry: ["/nasional/keberlanjutan", "/pelajaran/pertemuan?tahap=lewat"],
        world.a.head: ["/keberlanjutan/disebut"],
    }  # fmt: skip
    for member, paths in pages.items():
        page = open_browser(member, width=width)
        for path in paths:
            answer = page.goto(path)
            assert answer.status == 200, path
            inspect(page)
