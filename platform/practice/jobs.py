"""Work for later: emptying and filling a practice room."""

from foundation.jobs import job
from foundation.tenancy import current_tenant_id
from practice import resetting


@job("practice.reset")
def reset() -> None:
    """As somebody of the room has asked; delivered twice, it is done once."""
    resetting.reset(current_tenant_id())
