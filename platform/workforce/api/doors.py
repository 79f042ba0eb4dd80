"""The room's doors for programs."""

from web.api import Doors

doors = Doors(
    "workforce-api", __name__, description="The roster with its decrees, trainings with their results, equipment"
)
