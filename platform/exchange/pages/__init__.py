"""The pages of the room: importing them opens their doors on the blueprint."""

from exchange.pages import exports, imports, money, siks
from exchange.pages.blueprint import exchange

__all__ = ["exchange", "exports", "imports", "money", "siks"]
