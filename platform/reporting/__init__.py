"""The room `reporting`: exact totals for a district, a province and the nation, without people in them."""

from flask import Flask

from reporting.api import doors
from reporting.pages import reporting
from web import api


def init_app(app: Flask) -> None:
    """Open this room's doors."""
    app.register_blueprint(reporting)
    api.register(app, doors)
