"""What can be counted, and by what: one table of measures and one of dimensions.

A measure names the ledger of a room and the facts it is folded into (`ledgers.py` says how), the cheapest first. Who
may read it is said here, so that a page can say no in words; PostgreSQL's grants say the same, as a test finds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import Date, and_, case, cast, func, literal_column

from cases.desks import desk_label, desk_of, desks
from cases.machine import FINAL, STATE_LABELS, State
from cases.models import (
    CaseDelta,
    CaseFactClosed,
    CaseFactClosedMonth,
    CaseFactDay,
    CaseFactDue,
    CaseFactKind,
    CaseFactMonth,
    CaseFactOutcome,
    CaseFactPlace,
    CaseFactSector,
    CaseFactStanding,
    CaseFactStandingDay,
    CaseFactStandingPlace,
    CaseFactState,
    CaseFactStep,
    CaseFactType,
    CaseFactVillage,
    CaseOutcomeDelta,
    CaseStepDelta,
    ReferralAnswerDelta,
    ReferralFactAnswer,
    ReferralFactSent,
)
from foundation.tenancy import Reader
from reference import codes
from registry.models import (
    NEVER,
    HouseholdFactSeen,
    HouseholdSeenDelta,
    NeedDelta,
    NeedFact,
    NeedFactVillage,
    ParticipationDelta,
    ParticipationFact,
    ParticipationFactVillage,
)
from reporting.stages import STAGES
from workforce.models import AppointmentDelta, AppointmentFact
from workforce.posts import FUNDING, POSTS

Words = Mapping[Any, Any]
"""A value of a dimension, and how it reads."""
_ABOVE_TOO = frozenset({Reader.STAFF, Reader.SUPERVISOR, Reader.MINISTRY})
_DISTRICTS_TOO = frozenset({Reader.STAFF, Reader.SUPERVISOR})
_OWN = frozenset({Reader.STAFF})
WHOLE_MONTHS = 28
"""Days that a stretch of time has at least, when it is made of months."""
_STANDING = (CaseFactState, CaseFactSector, CaseFactType, CaseFactVillage)


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
    open_ended: bool = False
    """Offices may have added values of their own, which read as they are stored."""
    readers: frozenset[Reader] = frozenset(Reader)
    days: int = 0
    """How long a stretch of time lasts at least; 0 for what is no time."""

    @property
    def is_called(self) -> bool:
        """Whether its values are numbers that only a name explains: offices, provinces and agencies."""
        return self.column in ("tenant_id", "agency_id")

    @property
    def is_fine(self) -> bool:
        """Days would tell one case from the next."""
        return 0 < self.days < WHOLE_MONTHS


def _word(mapping: Mapping[str, Any]) -> Words:
    """A code reads in the language of whoever looks, not of whoever asked first."""
    return {slug: LazyString(lambda code: code.label, each) for slug, each in mapping.items()}


def _stage(column: Any) -> Any:
    whens = [(column == state.value, literal_column(f"'{stage.slug}'")) for stage in STAGES for state in stage.states]
    return case(*whens, else_=literal_column("''"))


def _desk(column: Any) -> Any:
    at = [(column == state.value, literal_column(f"'{desk}'")) for state in State if (desk := desk_of(state))]
    return case(*at, else_=literal_column("'over'"))


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
        Dimension("desk", _l("Meja"), "state", _desk, {
            **{desk: desk_label(desk) for desk in desks()}, "over": _l("Sudah selesai"),
        }),
        Dimension("sector", _l("Sektor"), "sector", words=_word(codes.SECTORS)),
        Dimension("case_type", _l("Jenis kasus"), "case_type", words=_word(codes.CASE_TYPES), open_ended=True),
        Dimension("channel", _l("Cara masuk"), "channel", words=_word(codes.CHANNELS)),
        Dimension("village", _l("Desa/kelurahan"), "village_code", readers=_DISTRICTS_TOO),
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
        Dimension("accepted", _l("Kesediaan OPD"), "accepted", words={**_PUNCTUAL, "open": _l("Belum dijawab")}),
        Dimension("answered", _l("Jawaban OPD"), "outcome", words={**_PUNCTUAL, "open": _l("Belum dijawab")}),
        Dimension("need", _l("Jenis kebutuhan"), "kind", words=_word(codes.NEEDS)),
        Dimension("need_state", _l("Keadaan kebutuhan"), "need_state", words={
            "open": _l("Belum terpenuhi"), "met": _l("Terpenuhi"), "withdrawn": _l("Dicabut"),
        }),
        Dimension("programme", _l("Program"), "programme", words=_word(codes.PROGRAMMES)),
        Dimension("standing", _l("Status kepesertaan"), "standing", words=_word(codes.STANDINGS)),
        Dimension("post", _l("Jabatan"), "post", words=_word(POSTS)),
        Dimension("funding", _l("Sumber honor"), "funding", words=FUNDING),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Clock:
    """A column that says when."""

    column: str
    days: int = 1
    """What it cannot tell apart: 1, or 28 where only the month is kept."""


def _months(column: str) -> Clock:
    return Clock(column, 28)


@dataclass(frozen=True)
class Measure:
    """A number with its unit, and where it stands."""

    slug: str
    label: Any
    unit: Any
    ledger: type[Any]
    facts: Sequence[type[Any]]
    """Tables of sums, the cheapest first; the first that tells apart what is asked for is read."""
    readers: frozenset[Reader]
    clocks: tuple[Clock, ...] = ()
    """The same moment, finely and coarsely; empty for what stands as it is now."""
    running: bool = False
    """The sums are comings and goings: what stands on a day is all of them up to it. It has an end of a period only."""
    moments: tuple[str, str] | None = None
    """Where a delta tells of a coming and a going at once: the columns of the ledger that say when. What has not come
    yet is not known."""
    past: str = ""
    """The measure that tells how this one, which stands as it is now, stood at the end of a day."""
    only: Callable[[Any], Any] | None = None
    """Which of the counted are meant, from the columns named in `needs`."""
    needs: tuple[str, ...] = ()
    rows_seen_by: frozenset[Reader] = _OWN
    """Who may open the list of what is counted, one by one: for them nothing is held back."""

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What this measure can be told apart by, in the order of DIMENSIONS."""
        return tuple(slug for slug in DIMENSIONS if self.knows((slug,)))

    def open_to(self, reader: Reader) -> tuple[str, ...]:
        """Those of them by which that reader may have it counted; days only where nothing is held back."""
        exact = reader in self.rows_seen_by
        each = (DIMENSIONS[slug] for slug in self.dimensions)
        return tuple(one.slug for one in each if reader in one.readers and (exact or not one.is_fine))

    def knows(self, slugs: Sequence[str], days: int = 0) -> bool:
        """Whether it can be told apart by all of them at once. `days`: within a period made of such stretches (1: from
        any day to any other, 28: of whole months)."""
        return self.found_in(slugs, days) is not None

    def found_in(self, slugs: Sequence[str], days: int = 0) -> tuple[Any, Clock | None] | None:
        """The cheapest table of sums for that, and the column of its time if time is asked for."""
        times: list[int] = [DIMENSIONS[slug].days for slug in slugs if DIMENSIONS[slug].days]
        if times and self.running:
            return None
        if days:
            times.append(days)
        finest = min(times, default=0)
        wanted = {DIMENSIONS[slug].column for slug in slugs if not DIMENSIONS[slug].days} | set(self.needs)
        for fact in self.facts:
            kept = {column.name for column in fact.__table__.primary_key}
            clock = next((each for each in self.clocks if each.column in kept and each.days <= finest), None)
            if wanted <= kept and (clock or not finest):
                return fact, clock
        return None


def _open(columns: Any) -> Any:
    return and_(*(columns.state != state.value for state in sorted(FINAL)))


MEASURES: dict[str, Measure] = {
    each.slug: each
    for each in (
        Measure(
            "cases_opened", _l("Kasus masuk"), _l("kasus"), CaseDelta,
            (CaseFactMonth, CaseFactDay, CaseFactKind, CaseFactPlace), _ABOVE_TOO,
            (Clock("opened_on"), _months("opened_month")), rows_seen_by=_DISTRICTS_TOO,
        ),
        Measure(
            "cases_closed", _l("Kasus ditutup"), _l("kasus"), CaseDelta, (CaseFactClosedMonth, CaseFactClosed),
            _ABOVE_TOO, (Clock("closed_on"), _months("closed_month")), rows_seen_by=_DISTRICTS_TOO,
        ),
        Measure(
            "cases_ended", _l("Kasus berakhir, dengan hasilnya"), _l("kasus"), CaseOutcomeDelta, (CaseFactOutcome,),
            _DISTRICTS_TOO, (_months("month"),), rows_seen_by=_DISTRICTS_TOO,
        ),
        Measure(
            "cases_open", _l("Kasus yang masih terbuka"), _l("kasus"), CaseDelta, _STANDING, _ABOVE_TOO,
            only=_open, needs=("state",), rows_seen_by=_DISTRICTS_TOO, past="cases_standing",
        ),
        Measure(
            "cases_standing", _l("Kasus yang terbuka pada suatu tanggal"), _l("kasus"), CaseDelta,
            (CaseFactStanding, CaseFactStandingPlace, CaseFactStandingDay), _ABOVE_TOO,
            (Clock("on_day"), _months("on_month")), running=True, moments=("opened_on", "closed_on"),
            rows_seen_by=_DISTRICTS_TOO,
        ),
        Measure(
            "cases", _l("Kasus seluruhnya, menurut keadaannya sekarang"), _l("kasus"), CaseDelta, _STANDING, _ABOVE_TOO,
            rows_seen_by=_DISTRICTS_TOO,
        ),
        Measure(
            "cases_by_deadline", _l("Kasus menurut tenggatnya"), _l("kasus"), CaseDelta, (CaseFactDue,), _ABOVE_TOO,
            (Clock("due_on"),), rows_seen_by=_DISTRICTS_TOO,
        ),
        Measure(
            "steps_taken", _l("Langkah kasus"), _l("langkah"), CaseStepDelta, (CaseFactStep,), _OWN, (Clock("on_day"),),
        ),
        Measure(
            "referrals_sent", _l("Rujukan dikirim"), _l("rujukan"), ReferralAnswerDelta, (ReferralFactSent,),
            _DISTRICTS_TOO, (_months("sent_month"),), rows_seen_by=_DISTRICTS_TOO,
        ),
        Measure(
            "referrals_due", _l("Rujukan yang jatuh tempo dijawab"), _l("rujukan"), ReferralAnswerDelta,
            (ReferralFactAnswer,), _DISTRICTS_TOO, (_months("month"),), rows_seen_by=_DISTRICTS_TOO,
        ),
        Measure(
            "needs", _l("Kebutuhan warga"), _l("kebutuhan"), NeedDelta, (NeedFact, NeedFactVillage), _DISTRICTS_TOO,
            (_months("noted_month"),),
        ),
        Measure(
            "participations", _l("Kepesertaan program"), _l("kepesertaan"), ParticipationDelta,
            (ParticipationFact, ParticipationFactVillage),
            _DISTRICTS_TOO, (_months("since_month"),),
        ),
        Measure(
            "families_seen", _l("Keluarga menurut bulan terakhir dilihat"), _l("keluarga"), HouseholdSeenDelta,
            (HouseholdFactSeen,), _DISTRICTS_TOO, (_months("month"),),
            only=lambda columns: columns.month > NEVER, needs=("month",),
        ),
        Measure(
            "staff", _l("Tenaga yang memegang SK"), _l("orang"), AppointmentDelta, (AppointmentFact,), _DISTRICTS_TOO,
            (Clock("on_day"),), running=True, rows_seen_by=_DISTRICTS_TOO,
        ),
    )
}  # fmt: skip
"""Days are those on the wall of the office that counts."""
