"""What is in force at one site: its own settings over its province's, those over the nation's, those over the code.

Pure: the rows come from `settings.queries`, and nothing here asks the database.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from reference import codes
from reference.calendar import MONDAY_TO_FRIDAY, WorkingCalendar
from reference.codes import CaseType, Code, LetterType
from settings.letters import data_of_letter_type, letter_type_of

ONLY = "site"
"""The slug of what a site has only one of."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
Key = tuple[str, str]
"""Kind and slug of a setting."""


SHIPPED: Mapping[Key, Mapping[str, Any]] = MappingProxyType(
    {
        ("sectors", ONLY): {"off": []},
        ("numbering", ONLY): {"pattern": codes.NUMBERING.pattern},
        ("cut_off", ONLY): {"day": 17},
        ("office", ONLY): dict.fromkeys(WEEKDAYS[:5], "08.00-16.00"),
    }
)
"""What a form begins with where nobody has set anything. Hours are shown to citizens only once somebody has."""


@dataclass(frozen=True)
class Layer:
    """The newest valid version of every setting at one level: the site's, the province's, the nation's."""

    level: str
    data: Mapping[Key, dict[str, Any] | None]


@dataclass(frozen=True)
class Closure:
    """Days on which an office is closed besides the national holidays."""

    first: date
    last: date
    reason: str

    @property
    def days(self) -> list[date]:
        """Each of them."""
        return [self.first + timedelta(n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True)
class Rules:
    """What is in force at one site on one day."""

    case_types: Mapping[str, CaseType]
    """What a new case may be about, in the order of the list."""
    known_types: Mapping[str, CaseType]
    """The same with what is switched off: old cases are still about it."""
    sectors: Mapping[str, Code]
    """Those in which the site takes cases."""
    hours: Mapping[str, str]
    """Weekday -> "08.00-16.00"; empty where nobody has said."""
    closures: Sequence[Closure]
    """The coming and the past, in order."""
    calendar: WorkingCalendar
    levels: Mapping[Key, str]
    """Where a setting comes from: site, province, ministry. What is not here is as the code ships it."""
    letter_types: Mapping[str, LetterType]
    """What can be written, in the order of the list."""
    known_letter_types: Mapping[str, LetterType]
    """The same with what is switched off."""
    numbering: str
    """The pattern of letter numbers."""
    cut_off_day: int
    """Of the month: the last on which an update round can be sent and still count for it."""
    data: Mapping[Key, Mapping[str, Any]]
    """What was set, as its schema loads it; only of what is in `levels`."""

    def setting(self, kind: str, slug: str = ONLY) -> dict[str, Any]:
        """What is in force, as a form shows it; empty for what nobody has set and the code does not ship."""
        if (kind, slug) in self.data:
            return dict(self.data[kind, slug])
        if kind == "case_type" and slug in self.known_types:
            return data_of(self.known_types[slug])
        if kind == "letter_type" and slug in self.known_letter_types:
            return data_of_letter_type(self.known_letter_types[slug])
        return dict(SHIPPED.get((kind, slug), {}))

    def case_type(self, slug: str) -> CaseType:
        """That case type today, switched off or not; one that nobody knows any more is called by its slug."""
        return self.known_types.get(slug) or _unknown(slug)


def rules_from(layers: Sequence[Layer], timezone: str) -> Rules:
    """Put the levels on top of each other, the nearest first."""
    data: dict[Key, dict[str, Any]] = {}
    levels: dict[Key, str] = {}
    for layer in reversed(layers):
        for key, values in layer.data.items():
            if values is not None:
                data[key], levels[key] = values, layer.level
    off = set(data.get(("sectors", ONLY), {}).get("off", ()))
    known = _case_types(data)
    letters = _letter_types(data)
    hours = data.get(("office", ONLY), {})
    closures = sorted(_closures(data), key=lambda closure: closure.first)
    return Rules(
        case_types=MappingProxyType(
            {
                slug: case_type
                for slug, case_type in known.items()
                if case_type.sector not in off and data.get(("case_type", slug), {}).get("active", True)
            }
        ),
        known_types=MappingProxyType(known),
        sectors=MappingProxyType({slug: code for slug, code in codes.SECTORS.items() if slug not in off}),
        hours=MappingProxyType({day: hours[day] for day in WEEKDAYS if hours.get(day)}),
        closures=closures,
        calendar=WorkingCalendar(
            timezone,
            frozenset(n for n, day in enumerate(WEEKDAYS) if hours.get(day)) or MONDAY_TO_FRIDAY,
            frozenset(day for closure in closures for day in closure.days),
        ),
        letter_types=MappingProxyType({slug: each for slug, each in letters.items() if _is_active(data, slug)}),
        known_letter_types=MappingProxyType(letters),
        numbering=data.get(("numbering", ONLY), SHIPPED["numbering", ONLY])["pattern"],
        cut_off_day=data.get(("cut_off", ONLY), SHIPPED["cut_off", ONLY])["day"],
        levels=MappingProxyType(levels),
        data=MappingProxyType(data),
    )


def cut_off_after(day: date, cut_off_day: int) -> date:
    """The cut-off of this month, or of the next when that is over."""
    this_month = day.replace(day=cut_off_day)
    return this_month if day <= this_month else date(day.year + day.month // 12, day.month % 12 + 1, cut_off_day)


def words_of(case_type: CaseType) -> dict[str, Any]:
    """A case type as it is kept with the cases that began with it."""
    return asdict(case_type)


def digest_of(words: Mapping[str, Any]) -> str:
    """The same words, the same digest."""
    return hashlib.sha256(json.dumps(words, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def case_type_from(words: Mapping[str, Any]) -> CaseType:
    """The case type again. Words kept before a field came to be have its default; a field given up is left out."""
    known = {name: words[name] for name in _FIELDS if name in words}
    lists = {name: tuple(known[name]) for name in ("kinds", "signers") if name in known}
    documents = tuple(Code(**document) for document in known.get("documents", ()))
    return CaseType(**{**known, **lists, "documents": documents})


def case_type_of(slug: str, data: Mapping[str, Any]) -> CaseType:
    """A case type as somebody has set it (`settings.schemas.CaseTypeSchema`)."""
    listed = [codes.DOCUMENTS[each] for each in data["documents"] if each in codes.DOCUMENTS]
    return CaseType(
        slug=slug,
        label_id=data["label_id"],
        label_en=data["label_en"] or data["label_id"],
        group=data["group"],
        sector=data["sector"],
        kinds=tuple(data["kinds"]),
        working_days=data["working_days"],
        source=data["source"] or "",
        emergency_hours=data["emergency_hours"],
        documents=(*listed, *_own_documents(data["own_documents"] or "")),
        agency=data["agency"],
        confidential=bool(data.get("confidential"))
        or (slug in codes.CASE_TYPES and codes.CASE_TYPES[slug].confidential),
        signers=tuple(data.get("signers", ())),
    )


def data_of(case_type: CaseType) -> dict[str, Any]:
    """A case type of the code as somebody would have set it."""
    return {
        "label_id": case_type.label_id,
        "label_en": case_type.label_en,
        "group": case_type.group,
        "sector": case_type.sector,
        "kinds": list(case_type.kinds),
        "working_days": case_type.working_days,
        "source": case_type.source,
        "emergency_hours": case_type.emergency_hours,
        "documents": [document.slug for document in case_type.documents],
        "own_documents": None,
        "agency": case_type.agency,
        "confidential": case_type.confidential,
        "signers": list(case_type.signers),
        "active": True,
    }


_FIELDS = tuple(each.name for each in fields(CaseType))


def _case_types(data: Mapping[Key, dict[str, Any]]) -> dict[str, CaseType]:
    """Those of the code in their order, then those that somebody added, by name."""
    set_here = {slug: case_type_of(slug, values) for (kind, slug), values in data.items() if kind == "case_type"}
    added = sorted((each for slug, each in set_here.items() if slug not in codes.CASE_TYPES), key=lambda t: t.label_id)
    shipped = {slug: set_here.get(slug, case_type) for slug, case_type in codes.CASE_TYPES.items()}
    return shipped | {each.slug: each for each in added}


def _letter_types(data: Mapping[Key, dict[str, Any]]) -> dict[str, LetterType]:
    """Those of the code in their order, then those that somebody added, by name."""
    set_here = {slug: letter_type_of(slug, values) for (kind, slug), values in data.items() if kind == "letter_type"}
    added = sorted(
        (each for slug, each in set_here.items() if slug not in codes.LETTER_TYPES), key=lambda t: t.label_id
    )
    shipped = {slug: set_here.get(slug, letter_type) for slug, letter_type in codes.LETTER_TYPES.items()}
    return shipped | {each.slug: each for each in added}


def _is_active(data: Mapping[Key, dict[str, Any]], letter_type: str) -> bool:
    return data.get(("letter_type", letter_type), {}).get("active", True)


def _closures(data: Mapping[Key, dict[str, Any]]) -> list[Closure]:
    return [
        Closure(date.fromisoformat(slug), date.fromisoformat(values["last"]), values["reason"])
        for (kind, slug), values in data.items()
        if kind == "closure" and values["active"]
    ]


def _own_documents(text: str) -> list[Code]:
    """One a line, as the site calls them; there is no second language for those."""
    lines = filter(None, (line.strip() for line in text.splitlines()))
    return [Code(slug=f"own_{n}", label_id=line, label_en=line) for n, line in enumerate(lines, start=1)]


def _unknown(slug: str) -> CaseType:
    return CaseType(
        slug=slug, label_id=slug, label_en=slug, group="need", sector="other", kinds=("request",), working_days=1,
        source="",
    )  # fmt: skip
