"""The statements of the self-assessment, version by version, read once at start."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reference.codes.tables import in_english

FOLDER = Path(__file__).parent
DOMAINS, PER_DOMAIN = 8, 5
FEWEST = 5
"""With fewer respondents no result is shown: it would point at somebody."""


class BrokenQuestions(ValueError):
    """A version that cannot be asked."""


@dataclass(frozen=True)
class Words:
    """A text in both languages."""

    slug: str
    text_id: str
    text_en: str

    @property
    def text(self) -> str:
        """In the reader's language."""
        return self.text_en if in_english() else self.text_id


@dataclass(frozen=True)
class Domain(Words):
    """One of the eight, with its five statements."""

    statements: tuple[Words, ...]


@dataclass(frozen=True)
class Questionnaire:
    """One version of all statements."""

    version: str
    domains: Mapping[str, Domain]

    @property
    def statements(self) -> list[str]:
        """The slugs of all statements, in their order."""
        return [each.slug for domain in self.domains.values() for each in domain.statements]

    def domain_of(self, statement: str) -> str:
        """The domain to which a statement belongs."""
        return statement.partition("-")[0]


def _read(path: Path) -> Questionnaire:
    raw = tomllib.loads(path.read_text("utf-8"))
    domains = {slug: _domain(slug, each) for slug, each in raw["domains"].items()}
    if len(domains) != DOMAINS:
        raise BrokenQuestions(f"{path.name}: {len(domains)} domains, not {DOMAINS}")
    return Questionnaire(raw["version"], domains)


def _domain(slug: str, raw: Mapping[str, Any]) -> Domain:
    statements = tuple(
        Words(f"{slug}-{number}", each["id"], each["en"]) for number, each in enumerate(raw["statements"], start=1)
    )
    if len(statements) != PER_DOMAIN:
        raise BrokenQuestions(f"{slug}: {len(statements)} statements, not {PER_DOMAIN}")
    return Domain(slug, raw["label"]["id"], raw["label"]["en"], statements)


QUESTIONS: Mapping[str, Questionnaire] = {each.version: each for each in map(_read, sorted(FOLDER.glob("v*.toml")))}
"""Every version there has been, the newest last."""
NEWEST = list(QUESTIONS)[-1]
