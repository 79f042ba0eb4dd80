"""What the rules say of one person, for people to read: which programmes, why, and what is not known."""

from dataclasses import dataclass
from datetime import date

from foundation.clock import today
from reference.codes import Programme
from registry.queries.person import get_person
from registry.queries.rules import Choice, held_on
from registry.screening.rules import WEIGHING, Finding, Indication, Rule, indicate
from registry.screening.subjects import subject_of
from tenants import audit
from tenants.access import subject


@dataclass(frozen=True)
class Screened:
    """One programme as it comes out for one person."""

    programme: Programme
    indication: Indication
    receiving: bool
    conflicting: list[tuple[Rule, bool | None]]
    """What rules of other sources would say, where that differs."""
    choice: Choice | None = None
    """Why this source, where somebody has chosen."""
    ministry: Indication | None = None
    """What the ministry's line would say, where the site asks something of its own."""

    @property
    def deciding(self) -> list[Finding]:
        """The criteria that decide, those that speak against or are not known first."""
        found = [each for each in self.indication.findings if each.criterion.kind != WEIGHING]
        return sorted(found, key=lambda each: each.for_person is True)

    @property
    def weighing(self) -> list[Finding]:
        """Criteria met that put the person first in line; they decide nothing."""
        return [each for each in self.indication.findings if each.criterion.kind == WEIGHING and each.holds]


@dataclass(frozen=True)
class Screening:
    """All programmes for one person on one day."""

    person_id: int
    name: str
    day: date
    indicated: list[Screened]
    lacking: list[Screened]
    not_indicated: list[Screened]


def screen(person_id: int) -> Screening:
    """Ask every rule of today about that person; whoever looks is written down. 6 statements.

    Refused 404 like the person's page. An indication only: nobody is granted or refused anything here.
    """
    person = get_person(person_id)
    day = today(subject().tenant.timezone)
    seen = subject_of(person, day)
    rows = []
    for held in held_on(day):
        rule, indication = held.rule, indicate(held.rule, seen)
        others = [(other, indicate(other, seen).outcome) for other in held.others if other is not held.instead]
        differing = [(other, outcome) for other, outcome in others if outcome is not indication.outcome]
        receiving = rule.programme in seen.receives
        ministry = indicate(held.instead, seen) if held.instead else None
        rows.append(Screened(held.programme, indication, receiving, differing, held.choice, ministry))
    audit.record("person.screened", "person", person.id)
    return Screening(
        person.id,
        person.name,
        day,
        indicated=[row for row in rows if row.indication.outcome is True],
        lacking=[row for row in rows if row.indication.outcome is None],
        not_indicated=[row for row in rows if row.indication.outcome is False],
    )
