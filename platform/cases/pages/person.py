"""What this room shows on the page of a person: the cases."""

from flask import render_template
from markupsafe import Markup

from cases import queries
from registry.pages import add_section
from tenants.access import subject


def cases_section(person_id: int) -> str:
    """The cases of a person, or nothing for who may not see cases."""
    if not subject().may("case:read"):
        return ""
    markup = render_template("cases/of_person.html", rows=queries.cases_of(person_id))
    return Markup(markup)  # noqa: S704  (our own template, already escaped)


add_section(cases_section)
