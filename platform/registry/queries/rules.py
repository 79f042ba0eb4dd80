"""Which screening rules hold: a site's own before the line it chose, that before what the ministry has published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import structlog

from reference import codes
from reference.codes import Programme
from registry.screening.language import NotUnderstood
from registry.screening.national import NATIONAL
from registry.screening.published import CHOICE, OWN, RULE, key, rule_from
from registry.screening.rules import Rule
from settings.queries import rules as settings_in_force
from settings.schemas import OWN_LINE

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
    """Why it is this one; None: the newest regulation, nobody has chosen, or the site has written it itself."""

    @property
    def programme(self) -> Programme:
        """Whose rule it is."""
        return codes.PROGRAMMES[self.rule.programme]

    @property
    def instead(self) -> Rule | None:
        """What would hold if the site had not written its own; None where it has not."""
        return next(iter(self.others), None) if self.rule.own else None

    @property
    def published(self) -> tuple[Rule, ...]:
        """The ministry's lines, the one that holds or would hold first."""
        return tuple(rule for rule in (self.rule, *self.others) if not rule.own)


def every_version() -> list[Rule]:
    """Every version of every line, by programme and line, the newest first. One statement per transaction at most."""
    return _in_order(({key(rule): rule for rule in NATIONAL} | published()).values())


def published() -> dict[str, Rule]:
    """What the ministry has published, by key: also versions of shipped lines that it has changed."""
    return _kept(RULE)


def own_versions(programme: str | None = None) -> list[Rule]:
    """What the site of this transaction has written itself, of one programme or all, the newest first."""
    return _in_order(rule for rule in _kept(OWN).values() if programme in (None, rule.programme))


def held_on(day: date) -> list[Held]:
    """What holds on that day at the tenant of this transaction, in the order of the programmes' list."""
    lines: dict[str, dict[str, Rule]] = {}
    # the newest first: should two versions of a line overlap, the newer holds
    for rule in _in_order([*every_version(), *own_versions()]):
        if rule.holds_on(day):
            lines.setdefault(rule.programme, {}).setdefault(rule.line, rule)
    return [_held(programme, of_it) for programme, of_it in lines.items()]


def held_for(programme: str, day: date) -> Held | None:
    """The same of one programme; None where nothing holds."""
    return next((held for held in held_on(day) if held.rule.programme == programme), None)


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


def _kept(kind: str) -> dict[str, Rule]:
    found = {slug: _read(slug, data) for (of_kind, slug), data in settings_in_force().data.items() if of_kind == kind}
    return {slug: rule for slug, rule in found.items() if rule is not None}


def _in_order(rules: Iterable[Rule]) -> list[Rule]:
    return sorted(rules, key=lambda rule: (_PLACE[rule.programme], rule.line, -rule.valid_from.toordinal()))


def _read(slug: str, data: Mapping[str, Any]) -> Rule | None:
    """None for a rule that speaks of what a later release has given up: better without it than no page at all."""
    try:
        rule = rule_from(data)
    except (NotUnderstood, KeyError) as fault:
        log.warning("rule_not_understood", rule=slug, fault=str(fault))
        return None
    return rule if rule.programme in codes.PROGRAMMES else None


def _held(programme: str, lines: Mapping[str, Rule]) -> Held:
    own, choice = lines.get(OWN_LINE), choice_of(programme)
    published_lines = [rule for rule in lines.values() if not rule.own]
    if own and not published_lines:
        return Held(own, (), None)
    chosen = next((rule for rule in published_lines if choice and rule.line == choice.line), None)
    standard = chosen or default_of(published_lines)
    others = tuple(rule for rule in published_lines if rule is not standard)
    if own:
        return Held(own, (standard, *others), None)
    return Held(standard, others, choice if chosen else None)


_PLACE = {slug: number for number, slug in enumerate(codes.PROGRAMMES)}
