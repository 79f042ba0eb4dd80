"""Who looks at which figures, and what each of them opens: one table, from which page and API follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from cases.machine import State
from reporting.dashboards.looks import Look

_QUEUE, _TABLE, _PROVINCE = _l("Buka daftarnya"), _l("Lihat tabelnya"), _l("Lihat kasusnya")


@dataclass(frozen=True)
class Behind:
    """The list or table whose length or sum the figure is."""

    label: Any
    endpoint: str
    args: Mapping[str, Any]
    """For url_for."""


@dataclass(frozen=True)
class Figure:
    """One number of a dashboard."""

    slug: str
    label: Any
    count: str
    """What is counted (`counts.COUNTS`, or `field` for a facilitator)."""
    behind: Callable[[Look], Behind | None]
    """None: there is no list for that day."""
    happens: bool = False
    """Something that happened in the period; otherwise how things stood at the end of a day."""
    past: bool = True
    """Whether it can be told for a day gone by, and so be compared with one."""
    of: str = ""
    """The count whose part it is (`OF`): told as a share of it, also where nobody can say how it was before."""
    median: str = ""
    """What of the province's districts it is compared with (`medians.MEASURES`)."""


def _to(label: Any, endpoint: str, **args: Any) -> Behind:
    return Behind(label, endpoint, args)


# --- what opens -------------------------------------------------------------------------------------


def _cases(part: str) -> Callable[[Look], Behind | None]:
    def behind(look: Look) -> Behind:
        return _to(_QUEUE, "cases.in_span", bagian=part, dari=look.since, sampai=look.until)

    return behind


def _standing_cases(look: Look) -> Behind:
    if look.is_today:
        return _to(_l("Buka antrean"), "cases.queue")
    return _to(_QUEUE, "cases.in_span", bagian="terbuka", sampai=look.at)


def _queue(**view: str) -> Callable[[Look], Behind | None]:
    """Lists of today: who stood where on a day gone by is counted, not listed."""
    return lambda look: _to(_QUEUE, "cases.queue", **view) if look.is_today else None


def _late_answers(look: Look) -> Behind | None:
    return _to(_QUEUE, "cases.watch_referrals", bagian="late") if look.is_today else None


def _referrals(part: str, stands: bool = False) -> Callable[[Look], Behind | None]:
    def behind(look: Look) -> Behind:
        days = {"sampai": look.at} if stands else {"dari": look.since, "sampai": look.until}
        return _to(_QUEUE, "cases.referrals_in_span", bagian=part, **days)

    return behind


def _table(measure: str, rows: str) -> Callable[[Look], Behind | None]:
    def behind(look: Look) -> Behind:
        days = {"period": "own", "since": look.since, "until": look.until}
        return _to(_TABLE, "tables.show", measure=measure, rows=rows, **days)

    return behind


def _table_of_today(measure: str, rows: str, **only: str) -> Callable[[Look], Behind | None]:
    return lambda look: _to(_TABLE, "tables.show", measure=measure, rows=rows, **only) if look.is_today else None


def _table_on(measure: str, rows: str) -> Callable[[Look], Behind | None]:
    return lambda look: _to(_TABLE, "tables.show", measure=measure, rows=rows, period="on", until=look.at)


def _of_districts(**view: str) -> Callable[[Look], Behind | None]:
    return lambda look: _to(_PROVINCE, "reporting.province_cases", **view) if look.is_today else None


def _standing(behind: Callable[[Look], Behind | None], rows: str) -> Callable[[Look], Behind | None]:
    """What is open: its list of today, or the table of a day gone by."""
    return lambda look: behind(look) if look.is_today else _table_on("cases_standing", rows)(look)


def _of_the_nation(part: str) -> Callable[[Look], Behind | None]:
    return lambda look: _to(_TABLE, "reporting.ministry", _anchor=part) if look.is_today else None


# --- who looks at what ------------------------------------------------------------------------------

_CAME, _OVER, _STANDS, _LATE = _l("Kasus masuk"), _l("Kasus ditutup"), _l("Kasus terbuka"), _l("Lewat tenggat")
_OPENED = Figure("opened", _CAME, "opened", _cases("masuk"), happens=True, median="opened")
_CLOSED = Figure("closed", _OVER, "closed", _cases("berakhir"), happens=True, median="closed")
_OPEN = Figure("open", _STANDS, "open", _standing_cases, median="open")
_OVERDUE = Figure("late", _LATE, "late", _queue(due="late"), of="open", median="late_share")
_AT_AGENCIES = Figure("referred", _l("Menunggu OPD"), "referred", _queue(state=State.REFERRED))
_LATE_ANSWERS = Figure("answers_late", _l("Rujukan lewat tenggat jawaban"), "awaited_late", _late_answers)


def _desk(role: str, label: Any) -> Figure:
    return Figure("desk", label, f"desk_{role}", _queue(desk="me"))


_FACILITATOR = (
    Figure("visiting", _l("Menunggu kunjungan"), "visiting", _queue(state=State.VISITING)),
    Figure("opened", _CAME, "opened", _cases("masuk"), happens=True),
    Figure("open", _STANDS, "open", _standing_cases),
    Figure("late", _LATE, "late_today", _queue(due="late"), past=False, of="open"),
    Figure("closed", _OVER, "closed", _cases("berakhir"), happens=True),
)
_AGENCY = (
    Figure("received", _l("Rujukan diterima"), "sent", _referrals("masuk"), happens=True),
    Figure("waiting", _l("Belum dijawab"), "awaited", _referrals("terbuka", stands=True)),
    Figure("late", _l("Lewat tenggat jawaban"), "awaited_late", _referrals("lewat", stands=True), of="awaited"),
    Figure("answered", _l("Dijawab atau ditarik"), "answered", _referrals("berakhir"), happens=True),
)
_PLANNER = (
    Figure("opened", _CAME, "opened", _table("cases_opened", "sector"), happens=True, median="opened"),
    Figure("closed", _OVER, "closed", _table("cases_closed", "sector"), happens=True, median="closed"),
    Figure("open", _STANDS, "open", _standing(_table_of_today("cases_open", "sector"), "sector"), median="open"),
    Figure(
        "unmet", _l("Kebutuhan belum terpenuhi"), "unmet",
        _table_of_today("needs", "need", only_need_state="open", period="all"), past=False, of="noted",
    ),
    Figure("staff", _l("Tenaga yang memegang SK"), "appointed", _table_on("staff", "post")),
)  # fmt: skip
_SUPERVISOR = (
    Figure("opened", _CAME, "opened", _table("cases_opened", "office"), happens=True),
    Figure("open", _STANDS, "open", _standing(_of_districts(), "office")),
    Figure("late", _LATE, "late_today", _of_districts(due="late"), past=False, of="open"),
    Figure("closed", _OVER, "closed", _table("cases_closed", "office"), happens=True),
    Figure("staff", _l("Tenaga yang memegang SK"), "appointed", _table_on("staff", "office")),
)
_MINISTRY = (
    Figure("opened", _CAME, "opened", _table("cases_opened", "province"), happens=True),
    Figure("closed", _OVER, "closed", _table("cases_closed", "province"), happens=True),
    Figure("open", _STANDS, "open", _standing(_of_the_nation("tahap"), "province")),
    Figure("late", _LATE, "late_today", _of_the_nation("tabel"), past=False, of="open"),
)

OF = {
    "open": _l("dari kasus terbuka"),
    "awaited": _l("dari rujukan yang belum dijawab"),
    "noted": _l("dari kebutuhan yang tercatat"),
}

DASHBOARDS: Mapping[str, tuple[Figure, ...]] = {
    "facilitator": _FACILITATOR,
    "front_office": (_desk("front_office", _l("Di meja saya")), _OPENED, _OPEN, _OVERDUE, _CLOSED),
    "back_office": (_desk("back_office", _l("Di meja saya")), _OVERDUE, _OPEN, _AT_AGENCIES, _OPENED, _CLOSED),
    "supervisor": (_OPENED, _OPEN, _OVERDUE, _AT_AGENCIES, _LATE_ANSWERS, _CLOSED),
    "manager": (_desk("manager", _l("Menunggu penetapan Anda")), _OVERDUE, _OPEN, _LATE_ANSWERS, _OPENED, _CLOSED),
    "head": (_OPENED, _CLOSED, _OPEN, _OVERDUE, _LATE_ANSWERS, _desk("head", _l("Menunggu penetapan"))),
    "agency_officer": _AGENCY,
    "planner": _PLANNER,
    "provincial_supervisor": _SUPERVISOR,
    "ministry_analyst": _MINISTRY,
}
"""By role, the most wanted first."""
