"""The doors about sites: applying, the desk that reviews, the office that prepares."""

from tenants.sites.pages import applying, desk, ending, preparing, telling
from tenants.sites.pages.blueprint import sites

__all__ = ["applying", "desk", "ending", "preparing", "sites", "telling"]
