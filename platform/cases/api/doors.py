"""The one set of doors this room's modules hang their routes on."""

from web.api import Doors

doors = Doors("cases-api", __name__, description="Cases, referrals to agencies, letters")
