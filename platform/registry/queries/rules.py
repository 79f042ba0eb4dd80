"""Which screening rules hold: one line of each programme, in the version of the day."""

from datetime import date

from registry.screening.national import NATIONAL
from registry.screening.rules import Rule


def rules_on(day: date) -> list[Rule]:
    """The rules in force on that day, one of each programme, in the order of the programmes' list."""
    return [rule for rule in NATIONAL if rule.default and rule.holds_on(day)]


def other_lines(rule: Rule, day: date) -> list[Rule]:
    """What other sources say of the same programme on that day."""
    return [other for other in NATIONAL if other.programme == rule.programme and other.holds_on(day) and other != rule]
