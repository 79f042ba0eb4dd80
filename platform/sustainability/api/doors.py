"""The room's doors for programs, and what several of them ask for."""

from web.api import Doors
from web.schemas import BaseSchema, Text

doors = Doors(
    "sustainability-api", __name__, description="Money, foundations, index and exit plan: will the service live on?"
)


class AfterQuery(BaseSchema):
    """Where the page begins."""

    after = Text(max=1000)
