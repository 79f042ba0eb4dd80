"""The blueprint of the room, and the words its templates need."""

from typing import Any

from flask import Blueprint

from exchange.models import ImportBatch
from reference import codes
from tenants import access

exchange = Blueprint("exchange", "exchange", template_folder="templates")


@exchange.context_processor
def _words() -> dict[str, Any]:
    """`may('person:import')` for the templates: what a reader may not do is absent."""
    who = access.optional_subject()
    return {"may": who.may if who else lambda permission: False, "programme_of": _programme_of}


def _programme_of(batch: ImportBatch) -> str:
    """The programme of a list of recipients, in the reader's language."""
    return codes.PROGRAMMES[batch.programme].label if batch.programme else ""
