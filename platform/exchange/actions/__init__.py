"""What this room does: bringing lists in, handing lists out. Actions flush; whoever called them commits."""

from exchange.actions.checking import check_chunk, read_file
from exchange.actions.exports import export
from exchange.actions.imports import Sent, begin, cancel, choose_sheet, keep, map_columns, reopen
from exchange.actions.writing import write_chunk

__all__ = [
    "Sent",
    "begin",
    "cancel",
    "check_chunk",
    "choose_sheet",
    "export",
    "keep",
    "map_columns",
    "read_file",
    "reopen",
    "write_chunk",
]
