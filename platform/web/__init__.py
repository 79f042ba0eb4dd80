"""The shell every room builds on: layout, components, forms, errors, headers, languages."""

from flask import Flask

from web import (
    addresses,
    api,
    body,
    csrf,
    errors,
    formats,
    headers,
    i18n,
    idempotency,
    pages,
    shell,
    static_files,
    templating,
    ui,
)


def init_app(app: Flask) -> None:
    """Give the application the house's manners. Needs no database."""
    addresses.init_app(app)
    i18n.init_app(app)
    headers.init_app(app)
    body.init_app(app)
    csrf.init_app(app)
    errors.init_app(app)
    formats.init_app(app)
    shell.init_app(app)
    idempotency.init_app(app)
    static_files.init_app(app)
    templating.init_app(app)
    ui.init_app(app)
    api.init_app(app)
    app.register_blueprint(pages.web)
