"""Where trainings are kept from: a site's manager as staff, a province's supervisor as the keeper of the province."""

from collections.abc import Iterator
from contextlib import contextmanager

from foundation.tenancy import Reader
from tenants import access
from tenants.access import subject
from tenants.keeper import keeping

PERMISSION = "training:manage"


@contextmanager
def training_desk() -> Iterator[None]:
    """Everything inside is about the subject's own tenant, also for a province. Refused (403) for other roles.

    A province reads its districts as supervisor, whose field of view leaves its own rows out; here it is at home.
    """
    access.require(PERMISSION)
    if subject().reader is Reader.SUPERVISOR:
        with keeping(PERMISSION):
            yield
    else:
        yield


def trains_trainers() -> bool:
    """Whether whoever asks is a province, whose trainees are the trainers of its districts."""
    return subject().tenant.kind == "province"
