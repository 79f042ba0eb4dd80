"""The pages of update rounds: importing them opens their doors on the blueprint."""

from registry.rounds.pages import proposals, rounds_of, steps
from registry.rounds.pages.blueprint import rounds

__all__ = ["proposals", "rounds", "rounds_of", "steps"]
