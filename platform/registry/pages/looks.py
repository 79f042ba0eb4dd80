"""What a citizen may ask for: who has opened my data? One page to print and hand over (UU 27/2022 art. 7)."""

from flask import render_template
from flask.typing import ResponseReturnValue

from registry import queries
from registry.pages.blueprint import registry
from tenants import access, access_log
from tenants.access import subject


@registry.get("/warga/<int:person_id>/pembuka-data")
@access.permits("privacy:guard")
def looks(person_id: int) -> ResponseReturnValue:
    """Every look at this person, also under a record since merged, the newest first, in plain words."""
    person = queries.get_person(person_id)
    return render_template(
        "registry/looks.html",
        row=queries.person_rows([person.id])[person.id],
        lines=access_log.looks_at(person.id, queries.records_of(person)),
        tenant=subject().tenant,
    )
