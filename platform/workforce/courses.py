"""Courses: the four modules offered to every site, read from courses.toml, and how a test of any course is marked.

A broken file stops the start, with the entry and the fault.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from web.i18n import current_language

PASS_MARK = 70
"""Of a hundred (readiness checklist I: test >= 70)."""
MOST_TRIES = 5
"""At one test in one training; after that the trainer sees to it."""


class BrokenCourses(ValueError):
    """courses.toml cannot be used. The message names course and fault."""


@dataclass(frozen=True)
class Question:
    """One choice question. `right` is the place of the right option, from 0."""

    text: str
    options: tuple[str, ...]
    right: int


@dataclass(frozen=True)
class Course:
    """What a training teaches and a test asks, in one language."""

    slug: str
    title: str
    hours: int
    outline: tuple[str, ...]
    questions: tuple[Question, ...]
    national: bool

    def score(self, answers: Sequence[int | None]) -> int:
        """Of a hundred, rounded down: 70 is passed only with 70 per cent right. An answer left out is wrong."""
        if len(answers) != len(self.questions):
            raise ValueError("one answer for each question")
        right = sum(given == asked.right for given, asked in zip(answers, self.questions, strict=True))
        return 100 * right // len(self.questions)


def national() -> Mapping[str, Course]:
    """The modules offered to every site, in the reader's language."""
    return _NATIONAL[current_language()]


def read_questions(text: str) -> tuple[Question, ...]:
    """Questions as people type them: a blank line between two, one option a line, the right one marked with "*".

    Raises ValueError with the number of the question at fault, from 1.
    """
    blocks = [block.splitlines() for block in text.strip().split("\n\n") if block.strip()]
    return tuple(
        _typed(number, [line.strip() for line in lines if line.strip()]) for number, lines in enumerate(blocks, 1)
    )


def _typed(number: int, lines: list[str]) -> Question:
    options = [line.lstrip("*-").strip() for line in lines[1:]]
    right = [at for at, line in enumerate(lines[1:]) if line.startswith("*")]
    if len(options) < 2 or len(options) > 6 or len(right) != 1 or not all(options) or len(set(options)) < len(options):
        raise ValueError(number)
    return Question(lines[0].lstrip("0123456789.) "), tuple(options), right[0])


def _loaded(language: str) -> Mapping[str, Course]:
    raw = tomllib.loads((Path(__file__).parent / "courses.toml").read_text(encoding="utf-8"))
    return MappingProxyType({slug: _course(slug, entry, language) for slug, entry in raw.items()})


def _course(slug: str, entry: dict[str, Any], language: str) -> Course:
    questions = tuple(_question(slug, asked, language) for asked in entry["questions"])
    outline = tuple(line for line in entry["outline"][language].strip().splitlines() if line)
    return Course(slug, entry["title"][language], entry["hours"], outline, questions, national=True)


def _question(slug: str, entry: dict[str, Any], language: str) -> Question:
    text, *options = entry[language]
    if not 1 <= entry["right"] <= len(options) or len(entry["id"]) != len(entry["en"]):
        raise BrokenCourses(f"courses.toml: [{slug}] {text!r}: options and the right one do not agree")
    return Question(text, tuple(options), entry["right"] - 1)


_NATIONAL = {language: _loaded(language) for language in ("id", "en")}
NATIONAL_SLUGS = tuple(_NATIONAL["id"])
