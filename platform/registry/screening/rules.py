"""A rule: what a programme asks for, as criteria that are checked when they are kept, never when they are used."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registry.screening.checking import understood
from registry.screening.evaluate import Subject, holds
from registry.screening.language import Expression
from settings.schemas import OWN_LINE, TIMES_A_YEAR

NEEDED, EXCLUDING, WEIGHING = "needed", "excluding", "weighing"
KINDS = (NEEDED, EXCLUDING, WEIGHING)
CONFIDENCE = ("high", "medium", "low")


@dataclass(frozen=True)
class Criterion:
    """One condition of a rule. A weighing one decides nothing: whoever meets it goes first."""

    kind: str
    text: str
    tree: Expression

    @classmethod
    def of(cls, kind: str, text: str) -> "Criterion":
        """From what was typed. Raises NotUnderstood."""
        return cls(kind, text, understood(text))


@dataclass(frozen=True)
class Rule:
    """One version of what a programme asks for, and where it is written."""

    programme: str
    line: str
    """Rules of one programme that contradict each other stand side by side under different lines."""
    valid_from: date
    regulation: str
    confidence: str
    criteria: tuple[Criterion, ...]
    valid_to: date | None = None
    default: bool = False
    """The line that holds where nobody has chosen: the one in the newest regulation."""
    amount: int | None = None
    """Whole rupiah for each `every`."""
    every: str | None = None
    times: int | None = None
    """How often in a year, where that is less than `every` would make: a benefit paid for three months at most."""
    reason: str | None = None
    """Why a site asks this instead of what the ministry has published; None for what the ministry has."""

    @property
    def own(self) -> bool:
        """Whether a site wrote it itself."""
        return self.line == OWN_LINE

    @property
    def yearly(self) -> int | None:
        """What one recipient costs in a year, in rupiah; None where need decides."""
        if self.amount is None or self.every is None:
            return None
        return self.amount * (self.times or TIMES_A_YEAR[self.every])

    def holds_on(self, day: date) -> bool:
        """Whether this version is in force on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def of_kind(self, kind: str) -> list[Criterion]:
        """Its criteria of one kind, in order."""
        return [criterion for criterion in self.criteria if criterion.kind == kind]


def overlap(one: Rule, other: Rule) -> bool:
    """Whether two versions of the same line would hold on the same day."""
    if (one.programme, one.line) != (other.programme, other.line):
        return False
    latest = date.max
    return one.valid_from <= (other.valid_to or latest) and other.valid_from <= (one.valid_to or latest)


@dataclass(frozen=True)
class Finding:
    """One criterion as it came out for one person: True, False, or None when a datum is missing."""

    criterion: Criterion
    holds: bool | None

    @property
    def for_person(self) -> bool | None:
        """Whether it speaks for the person: an excluding criterion that holds speaks against."""
        if self.criterion.kind == EXCLUDING and self.holds is not None:
            return not self.holds
        return self.holds


@dataclass(frozen=True)
class Indication:
    """What one rule says of one person. True is "indicated", False "not indicated", None "a datum is missing"."""

    rule: Rule
    outcome: bool | None
    findings: list[Finding]


def indicate(rule: Rule, subject: Subject) -> Indication:
    """Ask every criterion. All needed ones must hold and no excluding one may; unknown never counts as no."""
    findings = [Finding(criterion, holds(criterion.tree, subject)) for criterion in rule.criteria]
    return Indication(rule, _outcome(findings), findings)


def _outcome(findings: Iterable[Finding]) -> bool | None:
    answers = [found.for_person for found in findings if found.criterion.kind != WEIGHING]
    if False in answers:
        return False
    return None if None in answers else True
