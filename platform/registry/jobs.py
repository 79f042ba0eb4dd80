"""Work for later on the registry."""

from foundation.jobs import job
from registry.actions.screening import do_run


@job("registry.screen")
def screen(run_id: int) -> None:
    """Ask all rules of all persons."""
    do_run(run_id)
