"""The pages of the room: importing them opens their doors on the blueprint."""

from registry.pages import merge, people, runs, screening
from registry.pages.blueprint import add_section, registry

__all__ = ["add_section", "merge", "people", "registry", "runs", "screening"]
