"""Lists of people are read, checked and recorded piece by piece; each piece leaves the next one as work for later."""

from exchange import actions
from foundation.jobs import job


@job("exchange.read")
def read(batch_id: int) -> None:
    """Cut a file into pieces."""
    actions.read_file(batch_id)


@job("exchange.check")
def check(batch_id: int, number: int) -> None:
    """Check one piece."""
    actions.check_chunk(batch_id, number)


@job("exchange.write")
def write(batch_id: int, number: int) -> None:
    """Record one piece."""
    actions.write_chunk(batch_id, number)
