"""Reading what is on its way in and what goes out, by noun."""

from exchange.queries.exports import exported
from exchange.queries.imports import (
    FaultLine,
    Sample,
    batches,
    beginning,
    fault_lines,
    faults,
    get_batch,
    get_chunk,
    guessed,
    own_headings,
    said,
    sample,
    villages,
    villages_to_choose,
)

__all__ = [
    "FaultLine",
    "Sample",
    "batches",
    "beginning",
    "exported",
    "fault_lines",
    "faults",
    "get_batch",
    "get_chunk",
    "guessed",
    "own_headings",
    "said",
    "sample",
    "villages",
    "villages_to_choose",
]
