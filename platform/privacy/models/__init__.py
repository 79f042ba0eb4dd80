"""The tables of the room, by noun."""

from privacy.models.breach import Breach, BreachPerson
from privacy.models.request import ASKERS, IDENTITIES, KINDS, REQUEST_STATES, DataRequest
from privacy.models.sharing import SHARE_STATES, ShareAgreement, ShareDownload, ShareRequest
from privacy.models.sweep import RetentionItem, RetentionSweep

__all__ = [
    "ASKERS",
    "IDENTITIES",
    "KINDS",
    "REQUEST_STATES",
    "SHARE_STATES",
    "Breach",
    "BreachPerson",
    "DataRequest",
    "RetentionItem",
    "RetentionSweep",
    "ShareAgreement",
    "ShareDownload",
    "ShareRequest",
]
