"""The roster of every district, for the province: numbers, nobody's name."""

from flask import render_template
from flask.typing import ResponseReturnValue

from tenants import access, tallies
from workforce import queries
from workforce.pages.blueprint import workforce


@workforce.get("/provinsi/tenaga")
@access.permits("workforce:province")
def district_rosters() -> ResponseReturnValue:
    """How many people each district has, who pays them, which villages are without."""
    return render_template("workforce/province.html", districts=queries.districts(beside=tallies.asking()))
