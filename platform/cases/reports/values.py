"""What stands behind a label, brought into the form in which it is kept. Raises NotUnderstood, with a reason."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from cases.reports.labels import NO, SEXES, YES
from cases.reports.words import bare
from foundation.clock import today
from reference.identity import IdentityError, parse_family_card, parse_nik, parse_phone
from reference.points import PointError, parse_point

_MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
_OTHER_MONTHS = {"may": 5, "aug": 8, "ags": 8, "agt": 8, "oct": 10, "dec": 12, "nop": 11, "peb": 2}
_DATE = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2}|[A-Za-z]{3,9})\s*[-/. ,]\s*(\d{4}|\d{2})(?!\d)")
_SHORTEST_NAME, _LONGEST_NAME, _LONGEST_PLACE, _LONGEST_WORDS = 2, 120, 80, 300
_LONGEST_LANDMARK = 200


class NotUnderstood(ValueError):
    """The line is shown as it is, with this reason."""

    def __init__(self, reason: Any) -> None:
        super().__init__(reason)
        self.reason = reason


def understood(field: str, text: str) -> dict[str, str]:
    """The fields that this text fills. Most fill their own; a birth fills two."""
    return _READERS[field](text) if field in _READERS else {field: text}


def _number(field: str, parse: Callable[[str], Any]) -> Callable[[str], dict[str, str]]:
    def read(text: str) -> dict[str, str]:
        try:
            parsed = parse(text)
        except IdentityError as error:
            raise NotUnderstood(error.message) from error
        return {field: getattr(parsed, "value", parsed)}

    return read


def _name(text: str) -> dict[str, str]:
    name = " ".join(text.split())
    if not _SHORTEST_NAME <= len(name) <= _LONGEST_NAME or not any(letter.isalpha() for letter in name):
        raise NotUnderstood(_l("Bukan nama"))
    return {"name": name}


def _sex(text: str) -> dict[str, str]:
    for sex, words in SEXES.items():
        if bare(text) in words:
            return {"sex": sex}
    raise NotUnderstood(_l("Tulis L atau P"))


def _day(text: str) -> date:
    found = _DATE.fullmatch(text.strip(" .,"))
    if found is None:
        raise NotUnderstood(_l("Bukan tanggal"))
    day, month, year = found.groups()
    number = int(month) if month.isdigit() else _month(month)
    full = int(year) if len(year) == 4 else _century(int(year))
    try:
        return date(full, number, int(day))
    except ValueError as error:
        raise NotUnderstood(_l("Tanggal ini tidak ada di kalender")) from error


def _month(word: str) -> int:
    begins = word[:3].lower()
    if begins in _OTHER_MONTHS:
        return _OTHER_MONTHS[begins]
    if begins not in _MONTHS:
        raise NotUnderstood(_l("Bukan tanggal"))
    return _MONTHS.index(begins) + 1


def _century(year: int) -> int:
    return 2000 + year if 2000 + year <= today("Asia/Jakarta").year else 1900 + year


def _birth_date(text: str) -> dict[str, str]:
    return {"birth_date": _day(text).isoformat()}


def _birth(text: str) -> dict[str, str]:
    """Manggar, 4 April 1972: place, day, or both."""
    found = list(_DATE.finditer(text))
    if not found:
        return _birth_place(text)
    place, rest = text[: found[-1].start()].strip(" ,./-"), text[found[-1].end() :].strip(" .,")
    if rest:
        raise NotUnderstood(_l("Bukan tempat dan tanggal lahir"))
    return (_birth_place(place) if place else {}) | _birth_date(found[-1][0])


def _birth_place(text: str) -> dict[str, str]:
    if len(text) > _LONGEST_PLACE or any(letter.isdigit() for letter in text):
        raise NotUnderstood(_l("Bukan tempat lahir"))
    return {"birth_place": text}


def _yes_or_no(text: str) -> dict[str, str]:
    if bare(text) in YES:
        return {"emergency": "1"}
    if bare(text) in NO:
        return {"emergency": ""}
    raise NotUnderstood(_l("Tulis ya atau tidak"))


def _short(field: str, most: int) -> Callable[[str], dict[str, str]]:
    def read(text: str) -> dict[str, str]:
        if len(text) > most:
            raise NotUnderstood(_l("Terlalu panjang untuk isian ini"))
        return {field: text}

    return read


def _village_and_district(text: str) -> dict[str, str]:
    village, sign, district = (part.strip() for part in re.sub(r"\s*[/,]\s*", "\0", text, count=1).partition("\0"))
    return {"village": village, "district": district} if sign else {"village": village}


def _location(text: str) -> dict[str, str]:
    """A point or a map's link; anything else in words is a landmark."""
    try:
        return {"point": str(parse_point(text))}
    except PointError as error:
        if error.fault != "unreadable" or not any(letter.isalpha() for letter in text) or len(text) > _LONGEST_LANDMARK:
            raise NotUnderstood(error.message) from error
    return {"landmark": text}


_READERS: dict[str, Callable[[str], dict[str, str]]] = {
    "name": _name,
    "nik": _number("nik", parse_nik),
    "family_card": _number("family_card", parse_family_card),
    "phone": _number("phone", parse_phone),
    "sex": _sex,
    "birth": _birth,
    "birth_place": _birth_place,
    "birth_date": _birth_date,
    "emergency": _yes_or_no,
    "proxy_name": _short("proxy_name", _LONGEST_NAME),
    "proxy_relation": _short("proxy_relation", 60),
    "hamlet": _short("hamlet", _LONGEST_PLACE),
    "neighbourhood": _short("neighbourhood", 40),
    "address": _short("address", _LONGEST_WORDS),
    "summary": _short("summary", 160),
    "story": _short("story", 3000),
    "village_and_district": _village_and_district,
    "location": _location,
}
