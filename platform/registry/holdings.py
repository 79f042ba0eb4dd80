"""What this room, and the rooms below it, hold on people."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select

from foundation.crypto import vault
from reference import codes
from registry.held import GONE, Holding, Rewritten, Scope, of_house, of_person, of_person_or_house, of_record
from registry.models import (
    Household,
    Need,
    Observation,
    Participation,
    ParticipationEvent,
    Person,
    PersonCategory,
    PersonMerge,
    ScreeningGap,
    SiksCheck,
    WelfareStatus,
)
from registry.values import in_words, variables_of
from tenants.models import AuditEntry
from web.formats import plain_date

SECRET = ("nik", "family_card", "phone", "email")
_SOURCES = ("source", "recorded_by")


def _known(row: Any, level: str) -> list[tuple[str, Any]]:
    """Every variable that is known of a person or a household; sealed numbers as they are shown, masked."""
    found = []
    for slug, variable in variables_of(level).items():
        value = getattr(row, f"{slug}_masked", None) if slug in SECRET else getattr(row, slug)
        if slug == "email":
            value = _("tersimpan") if row.email_cipher is not None else ""
        if words := (value or "") if slug in SECRET else in_words(variable, value):
            found.append((variable.label, words))
    return found


def _person(row: Person) -> list[tuple[str, Any]]:
    return [*_known(row, "person"), (_("Dicatat"), row.created_at), *_welfare(row)]


def _household(row: Household) -> list[tuple[str, Any]]:
    return [*_known(row, "household"), *_welfare(row)]


def _welfare(row: Any) -> list[tuple[str, Any]]:
    status = codes.REGISTRY_STATUSES[row.dtsen_status].label if row.dtsen_status else ""
    told = [(_("Desil"), row.desil), (_("Masa desil"), row.desil_period), (_("Status DTSEN"), status)]
    return [(label, value) for label, value in told if value]


def _observation(row: Observation) -> list[tuple[str, Any]]:
    """What was observed on a day, in the words of the table of variables."""
    said = [
        (codes.VARIABLES[slug].label, value if slug in SECRET else in_words(codes.VARIABLES[slug], value))
        for slug, value in row.facts.items()
        if slug in codes.VARIABLES and value is not None
    ]
    whence = [
        (_("Dilihat pada"), plain_date(row.observed_on)),
        (_("Sumber"), codes.SOURCES[row.source].label),
        (_("Catatan"), row.note),
    ]
    return [*whence, *said]


def _nothing(level: str) -> dict[str, Any]:
    """Every variable emptied: what every record must say keeps its shape."""
    plain = [slug for slug in variables_of(level) if slug not in SECRET]
    empty = {"name": GONE, "birth_place": "", "address": GONE}
    stays = {"sex", "relation", "presence", "village_code", "nik_state"}
    return {slug: empty.get(slug) for slug in plain if slug not in stays}


def _sealed(*slugs: str) -> dict[str, Any]:
    return {
        name: "" if name.endswith("_masked") else None
        for slug in slugs
        for name in (f"{slug}_cipher", f"{slug}_hash", f"{slug}_masked")
    }


def _of_participation(scope: Scope) -> Any:
    held = select(Participation.id).where(
        or_(Participation.person_id.in_(scope.records), Participation.household_id.in_(scope.houses))
    )
    return ParticipationEvent.participation_id.in_(held)


def _of_merge(scope: Scope) -> Any:
    return or_(PersonMerge.survivor_id.in_(scope.records), PersonMerge.merged_id.in_(scope.records))


_SHAPE = _l("Barisnya tetap sebagai angka untuk laporan; isinya tidak lagi menunjuk kepada siapa pun.")

OWN = (
    Holding(
        Person, _l("Data diri"), "registry", of_record, tell=_person,
        erased={
            **_nothing("person"), **_sealed("nik", "phone"), "email_cipher": None, "nik_state": "unknown",
            "desil": None, "desil_period": None, "dtsen_status": None, "restriction": "",
            "erased_at": func.now(), "version": Person.version + 1,
        },
        stays=("sex", "presence", "name_norm", "name_key"), kept=_SHAPE,
    ),
    Holding(
        Household, _l("Keluarga dan rumah"), "registry", of_house, tell=_household,
        erased={
            **_nothing("household"), **_sealed("family_card"), "desil": None, "desil_period": None,
            "dtsen_status": None,
        },
        stays=("village_code", "record_state"), kept=_SHAPE,
    ),
    Holding(
        Observation, _l("Riwayat data: apa yang dicatat, kapan, dari siapa"), "registry",
        of_person_or_house(Observation), tell=_observation, erased={"facts": {}, "note": ""}, stays=("source",),
        kept=_SHAPE,
    ),
    Holding(
        WelfareStatus, _l("Status kesejahteraan yang diterima dari pusat"), "registry",
        of_person_or_house(WelfareStatus),
        shown={
            "desil": _l("Desil"), "dtsen_status": _l("Status DTSEN"), "period": _l("Masa"),
            "received_on": _l("Diterima"), "note": _l("Catatan"),
        },
        erased={"desil": None, "dtsen_status": None, "note": ""}, stays=("period", "source"), kept=_SHAPE,
    ),
    Holding(
        SiksCheck, _l("Hasil cek SIKS-NG"), "registry", of_person(SiksCheck.person_id),
        shown={
            "checked_on": _l("Dicek"), "answer": _l("Jawaban"), "desil": _l("Desil"), "period": _l("Masa"),
            "operator_name": _l("Yang mengecek"), "note": _l("Catatan"),
        },
        erased={"desil": None, "note": ""}, stays=("answer", "period", "operator_name"), kept=_SHAPE,
    ),
    Holding(
        Participation, _l("Kepesertaan program"), "registry", of_person_or_house(Participation),
        shown={
            "programme": _l("Program"), "standing": _l("Status"), "valid_from": _l("Sejak"),
            "valid_until": _l("Sampai"), "amount": _l("Jumlah (rupiah)"), "amount_every": _l("Setiap"),
            "end_reason": _l("Alasan berakhir"),
        },
        stays=("programme", "standing", "village_code", "amount_every", "end_reason", "source"), kept=_SHAPE,
    ),
    Holding(
        ParticipationEvent, _l("Perubahan kepesertaan program"), "registry", _of_participation,
        shown={
            "effective_on": _l("Berlaku"), "standing": _l("Status"), "amount": _l("Jumlah (rupiah)"),
            "note": _l("Catatan"),
        },
        erased={"note": ""}, stays=("standing", "amount_every", "end_reason", "source"), kept=_SHAPE,
    ),
    Holding(
        Need, _l("Kebutuhan"), "registry", of_person_or_house(Need),
        shown={
            "kind": _l("Kebutuhan"), "state": _l("Status"), "noted_on": _l("Dicatat"), "note": _l("Catatan"),
            "closed_on": _l("Selesai"), "closed_note": _l("Catatan penyelesaian"),
        },
        erased={"note": "", "closed_note": ""}, stays=("kind", "state", "village_code", "source"), kept=_SHAPE,
    ),
    Holding(
        PersonCategory, _l("Kategori PPKS dan PSKS"), "registry", of_person(PersonCategory.person_id),
        shown={
            "scheme": _l("Daftar"), "category": _l("Kategori"), "since": _l("Sejak"), "until": _l("Sampai"),
            "note": _l("Catatan"),
        },
        erased={"note": ""}, stays=("scheme", "category", "source"), kept=_SHAPE,
    ),
    Holding(
        ScreeningGap, _l("Hasil penyaringan program yang terakhir"), "registry", of_person(ScreeningGap.person_id),
        shown={"programme": _l("Program"), "gap": _l("Hasil")}, stays=("programme", "gap", "village_code"),
        kept=_l("Dihitung ulang pada penyaringan berikutnya, dari data yang sudah tidak ada."),
    ),
    Holding(
        PersonMerge, _l("Penggabungan data yang tercatat dua kali"), "registry", _of_merge,
        shown={"at": _l("Waktu"), "actor_name": _l("Oleh"), "reason": _l("Alasan"), "undone_at": _l("Dibatalkan")},
        erased={
            "reason": "", "undone_reason": "",
            "changes_cipher": Rewritten(lambda _old: vault().encrypt("{}", "person.merge")),
        },
        stays=("actor_name", "undone_by", "moved"), kept=_SHAPE,
    ),
    Holding(
        AuditEntry, _l("Siapa membuka atau mengubah data Anda"), "audit", of_person(AuditEntry.person_id),
        stays=("actor", "action", "subject_kind", "detail"),
        kept=_l("Catatan akses membuktikan siapa melihat data ini. Isinya nomor dan alasan, tanpa nama warga."),
    ),
)  # fmt: skip
