"""Telling people in other regions, each in the context of their own office."""

from foundation.jobs import at_office, job
from sustainability.lessons.actions.telling import tell_now


@job("lessons.tell")
def tell(office_id: int, kind: str, role: str) -> None:
    """Everybody in that role there. Told twice, they hear it once: who has it unread is not told again."""
    with at_office(office_id):
        tell_now(kind, role)
