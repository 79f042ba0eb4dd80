"""The tables of the room, by noun. Personal data: only the tenant's own staff read them."""

from registry.models.category import PersonCategory
from registry.models.elsewhere import NikRegister
from registry.models.facts import (
    NEVER,
    HouseholdFactSeen,
    HouseholdSeenDelta,
    NeedDelta,
    NeedFact,
    NeedFactVillage,
    ParticipationDelta,
    ParticipationFact,
    ParticipationFactVillage,
)
from registry.models.household import Household
from registry.models.merge import PersonMerge
from registry.models.need import Need
from registry.models.observation import Observation
from registry.models.participation import Participation, ParticipationEvent
from registry.models.person import SEXES, Person
from registry.models.screening import GAPS, ScreeningCount, ScreeningGap, ScreeningRun
from registry.models.welfare import SiksCheck, WelfareStatus

__all__ = [
    "GAPS",
    "NEVER",
    "SEXES",
    "Household",
    "HouseholdFactSeen",
    "HouseholdSeenDelta",
    "Need",
    "NeedDelta",
    "NeedFact",
    "NeedFactVillage",
    "NikRegister",
    "Observation",
    "Participation",
    "ParticipationDelta",
    "ParticipationEvent",
    "ParticipationFact",
    "ParticipationFactVillage",
    "Person",
    "PersonCategory",
    "PersonMerge",
    "ScreeningCount",
    "ScreeningGap",
    "ScreeningRun",
    "SiksCheck",
    "WelfareStatus",
]
