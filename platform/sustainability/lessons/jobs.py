"""Telling people in other regions, each in the context of their own office."""

from foundation.jobs import at_office, job
from sustainability.lessons.actions.telling import tell_now


@job("lessons.tell")
def tell(office_id: int, kind: str, role: str, note_id: int = 0, question_id: int = 0) -> None:
    """Everybody in that role there, and who wrote or asked. Told twice, they hear it once: who has it unread is not
    told again."""
    with at_office(office_id):
        tell_now(kind, role, note_id, question_id)
