"""Case types and kinds of letters that the lists do not know yet."""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from settings.actions.versions import save, wait_for_other_writers
from settings.queries import newest_version, rules
from tenants.access import subject

_LONGEST = 40


def add_case_type(data: dict[str, Any], valid_from: date | None = None) -> str:
    """Returns its slug. Refused as `save` refuses."""
    return _add("case_type", rules().known_types, data, valid_from)


def add_letter_type(data: dict[str, Any], valid_from: date | None = None) -> str:
    """Returns its slug. Refused as `save` refuses."""
    return _add("letter_type", rules().known_letter_types, data, valid_from)


def _add(kind: str, known: Collection[str], data: dict[str, Any], valid_from: date | None) -> str:
    wait_for_other_writers()
    slug = _free_slug(kind, known, data["label_id"])
    save(kind, slug, data, valid_from=valid_from)
    return slug


def _free_slug(kind: str, known: Collection[str], label: str) -> str:
    """Made of the name, after the code of whoever adds it: no two levels can mean different things by one slug."""
    words = re.sub(r"[^a-z0-9]+", "_", label.lower())[:_LONGEST].strip("_") or "jenis"
    base = f"{subject().tenant.code_prefix.lower()}_{words}"
    slug, n = base, 1
    while newest_version(kind, slug) or slug in known:
        n += 1
        slug = f"{base}_{n}"
    return slug
