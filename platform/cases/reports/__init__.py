"""Reading the reports that facilitators send as WhatsApp text. Pure: no database, no request, no clock but for ages."""

from cases.reports.places import find_village
from cases.reports.reading import Line, Report, read
from cases.reports.types import find_case_type, find_kind

__all__ = ["Line", "Report", "find_case_type", "find_kind", "find_village", "read"]
