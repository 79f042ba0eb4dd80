"""The blueprint of the room, and the words its templates need."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from tenants import access

registry = Blueprint("registry", "registry", template_folder="templates")

sections: list[Callable[[int], str]] = []


def add_section(render: Callable[[int], str]) -> None:
    """A room above shows something on the page of a person, such as their cases: `render(person_id)` gives markup."""
    sections.append(render)


@registry.context_processor
def _who_may() -> dict[str, Any]:
    """`may('person:write')` for the templates: what a reader may not do is absent."""
    who = access.optional_subject()
    return {"may": who.may if who else lambda permission: False}
