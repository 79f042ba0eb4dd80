"""How alike two names are, for people whose name is spelled as whoever held the pen spelled it."""

import re

from rapidfuzz import fuzz

_NOT_LETTERS = re.compile(r"[^\w ]+|[\d_]+")
_TITLES = re.compile(
    r"\b(?:h|hj|haji|hajah|drs|dra|dr|ir|prof|alm|almh|almarhum|almarhumah|bpk|bapak|ibu|sdr|sdri|tgk|kh|ust)\b"
)
_PROPHET = re.compile(r"\bm(?:[ou]c?h?am+ad|och|oh|uh|hd|d)?\b(?= +\w)")
_OLD_SPELLING = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"))

BEGINNING = 90
"""How alike a name and its longer form are: Junaidi, Junaidi bin Hasan."""


def spelled(name: str) -> str:
    """The name in small letters and new spelling, without titles: what is compared."""
    text = _TITLES.sub(" ", _NOT_LETTERS.sub(" ", name.lower()))
    text = _PROPHET.sub("muhammad", text)
    for old, new in _OLD_SPELLING:
        text = text.replace(old, new)
    return " ".join(text.split())


def likeness(one: str, other: str) -> int:
    """0 to 100 per cent; 100 only when both are written alike. The order of the words does not matter."""
    if one.lower().split() == other.lower().split():
        return 100
    short, long = sorted((spelled(one), spelled(other)), key=len)
    if not short:
        return 0
    begins = BEGINNING if long.startswith(f"{short} ") else 0
    return min(99, max(begins, round(fuzz.token_sort_ratio(short, long))))
