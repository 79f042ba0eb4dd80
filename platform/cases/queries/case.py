"""One case with everything its page shows."""

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile

from flask_babel import gettext as _
from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from cases import authority
from cases.code import tidied
from cases.machine import ACTORS, PAPER_LABELS, PAPERS, Level, Move, State, legal_moves, main_move, told
from cases.models import Case, CaseAssignment, CaseEvent, CaseIntake, EventDetail, Message, Narrative
from cases.queries.cards import LetterRow, ReferralCard, letters_of, referral_cards
from cases.queries.confidential import initials, why_seen
from cases.queries.consent import consent_holds
from cases.queries.queue import Related, related_to
from cases.queries.visible import visible
from cases.referral_machine import referral_told
from cases.schemas import Fact, described
from foundation.db import db
from foundation.errors import Refused
from reference import codes
from reference.codes import CaseType
from reference.queries import place_label
from registry.queries import PersonView, person_view
from settings.queries import rules, words_of_case
from tenants import audit
from tenants.access import subject
from tenants.models import Membership
from tenants.permissions import ROLE_LABELS

_IN_THE_STORY = ("accept", "start", "decline", "answer", "revoke", "run_late")
"""Steps of a referral that are told in the story; that it was sent the case tells itself."""


BY_A_FORM_OF_THEIR_OWN = ("refer", "refer_at_once", "escalate")
"""Steps that come with more than words: to whom, and what they are told."""


@dataclass(frozen=True)
class Step:
    """One line of the story: what was done, by whom, and why."""

    at: datetime
    title: str
    note: str
    actor_name: str
    actor_role: str
    state: State
    facts: list[Fact] = field(default_factory=list)
    level: Level = Level.DISTRICT
    now: bool = False


@dataclass(frozen=True)
class CaseView:
    """The page of a case."""

    case: Case
    intake: CaseIntake
    person: PersonView
    owner_name: str
    due_days: int | None
    place: str
    case_type: CaseType
    """In the words the case began with."""
    story: list[Step]
    referrals: list[ReferralCard]
    letters: list[LetterRow]
    messages: list[Message]
    related: Related
    moves: list[Move]
    """What this reader may do now, the main step first."""
    main: Move | None
    """The ONE next step, whoever may take it; None while an agency is awaited and after closing."""
    may_take: bool
    may_give: bool
    """Whether this reader may give it to a colleague."""
    why_seen: str
    """For a confidential case: on what ground this reader sees it."""
    visitor_name: str
    consent_share: bool
    """Whether the citizen now agrees to share anything with anybody."""

    @property
    def called(self) -> str:
        """The citizen's name; of a confidential case the initials."""
        name = self.person.person.name
        return initials(name) if self.case.confidential else name

    @property
    def may_main(self) -> bool:
        """Whether this reader may take the next step."""
        return self.main in self.moves

    @property
    def main_roles(self) -> list[str]:
        """Who may take the next step, in words."""
        return authority.labels_of(authority.roles_that_may(self.main, self.case)) if self.main else []

    @property
    def papers_owed(self) -> list[str]:
        """What an emergency that was helped first still lacks, in words."""
        owed = PAPERS[PAPERS.index(self.case.paperwork) :] if self.case.paperwork else ()
        return [str(PAPER_LABELS[paper]) for paper in owed]

    @property
    def in_its_state_since(self) -> datetime:
        """When it came to the state in which it is now."""
        latest = [step.at for step in takewhile(lambda step: step.state == self.case.state, reversed(self.story))]
        return latest[-1] if latest else self.case.opened_at

    @property
    def case_type_label(self) -> str:
        """In the reader's language."""
        return self.case_type.label

    @property
    def kind_label(self) -> str:
        """In the reader's language."""
        return codes.KINDS[self.case.kind].label

    @property
    def sector_label(self) -> str:
        """In the reader's language."""
        return codes.SECTORS[self.case.sector].label

    @property
    def channel_label(self) -> str:
        """In the reader's language."""
        return codes.CHANNELS[self.case.channel].label


def get_case(case_id: int) -> Case:
    """The case, without an audit row. Refused (404) when it is unknown here or out of a facilitator's villages."""
    case = db.session.scalars(select(Case).where(Case.id == case_id, visible())).one_or_none()
    if case is None:
        raise Refused(_("Kasus ini tidak ada di daerah Anda."), status=404, code="not_found")
    return case


def number_of(code: str) -> int | None:
    """The case with that code, as people type it, if this reader may know of it."""
    return db.session.scalars(select(Case.id).where(Case.code == tidied(code))).one_or_none()


def codes_for_the_log(case_ids: Collection[int]) -> dict[int, str]:
    """How the access log calls cases; a confidential one only for who sees it."""
    return {row.id: row.code for row in db.session.execute(select(Case.id, Case.code).where(Case.id.in_(case_ids)))}


def case_view(case_id: int) -> CaseView:
    """Everything about one case; whoever opens it is written down. A bounded number of statements, about seventeen."""
    case = get_case(case_id)
    intake = db.session.scalars(select(CaseIntake).where(CaseIntake.case_id == case.id)).one()
    referrals = referral_cards(case.id)
    calendar = rules().calendar
    audit.record("case.viewed", "case", case.id)
    return CaseView(
        case=case,
        intake=intake,
        person=person_view(case.person_id),
        owner_name=_name_of(case.owner_id),
        due_days=calendar.working_days_between(calendar.today(), case.due_on) if case.due_on else None,
        place=place_label(db.session(), case.village_code),
        case_type=words_of_case(case.tenant_id, case.case_type, case.type_version),
        story=_story(case, intake, referrals),
        referrals=referrals,
        letters=letters_of(case.id),
        messages=_messages(case),
        related=related_to(case),
        why_seen=why_seen(case),
        consent_share=consent_holds(case),
        moves=moves_for_reader(case),
        main=main_move(case),
        visitor_name=_name_of(case.visitor_id),
        may_take=case.closed_at is None and case.owner_id != subject().membership_id and subject().may("case:handle"),
        may_give=_may_give(case),
    )


def moves_for_reader(case: Case) -> list[Move]:
    """Possible and permitted, the main one first. Referring is among them: it begins with a form of its own."""
    chosen = (move for move in legal_moves(case) if not move.automatic or move.name in BY_A_FORM_OF_THEIR_OWN)
    return [move for move in chosen if authority.may_take(move, case)]


def _may_give(case: Case) -> bool:
    """One's own case to a colleague, or anybody's for who assigns."""
    mine = case.owner_id == subject().membership_id
    return case.closed_at is None and subject().may("case:hand_over" if mine else "case:assign")


def _name_of(membership_id: int | None) -> str:
    named = select(Membership.name).where(Membership.id == membership_id)
    return (db.session.scalars(named).one_or_none() or "") if membership_id else ""


def _story(case: Case, intake: CaseIntake, referrals: list[ReferralCard]) -> list[Step]:
    """What the house did, what agencies did and whose hands the case went through, in order of time.

    The newest step is where the case stands; that it changed hands moves it nowhere.
    """
    steps = sorted([*_own_steps(case, intake), *_agency_steps(referrals)], key=lambda step: step.at)
    steps[-1] = replace(steps[-1], now=True)
    return _with_hand_overs(steps, case)


def _own_steps(case: Case, intake: CaseIntake) -> list[Step]:
    rows = db.session.execute(
        select(CaseEvent, Narrative.body, EventDetail.body)
        .outerjoin(Narrative, and_(Narrative.tenant_id == CaseEvent.tenant_id, Narrative.event_id == CaseEvent.id))
        .outerjoin(
            EventDetail, and_(EventDetail.tenant_id == CaseEvent.tenant_id, EventDetail.event_id == CaseEvent.id)
        )
        .where(CaseEvent.case_id == case.id)
        .order_by(CaseEvent.id)
    )
    return [
        Step(
            at=event.at,
            title=str(told(event.move)),
            note="\n".join(filter(None, [intake.story if event.move == "register" else "", body])),
            actor_name=event.actor_name,
            actor_role=str(ROLE_LABELS.get(event.actor_role) or ACTORS[event.actor_role]),
            state=State(event.to_state),
            facts=described(event.move, asked or {}),
            level=Level(event.level),
        )
        for event, body, asked in rows
    ]


def _agency_steps(referrals: list[ReferralCard]) -> list[Step]:
    """Without their words: those stand with the referral, and join the story when the case has its answer."""
    return [
        Step(step.at, f"{referral_told(step.move)}: {card.agency_name}", "", step.actor_name, "", State.REFERRED)
        for card in referrals
        for step in card.steps
        if step.move in _IN_THE_STORY
    ]


def _with_hand_overs(steps: list[Step], case: Case) -> list[Step]:
    """Each with the state in which the case stood at that moment."""
    to = aliased(Membership)
    rows = db.session.execute(
        select(CaseAssignment, to.name)
        .join(to, and_(to.tenant_id == CaseAssignment.tenant_id, to.id == CaseAssignment.to_id))
        .where(CaseAssignment.case_id == case.id)
        .order_by(CaseAssignment.id)
    )
    for given, name in rows:
        place = bisect_right(steps, given.at, key=lambda step: step.at)
        taken = given.actor_id == given.to_id
        title = _("Diambil oleh %(name)s", name=name) if taken else _("Diserahkan kepada %(name)s", name=name)
        role = str(ROLE_LABELS.get(given.actor_role, given.actor_role))
        state = steps[max(place - 1, 0)].state
        steps.insert(place, Step(given.at, title, given.reason, given.actor_name, role, state))
    return steps


def _messages(case: Case) -> list[Message]:
    if not subject().may("message:read"):
        return []
    return list(db.session.scalars(select(Message).where(Message.case_id == case.id).order_by(Message.id)))
