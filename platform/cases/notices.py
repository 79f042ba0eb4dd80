"""The kinds of notices, in words: what the inbox shows and what an officer's e-mail says. No name ever stands here."""

from flask_babel import lazy_gettext as _l

WORDS = {
    "referral_sent": _l("Rujukan baru menunggu Anda"),
    "referral_answered": _l("OPD sudah menjawab"),
}
"""By kind. The case's code, or the referral's, stands beside it."""
