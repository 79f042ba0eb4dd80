"""The code a citizen carries home, as people type and dictate it."""

import re

_TYPED = re.compile(r"([A-Za-z]{2,6})[-\s./]*(\d{2})[-\s./]*(\d{1,9})", re.ASCII)


def tidied(text: str) -> str:
    """BLT-26-000123 from "blt 26 123" or "BLT26000123"; anything else only trimmed and in capitals."""
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        return text.strip().upper()
    prefix, year, number = found.groups()
    return f"{prefix.upper()}-{year}-{int(number):06}"
