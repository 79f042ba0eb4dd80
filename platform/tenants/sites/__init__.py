"""Sites: a district applies for an office of its own, is reviewed, prepares, goes live, and one day closes."""

from flask import Flask

from tenants.sites import jobs, pages

__all__ = ["init_app", "jobs"]


def init_app(app: Flask) -> None:
    """Open the doors of applying, reviewing and preparing."""
    app.register_blueprint(pages.sites)
