"""What comes into the room, by noun."""

from workforce.schemas.equipment import EquipmentSchema, MoveSchema
from workforce.schemas.roster import (
    AppointmentSchema,
    LeavingSchema,
    LinkSchema,
    MonthSchema,
    PaySchema,
    TakeSchema,
    WorkerSchema,
)
from workforce.schemas.training import (
    AttendanceSchema,
    CourseSchema,
    MaterialSchema,
    ResultSchema,
    TrainerSchema,
    TrainingSchema,
    WorkersSchema,
)

__all__ = [
    "AppointmentSchema",
    "AttendanceSchema",
    "CourseSchema",
    "EquipmentSchema",
    "LeavingSchema",
    "LinkSchema",
    "MaterialSchema",
    "MonthSchema",
    "MoveSchema",
    "PaySchema",
    "ResultSchema",
    "TakeSchema",
    "TrainerSchema",
    "TrainingSchema",
    "WorkerSchema",
    "WorkersSchema",
]
