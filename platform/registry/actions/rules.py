"""What programmes ask for: published by the ministry; a site chooses where sources conflict, or writes its own line."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from foundation.clock import today
from foundation.errors import Refused
from registry.queries.rules import every_version, held_for, own_versions
from registry.screening.faults import faults_of
from registry.screening.published import CHOICE, OWN, RULE, data_of, key, rule_from
from registry.screening.rules import Rule, overlap
from settings.actions import save, wait_for_other_writers
from settings.queries import newest_version
from tenants import access
from tenants.access import subject


def publish_rule(data: Mapping[str, Any], seen: int = 0) -> str:
    """A version of a line; returns its key. A version without an end that comes before it ends the day before.

    Only conditions that can be worked out for everybody are kept. Refused: 403, 404 below the ministry, 409 `stale`,
    422 `not_understood` (with the place in the text), 422 `overlap`.
    """
    return _keep(RULE, data, seen)


def write_own_rule(data: Mapping[str, Any], seen: int = 0) -> str:
    """A version of the line that this site asks instead of the ministry's, with its reason; returns its key.

    It holds here from its first day to its last; the ministry's lines stay beside it. Refused as above: 403, 404 above
    a site, 409, 422.
    """
    return _keep(OWN, data, seen)


def withdraw_own_rule(slug: str) -> None:
    """What was written under that key never holds again here: the ministry's line does. Refused: 403, 404."""
    access.require("settings:manage")
    if slug not in {key(rule) for rule in own_versions()}:
        raise Refused(_("Halaman tidak ditemukan"), status=404, code="not_found")
    save(OWN, slug, None, seen=newest_version(OWN, slug))


def ended_by(rule: Rule) -> list[Rule]:
    """Versions of its line that end because it begins. Refused 422 `overlap` where one of them has an end of its own,
    or begins later."""
    versions = own_versions() if rule.own else every_version()
    clashing = [other for other in versions if key(other) != key(rule) and overlap(rule, other)]
    for other in clashing:
        if other.valid_to is not None or other.valid_from > rule.valid_from:
            field = "starts" if other.valid_from <= rule.valid_from else "ends"
            raise Refused(_overlapping(other), field=field, code="overlap")
    return clashing


def choose_line(programme: str, data: Mapping[str, Any], seen: int = 0) -> None:
    """Use that line of a programme here from the next screening on. Refused: 403, 404, 409 `stale`, 422."""
    access.require("settings:manage")
    lines = {rule.line: rule for rule in lines_to_choose(programme)}
    if data["line"] not in lines:
        raise Refused(_("Pilih salah satu sumber yang sedang berlaku."), field="line", code="unknown_line")
    save(CHOICE, programme, {**data, "source": lines[data["line"]].regulation}, seen=seen)


def release_choice(programme: str) -> None:
    """Follow the default again, also when the ministry changes it. Refused: 403, 404 where nothing was chosen here."""
    access.require("settings:manage")
    seen = newest_version(CHOICE, programme)
    if not seen:
        raise Refused(_("Halaman tidak ditemukan"), status=404, code="not_found")
    save(CHOICE, programme, None, seen=seen)


def lines_to_choose(programme: str) -> tuple[Rule, ...]:
    """The ministry's lines of a programme in force today, the one that holds (or would, but for an own one) first.

    Refused 404 when there is no choice.
    """
    held = held_for(programme, _today())
    if held is None or len(held.published) < 2:
        raise Refused(_("Halaman tidak ditemukan"), status=404, code="not_found")
    return held.published


def _keep(kind: str, data: Mapping[str, Any], seen: int) -> str:
    access.require("settings:manage")
    wait_for_other_writers()
    for field, faults in faults_of(data).items():
        raise Refused(faults[0], field=field, code="not_understood")
    rule = rule_from(data)
    versions = own_versions() if rule.own else every_version()
    if key(rule) not in {key(each) for each in versions}:
        seen = newest_version(kind, key(rule))  # new, or written anew after it was withdrawn
    for before in ended_by(rule):
        ended = {**data_of(before), "ends": rule.valid_from - timedelta(days=1)}
        save(kind, key(before), ended, seen=newest_version(kind, key(before)))
    save(kind, key(rule), dict(data), seen=seen)
    return key(rule)


def _overlapping(other: Rule) -> str:
    first = other.valid_from.isoformat()
    if other.valid_to is None:
        return _("Bertumpang tindih dengan versi yang berlaku sejak %(first)s.", first=first)
    last = other.valid_to.isoformat()
    return _("Bertumpang tindih dengan versi yang berlaku %(first)s sampai %(last)s.", first=first, last=last)


def _today() -> date:
    return today(subject().tenant.timezone)
