"""Lists: in order of deadline, page by page, in a number of statements that does not grow."""

from uuid import uuid4

import pytest

from cases import actions, queries
from cases.machine import State
from cases.queries import InboxView, QueueView
from foundation.db import db
from foundation.errors import Refused
from registry.actions import create_person
from tests.cases.conftest import intake, person_data
from tests.statements import counted


def many(story, world, number: int) -> list[int]:
    with story.as_(world.a.front_office):
        person = create_person(person_data(world.a), uuid4())
        ids = [actions.register(person.id, intake(world.a, emergency=n % 3 == 0), uuid4()).id for n in range(number)]
        db.session.commit()
        return ids


def test_the_queue_is_walked_by_deadline_without_gaps_or_doubles(story, world):
    ids = many(story, world, 23)
    with story.as_(world.a.back_office):
        seen, cursor = [], None
        while True:
            page = queries.queue(QueueView(), cursor, size=5)
            seen += page.rows
            cursor = page.next
            if cursor is None:
                break
        assert sorted(row.id for row in seen) == ids
        assert [row.due_days for row in seen] == sorted(row.due_days for row in seen)
        assert seen[0].village == "Desa Lalang, Manggar" or "Manggar" in seen[0].village
        assert seen[0].nik_masked.endswith("0001")
        assert seen[0].owner_name == ""


def test_a_page_of_the_queue_costs_one_statement_whatever_its_length_and_its_counts_another(story, world):
    many(story, world, 30)
    with story.as_(world.a.back_office):
        queries.queue(QueueView())  # names of places are asked for once
    for size in (1, 30):
        with story.as_(world.a.back_office), counted() as sent:
            queries.queue(QueueView(), size=size)
            assert len(sent) == 1
    for member in (world.a.back_office, world.a.facilitator):
        with story.as_(member), counted() as sent:
            queries.queue_counts()
            assert len(sent) == 1


def test_the_page_of_a_case_costs_a_bounded_number_of_statements(story, world):
    few = story.decided()
    story.refer(few)
    with story.as_(world.a.manager):
        queries.case_view(few)  # names of places are asked for once
    lengths = []
    for again in range(2):
        if again:
            for _time in range(5):
                story.refer(few, "civil_registry")
        with story.as_(world.a.manager), counted() as sent:
            queries.case_view(few)
            lengths.append(len(sent))
    assert lengths[0] == lengths[1] <= 20


def test_the_view_narrows_the_queue(story, world):
    first, second, third = many(story, world, 3)
    story.move(first, "accept")
    story.do(world.a.manager, lambda: actions.take(second))
    story.move(third, "cancel", "Salah lapor")

    def ids(member, **view):
        with story.as_(member):
            return [row.id for row in queries.queue(QueueView(**view)).rows]

    assert ids(world.a.back_office, state="checking") == [first]
    assert ids(world.a.back_office, owner="me") == [first]
    assert ids(world.a.manager, owner="me") == [second]
    assert ids(world.a.manager, owner="none") == []
    assert ids(world.a.manager, state="cancelled") == [third]
    assert ids(world.a.manager, sector="education") == []
    assert ids(world.a.manager, village=world.a.villages[0], sector="health") == [first, second]
    assert ids(world.a.manager, due="late") == []
    with story.as_(world.a.manager):
        counts = queries.queue_counts()
        assert (counts.open, counts.late, counts.mine) == (2, 0, 1)
        assert counts.by_state == {State.CHECKING: 1, State.REGISTERED: 1, State.CANCELLED: 1}


def test_an_address_says_the_view_and_what_it_does_not_know_is_left_out():
    view = QueueView.from_args({"state": "checking", "due": "late", "village": "19.06.01.2001", "owner": "me"})
    assert view.args() == {"state": "checking", "due": "late", "village": "19.06.01.2001", "owner": "me"}
    assert view.but(due=None).due is None
    assert QueueView.from_args({"state": "'; --", "village": "x\x00", "sector": "?", "page": "3"}) == QueueView()
    assert InboxView.from_args({"state": "over", "due": "x"}) == InboxView(state="over")


@pytest.mark.parametrize("cursor", ["x", "!!", "WyJub3QgYSBkYXRlIiwgMV0", "W10"])
def test_a_broken_cursor_is_refused_and_never_an_error(story, world, cursor):
    with story.as_(world.a.back_office), pytest.raises(Refused) as refused:
        queries.queue(QueueView(), cursor)
    assert refused.value.status == 400


def test_a_case_is_found_by_the_beginning_of_its_code(story, world):
    ids = many(story, world, 3)
    with story.as_(world.a.back_office):
        code = queries.queue(QueueView()).rows[0].code
        assert len(queries.search_cases(" blt-")) == 3
        assert [row.code for row in queries.search_cases(code)] == [code]
        assert queries.search_cases("%") == []
        assert [row.id for row in queries.cases_of(queries.search_cases(code)[0].person_id)] == ids[::-1]


def test_the_inbox_of_an_agency_is_walked_page_by_page(story, world):
    case_id = story.decided()
    ids = [story.refer(case_id) for _time in range(5)]
    with story.as_(world.a.health_office_officer), counted() as sent:
        first = queries.referral_inbox(InboxView(), size=3)
        assert len(sent) == 2  # the page, and whether the rules this process knows are still in force
        rest = queries.referral_inbox(InboxView(), first.next, size=3)
        assert [row.id for row in (*first.rows, *rest.rows)] == ids
        assert rest.next is None
        assert queries.inbox_counts() == queries.InboxCounts(5, 0)
        view = queries.referral_view(ids[0])
        assert view.moves == ["accept", "decline", "answer", "assign"]
        assert dict(view.shared)["Nama"] == "Junaidi"
        assert view.letter_number.startswith("460/1/SLRT/")
