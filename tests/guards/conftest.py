"""The guards look at a filled world."""

from tests.filled import filled

__all__ = ["filled"]
