"""Which villages have somebody, and which have nobody."""

from flask import render_template
from flask.typing import ResponseReturnValue

from tenants import access
from workforce import queries
from workforce.pages.blueprint import workforce


@workforce.get("/tenaga/desa")
@access.permits("workforce:read")
def villages() -> ResponseReturnValue:
    """By kecamatan: the share that is covered, and the villages that are not."""
    return render_template("workforce/villages.html", cover=queries.coverage())
