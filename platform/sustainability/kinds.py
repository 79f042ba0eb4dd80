"""The kinds of record a site writes down about its foundations, in one table: page, schema, where the rows lie."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sustainability.models import (
    AgencyCommitment,
    CoordinationMeeting,
    Institution,
    LegalBasis,
    MeetingAttendance,
    MeetingDecision,
    PlanningDocument,
    Puskesos,
    PuskesosFunding,
    Recorded,
    SupportPeriod,
)
from sustainability.schemas import (
    AttendanceSchema,
    CommitmentSchema,
    DecisionSchema,
    InstitutionSchema,
    LegalBasisSchema,
    MeetingSchema,
    PlanningDocumentSchema,
    PuskesosFundingSchema,
    PuskesosSchema,
    SupportPeriodSchema,
)
from sustainability.words import ABOUT, FORMS, LEVELS, PARTS, PLANS, SOURCES
from web.formats import number, plain_date, rupiah
from web.schemas import BaseSchema

SOON = timedelta(days=90)
"""How long before its end a record is said to run out."""


@dataclass(frozen=True)
class Line:
    """A record in a list."""

    title: str
    sub: str = ""
    state: tuple[str, str, str] | None = None
    """Label, tone and shape of its tag."""


@dataclass(frozen=True)
class Kind:
    """One kind of record."""

    slug: str
    """In the address."""
    model: type[Recorded]
    schema: type[BaseSchema]
    label: LazyString
    question: LazyString
    """What the list answers."""
    ask: LazyString
    """What the form asks."""
    why: LazyString
    """What it is good for, and what to do when there is none."""
    line: Callable[[Any, date], Line]
    parent: str = ""
    """Its kind, for the parts of a record."""
    parent_column: str = ""
    proved: bool = True
    """Whether a paper can lie behind it."""
    unique: tuple[str, ...] = ()
    """By which columns there is one only."""

    @property
    def name(self) -> str:
        """How the access log names it."""
        return self.model.__tablename__


def standing(valid_from: date, valid_to: date | None, today: date) -> tuple[str, str, str]:
    """Whether something holds today: label, tone and shape."""
    if valid_from > today:
        return _("Belum berlaku"), "", "ring"
    if valid_to is None or valid_to - today > SOON:
        return _("Berlaku"), "done", "check"
    if valid_to < today:
        return _("Kedaluwarsa"), "stop", "cross"
    return _("Hampir berakhir"), "wait", "pause"


def span(valid_from: date, valid_to: date | None) -> str:
    """From when to when."""
    if valid_to is None:
        return _("sejak %(day)s", day=plain_date(valid_from))
    return _("%(first)s sampai %(last)s", first=plain_date(valid_from), last=plain_date(valid_to))


def _support(row: SupportPeriod, today: date) -> Line:
    words = f"{span(row.starts_on, row.ends_on)} · {row.document}"
    return Line(str(SOURCES[row.source]), words, standing(row.starts_on, row.ends_on, today))


def _legal(row: LegalBasis, today: date) -> Line:
    words = " · ".join(
        filter(None, (str(ABOUT[row.about]), str(LEVELS[row.level]), row.title, span(row.valid_from, row.valid_to)))
    )
    return Line(row.number, words, standing(row.valid_from, row.valid_to, today))


def _institution(row: Institution, today: date) -> Line:
    words = " · ".join(filter(None, (str(FORMS[row.form]), row.document, span(row.valid_from, row.valid_to))))
    return Line(row.name, words, standing(row.valid_from, row.valid_to, today))


def _plan(row: PlanningDocument, today: date) -> Line:
    years = str(row.from_year) if row.from_year == row.to_year else f"{row.from_year}–{row.to_year}"
    words = " · ".join(filter(None, (str(PLANS[row.kind]), years, row.passage)))
    first, last = date(row.from_year, 1, 1), date(row.to_year, 12, 31)
    return Line(row.title, words, standing(first, last, today))


def _meeting(row: CoordinationMeeting, _today: date) -> Line:
    held = plain_date(row.held_on)
    return Line(row.topic, _("%(day)s · %(n)s peserta", day=held, n=number(row.participants)))


def _attendance(row: MeetingAttendance, _today: date) -> Line:
    return Line(row.office, _("%(part)s · %(n)s orang", part=PARTS[row.part], n=number(row.people)))


def _decision(row: MeetingDecision, today: date) -> Line:
    words = " · ".join(filter(None, (row.responsible, plain_date(row.due_on))))
    if row.done_on:
        return Line(row.decision, words, (_("Selesai"), "done", "check"))
    if row.due_on and row.due_on < today:
        return Line(row.decision, words, (_("Lewat tenggat"), "urgent", "tri"))
    return Line(row.decision, words, (_("Belum selesai"), "wait", "half"))


def _commitment(row: AgencyCommitment, today: date) -> Line:
    words = " · ".join(
        filter(None, (row.promise, row.document, _("ada penghubung") if row.liaison else _("tanpa penghubung")))
    )
    return Line(row.partner, words, standing(row.valid_from, row.valid_to, today))


def _puskesos(row: Puskesos, today: date) -> Line:
    words = " · ".join(filter(None, (span(row.opened_on, row.closed_on), row.document)))
    if row.closed_on and row.closed_on <= today:
        return Line(row.village_code, words, (_("Ditutup"), "stop", "dash"))
    return Line(row.village_code, words, (_("Melayani"), "done", "check"))


def _village_money(row: PuskesosFunding, _today: date) -> Line:
    return Line(f"{row.year}: {rupiah(row.amount)}", str(SOURCES[row.source]))


KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind(
            "masa-dukungan", SupportPeriod, SupportPeriodSchema, _l("Masa dukungan"),
            _l("Sampai kapan setiap sumber mendukung SLRT?"), _l("Dari kapan sampai kapan dukungan ini?"),
            _l("Hari berakhirnya dukungan APBN adalah titik yang dipersiapkan. Catat dari SK atau suratnya."), _support,
        ),
        Kind(
            "dasar-hukum", LegalBasis, LegalBasisSchema, _l("Dasar hukum"),
            _l("Peraturan apa yang menjadi dasar SLRT?"), _l("Peraturan apa yang dicatat?"),
            _l("Perda dan Perbup mengikat anggaran lebih lama daripada SK. Catat semua, juga yang sudah berakhir."),
            _legal,
        ),
        Kind(
            "kelembagaan", Institution, InstitutionSchema, _l("Kelembagaan"),
            _l("Apa kedudukan SLRT dalam pemerintah daerah?"), _l("Lembaga seperti apa SLRT ini?"),
            _l("UPTD atau seksi punya pegawai dan anggaran sendiri; tim sementara berakhir dengan SK-nya."),
            _institution,
        ),
        Kind(
            "perencanaan", PlanningDocument, PlanningDocumentSchema, _l("Dokumen perencanaan"),
            _l("Dokumen perencanaan mana yang menyebut SLRT?"), _l("Dokumen apa yang menyebut SLRT?"),
            _l("Tanpa RPJMD dan Renstra, APBD tidak dapat menganggarkannya."), _plan,
        ),
        Kind(
            "rapat", CoordinationMeeting, MeetingSchema, _l("Rapat koordinasi"),
            _l("Kapan OPD dan mitra berkumpul?"), _l("Rapat apa yang dilaksanakan?"),
            _l("Sedikitnya tiga rapat setahun menjaga rujukan tetap dijawab."), _meeting,
        ),
        Kind(
            "kehadiran", MeetingAttendance, AttendanceSchema, _l("Daftar hadir"),
            _l("Siapa yang hadir?"), _l("Siapa yang hadir, sebagai apa?"),
            _l("Catat lembaga atau jabatan dan jumlah orangnya, menurut perannya dalam rapat."), _attendance,
            parent="rapat", parent_column="meeting_id", proved=False,
        ),
        Kind(
            "keputusan", MeetingDecision, DecisionSchema, _l("Keputusan rapat"),
            _l("Apa yang diputuskan?"), _l("Apa yang diputuskan rapat ini?"),
            _l("Catat siapa mengerjakan apa sampai kapan."), _decision,
            parent="rapat", parent_column="meeting_id", proved=False,
        ),
        Kind(
            "komitmen", AgencyCommitment, CommitmentSchema, _l("Komitmen OPD dan mitra"),
            _l("Siapa berjanji apa kepada SLRT?"), _l("Lembaga mana berjanji apa?"),
            _l("Janji tertulis dengan penghubung tetap bertahan walau pejabatnya berganti."), _commitment,
        ),
        Kind(
            "puskesos", Puskesos, PuskesosSchema, _l("Puskesos"),
            _l("Di desa mana Puskesos melayani?"), _l("Puskesos di desa mana?"),
            _l("Puskesos yang dibiayai desa sendiri tetap melayani sesudah dukungan pusat berakhir."), _puskesos,
            unique=("village_code",),
        ),
        Kind(
            "dana-puskesos", PuskesosFunding, PuskesosFundingSchema, _l("Dana Puskesos"),
            _l("Dana apa yang dimiliki Puskesos ini?"), _l("Dana apa yang dimiliki Puskesos ini?"),
            _l("Catat dari APBDes atau sumber lain, per tahun."), _village_money,
            parent="puskesos", parent_column="puskesos_id", proved=False, unique=("puskesos_id", "year", "source"),
        ),
    )
}  # fmt: skip
"""By the word in the address."""


def parts_of(kind: Kind) -> list[Kind]:
    """What a record of this kind is made of besides itself."""
    return [each for each in KINDS.values() if each.parent == kind.slug]
