"""Work for later in this room."""

from foundation.jobs import job
from privacy import actions
from tenants.everywhere import in_every_tenant


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


@job("privacy.request_taken")
def request_taken(request_id: int) -> None:
    """Who answers citizens hears that the clock runs."""
    actions.tell_guards(request_id)


@job("privacy.copy_expires")
def copy_expires(request_id: int) -> None:
    """A citizen's copy lies here no longer than it must."""
    actions.expire_copy(request_id)


@job("privacy.erase")
def erase(request_id: int) -> None:
    """What may go, goes."""
    actions.do_erase(request_id)


@job("privacy.sweep_portion")
def sweep_portion(sweep_id: int) -> None:
    """Of an approved list, the next persons."""
    actions.erase_portion(sweep_id)


def look_for_past_time() -> None:
    """By night, office by office: list what will be past its time, or say again that a list waits. Erases nothing."""
    in_every_tenant(_list_or_remind)


def _list_or_remind() -> None:
    actions.list_due()
    actions.remind()
