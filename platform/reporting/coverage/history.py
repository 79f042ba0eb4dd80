"""What sites have been: how many served at the end of each quarter, from the steps that they took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from reporting.coverage.stages import SERVING, reach_of, standing
from reporting.spans import Span, span_around
from web.charts import Chart, Column, stacked_bars

LOOKED_BACK = 7
"""Quarters before the present one."""
ZONE = ZoneInfo("Asia/Jakarta")
"""On whose wall a quarter ends for the nation."""
ON_A_PHONE = 4
"""How many bars fit."""


@dataclass(frozen=True)
class Past:
    """A site and its stages, each with the moment from which it stood there, the earliest first."""

    region_code: str
    stages: Sequence[tuple[datetime, str]]

    def at(self, moment: datetime) -> str | None:
        """Where it stood then; None before it was there at all."""
        for since, stage in reversed(self.stages):
            if since <= moment:
                return stage
        return None


@dataclass(frozen=True)
class Quarter:
    """One of them: those whose office took cases at its end, by step of reach."""

    span: Span
    counts: dict[str, int]

    @property
    def serving(self) -> int:
        """With and without support from the state budget."""
        return sum(self.counts.values())


class _Stood(NamedTuple):
    region_code: str
    state: str


def past_of(site: Any, steps: Sequence[Any]) -> Past:
    """From its steps. One that was put on its desk as it stood has none before: it began on its first day of service,
    else when it was written down."""
    first = steps[0].from_state if steps else site.state
    begun = datetime.combine(site.live_on, time(), ZONE) if site.live_on and not steps else site.created_at
    return Past(site.region_code, [(begun, first), *((step.at, step.to_state) for step in steps)])


def quarters(pasts: Sequence[Past], today: date) -> list[Quarter]:
    """The last ones, the earliest first; the present one as of today. A regency counts once, by its site then."""
    present = span_around(today, "quarter")
    return [_quarter(present.after(-back), pasts) for back in range(LOOKED_BACK, -1, -1)]


def picture(found: Sequence[Quarter], labels: Sequence[str]) -> tuple[Chart, Chart]:
    """Bars for a wide screen, and the newest of them for a phone."""

    def bars(some: Sequence[Quarter], width: int, height: int, room: int) -> Chart:
        columns = [
            Column(_short(each.span), [each.counts[step] for step in SERVING], str(each.serving)) for each in some
        ]
        return stacked_bars(columns, labels, width=width, height=height, labels=room, fills=("f1", "h1"))

    return bars(found, 940, 300, 150), bars(found[-ON_A_PHONE:], 340, 260, 0)


def _quarter(span: Span, pasts: Sequence[Past]) -> Quarter:
    end = datetime.combine(span.last + timedelta(1), time(), ZONE)
    stood = [_Stood(each.region_code, stage) for each in pasts if (stage := each.at(end)) is not None]
    steps = [reach_of(each.state) for each in standing(stood).values()]
    return Quarter(span, {step: steps.count(step) for step in SERVING})


def _short(span: Span) -> str:
    return _("T%(quarter)s %(year)s", quarter=(span.first.month + 2) // 3, year=span.first.year)
