"""The blueprint of the room, and what its templates ask."""

from typing import Any

from flask import Blueprint

from tenants import access

practice = Blueprint("practice", "practice", template_folder="templates")


@practice.context_processor
def _who_may() -> dict[str, Any]:
    """`may('practice:reset')` for the templates: what a reader may not do is absent."""
    who = access.optional_subject()
    return {"who": who, "may": who.may if who else lambda permission: False}
