"""What comes into the room, by noun."""

from workforce.schemas.roster import AppointmentSchema, LeavingSchema, MonthSchema, PaySchema, TakeSchema, WorkerSchema

__all__ = ["AppointmentSchema", "LeavingSchema", "MonthSchema", "PaySchema", "TakeSchema", "WorkerSchema"]
