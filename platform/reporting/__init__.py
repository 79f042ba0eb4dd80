"""The room `reporting`: exact totals for a district, a province and the nation, without people in them."""

from flask import Flask

from reporting import budget, bulletin, dashboards, opendata, quality, schedules, tables
from reporting.activity import activity_of
from reporting.api import doors
from reporting.cohorts.pages import cohorts
from reporting.coverage.api import doors as coverage_doors
from reporting.coverage.pages import coverage
from reporting.maps.api import doors as maps_doors
from reporting.maps.boundaries import boundaries
from reporting.maps.pages import maps
from reporting.pages import reporting
from tenants.sites.activity import set_telling
from web import api


def init_app(app: Flask) -> None:
    """Open this room's doors."""
    app.register_blueprint(reporting)
    app.register_blueprint(cohorts)
    app.register_blueprint(coverage)
    app.register_blueprint(maps)
    app.register_blueprint(boundaries)
    set_telling(activity_of)
    api.register(app, doors)
    api.register(app, coverage_doors)
    api.register(app, maps_doors)
    opendata.init_app(app)
    dashboards.init_app(app)
    tables.init_app(app)
    schedules.init_app(app)
    budget.init_app(app)
    bulletin.init_app(app)
    quality.init_app(app)
