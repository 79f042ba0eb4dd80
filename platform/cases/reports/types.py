"""Finding the case type and the kind of a case that a text names."""

from collections.abc import Mapping

from rapidfuzz import fuzz

from cases.reports.labels import CASE_WORDS, KINDS
from cases.reports.words import bare

_CLOSE_ENOUGH = 90


def find_case_type(text: str, labels: Mapping[str, str]) -> str | None:
    """The slug of the one case type meant, by its label or by what people call it; None when it is not clear."""
    asked = bare(text)
    if not asked:
        return None
    known = {slug: (bare(label), *CASE_WORDS.get(slug, ())) for slug, label in labels.items()}
    scores = {slug: max(fuzz.ratio(asked, words) for words in names) for slug, names in known.items()}
    best = max(scores.values(), default=0)
    found = [slug for slug, score in scores.items() if score == best >= _CLOSE_ENOUGH]
    return found[0] if len(found) == 1 else None


def find_kind(text: str) -> str | None:
    """complaint, request, question or suggestion; None for anything else."""
    return next((kind for kind, words in KINDS.items() if bare(text) in words), None)
