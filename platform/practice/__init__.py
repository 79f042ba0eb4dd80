"""The room `practice`: the way into an office's practice room, tasks to play there, and what was missed."""

from flask import Flask

from practice import jobs, pages, signals
from practice.queries.scores import scores
from workforce import role_play

__all__ = ["init_app", "jobs"]


def init_app(app: Flask) -> None:
    """Open this room's doors."""
    signals.init_app()
    role_play.set_provider(scores)
    app.register_blueprint(pages.practice)
