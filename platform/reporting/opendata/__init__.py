"""Open data: what the platform counts in a quarter, published once for everybody, small numbers held back."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from reporting.opendata import pages
from reporting.opendata.api import doors
from web import api
from web.shell import offer_to_everybody

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Open the doors of the published data."""
    app.register_blueprint(pages.open_data)
    api.register(app, doors)
    offer_to_everybody("open_data.index", _l("Data terbuka"))
