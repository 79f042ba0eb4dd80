"""Writing down what was observed: the history grows by one row, the columns show what holds now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import inspect
from sqlalchemy.orm.attributes import flag_modified

from foundation.clock import now, today
from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from reference import codes
from reference.identity import mask_nik, mask_phone
from registry import history, queries
from registry.actions.sealing import sealed
from registry.models import Household, Observation, Person
from registry.values import from_json, to_json, variables_of
from tenants.access import optional_subject, subject

MASKS = {"nik": mask_nik, "family_card": mask_nik, "phone": mask_phone, "email": lambda text: "•" * 8}


@dataclass(frozen=True)
class Seen:
    """The day on which something was so, where that is known from, and anything to add."""

    on: date
    source: str
    note: str = ""


def seen_today(source: str = "self_report") -> Seen:
    """Told or seen today, in the office's time zone."""
    return Seen(today(subject().tenant.timezone), source)


def begin(row: Person | Household, facts: Mapping[str, Any], seen: Seen) -> None:
    """Fill a row that is new with what is known of it, and begin its history. Writes the row."""
    for slug, value in facts.items():
        _put(row, slug, value)
    row.observed_on = seen.on
    db.session.add(row)
    db.session.flush()
    _note(row, {slug: _kept(slug, value) for slug, value in facts.items() if value is not None}, seen)


def observe(
    row: Person | Household, facts: Mapping[str, Any], seen: Seen, corrects: Observation | None = None
) -> Observation | None:
    """Write down values of a person or household as of a day, and let the columns follow the history.

    `facts` are typed values by variable; numbers that are kept encrypted come in clear and are sealed here; `household`
    is the id of the household a person lives in. A value that is known already for that day or longer is left out;
    nothing is written when nothing is left. A late entry leaves the present alone. Refused for a day in the future.
    """
    _refuse_future(seen.on)
    past = queries.observations_of(row)
    held = history.state(past, seen.on)
    news = {slug: value for slug, value in facts.items() if corrects or _is_news(held.get(slug), slug, value, seen.on)}
    if not news:
        return None
    made = _note(row, {slug: _kept(slug, value) for slug, value in news.items()}, seen, corrects)
    now_so = history.state([*past, made])
    with db.session.no_autoflush:  # one version for one observation
        for slug, value in news.items():
            told = now_so.get(slug)
            if told is not None and told.by is made:
                _put(row, slug, value)
            elif not _is_secret(slug):
                _put(row, slug, _typed(slug, told.value) if told else None)
        if any(attribute.history.has_changes() for attribute in inspect(row).attrs):
            _reopen(row)
        row.observed_on = max(seen.on, row.observed_on or seen.on)
        flag_modified(row, "observed_on")  # a late entry is a new version too: nobody overwrites it unread
    db.session.flush()
    return made


def restate(row: Person, note: str, corrects: Observation | None = None) -> Observation | None:
    """Let the history say what the columns say, where it says something else: after records were merged or parted.

    With `corrects`, what that observation said is taken back.
    """
    told = history.state(queries.observations_of(row))
    slugs = [*variables_of("person"), history.HOUSE]
    held = {slug: told[slug].value if slug in told else None for slug in slugs}
    again = history.said(corrects) if corrects else {}
    facts = {slug: _standing(row, slug) for slug in slugs if slug in again or _standing(row, slug) != held[slug]}
    return _note(row, facts, Seen(seen_today().on, "document", note), corrects) if facts else None


def _standing(row: Person, slug: str) -> Any:
    """What the columns say, as history keeps it."""
    if slug == history.HOUSE:
        return row.household_id
    if slug == "email":
        return MASKS[slug]("") if row.email_cipher is not None else None
    value = getattr(row, f"{slug}_masked" if _is_secret(slug) else slug)
    return None if value == "" else to_json(value)


def differs(row: Person | Household, slug: str, value: Any) -> bool:
    """Whether that is something else than what is known now. A number kept encrypted differs when its hash does."""
    if not _is_secret(slug):
        kept = getattr(row, slug)
        return (None if kept == "" else kept) != (None if value == "" else value)
    return value is not None and getattr(row, f"{slug}_hash", None) != vault().lookup(value, slug)


def _refuse_future(day: date) -> None:
    if day > today(subject().tenant.timezone):
        raise Refused(_("Tanggal ini belum tiba. Isi tanggal keadaan itu dilihat."), field="observed_on")


def _is_news(told: history.Told | None, slug: str, value: Any, day: date) -> bool:
    if _is_secret(slug) or told is None:
        return value is not None
    return told.value != _kept(slug, value) or (told.by.observed_on < day and value is not None)


def _is_secret(slug: str) -> bool:
    return slug in MASKS


def _kept(slug: str, value: Any) -> Any:
    """As history keeps it: encrypted numbers are there only masked."""
    return MASKS[slug](value) if value is not None and _is_secret(slug) else to_json(value)


def _typed(slug: str, value: Any) -> Any:
    variable = codes.VARIABLES.get(slug)
    return from_json(variable, value) if variable else value


def _note(
    row: Person | Household, facts: dict[str, Any], seen: Seen, corrects: Observation | None = None
) -> Observation:
    who = optional_subject()
    made = Observation(
        person_id=row.id if isinstance(row, Person) else None,
        household_id=facts.pop(history.HOUSE, None) if isinstance(row, Person) else row.id,
        observed_on=seen.on,
        recorded_at=now(),
        recorded_by=who.membership_id if who else None,
        source=seen.source,
        facts=facts,
        replaces_id=corrects.id if corrects else None,
        note=seen.note,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _put(row: Person | Household, slug: str, value: Any) -> None:
    """Into the column of that variable; an encrypted number into its three."""
    if slug == history.HOUSE and isinstance(row, Person):
        row.household_id = value
    elif not _is_secret(slug):
        empty = "" if slug == "birth_place" else None
        setattr(row, slug, empty if value is None else value)
    elif value is not None:
        cipher, hashed = sealed(value, slug)
        setattr(row, f"{slug}_cipher", cipher)
        if hasattr(row, f"{slug}_hash"):
            setattr(row, f"{slug}_hash", hashed)
            setattr(row, f"{slug}_masked", MASKS[slug](value))


def _reopen(row: Person | Household) -> None:
    """What was final is a draft again once something of it changed."""
    household = row if isinstance(row, Household) else queries.household_of(row)
    if household.record_state == "final":
        household.record_state = "draft"
