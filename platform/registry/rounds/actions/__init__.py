"""Everything that changes a round, by noun. Actions flush; whoever called them commits."""

from registry.rounds.actions.answers import Answer, take_over
from registry.rounds.actions.moves import keep_scan, move, write_minutes
from registry.rounds.actions.proposals import drop, open_round, propose, propose_missed, record_visit

__all__ = [
    "Answer",
    "drop",
    "keep_scan",
    "move",
    "open_round",
    "propose",
    "propose_missed",
    "record_visit",
    "take_over",
    "write_minutes",
]
