"""The tables of the room, by noun."""

from privacy.models.sharing import SHARE_STATES, ShareAgreement, ShareDownload, ShareRequest

__all__ = ["SHARE_STATES", "ShareAgreement", "ShareDownload", "ShareRequest"]
