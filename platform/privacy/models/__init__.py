"""The tables of the room, by noun."""

from privacy.models.request import ASKERS, IDENTITIES, KINDS, REQUEST_STATES, DataRequest
from privacy.models.sharing import SHARE_STATES, ShareAgreement, ShareDownload, ShareRequest

__all__ = [
    "ASKERS",
    "IDENTITIES",
    "KINDS",
    "REQUEST_STATES",
    "SHARE_STATES",
    "DataRequest",
    "ShareAgreement",
    "ShareDownload",
    "ShareRequest",
]
