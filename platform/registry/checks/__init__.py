"""What is wrong, doubtful or missing in the record of a household, as the field says it: GALAT, PERINGATAN, KOSONG.

Two tables of rules, for the household and for a member. A rule says nothing when all is well. A draft is always kept,
whatever the rules say; a record becomes final when no rule finds a GALAT and no needed variable is KOSONG.
"""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from reference.codes import Variable
from registry.checks.household import HOUSEHOLD_RULES
from registry.checks.member import MEMBER_RULES
from registry.checks.record import GALAT, KOSONG, PERINGATAN, Finding, Findings, Member, Record, Rule, member_of
from registry.models import Household, Person
from registry.values import variables_of

__all__ = [
    "GALAT", "HOUSEHOLD_RULES", "KOSONG", "MEMBER_RULES", "PERINGATAN", "Finding", "Findings", "Member", "Record",
    "Rule", "examine", "member_of", "missing",
]  # fmt: skip


def examine(record: Record) -> Findings:
    """Apply every rule to the household and to each member."""
    found = [*_household(record), *(each for member in record.members for each in _member(record, member))]
    return Findings(
        errors=[each for each in found if each.severity == GALAT],
        warnings=[each for each in found if each.severity == PERINGATAN],
        empty=[each for each in found if each.severity == KOSONG],
    )


def missing(row: Person | Household, level: str, block: str | None = None) -> list[str]:
    """The needed variables of that row that are not known, of one block or of all."""
    return [slug for slug, each in variables_of(level, block).items() if _is_missing(row, slug, each)]


def _household(record: Record) -> Iterator[Finding]:
    for rule in HOUSEHOLD_RULES:
        if words := rule.judge(record):
            yield Finding(rule.severity, rule.name, rule.slug, words)
    for slug in missing(record.household, "household"):
        yield Finding(KOSONG, "empty", slug, _("Belum diisi"))


def _member(record: Record, member: Member) -> Iterator[Finding]:
    if not member.lives_here:
        return
    whose = {"person_id": member.person.id, "person_name": member.person.name}
    for rule in MEMBER_RULES:
        if words := rule.judge(record, member):
            yield Finding(rule.severity, rule.name, rule.slug, words, **whose)
    for slug in missing(member.person, "person"):
        yield Finding(KOSONG, "empty", slug, _("Belum diisi"), **whose)


def _is_missing(row: Person | Household, slug: str, variable: Variable) -> bool:
    if not variable.needed or getattr(row, slug) not in (None, ""):
        return False
    return all(_as_code(getattr(row, other)) in values for other, values in variable.needed_if.items())


def _as_code(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
