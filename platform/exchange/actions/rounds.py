"""A round goes to SIKS-NG as a workbook; its answer is laid beside what was asked, and accepted line by line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from exchange.siks import AnswerLine, as_code, proposal_headings, read_answer, variables
from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from registry.actions import disclose
from registry.models import Household, Person
from registry.queries import survivor_of
from registry.rounds import queries
from registry.rounds.actions import Answer
from registry.rounds.machine import State
from registry.rounds.models import UpdateRound
from tenants import access, audit
from web.workbooks import BadWorkbook, opened

SECRET = ("nik", "family_card", "phone", "email")


@dataclass(frozen=True)
class Difference:
    """A line of the answer beside the proposal it is about."""

    line: AnswerLine
    row: queries.ItemRow
    desil_now: int | None
    status_now: str | None

    @property
    def changes(self) -> bool:
        """Whether accepting it changes what is known of the person, besides the answer itself."""
        return bool(
            (self.line.desil and self.line.desil != self.desil_now)
            or (self.line.status and self.line.status != self.status_now)
        )


@dataclass(frozen=True)
class Comparison:
    """An answer laid beside a round: what fits a proposal, and the lines that fit none or cannot be read."""

    fits: Sequence[Difference]
    faults: Sequence[AnswerLine]


def workbook_rows(round_id: int) -> list[list[str]]:
    """The proposals of an approved round with the 39 variables, whole numbers among them: each is written down.

    Refused: 404, 403, 409 before the head has approved.
    """
    access.require("round:send")
    access.require("person:reveal")
    round_ = queries.get_round(round_id)
    if round_.state not in (State.APPROVED, State.SENT):
        raise Refused(_("Pemutakhiran ini belum disahkan Kepala Dinas."), status=409, code="not_approved")
    view = queries.round_view(round_)
    rows = list(_rows(view))
    audit.record("round.exported", "update_round", round_.id, rows=len(rows) - 1)
    return rows


def compare(round_id: int, content: bytes) -> Comparison:
    """Read an answer and lay it beside the round; nothing is written. Refused: 404, 403, 409, 422 for a bad file."""
    access.require("round:send")
    round_ = queries.get_round(round_id)
    if round_.state != State.SENT:
        raise Refused(_("Pemutakhiran ini tidak sedang menunggu jawaban."), status=409, code="not_now")
    try:
        lines = read_answer(opened(content))
    except BadWorkbook as fault:
        raise Refused(str(fault), field="file", code=fault.fault) from fault
    if not lines:
        raise Refused(_("Tidak ada kolom NIK dan hasil usulan di berkas ini."), field="file", code="no_answer")
    return _compared(round_, lines)


def _rows(view: queries.RoundView) -> Iterator[list[str]]:
    told = variables()
    yield [*proposal_headings().values(), *(heading for heading, _variable in told)]
    ids = [row.item.person_id for row in view.standing]
    people = {each.id: each for each in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    homes = {each.household_id for each in people.values()}
    houses = {each.id: each for each in db.session.scalars(select(Household).where(Household.id.in_(homes)))}
    for row in view.standing:
        person = people[row.item.person_id]
        house = houses[person.household_id]
        whole = disclose(person.id, SECRET, f"SIKS-NG, pemutakhiran {view.round.id}")
        kind, _colon, programme = row.asked.partition(": ")
        about = [str(view.round.id), str(row.item.id), kind, programme, row.why, row.item.note, row.found]
        yield [
            *about,
            str(person.desil or house.desil or ""),
            *(
                whole[each.slug] or ""
                if each.slug in SECRET
                else as_code(each, getattr(person if each.level == "person" else house, each.slug))
                for _heading, each in told
            ),
        ]


def _compared(round_: UpdateRound, lines: Sequence[AnswerLine]) -> Comparison:
    standing = queries.round_view(round_).standing
    owners = {survivor_of(row.item.person_id): row for row in standing}
    people = {each.nik_hash: each for each in db.session.scalars(select(Person).where(Person.id.in_(list(owners))))}
    fits: list[Difference] = []
    faults: list[AnswerLine] = []
    seen: set[int] = set()
    for each in lines:
        person = people.get(vault().lookup(each.nik, "nik")) if each.nik else None
        if each.fault:
            faults.append(each)
        elif person is None:
            faults.append(_with(each, _("NIK ini tidak ada di daftar usulan")))
        elif person.id in seen:
            faults.append(_with(each, _("NIK ini sudah ada di baris sebelumnya")))
        else:
            seen.add(person.id)
            fits.append(Difference(each, owners[person.id], person.desil, person.dtsen_status))
    return Comparison(fits, faults)


def _with(line: AnswerLine, fault: str) -> AnswerLine:
    return AnswerLine(line.line, "", line.shown_nik, fault=fault)


def answer_of(line: Mapping[str, Any]) -> Answer:
    """A line that is accepted, from what AnswerLineSchema gave."""
    return Answer(
        line["item_id"],
        line["answer"],
        line["answered_on"],
        desil=line["desil"],
        status=line["status"],
        reason=line["reason"],
        note=line["note"] or "",
    )
