"""The clocks and periods of the law, as data: `rights.toml` and `retention.toml` beside this file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from reference.codes import Code
from reference.codes.tables import in_english

FOLDER = Path(__file__).parent
BREACH_HOURS = 72
"""UU 27/2022 article 46: written notice to the citizen and to the agency within 3 x 24 hours."""
BREACH_ARTICLE = "UU 27/2022 Pasal 46"


@dataclass(frozen=True, kw_only=True)
class Right(Code):
    """Something a citizen may ask about their own data."""

    article: str
    hours: int | None = None
    """In which it must be done, counted from the request; None where the law names none."""


@dataclass(frozen=True, kw_only=True)
class Retention(Code):
    """How long one kind of data is kept."""

    basis: str
    after_id: str
    after_en: str
    years: int | None = None
    """None: it is not erased at a citizen's request at all."""

    @property
    def after(self) -> str:
        """From when the years count, in the reader's language."""
        return self.after_en if in_english() else self.after_id


def _read(name: str) -> list[tuple[str, dict[str, Any]]]:
    entries = tomllib.loads((FOLDER / name).read_text())
    return [
        (slug, {"slug": slug, "label_id": raw["label"]["id"], "label_en": raw["label"]["en"], **raw})
        for slug, raw in entries.items()
    ]


def _plain(raw: dict[str, Any], *names: str) -> dict[str, Any]:
    same = ("slug", "label_id", "label_en")
    return {name: raw[name] for name in (*same, *names) if name in raw}


RIGHTS: Mapping[str, Right] = MappingProxyType(
    {slug: Right(**_plain(raw, "article", "hours")) for slug, raw in _read("rights.toml")}
)
RETENTION: Mapping[str, Retention] = MappingProxyType(
    {
        slug: Retention(**_plain(raw, "basis", "years"), after_id=raw["after"]["id"], after_en=raw["after"]["en"])
        for slug, raw in _read("retention.toml")
    }
)
