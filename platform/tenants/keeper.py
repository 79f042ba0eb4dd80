"""The keeper: an administrator at work on the people of the own tenant, with a database role that sees nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

from foundation.tenancy import Context, Reader, enter
from tenants import access
from tenants.access import subject

PERMISSION = "people:manage"


@contextmanager
def keeping(permission: str = PERMISSION) -> Iterator[Context]:
    """Everything inside reads and writes as the keeper of the subject's tenant. Refused (403) without the permission.

    Begin and end transactions inside it: pages settle() before they read as the subject again.
    """
    access.require(permission)
    with enter(Context(Reader.KEEPER, tenant_id=subject().tenant.id)) as context:
        yield context
