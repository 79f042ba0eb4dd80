"""What programs get back about cases and referrals."""

from marshmallow import fields, validate

from cases.machine import MOVES, RESOLUTIONS, Level, State
from cases.referral_machine import RESULT_LABELS, ReferralState
from web.api import Answer

_STATE = validate.OneOf([state.value for state in State])
_LEVEL = validate.OneOf([level.value for level in Level])
_REFERRAL_STATE = validate.OneOf([state.value for state in ReferralState])
_RESULT = validate.OneOf(list(RESULT_LABELS))
_DAYS = {"description": "Working days left, negative when overdue; null while the clock rests or all is over"}


class QueueRowAnswer(Answer):
    """A case in a list."""

    id = fields.Integer()
    version = fields.Integer()
    code = fields.String()
    person_id = fields.Integer()
    person_name = fields.String()
    nik_masked = fields.String()
    sector = fields.String()
    case_type = fields.String()
    village = fields.String()
    state = fields.String(validate=_STATE)
    due_days = fields.Integer(allow_none=True, metadata=_DAYS)
    emergency = fields.Boolean()
    owner_name = fields.String()
    opened_on = fields.Date()
    confidential = fields.Boolean(metadata={"description": "Then `person_name` holds initials alone"})


class QueueAnswer(Answer):
    """A page of cases."""

    items = fields.List(fields.Nested(QueueRowAnswer), attribute="rows")
    next = fields.String(allow_none=True)


class CaseBriefAnswer(Answer):
    """A case after a step: what the next step needs."""

    id = fields.Integer()
    version = fields.Integer()
    code = fields.String()
    state = fields.String(validate=_STATE)
    due_on = fields.Date(allow_none=True)
    owner_id = fields.Integer(allow_none=True)


class CasePersonAnswer(Answer):
    """Whose case it is."""

    id = fields.Integer(attribute="person.id")
    name = fields.String(attribute="person.name")
    nik_masked = fields.String(attribute="person.nik_masked")


class FactAnswer(Answer):
    """What a step asked for besides words."""

    label = fields.String()
    value = fields.String()


class StepAnswer(Answer):
    """One line of the story: when, what, who and why."""

    at = fields.AwareDateTime()
    title = fields.String()
    note = fields.String()
    actor_name = fields.String()
    actor_role = fields.String()
    state = fields.String(validate=_STATE)
    level = fields.String(validate=_LEVEL)
    facts = fields.List(fields.Nested(FactAnswer))


class ReferralStepAnswer(Answer):
    """One step of a referral, in the agency's words."""

    at = fields.AwareDateTime()
    move = fields.String()
    title = fields.String()
    actor_name = fields.String()
    note = fields.String()
    competent = fields.String()


class ReferralCardAnswer(Answer):
    """A referral as its case shows it."""

    id = fields.Integer()
    version = fields.Integer()
    kind = fields.String(metadata={"description": "agency, site, or escalation (up one level)"})
    agency_name = fields.String(metadata={"description": "Whom it was sent to, also when that is another site"})
    officer_name = fields.String()
    state = fields.String(validate=_REFERRAL_STATE)
    result = fields.String(validate=_RESULT, allow_none=True)
    sent_at = fields.AwareDateTime()
    accept_due_on = fields.Date()
    accept_due_days = fields.Integer(allow_none=True, metadata=_DAYS)
    answer_due_on = fields.Date()
    due_days = fields.Integer(allow_none=True, metadata=_DAYS)
    reminders = fields.Integer()
    letter_id = fields.Integer(allow_none=True)
    letter_number = fields.String()
    steps = fields.List(fields.Nested(ReferralStepAnswer))


class MoveAnswer(Answer):
    """A step that may be taken now."""

    name = fields.String(validate=validate.OneOf(list(MOVES)))
    label = fields.String()
    note_required = fields.Boolean()
    asks = fields.Boolean(metadata={"description": "It has an address of its own: /cases/{id}/moves/{name}"})


class CaseAnswer(Answer):
    """A case with its story."""

    id = fields.Integer(attribute="case.id")
    version = fields.Integer(attribute="case.version")
    code = fields.String(attribute="case.code")
    state = fields.String(attribute="case.state", validate=_STATE)
    case_type = fields.String(attribute="case.case_type")
    kind = fields.String(attribute="case.kind")
    sector = fields.String(attribute="case.sector")
    channel = fields.String(attribute="case.channel")
    level = fields.String(attribute="case.level", validate=_LEVEL)
    emergency = fields.Boolean(attribute="case.emergency")
    confidential = fields.Boolean(attribute="case.confidential")
    help_due_at = fields.AwareDateTime(attribute="case.help_due_at", allow_none=True)
    paperwork = fields.String(
        attribute="case.paperwork",
        allow_none=True,
        metadata={"description": "Of an emergency that was helped first: the paper owed next"},
    )
    satisfied = fields.Boolean(attribute="case.satisfied", allow_none=True)
    resolution = fields.String(attribute="case.resolution", validate=validate.OneOf(RESOLUTIONS), allow_none=True)
    duplicate_of = fields.Integer(attribute="case.duplicate_of", allow_none=True)
    village_code = fields.String(attribute="case.village_code")
    place = fields.String()
    opened_at = fields.AwareDateTime(attribute="case.opened_at")
    promised_on = fields.Date(attribute="case.promised_on")
    due_on = fields.Date(attribute="case.due_on", allow_none=True)
    due_days = fields.Integer(allow_none=True, metadata=_DAYS)
    closed_at = fields.AwareDateTime(attribute="case.closed_at", allow_none=True)
    owner_name = fields.String()
    person = fields.Nested(CasePersonAnswer)
    summary = fields.String(attribute="intake.summary")
    story = fields.String(attribute="intake.story")
    proxy_name = fields.String(attribute="intake.proxy_name")
    proxy_relation = fields.String(attribute="intake.proxy_relation")
    consent_share = fields.Boolean(metadata={"description": "Whether a consent to share data holds now"})
    steps = fields.List(fields.Nested(StepAnswer), attribute="story")
    referrals = fields.List(fields.Nested(ReferralCardAnswer))
    moves = fields.List(
        fields.Nested(MoveAnswer),
        metadata={"description": "Steps this reader may take now; `refer` is a call of its own"},
    )


class AgencyAnswer(Answer):
    """Whom a case can be referred to."""

    id = fields.Integer()
    name = fields.String()
    kind = fields.String()
    accept_days = fields.Integer(metadata={"description": "Working days to say whether it takes a referral on"})
    answer_days = fields.Integer(metadata={"description": "Working days an answer may take"})


class AgenciesAnswer(Answer):
    """All agencies of the district."""

    items = fields.List(fields.Nested(AgencyAnswer))


class ReferralBriefAnswer(Answer):
    """A referral after a step: what the next step needs."""

    id = fields.Integer()
    version = fields.Integer()
    kind = fields.String()
    agency_id = fields.Integer(allow_none=True)
    site_id = fields.Integer(allow_none=True)
    officer_id = fields.Integer(allow_none=True)
    state = fields.String(validate=_REFERRAL_STATE)
    result = fields.String(validate=_RESULT, allow_none=True)
    accept_due_on = fields.Date()
    answer_due_on = fields.Date()


class HandedOverAnswer(Answer):
    """How many referrals changed hands."""

    referrals = fields.Integer()


class InboxRowAnswer(Answer):
    """A referral in the agency's list."""

    id = fields.Integer()
    code = fields.String()
    name = fields.String(metadata={"description": "Empty when the citizen did not share it"})
    service = fields.String()
    case_type = fields.String()
    emergency = fields.Boolean()
    state = fields.String(validate=_REFERRAL_STATE)
    result = fields.String(validate=_RESULT, allow_none=True)
    answer_due_on = fields.Date()
    due_days = fields.Integer(allow_none=True, metadata=_DAYS)
    accept_due_days = fields.Integer(allow_none=True, metadata=_DAYS)
    officer_id = fields.Integer(allow_none=True)


class InboxAnswer(Answer):
    """A page of referrals."""

    items = fields.List(fields.Nested(InboxRowAnswer), attribute="rows")
    next = fields.String(allow_none=True)


class IncomingBriefAnswer(Answer):
    """A request from another site after a step: what the next step needs."""

    id = fields.Integer()
    version = fields.Integer()
    kind = fields.String()
    state = fields.String(validate=_REFERRAL_STATE)
    result = fields.String(validate=_RESULT, allow_none=True)
    case_id = fields.Integer(allow_none=True, metadata={"description": "The case that this site has made of it"})
    answer_due_on = fields.Date()


class IncomingRowAnswer(Answer):
    """A request from another site in the list."""

    id = fields.Integer()
    code = fields.String(metadata={"description": "The sender's case code"})
    sender = fields.String()
    name = fields.String(metadata={"description": "Empty when the citizen did not share it"})
    service = fields.String()
    kind = fields.String()
    emergency = fields.Boolean()
    state = fields.String(validate=_REFERRAL_STATE)
    result = fields.String(validate=_RESULT, allow_none=True)
    answer_due_on = fields.Date()
    due_days = fields.Integer(allow_none=True, metadata=_DAYS)


class IncomingListAnswer(Answer):
    """A page of requests from other sites."""

    items = fields.List(fields.Nested(IncomingRowAnswer), attribute="rows")
    next = fields.String(allow_none=True)


class IncomingAnswer(Answer):
    """A request from another site: what was shared for it, nothing else."""

    id = fields.Integer(attribute="incoming.id")
    version = fields.Integer(attribute="incoming.version")
    code = fields.String(attribute="incoming.code")
    kind = fields.String(attribute="incoming.kind")
    sender = fields.String()
    state = fields.String(attribute="incoming.state", validate=_REFERRAL_STATE)
    result = fields.String(attribute="incoming.result", validate=_RESULT, allow_none=True)
    sent_at = fields.AwareDateTime(attribute="incoming.sent_at")
    accept_due_days = fields.Integer(allow_none=True, metadata=_DAYS)
    answer_due_on = fields.Date(attribute="incoming.answer_due_on")
    due_days = fields.Integer(allow_none=True, metadata=_DAYS)
    case_id = fields.Integer(attribute="incoming.case_id", allow_none=True)
    case_type = fields.String(attribute="case_type_label")
    emergency = fields.Boolean(attribute="incoming.emergency")
    service = fields.String(attribute="packet.service")
    note = fields.String(attribute="packet.note")
    shared = fields.Dict(fields.String(), fields.String(), attribute="shared_fields")
    steps = fields.List(fields.Nested(ReferralStepAnswer))
    moves = fields.List(fields.String())


class ReferralAnswer(Answer):
    """A referral as its agency sees it: what was shared for it, nothing else."""

    id = fields.Integer(attribute="referral.id")
    version = fields.Integer(attribute="referral.version")
    state = fields.String(attribute="referral.state", validate=_REFERRAL_STATE)
    result = fields.String(attribute="referral.result", validate=_RESULT, allow_none=True)
    sent_at = fields.AwareDateTime(attribute="referral.sent_at")
    answer_due_on = fields.Date(attribute="referral.answer_due_on")
    due_days = fields.Integer(allow_none=True, metadata=_DAYS)
    accept_due_days = fields.Integer(allow_none=True, metadata=_DAYS)
    officer_name = fields.String()
    code = fields.String(attribute="packet.code")
    case_type = fields.String(attribute="packet.case_type")
    emergency = fields.Boolean(attribute="packet.emergency")
    service = fields.String(attribute="packet.service")
    note = fields.String(attribute="packet.note")
    shared = fields.Dict(fields.String(), fields.String(), attribute="shared_fields")
    steps = fields.List(fields.Nested(ReferralStepAnswer))
    letter_id = fields.Integer(allow_none=True)
    letter_number = fields.String()
    moves = fields.List(fields.String())


class TakenAnswer(Answer):
    """Whether there was anything to do about it."""

    taken = fields.Boolean()


class FollowedStepAnswer(Answer):
    """What was done, without names of people and without words."""

    at = fields.AwareDateTime()
    title = fields.String()
    agency = fields.String()


class FollowedAnswer(Answer):
    """A case as its citizen may follow it."""

    code = fields.String()
    case_type = fields.String(allow_none=True, metadata={"description": "Null for a confidential case"})
    state = fields.String(validate=_STATE)
    opened_on = fields.Date()
    promised_on = fields.Date()
    due_on = fields.Date(allow_none=True)
    due_days = fields.Integer(allow_none=True, metadata=_DAYS)
    closed_at = fields.AwareDateTime(allow_none=True)
    office = fields.String()
    phone = fields.String()
    steps = fields.List(fields.Nested(FollowedStepAnswer))
