"""The doors of this room: signing in and out, one's own account, the access log, tokens."""

from tenants.pages import account, records, signin
from tenants.pages.blueprint import tenants

__all__ = ["account", "records", "signin", "tenants"]
