"""A whole SLRT on one machine, with invented people."""

from slrt.demo.launch import run

__all__ = ["run"]
