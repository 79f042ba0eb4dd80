"""From pasted text to reports. Every line that is not blank ends up in exactly one report: in a field, or shown.

A report begins at a title ("LAPORAN 2"), or where a label that opens the form comes again once there is a name. What
stands between two reports (a greeting, the head of a message) belongs to the one that follows.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from rapidfuzz import fuzz, process

from cases.reports.labels import FACTS, JOINED, LABELS, LONG, STARTS
from cases.reports.values import NotUnderstood, understood
from cases.reports.words import bare, visible

_DATE, _TIME = r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{2,4}", r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_HEAD = re.compile(rf"(?:\[({_DATE})[, ]+({_TIME})\]|({_DATE})[, ]+({_TIME})\s+-)\s*~?\s*([^:]{{1,60}}):(?:\s+|$)(.*)")
_SEPARATOR = re.compile(r"[\W_]{3,}")
_TITLE = re.compile(
    r"(?:form|formulir|laporan|report)"
    r"(?: (?:kunjungan|pengaduan|fasilitator|slrt|puskesos|harian|lapangan|warga|kasus|ke|no|nomor|\d{1,3}))*"
)
_BULLET = re.compile(r"^(?:[\W_]+|\(?\d{1,2}[.)]\s*|[a-zA-Z][.)]\s+)+")
_LABELLED = re.compile(r"(.{1,40}?)(?:\s*[:=：]|\s+[-–—])\s*(?![/\\])(.*)")
_NEXT_LABEL = re.compile(r"[,;|/]\s*([A-Za-z][A-Za-z./ ]{1,28}?)\s*[:=]\s*(?=\S)")
_BEFORE_NUMBER = re.compile(r"([A-Za-z][A-Za-z./ ]{1,28}?)\s+(?=[+(]?\d)")
_NUMBERED = ("nik", "family_card", "phone")
"""Labels that may stand before a number without a colon: "NIK 1906…"."""
_CLOSE_ENOUGH, _SHORTEST_GUESS = 86, 5
_MARKS = " \t*_~`"


@dataclass(frozen=True)
class Line:
    """One line of the text: the field it went into, or none, and then perhaps why."""

    text: str
    field: str | None = None
    problem: Any = ""


@dataclass
class Report:
    """One citizen's report: fields in the form in which they are kept, and every line it was read from."""

    fields: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    @property
    def unread(self) -> list[Line]:
        """What was not understood, in its order: shown as it is."""
        return [line for line in self.lines if line.field is None]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is told beside the fields of a case, with the words under which it is filed."""
        return [(words, self.fields[name]) for name, words in FACTS.items() if name in self.fields]

    def file(self, line: str, name: str, value: str) -> Line:
        """Put what a line says into its field; a second word for what is said already stays a line of its own."""
        if not value:
            return Line(line, name)
        try:
            longer = name in JOINED and name in self.fields
            found = understood(name, f"{self.fields[name]}\n{value}" if longer else value)
        except NotUnderstood as error:
            return Line(line, None, error.reason)
        if not longer and any(self.fields.get(key, text) != text for key, text in found.items()):
            return Line(line, None, _l("Sudah ada isian lain untuk ini"))
        self.fields |= found
        return Line(line, name)

    def note_sender(self, sent: str) -> None:
        """Whose message it came in, and when; a report can come in several."""
        known = self.fields.get("sent", "")
        if sent and sent not in known.split("; "):
            self.fields["sent"] = f"{known}; {sent}" if known else sent


def read(text: str) -> list[Report]:
    """The reports in a text, in their order. Never fails; a text without a single label is one report, all unread."""
    reader = _Reader()
    for line in text.splitlines():
        reader.take(line)
    return reader.finished()


def every_line(reports: Iterable[Report]) -> Iterator[str]:
    """All lines of all reports, in their order."""
    return (line.text for report in reports for line in report.lines)


class _Reader:
    """Goes through the lines once."""

    def __init__(self) -> None:
        self.reports = [Report()]
        self.held: list[Line] = []
        """Lines of which it is not yet known to which report they belong."""
        self.senders: list[str] = []
        self.between = True
        """Whether something has just ended: a paragraph, a message, a rule."""
        self.open: str | None = None
        """The field that the next line may continue."""

    def take(self, line: str) -> None:
        """One line of the text."""
        seen = visible(line).strip()
        sent, words = _message(seen)
        if sent or not words or _SEPARATOR.fullmatch(words):
            self.between, self.open = True, None
        if sent:
            self.senders.append(sent)
        if not words:
            self.held += [Line(line, "sent")] if sent else []
        elif _SEPARATOR.fullmatch(words):
            self.held.append(Line(line, "separator"))
        elif _is_title(words):
            self._begin_another()
            self.between, self.open = True, None
            self.held.append(Line(line, "title"))
        elif parts := _parts(words):
            self._take_labelled(line, parts)
        else:
            self._take_unlabelled(line, words)

    def finished(self) -> list[Report]:
        """Everything, once the text has ended."""
        self._release()
        first, *others = self.reports
        kept = [first]
        for report in others:
            if report.fields.keys() <= FACTS.keys():
                _append(kept[-1], report)
            else:
                kept.append(report)
        return [report for report in kept if report.lines]

    def _take_labelled(self, line: str, parts: list[tuple[str, str]]) -> None:
        name = parts[0][0]
        known = self.reports[-1].fields
        if name in STARTS and "name" in known and (name in known or self.between):
            self._begin_another()
        self._release()
        self.between = False
        report = self.reports[-1]
        filed = [report.file(line, *part) for part in parts]
        last, value = parts[-1]
        self.open = last if last in LONG or not value else None
        report.lines.append(next((each for each in filed if each.field is None), filed[0]))

    def _take_unlabelled(self, line: str, words: str) -> None:
        if self.between:
            self.held.append(Line(line))
        elif self.open is None:
            self.reports[-1].lines.append(Line(line))
        else:
            name, self.open = self.open, self.open if self.open in LONG else None
            self.reports[-1].lines.append(self.reports[-1].file(line, name, words.strip(_MARKS)))

    def _begin_another(self) -> None:
        if "name" in self.reports[-1].fields:
            self.reports.append(Report())

    def _release(self) -> None:
        report = self.reports[-1]
        report.lines += self.held
        for sent in self.senders:
            report.note_sender(sent)
        self.held, self.senders = [], []


def _append(report: Report, more: Report) -> None:
    """What was taken for another report had nobody's name: it is the end of this one."""
    clash = {name for name, text in more.fields.items() if report.fields.get(name, text) != text and name != "sent"}
    report.lines += [replace(line, field=None) if line.field in clash else line for line in more.lines]
    report.note_sender(more.fields.get("sent", ""))
    report.fields = more.fields | report.fields


def _message(line: str) -> tuple[str, str]:
    """Who sent a message and when, and its words; ("", line) for a line that begins no message."""
    found = _HEAD.match(line)
    if found is None:
        return "", line
    day, time, other_day, other_time, who, words = found.groups()
    return f"{day or other_day} {time or other_time}, {who.strip()}", words.strip()


def _is_title(words: str) -> bool:
    return ":" not in words and _TITLE.fullmatch(bare(words)) is not None


def _parts(words: str) -> list[tuple[str, str]]:
    """Every (field, value) on a line, none when it begins with no label: "Nama: Junaidi, NIK: 1906…" has two."""
    plain = _BULLET.sub("", words)
    found = _LABELLED.match(plain)
    name = _known(bare(found[1])) if found else None
    if found is None or name is None:
        return _numbered(plain)
    value = found[2]
    for next_label in _NEXT_LABEL.finditer(value):
        rest = _parts(value[next_label.start() + 1 :].strip()) if bare(next_label[1]) in _table() else []
        if rest:
            return [(name, value[: next_label.start()].strip(_MARKS)), *rest]
    return [(name, value.strip(_MARKS))]


def _numbered(plain: str) -> list[tuple[str, str]]:
    found = _BEFORE_NUMBER.match(plain)
    name = _table().get(bare(found[1])) if found else None
    return [(name, plain[found.end() :].strip(_MARKS))] if found and name in _NUMBERED else []


@cache
def _table() -> dict[str, str]:
    return {word: name for name, words in LABELS.items() for word in words}


@cache
def _guessable() -> list[str]:
    return [word for word in _table() if len(word) >= _SHORTEST_GUESS]


def _known(label: str) -> str | None:
    """The field of a label, also when a letter or two are wrong."""
    if label in _table():
        return _table()[label]
    if len(label) < _SHORTEST_GUESS:
        return None
    best = process.extractOne(label, _guessable(), scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
    return _table()[best[0]] if best else None
