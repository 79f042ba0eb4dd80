"""What the room keeps, by noun."""

from workforce.models.roster import Appointment, AppointmentVillage, Pay, RosterFile, Worker

__all__ = ["Appointment", "AppointmentVillage", "Pay", "RosterFile", "Worker"]
