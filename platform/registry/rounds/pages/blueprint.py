"""The blueprint of the rounds, and the words their templates need."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint
from markupsafe import Markup

from registry.rounds.models import UpdateRound
from tenants import access

rounds = Blueprint("rounds", "registry.rounds", template_folder="templates")
_links: list[Callable[[UpdateRound], str]] = []


def add_links(render: Callable[[UpdateRound], str]) -> None:
    """A room above shows something on the page of a round, such as its workbook: `render(round)` gives markup."""
    if render not in _links:
        _links.append(render)


def links_for(round_: UpdateRound) -> Markup:
    """What everybody shows there, in the order in which it was added."""
    return Markup("").join(Markup(render(round_)) for render in _links)  # noqa: S704 (our own templates)


@rounds.context_processor
def _who_may() -> dict[str, Any]:
    """`may('round:draft')` for the templates: what a reader may not do is absent."""
    who = access.optional_subject()
    return {"may": who.may if who else lambda permission: False}
