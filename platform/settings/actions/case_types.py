"""Case types of one's own."""

import re
from datetime import date
from typing import Any

from settings.actions.versions import save, wait_for_other_writers
from settings.queries import newest_version, rules
from tenants.access import subject

_LONGEST = 40


def add_case_type(data: dict[str, Any], valid_from: date | None = None) -> str:
    """A case type that the list does not know yet; returns its slug. Refused as `save` refuses."""
    wait_for_other_writers()
    slug = _free_slug(data["label_id"])
    save("case_type", slug, data, valid_from=valid_from)
    return slug


def _free_slug(label: str) -> str:
    """Made of the name, after the code of whoever adds it: no two levels can mean different things by one slug."""
    words = re.sub(r"[^a-z0-9]+", "_", label.lower())[:_LONGEST].strip("_") or "jenis"
    base = f"{subject().tenant.code_prefix.lower()}_{words}"
    slug, n = base, 1
    while newest_version("case_type", slug) or slug in rules().known_types:
        n += 1
        slug = f"{base}_{n}"
    return slug
