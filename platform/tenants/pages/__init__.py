"""The doors of this room: signing in, invitations, one's own account, the access log, tokens."""

from tenants.pages import account, invited, records, signin
from tenants.pages.blueprint import tenants

__all__ = ["account", "invited", "records", "signin", "tenants"]
