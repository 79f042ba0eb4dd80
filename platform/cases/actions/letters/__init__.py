"""Letters: what they say, who signs them, and what is kept."""

from cases.actions.letters.content import asked_fields, needs_referral
from cases.actions.letters.issuing import issue_referral, require_signer, signing_roles
from cases.actions.letters.preparing import (
    Prepared,
    discard,
    look,
    prepare,
    preview,
    revoke,
    revoke_of_referral,
    sign,
    writable,
)

__all__ = [
    "Prepared",
    "asked_fields",
    "discard",
    "issue_referral",
    "look",
    "needs_referral",
    "prepare",
    "preview",
    "require_signer",
    "revoke",
    "revoke_of_referral",
    "sign",
    "signing_roles",
    "writable",
]
