"""What this room shows on the page of a person: what they have asked about their own data."""

from flask import render_template
from markupsafe import Markup

from privacy import queries
from registry.pages import add_section
from tenants.access import subject


def rights_section(person_id: int) -> str:
    """Requests about one's own data, or nothing for who may not take them in."""
    if not subject().may("privacy:take"):
        return ""
    markup = render_template("privacy/of_person.html", rows=queries.requests_of(person_id), person_id=person_id)
    return Markup(markup)  # noqa: S704  (our own template, already escaped)


add_section(rights_section, last=True)
