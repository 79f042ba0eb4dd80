"""What can be counted, and by what: one table of measures and one of dimensions.

A measure names the ledger of a room and the facts it is folded into (`ledgers.py` says how), the cheapest first. Who
may read it is said here, so that a page can say no in words; PostgreSQL's grants say the same, as a test finds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Date, and_, case, cast, func, literal_column

from cases.machine import FINAL, STATE_LABELS
from cases.models import (
    CaseDelta,
    CaseFactDay,
    CaseFactDue,
    CaseFactOutcome,
    CaseFactSector,
    CaseFactState,
    CaseFactStep,
    CaseOutcomeDelta,
    CaseStepDelta,
    ReferralAnswerDelta,
    ReferralFactAnswer,
)
from foundation.tenancy import Reader
from reference import codes
from registry.models import NEVER, HouseholdFactSeen, HouseholdSeenDelta
from reporting.stages import STAGES

Words = Mapping[Any, Any]
"""A value of a dimension, and how it reads."""


@dataclass(frozen=True)
class Dimension:
    """Something that numbers are told apart by."""

    slug: str
    label: Any
    column: str
    """What it is read from; empty: the day of the measure (its clock)."""
    folded: Callable[[Any], Any] = lambda column: column
    """The SQL that makes the value out of the column."""
    words: Words | None = None
    """Its values in their order, where the house knows them; None for offices, agencies and days, which depend on the
    reader and the period."""
    days: int = 0
    """How long a stretch of time lasts at least; 0 for what is no time."""


def _word(mapping: Mapping[str, Any]) -> Words:
    return {slug: each.label for slug, each in mapping.items()}


def _stage(column: Any) -> Any:
    whens = [(column == state.value, literal_column(f"'{stage.slug}'")) for stage in STAGES for state in stage.states]
    return case(*whens, else_=literal_column("''"))


def _begin_of(unit: str) -> Callable[[Any], Any]:
    return lambda column: cast(func.date_trunc(unit, column), Date)


_PUNCTUAL = {"in_time": _l("Tepat waktu"), "late": _l("Terlambat")}

DIMENSIONS: dict[str, Dimension] = {
    each.slug: each
    for each in (
        Dimension("province", _l("Provinsi"), "tenant_id"),
        Dimension("office", _l("Kantor"), "tenant_id"),
        Dimension("day", _l("Hari"), "", days=1),
        Dimension("month", _l("Bulan"), "", _begin_of("month"), days=28),
        Dimension("quarter", _l("Triwulan"), "", _begin_of("quarter"), days=90),
        Dimension("year", _l("Tahun"), "", _begin_of("year"), days=365),
        Dimension("state", _l("Status"), "state", words={s.value: words[0] for s, words in STATE_LABELS.items()}),
        Dimension("stage", _l("Tahap"), "state", _stage, {stage.slug: stage.label for stage in STAGES}),
        Dimension("sector", _l("Sektor"), "sector", words=_word(codes.SECTORS)),
        Dimension("resolution", _l("Cara berakhir"), "resolution", words={
            "resolved": _l("Terselesaikan"), "objected": _l("Warga keberatan"), "rejected": _l("Ditolak"),
            "duplicate": _l("Duplikat"), "cancelled": _l("Dibatalkan"), "unknown": _l("Tidak tercatat"),
        }),
        Dimension("route", _l("Jalur"), "route", words={
            "local": _l("Ditangani sendiri"), "referred": _l("Pernah dirujuk"),
        }),
        Dimension("punctual", _l("Ketepatan"), "punctual", words=_PUNCTUAL),
        Dimension("satisfied", _l("Tanggapan warga"), "satisfied", words={
            "yes": _l("Terbantu"), "no": _l("Belum terbantu"), "unasked": _l("Belum ditanya"),
        }),
        Dimension("agency", _l("OPD"), "agency_id"),
        Dimension("answered", _l("Jawaban OPD"), "outcome", words={**_PUNCTUAL, "open": _l("Belum dijawab")}),
    )
}  # fmt: skip

_ABOVE_TOO = frozenset({Reader.STAFF, Reader.SUPERVISOR, Reader.MINISTRY})
_DISTRICTS_TOO = frozenset({Reader.STAFF, Reader.SUPERVISOR})
_OWN = frozenset({Reader.STAFF})


@dataclass(frozen=True)
class Measure:
    """A number with its unit, and where it stands."""

    slug: str
    label: Any
    unit: Any
    ledger: type[Any]
    facts: Sequence[type[Any]]
    """Tables of sums, the cheapest first; the first that knows every column asked for is read."""
    readers: frozenset[Reader]
    clock: str = ""
    """The column that says when; empty for what stands as it is now."""
    grain: int = 1
    """Days that the clock cannot tell apart: 1, or 28 where only the month is kept."""
    only: Callable[[Any], Any] | None = None
    """Which of the counted are meant, from the columns named in `needs`."""
    needs: tuple[str, ...] = ()
    rows_seen_by: frozenset[Reader] = _OWN
    """Who may open the list of what is counted, one by one: for them nothing is held back."""

    def table_for(self, slugs: Iterable[str], timed: bool = False) -> Any:
        """The cheapest table of sums that tells all these dimensions apart; None when there is none. `timed`: within a
        period too."""
        wanted = self.columns(slugs, timed)
        return next((fact for fact in self.facts if wanted <= _kept_in(fact)), None)

    def columns(self, slugs: Iterable[str], timed: bool = False) -> frozenset[str]:
        """What has to be known for these dimensions."""
        found = {DIMENSIONS[slug].column or self.clock for slug in slugs} | set(self.needs)
        return frozenset(found | {self.clock} if timed else found)

    def knows(self, slugs: Sequence[str], timed: bool = False) -> bool:
        """Whether it can be told apart by all of them at once."""
        return set(slugs) <= set(self.dimensions) and self.table_for(slugs, timed) is not None

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What this measure can be told apart by, in the order of DIMENSIONS."""
        known = frozenset().union(*map(_kept_in, self.facts))
        return tuple(each.slug for each in DIMENSIONS.values() if self._tells(each, known))

    def _tells(self, dimension: Dimension, known: frozenset[str]) -> bool:
        if not dimension.column:
            return bool(self.clock) and dimension.days >= self.grain
        return dimension.column in known


def _kept_in(fact: type[Any]) -> frozenset[str]:
    return frozenset(column.name for column in fact.__table__.primary_key)


def _open(columns: Any) -> Any:
    return and_(*(columns.state != state.value for state in sorted(FINAL)))


MEASURES: dict[str, Measure] = {
    each.slug: each
    for each in (
        Measure(
            "cases_opened", _l("Kasus masuk"), _l("kasus"), CaseDelta, (CaseFactDay,), _ABOVE_TOO,
            clock="opened_on", rows_seen_by=_DISTRICTS_TOO,
        ),
        Measure(
            "cases", _l("Kasus seluruhnya, menurut keadaannya sekarang"), _l("kasus"), CaseDelta,
            (CaseFactState, CaseFactSector), _ABOVE_TOO, rows_seen_by=_DISTRICTS_TOO,
        ),
        Measure(
            "cases_open", _l("Kasus yang masih terbuka"), _l("kasus"), CaseDelta, (CaseFactState, CaseFactSector),
            _ABOVE_TOO, only=_open, needs=("state",), rows_seen_by=_DISTRICTS_TOO,
        ),
        Measure(
            "cases_by_deadline", _l("Kasus menurut tenggatnya"), _l("kasus"), CaseDelta, (CaseFactDue,), _ABOVE_TOO,
            clock="due_on", rows_seen_by=_DISTRICTS_TOO,
        ),
        Measure(
            "cases_ended", _l("Kasus berakhir"), _l("kasus"), CaseOutcomeDelta, (CaseFactOutcome,), _DISTRICTS_TOO,
            clock="month", grain=28, rows_seen_by=_DISTRICTS_TOO,
        ),
        Measure(
            "steps_taken", _l("Langkah kasus"), _l("langkah"), CaseStepDelta, (CaseFactStep,), _OWN, clock="on_day",
        ),
        Measure(
            "referrals_due", _l("Rujukan yang jatuh tempo dijawab"), _l("rujukan"), ReferralAnswerDelta,
            (ReferralFactAnswer,), _DISTRICTS_TOO, clock="month", grain=28, rows_seen_by=_DISTRICTS_TOO,
        ),
        Measure(
            "families_seen", _l("Keluarga menurut bulan terakhir dilihat"), _l("keluarga"), HouseholdSeenDelta,
            (HouseholdFactSeen,), _DISTRICTS_TOO, clock="month", grain=28,
            only=lambda columns: columns.month > NEVER, needs=("month",),
        ),
    )
}  # fmt: skip
"""Days are those on the wall of the office that counts."""
