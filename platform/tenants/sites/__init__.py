"""Sites: a district applies for an office of its own, is reviewed, prepares, goes live, and one day closes."""

from flask import Flask

from tenants.sites import jobs, pages, readiness
from tenants.sites.api import doors
from tenants.sites.queries import preparing as sights
from web.api import register

__all__ = ["init_app", "jobs"]


def init_app(app: Flask) -> None:
    """Open the doors of applying, reviewing and preparing."""
    app.register_blueprint(pages.sites)
    register(app, doors)
    for name in ("people", "agencies", "regions", "second_factor"):
        readiness.set_signal(name, getattr(sights, name))
