"""The blueprint of the room, and the words its templates need."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from tenants import access

registry = Blueprint("registry", "registry", template_folder="templates")

_sections: list[Callable[[int], str]] = []
_last_sections: list[Callable[[int], str]] = []


def add_section(render: Callable[[int], str], last: bool = False) -> None:
    """A room above shows something on the page of a person, such as their cases: `render(person_id)` gives markup."""
    (_last_sections if last else _sections).append(render)


def sections(person_id: int) -> list[str]:
    """What everybody shows on the page of that person, in the order in which it was added."""
    return [render(person_id) for render in (*_sections, *_last_sections)]


@registry.context_processor
def _who_may() -> dict[str, Any]:
    """`may('person:write')` for the templates: what a reader may not do is absent."""
    who = access.optional_subject()
    return {"may": who.may if who else lambda permission: False}
