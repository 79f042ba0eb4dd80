"""Reading rounds: the list, one with everything about it, one of its proposals."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from foundation.db import db
from foundation.errors import Refused
from reference import codes
from reference.queries import place_label, place_labels
from registry.models import ScreeningGap
from registry.queries.rows import PersonRow, my_villages, person_rows
from registry.queries.runs import newest_run
from registry.rounds.machine import STATE_LABELS, State, usual_move
from registry.rounds.models import RoundEvent, RoundItem, UpdateRound
from registry.rounds.reasons import ANSWERS, FINDINGS, KINDS, every_reason
from settings.queries import rules
from settings.rules import cut_off_after
from tenants.models import Membership, MembershipVillage
from tenants.permissions import ROLE_PERMISSIONS, VILLAGE_ROLES
from web.pagination import Page, decode_cursor, page_of

PAGE = 30
SOON = 5
"""Working days before the cut-off from which it presses."""
UNSENT = (State.DRAFT, State.HELD, State.VILLAGE_SIGNED, State.VERIFIED, State.APPROVED)
"""What the cut-off still waits for."""
MOST_PROPOSED = 500
"""In one round; a village has fewer households in need, and a page still shows them all."""


@dataclass(frozen=True)
class RoundRow:
    """A round in a list."""

    round: UpdateRound
    place: str

    @property
    def tag(self) -> tuple[str, str, str]:
        """Label, tone and shape of its state."""
        label, tone, shape = STATE_LABELS[State(self.round.state)]
        return str(label), tone, shape


@dataclass(frozen=True)
class ItemRow:
    """Somebody who is proposed, in words."""

    item: RoundItem
    person: PersonRow

    @property
    def asked(self) -> str:
        """Diusulkan masuk: Program Keluarga Harapan."""
        kind = str(KINDS[self.item.kind])
        return f"{kind}: {codes.PROGRAMMES[self.item.programme].label}" if self.item.programme else kind

    @property
    def why(self) -> str:
        """The reason in words, with the note."""
        return "; ".join(filter(None, (every_reason()[self.item.reason], self.item.note)))

    @property
    def found(self) -> str:
        """What the visit found; empty before it."""
        return str(FINDINGS[self.item.finding]) if self.item.finding else ""

    @property
    def answered(self) -> str:
        """What came back; empty before that."""
        return str(ANSWERS[self.item.answer]) if self.item.answer else ""


@dataclass(frozen=True)
class RoundView:
    """Everything the page of a round shows, and what its steps look at."""

    round: UpdateRound
    place: str
    items: Sequence[ItemRow]
    events: Sequence[RoundEvent]

    @property
    def standing(self) -> list[ItemRow]:
        """Proposals that were not taken off."""
        return [row for row in self.items if not row.item.dropped_note]

    @property
    def proposed(self) -> int:
        """How many."""
        return len(self.standing)

    @property
    def unvisited(self) -> int:
        """Of those, how many nobody has visited yet."""
        return sum(row.item.finding is None for row in self.standing)

    @property
    def unanswered(self) -> int:
        """Of those, how many SIKS-NG has not answered."""
        return sum(row.item.answer is None for row in self.standing)

    @property
    def tag(self) -> tuple[str, str, str]:
        """Label, tone and shape of its state."""
        return RoundRow(self.round, self.place).tag

    def by_kind(self) -> Counter[str]:
        """How many of each kind."""
        return Counter(row.item.kind for row in self.standing)


def rounds(state: str | None, cursor: str | None) -> Page[RoundRow]:
    """Rounds of this reader's villages, the newest first. Two statements."""
    wanted = _mine(select(UpdateRound))
    if state:
        wanted = wanted.where(UpdateRound.state == state)
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(UpdateRound.id < after[0])
    found = db.session.scalars(wanted.order_by(UpdateRound.id.desc()).limit(PAGE + 1)).all()
    page = page_of(found, PAGE, lambda each: (each.id,))
    places = place_labels(db.session(), {each.village_code for each in page.rows})
    return Page([RoundRow(each, places[each.village_code]) for each in page.rows], next=page.next)


def get_round(round_id: int, *, lock: bool = False) -> UpdateRound:
    """The round. Refused (404): unknown, another tenant's, or of a village in which this reader does not work."""
    wanted = _mine(select(UpdateRound)).where(UpdateRound.id == round_id)
    found = db.session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    if found is None:
        raise Refused(_("Pemutakhiran ini tidak ditemukan."), status=404, code="not_found")
    return found


def get_item(round_id: int, item_id: int) -> RoundItem:
    """A proposal of a round this reader may see; Refused (404)."""
    get_round(round_id)
    wanted = select(RoundItem).where(RoundItem.round_id == round_id, RoundItem.id == item_id)
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise Refused(_("Usulan ini tidak ditemukan."), status=404, code="not_found")
    return found


def row_of(item: RoundItem) -> ItemRow:
    """One proposal in words. One statement."""
    return ItemRow(item, person_rows([item.person_id])[item.person_id])


def round_view(round_: UpdateRound) -> RoundView:
    """The round with its proposals and its story. Five statements, whatever their number."""
    found = select(RoundItem).where(RoundItem.round_id == round_.id).order_by(RoundItem.id)
    items = db.session.scalars(found).all()
    people = person_rows(item.person_id for item in items)
    steps = select(RoundEvent).where(RoundEvent.round_id == round_.id).order_by(RoundEvent.id)
    return RoundView(
        round=round_,
        place=place_label(db.session(), round_.village_code),
        items=[ItemRow(item, people[item.person_id]) for item in items],
        events=db.session.scalars(steps).all(),
    )


def missed_in(village_code: str, programme: str) -> Sequence[int]:
    """Who is indicated for that programme there and does not receive it, as the newest screening found."""
    run, _waiting = newest_run()
    if run is None:
        return []
    missed = select(ScreeningGap.person_id).where(
        ScreeningGap.run_id == run.id,
        ScreeningGap.programme == programme,
        ScreeningGap.gap == "missed",
        ScreeningGap.village_code == village_code,
    )
    return db.session.scalars(missed.order_by(ScreeningGap.rank, ScreeningGap.id).limit(MOST_PROPOSED)).all()


def awaited() -> ColumnElement[bool]:
    """Joins a round that is not yet sent to the members whose step is next, in their own villages."""
    serves = exists().where(
        MembershipVillage.tenant_id == Membership.tenant_id,
        MembershipVillage.membership_id == Membership.id,
        MembershipVillage.village_code == UpdateRound.village_code,
    )
    serves = serves.correlate(Membership, UpdateRound)
    turns = [and_(UpdateRound.state == state, Membership.role.in_(_who_may(state))) for state in UNSENT]
    return and_(Membership.active, or_(*turns), or_(Membership.role.not_in(VILLAGE_ROLES), serves))


def _who_may(state: State) -> list[str]:
    move = usual_move(state)
    return [role for role, may in ROLE_PERMISSIONS.items() if move is not None and move.permission in may]


def next_cut_off() -> date:
    """Until when a round that begins today must be sent, by the day of the month that holds at this site."""
    in_force = rules()
    return cut_off_after(in_force.calendar.today(), in_force.cut_off_day)


def _mine(statement: Select[UpdateRound]) -> Select[UpdateRound]:
    mine = my_villages()
    return statement if mine is None else statement.where(UpdateRound.village_code.in_(mine))
