"""A household as the rules look at it, and what they may find."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from reference.identity import Nik
from registry.ages import age_on
from registry.models import Household, Person

GALAT, PERINGATAN, KOSONG = "galat", "peringatan", "kosong"
HEAD, SPOUSE, CHILD, GRANDCHILD, PARENT = 1, 2, 3, 5, 6
"""Relations to the head of family, as DTSEN numbers them."""


@dataclass(frozen=True)
class Member:
    """A person of the household, with what has to be worked out to judge the record."""

    person: Person
    age: int | None
    nik: Nik | None
    categories: tuple[str, ...] = ()

    @property
    def lives_here(self) -> bool:
        """Neither dead nor moved away."""
        return self.person.presence in ("found", "not_found")


@dataclass(frozen=True)
class Record:
    """A household and its members on a day."""

    household: Household
    members: Sequence[Member]
    day: date
    district: str = ""
    """The region code of the tenant: villages lie inside it."""

    @property
    def living(self) -> list[Member]:
        """Who lives here now."""
        return [member for member in self.members if member.lives_here]

    @property
    def heads(self) -> list[Member]:
        """Who is said to be head of the family."""
        return [member for member in self.living if member.person.relation == HEAD]


@dataclass(frozen=True)
class Finding:
    """One thing to look at: how grave, at which field of whom, in words."""

    severity: str
    rule: str
    slug: str
    words: str
    person_id: int | None = None
    """Whose field; None for the household's own."""
    person_name: str = ""


@dataclass(frozen=True)
class Findings:
    """Everything found, by severity."""

    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    empty: list[Finding] = field(default_factory=list)

    @property
    def ready(self) -> bool:
        """Whether the record may be made final."""
        return not self.errors and not self.empty


@dataclass(frozen=True)
class Rule:
    """One line of the table. `judge` says the fault in words, or nothing."""

    name: str
    severity: str
    slug: str
    judge: Callable[..., str]


def member_of(person: Person, day: date, nik: Nik | None, categories: tuple[str, ...] = ()) -> Member:
    """A person as the rules see them on that day."""
    return Member(person, age_on(person.birth_date, day), nik, categories)
