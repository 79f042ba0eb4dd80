"""What the room keeps, by noun."""

from workforce.models.equipment import Equipment, EquipmentMove
from workforce.models.facts import AppointmentDelta, AppointmentFact
from workforce.models.roster import Appointment, AppointmentVillage, Pay, RosterFile, Worker
from workforce.models.training import Certificate, CourseMaterial, OwnCourse, TestResult, Trainee, Training

__all__ = [
    "Appointment",
    "AppointmentDelta",
    "AppointmentFact",
    "AppointmentVillage",
    "Certificate",
    "CourseMaterial",
    "Equipment",
    "EquipmentMove",
    "OwnCourse",
    "Pay",
    "RosterFile",
    "TestResult",
    "Trainee",
    "Training",
    "Worker",
]
