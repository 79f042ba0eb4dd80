"""The questionnaire: a block is kept whenever it is sent, the whole becomes final when nothing is wrong or missing."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from foundation.clock import now
from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from reference.identity import parse_nik
from registry import history, queries
from registry.actions import refusals
from registry.actions.observations import MASKS, Seen, differs, observe
from registry.checks import Findings, examine
from registry.models import Household, Person
from registry.schemas import contradictions
from registry.values import NEVER_EMPTY, variables_of
from tenants import access, audit


def save_block(level: str, row_id: int, block: str, data: Mapping[str, Any], seen: Seen) -> Person | Household:
    """Keep one page of the questionnaire as a draft, whatever the rules say about it.

    A number that is kept encrypted, and what every record must say, stay as they are when left empty. Refused 404,
    409 `stale`, 422 for a day to come, a village elsewhere or a family card that another household has.
    """
    stays = NEVER_EMPTY | MASKS.keys()
    facts = {slug: data[slug] for slug in variables_of(level, block) if data[slug] is not None or slug not in stays}
    return _write(level, row_id, facts, seen, data["version"])


def record_facts(level: str, row_id: int, facts: Mapping[str, Any], seen: Seen, version: int) -> Person | Household:
    """Write down single values, for programs. None says that something is not known any more.

    Refused as save_block, and 422 for None where every record must say something.
    """
    return _write(level, row_id, facts, seen, version)


def correct(level: str, row_id: int, observation_id: int, slug: str, value: Any, seen: Seen) -> None:
    """Say better what an observation said wrongly about one variable, with the right day. The wrong line stays legible.

    Refused 404; 409 when it was corrected already; 422 for a variable that it did not mention, for a number kept
    encrypted (record the right one as new) and for None where every record must say something.
    """
    access.require("person:write")
    row = queries.get_row(level, row_id)
    wrong = queries.get_observation(level, row_id, observation_id)
    if slug not in wrong.facts or slug in MASKS:
        message = _("Isian ini tidak dapat diperbaiki di sini. Catat nilai yang benar sebagai data baru.")
        raise Refused(message, field=slug)
    if (wrong.id, slug) in history.corrections(queries.observations_of(row)):
        message = _("Catatan ini sudah diperbaiki. Perbaiki catatan yang menggantikannya.")
        raise Refused(message, field=slug, status=409, code="corrected")
    _refuse(row, {slug: value})
    with refusals.in_words():
        observe(row, {slug: value}, seen, corrects=wrong)
    audit.record(f"{level}.corrected", level, row.id, variable=slug)


def finalise(household_id: int, version: int) -> Findings:
    """Declare the record of a household final. Refused 409 `stale`, or `not_ready` when a GALAT or KOSONG is left."""
    access.require("person:write")
    household = queries.get_household(household_id)
    if household.version != version:
        raise refusals.stale()
    findings = examine(queries.record_of(household))
    if not findings.ready:
        message = _("Masih ada GALAT atau isian wajib yang kosong. Lengkapi dulu.")
        raise Refused(message, status=409, code="not_ready")
    with refusals.in_words():
        household.record_state = "final"
        household.finalised_at = now()
        household.finalised_by = access.subject().membership_id
        db.session.flush()
    audit.record("household.finalised", "household", household.id, warnings=len(findings.warnings))
    return findings


def _write(level: str, row_id: int, facts: Mapping[str, Any], seen: Seen, version: int) -> Person | Household:
    access.require("person:write")
    row = queries.get_row(level, row_id)
    if row.version != version:
        raise refusals.stale()
    _refuse(row, facts)
    facts = {slug: value for slug, value in facts.items() if slug not in MASKS or differs(row, slug, value)}
    if "nik" in facts:
        facts["nik_state"] = "unchecked"
    with refusals.in_words(facts.get("nik")):
        observe(row, facts, seen)
    audit.record(f"{level}.updated", level, row.id)
    return row


def _refuse(row: Person | Household, facts: Mapping[str, Any]) -> None:
    for slug in NEVER_EMPTY & facts.keys():
        if facts[slug] is None:
            raise Refused(_("Bagian ini tidak boleh dikosongkan"), field=slug)
    if "village_code" in facts:
        refusals.refuse_elsewhere(facts["village_code"])
    if isinstance(row, Person):
        refusals.refuse_taken_nik(facts.get("nik"), of=row)
        _agree_with_nik(row, facts)
    elif facts.get("family_card"):
        _refuse_taken_card(row, facts["family_card"])


def _agree_with_nik(person: Person, facts: Mapping[str, Any]) -> None:
    """A NIK, new or kept, and what is said about sex and birth are one person's."""
    known = facts.get("nik")
    if known is None and person.nik_cipher is not None:
        known = vault().decrypt(person.nik_cipher, "nik")
        sex, born = facts.get("sex"), facts.get("birth_date")
    else:
        sex, born = facts.get("sex") or person.sex, facts.get("birth_date") or person.birth_date
    if known is not None:
        for slug, message in contradictions(parse_nik(known), sex, born).items():
            raise Refused(message, field=slug if slug in facts else "nik")


def _refuse_taken_card(household: Household, card: str) -> None:
    holder = queries.household_with_card(card)
    if holder is not None and holder is not household:
        message = _("KK ini sudah tercatat pada keluarga lain. Pindahkan anggotanya ke keluarga itu.")
        raise Refused(message, field="family_card", status=409, code="family_card_taken")
