"""Every table of the house in one import, for migrations and guards."""

from cases import models as cases
from exchange import models as exchange
from foundation import jobs, storage
from practice import models as practice
from privacy import models as privacy
from reference import models as reference
from registry import models as registry
from registry.rounds import models as rounds
from reporting import models as reporting
from reporting.bulletin import models as bulletins
from reporting.dashboards import models as dashboards
from reporting.maps import models as boundaries
from reporting.opendata import models as opendata
from reporting.schedules import models as report_schedules
from reporting.tables import models as report_tables
from settings import models as settings
from sustainability import models as sustainability
from sustainability.lessons import models as lessons
from tenants import models as tenants
from tenants.sites import models as sites
from workforce import models as workforce

__all__ = [
    "boundaries",
    "bulletins",
    "cases",
    "dashboards",
    "exchange",
    "jobs",
    "lessons",
    "opendata",
    "practice",
    "privacy",
    "reference",
    "registry",
    "report_schedules",
    "report_tables",
    "reporting",
    "rounds",
    "settings",
    "sites",
    "storage",
    "sustainability",
    "tenants",
    "workforce",
]
