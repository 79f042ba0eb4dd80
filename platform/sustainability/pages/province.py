"""The province's page: which of its districts' SLRT will live on."""

from flask import render_template
from flask.typing import ResponseReturnValue

from sustainability.index import VERSIONS
from sustainability.pages.blueprint import sustainability, today_here
from sustainability.queries.province import standings
from tenants import access


@sustainability.get("/provinsi/keberlanjutan")
@access.permits("totals:province")
def province() -> ResponseReturnValue:
    """District by district, as each one's own records and facts say."""
    return render_template(
        "sustainability/province.html",
        standings=standings(),
        levels={level.slug: level for each in VERSIONS.values() for level in each.levels},
        version=list(VERSIONS)[-1],
        today=today_here(),
    )
