"""The room `registry`: who lives in this district, each person once."""

from flask import Flask

from registry import pages


def init_app(app: Flask) -> None:
    """Open this room's doors."""
    app.register_blueprint(pages.registry)
