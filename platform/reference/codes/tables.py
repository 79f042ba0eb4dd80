"""The shapes of entries in a code list."""

from dataclasses import dataclass

from flask_babel import get_locale


@dataclass(frozen=True, kw_only=True)
class Code:
    """One entry: a slug to store, a label to show, and the official code where there is one."""

    slug: str
    label_id: str
    label_en: str
    official: str | None = None

    @property
    def label(self) -> str:
        """In the reader's language; Indonesian outside a request."""
        locale = get_locale()
        return self.label_en if locale is not None and locale.language == "en" else self.label_id

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, kw_only=True)
class CaseType(Code):
    """What a case is about, and how fast it must be settled."""

    group: str
    """membership (in or out of a programme) or need (a thing or a service)."""
    sector: str
    """The sector a new case of this type is filed under."""
    kinds: tuple[str, ...]
    """The kinds that make sense, the usual one first."""
    working_days: int
    """Deadline, in working days after the day of registration."""
    source: str
    """Where the deadline comes from: a district's rule, or "usulan platform" when nobody has one."""
    emergency_hours: int | None = None
    """Set for a type that may be an emergency: hours within which help must have begun, whatever the papers."""
    documents: tuple[Code, ...] = ()
    """What the citizen is asked to bring; never a condition for registering."""
    agency: str | None = None
    """The kind of agency such a case is usually referred to."""


@dataclass(frozen=True, kw_only=True)
class AgencyKind(Code):
    """A kind of organisation that takes referrals."""

    sectors: tuple[str, ...]
    services: tuple[Code, ...]
    answer_days: int
    """Working days to answer, until a site agrees on its own."""


@dataclass(frozen=True, kw_only=True)
class Programme(Code):
    """A programme of social protection. Its rules change by decree and are not kept here."""

    owner: Code
    """Who decides on membership."""
    regulation: str
    """Empty when no source names one."""
