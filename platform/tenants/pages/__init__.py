"""The doors of this room: signing in, invitations, the people of a site, one's own account, the access log, tokens."""

from tenants.pages import account, invited, people, records, signin
from tenants.pages.blueprint import tenants

__all__ = ["account", "invited", "people", "records", "signin", "tenants"]
