"""The room `tenants`: who works where, how they sign in, what they may, and what they looked at."""

from flask import Flask

from tenants import access, jobs, limits, pages, shell, sites
from tenants.office_time import office_day, office_moment
from tenants.sites.queries.desk import WAITING_TALLY
from tenants.sites.queries.telling import UNREAD_TALLY
from web.i18n import set_timezone_provider
from web.shell import set_shell_provider

__all__ = ["init_app", "jobs"]


def init_app(app: Flask) -> None:
    """Open this room's doors, and put the check before every other room's."""
    limits.init_app(app, app.config["SLRT"].redis_url)
    access.init_app(app)
    set_shell_provider(shell.current_shell)
    set_timezone_provider(shell.timezone)
    app.jinja_env.filters |= {"office_moment": office_moment, "office_day": office_day}
    app.register_blueprint(pages.tenants)
    sites.init_app(app)
    shell.set_count("sites.readiness", UNREAD_TALLY, lambda counted: counted["site_messages"])
    shell.set_count("sites.desk", WAITING_TALLY, lambda counted: counted["sites_waiting"])
