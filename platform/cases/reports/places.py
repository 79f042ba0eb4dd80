"""Finding the village that a text names, among those of the district."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from cases.reports.words import bare

_KINDS = re.compile(r"\b(?:desa|kelurahan|kel|ds|gampong|nagari|kecamatan|kec)\b")
_CLOSE_ENOUGH = 88


def find_village(village: str, district: str, choices: Sequence[tuple[str, str]]) -> str | None:
    """The code of the one village meant; None when none or several could be. `choices`: (code, "Lalang, Manggar")."""
    asked, within = _plain(village), _plain(district)
    if not asked:
        return None
    scored = [(_fits(asked, within, label), code) for code, label in choices]
    best = max((score for score, _code in scored), default=0)
    found = [code for score, code in scored if score == best >= _CLOSE_ENOUGH]
    return found[0] if len(found) == 1 else None


def _fits(asked: str, within: str, label: str) -> float:
    """How well a village's label fits, 0 to 100; its district must fit too where one is named."""
    name, _comma, above = (part.strip() for part in label.partition(","))
    if within and fuzz.ratio(within, _plain(above)) < _CLOSE_ENOUGH:
        return 0
    return max(fuzz.ratio(asked, _plain(name)), fuzz.ratio(asked, f"{_plain(name)} {_plain(above)}"))


def _plain(text: str) -> str:
    return " ".join(_KINDS.sub(" ", bare(text)).split())
