"""Work for later in this room."""

from foundation.jobs import job
from privacy import actions


@job("privacy.share_asked")
def share_asked(share_id: int) -> None:
    """Who decides hears of a request."""
    actions.tell(share_id, "share_asked")


@job("privacy.share_decided")
def share_decided(share_id: int) -> None:
    """Who asked hears what became of it."""
    actions.tell(share_id, "share_decided")


@job("privacy.make_extract")
def make_extract(share_id: int) -> None:
    """The file of an approved request."""
    actions.make(share_id)


@job("privacy.share_expires")
def share_expires(share_id: int) -> None:
    """Its time is over."""
    actions.expire(share_id)
