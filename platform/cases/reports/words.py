"""Making typed words comparable: small, without signs, pictures and invisible marks."""

import re
import unicodedata

_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_SIGNS = re.compile(r"[^\w]+|_+")


def visible(text: str) -> str:
    """The text without marks that cannot be seen; telephones put them before names and numbers."""
    return _INVISIBLE.sub("", text)


def bare(text: str) -> str:
    """For comparison: compatibility forms folded (bold letters from a font site too), small, words one space apart."""
    folded = unicodedata.normalize("NFKC", visible(text)).casefold()
    return " ".join(_SIGNS.sub(" ", folded).split())
