"""The shapes of entries in a code list."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import get_locale


def in_english() -> bool:
    """Whether the reader chose English; Indonesian outside a request."""
    locale = get_locale()
    return locale is not None and locale.language == "en"


@dataclass(frozen=True, kw_only=True)
class Code:
    """One entry: a slug to store, a label to show, and the official code where there is one."""

    slug: str
    label_id: str
    label_en: str
    official: str | None = None
    confidential: bool = False
    """Of a case type or a sector: such a case is seen by its owner, who is named on it, manager and head alone."""

    @property
    def label(self) -> str:
        """In the reader's language; Indonesian outside a request."""
        return self.label_en if in_english() else self.label_id

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
    signers: tuple[str, ...] = ()
    """The roles that may decide on such a case and sign for it; empty: every role that may decide at all."""


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
    unit: str
    """Who receives: household or person."""


@dataclass(frozen=True, kw_only=True)
class Need(Code):
    """Something a person or household lacks, and what may answer it."""

    sector: str
    programmes: tuple[str, ...]
    agency: str
    """The kind of agency to ask."""
    case_types: tuple[str, ...] = ()
    """Types of case that are about this need."""


@dataclass(frozen=True, kw_only=True)
class Variable(Code):
    """One thing known of a person or a household; the column has its name. `official` is its place in DTSEN."""

    level: str
    """person or household."""
    kind: str
    """choice, number, decimal, flag, date, text or secret (kept encrypted, shown masked)."""
    block: str
    """The page of the questionnaire."""
    group: str
    codes: Mapping[str, Code] | None = None
    """What may be chosen, for kind choice."""
    needed: bool = False
    """A final record must have it."""
    needed_if: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Only when these other variables have one of these values."""
    min: float | None = None
    max: float | None = None
    unit: str = ""

    @property
    def numeric_codes(self) -> bool:
        """Whether the codes are stored as small numbers, as DTSEN numbers them, and not as words."""
        return self.codes is not None and all(code.isdigit() for code in self.codes)


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long is waited before something happens by itself."""

    silence_days: int
    """Calendar days after the result was told: without an objection the case closes."""
    objection_days: int
    """Working days after the end in which the citizen may object (UU 30/2014 pasal 77)."""
    site_accept_days: int
    """Working days in which another site says whether it takes a packet on."""
    site_answer_days: int
    """Working days in which it answers."""
    raise_days: int
    """Working days that each level has before a late case rises again."""


@dataclass(frozen=True, kw_only=True)
class LetterField(Code):
    """Something a letter can say about a case, by name."""

    group: str
    """person, case, typed (asked for when the letter is made), referral, answer or office."""
    example: str
    """For the preview while a template is written."""


@dataclass(frozen=True, kw_only=True)
class LetterType(Code):
    """A kind of letter. Its texts are templates (`reference.templates`)."""

    title: str
    addressee: str = ""
    opening: str
    rows: tuple[str, ...]
    """Fields that stand in the table, in this order."""
    closing: str
    classification: str
    valid_days: int | None = None
    """How long it may be relied on; None: it states what was."""
    signers: tuple[str, ...]
    """The roles that sign it."""
    countersign: str = ""
    """Title of the second signature; empty: there is none."""
    countersign_name: str = ""
    fields: tuple[str, ...]
    """The fields its texts may use."""
    requires: tuple[str, ...]
    """The fields without which it would say nothing."""

    @property
    def texts(self) -> tuple[str, ...]:
        """All its templates."""
        return (self.addressee, self.opening, self.closing, self.countersign, self.countersign_name)


@dataclass(frozen=True, kw_only=True)
class Numbering:
    """How letters are numbered. The number itself counts on without gaps, per site and year."""

    pattern: str
    classification: str
