"""The roof: the application is a row of init_app and the list of rooms with doors."""

from collections.abc import Callable
from typing import Any

from flask import Flask

import cases
import exchange
import practice
import privacy
import reference
import registry
import reporting
import settings as site_settings
import sustainability
import tenants
import web
import workforce
from foundation import config, crypto, db, jobs, logging, messaging
from foundation.config import Settings
from slrt.health import health
from web import transaction


class House(Flask):
    """No view of this house is a coroutine: Flask need not look at each function around each request to find out."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """The whole house. Settings come from the environment unless given (tests)."""
    settings = settings or config.from_environment()
    logging.configure()
    app = House("slrt", static_folder=None)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        SQLALCHEMY_ENGINE_OPTIONS=db.engine_options(),
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SLRT=settings,
        **settings.flask,
    )
    crypto.init_app(app, crypto.Vault(settings.data_keys, settings.lookup_key))
    db.init_app(app)
    jobs.init_app(app, settings.redis_url)
    messaging.init_app(app, settings)
    web.init_app(app)
    transaction.init_app(app)
    for room in (
        reference,
        tenants,
        site_settings,
        workforce,
        registry,
        cases,
        sustainability,
        privacy,
        reporting,
        exchange,
        practice,
    ):
        room.init_app(app)
    app.register_blueprint(health)
    return app
