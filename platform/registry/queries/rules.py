"""Which screening rules hold: what the ministry has published over what is shipped, and the line each site uses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import structlog

from reference import codes
from reference.codes import Programme
from registry.screening.language import NotUnderstood
from registry.screening.national import NATIONAL
from registry.screening.published import CHOICE, RULE, key, rule_from
from registry.screening.rules import Rule
from settings.queries import rules as settings_in_force

log = structlog.get_logger()


@dataclass(frozen=True)
class Choice:
    """A line that somebody chose where sources conflict."""

    line: str
    reason: str
    level: str
    """site, province or ministry."""


@dataclass(frozen=True)
class Held:
    """What one programme asks for on a day: the rule that holds, and what other sources say."""

    rule: Rule
    others: tuple[Rule, ...]
    choice: Choice | None
    """Why it is this one; None: the newest regulation, nobody has chosen."""

    @property
    def programme(self) -> Programme:
        """Whose rule it is."""
        return codes.PROGRAMMES[self.rule.programme]

    @property
    def lines(self) -> tuple[Rule, ...]:
        """All of them, the one that holds first."""
        return (self.rule, *self.others)


def every_version() -> list[Rule]:
    """Every version of every line, by programme and line, the newest first. One statement per transaction at most."""
    known = {key(rule): rule for rule in NATIONAL} | published()
    return sorted(known.values(), key=lambda rule: (_PLACE[rule.programme], rule.line, -rule.valid_from.toordinal()))


def published() -> dict[str, Rule]:
    """What the ministry has published, by key: also versions of shipped lines that it has changed."""
    found = {slug: _read(slug, data) for (kind, slug), data in settings_in_force().data.items() if kind == RULE}
    return {slug: rule for slug, rule in found.items() if rule is not None}


def held_on(day: date) -> list[Held]:
    """What holds on that day at the tenant of this transaction, in the order of the programmes' list."""
    lines: dict[str, dict[str, Rule]] = {}
    for rule in every_version():  # the newest first: should two versions of a line overlap, the newer holds
        if rule.holds_on(day):
            lines.setdefault(rule.programme, {}).setdefault(rule.line, rule)
    return [_held(programme, of_it) for programme, of_it in lines.items()]


def rules_on(day: date) -> list[Rule]:
    """The rules in force on that day, one of each programme."""
    return [held.rule for held in held_on(day)]


def choice_of(programme: str) -> Choice | None:
    """What was chosen for a programme, whether its line is in force or not."""
    in_force = settings_in_force()
    chosen: Mapping[str, Any] | None = in_force.data.get((CHOICE, programme))
    if chosen is None:
        return None
    return Choice(chosen["line"], chosen["reason"], in_force.levels[CHOICE, programme])


def default_of(rules: Iterable[Rule]) -> Rule:
    """The line that holds where nobody has chosen: the one in the newest regulation."""
    return max(rules, key=lambda rule: (rule.default, rule.valid_from, rule.line))


def _read(slug: str, data: Mapping[str, Any]) -> Rule | None:
    """None for a rule that speaks of what a later release has given up: better without it than no page at all."""
    try:
        rule = rule_from(data)
    except (NotUnderstood, KeyError) as fault:
        log.warning("rule_not_understood", rule=slug, fault=str(fault))
        return None
    return rule if rule.programme in codes.PROGRAMMES else None


def _held(programme: str, lines: Mapping[str, Rule]) -> Held:
    choice = choice_of(programme)
    chosen = lines.get(choice.line) if choice else None
    rule = chosen or default_of(lines.values())
    others = tuple(other for other in lines.values() if other is not rule)
    return Held(rule, others, choice if chosen else None)


_PLACE = {slug: number for number, slug in enumerate(codes.PROGRAMMES)}
