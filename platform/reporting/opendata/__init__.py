"""Open data: what the platform counts in a quarter, published once for everybody, small numbers held back."""

from flask import Flask

from reporting.opendata import pages
from reporting.opendata.api import doors
from web import api

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Open the doors of the published data."""
    app.register_blueprint(pages.open_data)
    api.register(app, doors)
