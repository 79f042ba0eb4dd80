"""What a citizen left on the public page reaches the desk: for jobs, in the tenant's own context."""

from collections import Counter

from sqlalchemy import select

from cases.actions import steps
from cases.actions.moves import move_without_staff
from cases.actions.notices import tell_keepers
from cases.actions.steps import CITIZEN
from cases.machine import State
from cases.models import Attachment, CitizenWord
from cases.queries.attachments import document_label
from foundation.db import db
from foundation.errors import Refused

_MOVES = {"objection": "reopen", "rating": "record_feedback"}


def papers_came(case_id: int, first_id: int, last_id: int) -> None:
    """Say it in the story and to whoever looks after the case. The clock goes on resting until the desk has looked."""
    case = steps.locked(case_id)
    came = select(Attachment.document).where(
        Attachment.case_id == case.id, Attachment.from_citizen, Attachment.id.between(first_id, last_id)
    )
    counted = Counter(db.session.scalars(came.order_by(Attachment.id)))
    words = ", ".join(f"{document_label(slug)} ({n})" for slug, n in counted.items())
    steps.record(case, "papers_came", State(case.state), CITIZEN, words)
    tell_keepers("papers_came", case)


def word_came(word_id: int) -> None:
    """The step of the machine that the citizen takes; when the case has gone on meanwhile, a line for the desk.

    Repeatable: a word is taken once.
    """
    word = db.session.scalars(select(CitizenWord).where(CitizenWord.id == word_id).with_for_update()).one()
    if word.state != "waiting":
        return
    asked = {"satisfied": "yes" if word.satisfied else "no"} if word.kind == "rating" else None
    try:
        with db.session.begin_nested():
            move_without_staff(word.case_id, _MOVES[word.kind], CITIZEN, word.body, asked)
        word.state = "taken"
    except Refused:
        case = steps.locked(word.case_id)
        steps.record(case, "word_came", State(case.state), CITIZEN, word.body)
        tell_keepers("word_came", case)
        word.state = "noted"
    word.body = ""
    db.session.flush()
