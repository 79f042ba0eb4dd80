"""Dashboards: a few figures for each reader, as a period went and as things stood when a day ended."""

from flask import Flask

from reporting.dashboards import api as programs
from reporting.dashboards.pages import dashboards
from web import api


def init_app(app: Flask) -> None:
    """Open the doors of the dashboards."""
    app.register_blueprint(dashboards)
    api.register(app, programs.doors)
