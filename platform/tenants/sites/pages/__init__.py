"""The doors about sites: applying, the desk that reviews."""

from tenants.sites.pages import applying, desk
from tenants.sites.pages.blueprint import sites

__all__ = ["applying", "desk", "sites"]
