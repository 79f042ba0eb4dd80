"""What an agency officer sees: referrals addressed to the own agency and the packets consented for it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Date, and_, bindparam, func, literal_column, select, tuple_

from cases.models import Referral, ReferralPacket
from cases.packets import Packet, opened
from cases.queries.cards import ReferralStep, days_to_accept, days_to_answer, letter_of_referral, referral_steps
from cases.queries.officers import officers
from cases.queries.visible import day_of
from cases.referral_machine import ReferralState, possible_for
from cases.schemas import SHARED_FIELDS
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from reference.codes import CaseType
from reference.identity import show_phone
from settings.queries import rules
from tenants import audit
from tenants.access import Subject, subject
from tenants.models import Agency
from tenants.tallies import Counting, Tally
from web.pagination import Page, decode_cursor, page_of

SIZE = 50
_KNOWN = {"state": ("open", "over"), "due": ("late",)}


@dataclass(frozen=True)
class InboxView:
    """Which part of the inbox is looked at; without anything the open referrals."""

    state: str | None = None
    due: str | None = None

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "InboxView":
        """From an address; what is not known there is left out."""
        return cls(**{name: args.get(name) if args.get(name) in known else None for name, known in _KNOWN.items()})

    def args(self) -> dict[str, str]:
        """For url_for."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def but(self, **changes: str | None) -> "InboxView":
        """The same view with something changed."""
        return replace(self, **changes)


@dataclass(frozen=True)
class InboxRow:
    """A referral in the agency's list."""

    id: int
    code: str
    name: str
    """Empty when the citizen did not share it."""
    service: str
    case_type: str
    words: CaseType
    emergency: bool
    state: ReferralState
    result: str | None
    answer_due_on: date
    due_days: int | None
    accept_due_days: int | None
    officer_id: int | None

    @property
    def case_type_label(self) -> str:
        """In the reader's language."""
        return self.words.label


@dataclass(frozen=True)
class InboxCounts:
    """How many referrals wait for this agency."""

    open: int
    late: int


@dataclass(frozen=True)
class ReferralView:
    """The page of a referral, for the agency."""

    referral: Referral
    packet: Packet
    words: CaseType
    """The case type in the words of the site that asks."""
    shared: list[tuple[str, str]]
    """Label and value of what the citizen shared; nothing once the request was taken back."""
    due_days: int | None
    accept_due_days: int | None
    officer_name: str
    """Who at the agency works on it."""
    steps: list[ReferralStep]
    letter_id: int | None
    letter_number: str
    moves: list[str]
    """What this agency may do now, by name."""

    @property
    def shared_fields(self) -> dict[str, str]:
        """What was shared by field, for programs; nothing once the request was taken back."""
        return {} if self.revoked else self.packet.fields

    @property
    def revoked(self) -> ReferralStep | None:
        """The step by which the request, or the citizen's consent to it, was taken back."""
        return next((step for step in self.steps if step.move in ("revoke", "withdraw_consent")), None)

    @property
    def case_type_label(self) -> str:
        """In the reader's language."""
        return self.words.label


def agencies() -> list[Agency]:
    """The agencies that take referrals, by name."""
    return list(db.session.scalars(select(Agency).where(Agency.active).order_by(Agency.name)))


def agency_choices() -> list[tuple[int, str]]:
    """The same for a select."""
    return [(agency.id, agency.name) for agency in agencies()]


def referral_inbox(view: InboxView, cursor: str | None = None, size: int = SIZE) -> Page[InboxRow]:
    """Referrals to the own agency, the nearest answer date first. 2 statements."""
    key = tuple_(Referral.answer_due_on, Referral.id)
    statement = _with_packets().where(*_wanted(view))
    if after := decode_cursor(cursor, (str, int)):
        statement = statement.where(key > (day_of(after[0]), after[1]))
    found: Sequence[Any] = db.session.execute(
        statement.order_by(Referral.answer_due_on, Referral.id).limit(size + 1)
    ).all()
    page = page_of(found, size, lambda row: (row[0].answer_due_on.isoformat(), row[0].id))
    return Page(inbox_rows(page.rows), next=page.next)


def own_referrals() -> Any:
    """Referrals to the own agency, each with its packet; `inbox_rows` makes the lines of a list."""
    return _with_packets().where(_own())


def inbox_rows(rows: Sequence[Any]) -> list[InboxRow]:
    """What `own_referrals` finds, as lines of a list."""
    return [_inbox_row(referral, opened(body)) for referral, body in rows]


def inbox_counts(counted: Mapping[str, int] | None = None) -> InboxCounts:
    """The agency's own open referrals: from what `REFERRALS_TALLY` has counted, or by one statement."""
    counted = REFERRALS_TALLY.read() if counted is None else counted
    return InboxCounts(counted["referrals"], counted["referrals_late"])


def referral_view(referral_id: int) -> ReferralView:
    """One referral with what was shared; whoever opens it is written down. Refused (404): another agency's."""
    found: Any = db.session.execute(_with_packets().where(_own(), Referral.id == referral_id)).one_or_none()
    if found is None:
        raise Refused(_("Rujukan ini tidak ada di daftar Anda."), status=404, code="not_found")
    referral, packet = found[0], opened(found[1])
    letter = letter_of_referral(referral.id)
    audit.record("referral.viewed", "referral", referral.id)
    return ReferralView(
        referral=referral,
        packet=packet,
        words=rules().case_type(packet.case_type),
        shared=shared_in_words(packet) if referral.shared else [],
        due_days=days_to_answer(referral),
        accept_due_days=days_to_accept(referral),
        officer_name=dict(officers(former=True)).get(referral.officer_id or 0, ""),
        steps=referral_steps([referral.id]).get(referral.id, []),
        letter_id=letter.id if letter and referral.shared else None,
        letter_number=letter.number_text if letter and referral.shared else "",
        moves=[name for name in possible_for("recipient", referral.state) if name != "receive"],  # that is opening it
    )


def _own() -> ColumnElement[bool]:
    """The database says the same (policy ADDRESSED); named here so that its index is used."""
    return Referral.agency_id == subject().agency_id


@cache
def _tally_parts() -> tuple[Counting, ...]:
    """The agency is named so that its index is used; the database says the same (policy ADDRESSED)."""
    theirs = (Referral.agency_id == bindparam("agency"), Referral.closed_at.is_(None))
    late = Referral.answer_due_on < bindparam("until", type_=Date)
    return (
        select(literal_column("'referrals'").label("what"), func.count().label("n")).where(*theirs),
        select(literal_column("'referrals_late'").label("what"), func.count().label("n")).where(*theirs, late),
    )


def _tally_values(who: Subject) -> dict[str, Any]:
    return {"agency": who.agency_id, "until": clock.today(who.tenant.timezone)}


REFERRALS_TALLY = Tally(lambda _who: _tally_parts(), _tally_values)


def _wanted(view: InboxView) -> list[ColumnElement[bool]]:
    wanted = [_own(), Referral.closed_at.is_not(None) if view.state == "over" else Referral.closed_at.is_(None)]
    if view.due == "late":
        wanted.append(Referral.answer_due_on < clock.today(subject().tenant.timezone))
    return wanted


def _with_packets() -> Any:
    packet = and_(ReferralPacket.tenant_id == Referral.tenant_id, ReferralPacket.referral_id == Referral.id)
    return select(Referral, ReferralPacket.body_cipher).join(ReferralPacket, packet)


def _inbox_row(referral: Referral, packet: Packet) -> InboxRow:
    return InboxRow(
        id=referral.id,
        code=packet.code,
        name=packet.fields.get("name", "") if referral.shared else "",
        service=packet.service,
        case_type=packet.case_type,
        words=rules().case_type(packet.case_type),
        emergency=packet.emergency,
        state=ReferralState(referral.state),
        result=referral.result,
        answer_due_on=referral.answer_due_on,
        due_days=days_to_answer(referral),
        accept_due_days=days_to_accept(referral),
        officer_id=referral.officer_id,
    )


def shared_in_words(packet: Packet) -> list[tuple[str, str]]:
    """Label and value of what the citizen shared, in the order of the form."""
    return [(str(label), _shown(name, packet.fields[name])) for name, label in SHARED_FIELDS if name in packet.fields]


def _shown(name: str, text: str) -> str:
    return show_phone(text) if name == "phone" else text
