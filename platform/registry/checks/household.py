"""Rules about a household as a whole."""

from datetime import date

from flask_babel import gettext as _

from registry.checks.record import GALAT, PERINGATAN, SPOUSE, Record, Rule

UNFIT_AREA = 7.2
"""m² of floor a person: less makes a house unfit (criteria for RST/BSPS)."""


def _nobody(record: Record) -> str:
    return "" if record.living else _("Keluarga ini tidak punya anggota. Catat anggotanya, atau pindahkan datanya.")


def _heads(record: Record) -> str:
    if not record.living or len(record.heads) == 1:
        return ""
    if not record.heads:
        return _("Belum ada kepala keluarga. Tepat satu anggota harus kepala keluarga.")
    return _("Ada %(count)s kepala keluarga. Tepat satu anggota harus kepala keluarga.", count=len(record.heads))


def _spouses(record: Record) -> str:
    count = sum(member.person.relation == SPOUSE for member in record.living)
    return _("Ada %(count)s istri/suami dalam satu KK. Periksa hubungan mereka.", count=count) if count > 1 else ""


def _size(record: Record) -> str:
    said, recorded = record.household.family_size, len(record.living)
    if said is None or said == recorded or not recorded:
        return ""
    return _("Menurut isian ada %(said)s anggota, yang tercatat %(recorded)s.", said=said, recorded=recorded)


def _village(record: Record) -> str:
    inside = not record.district or record.household.village_code.startswith(f"{record.district}.")
    return "" if inside else _("Desa ini tidak di daerah ini")


def _coordinates(record: Record) -> str:
    half = (record.household.latitude is None) != (record.household.longitude is None)
    return _("Isi garis lintang dan garis bujur, keduanya") if half else ""


def _area(record: Record) -> str:
    area, people = record.household.floor_area, len(record.living)
    if area is None or not people or area / people >= UNFIT_AREA:
        return ""
    return _("%(area)s m² untuk %(people)s orang: kurang dari 7,2 m² per orang.", area=area, people=people)


def _power(record: Record) -> str:
    house = record.household
    wrong = house.power is not None and house.lighting is not None and house.lighting != 1
    return _("Daya hanya diisi bila penerangannya PLN dengan meteran") if wrong else ""


def _closet(record: Record) -> str:
    house = record.household
    wrong = house.toilet in (5, 6) and (house.closet is not None or house.sewage is not None)
    return _("Tidak ada tempat buang air besar, tetapi jenis kloset atau pembuangannya diisi") if wrong else ""


def _land_proof(record: Record) -> str:
    house = record.household
    wrong = house.land_proof == 1 and house.tenure is not None and house.tenure != 1
    return _("SHM atas nama anggota keluarga, tetapi bangunan bukan milik sendiri. Periksa keduanya.") if wrong else ""


def _doubles(record: Record) -> str:
    seen: set[tuple[str, date]] = set()
    for member in record.living:
        who = (member.person.name.lower(), member.person.birth_date or date.min)
        if who in seen:
            return _("%(name)s tercatat dua kali di keluarga ini", name=member.person.name)
        seen.add(who)
    return ""


def _spending(record: Record) -> str:
    house = record.household
    nothing = house.spending_food == 0 and house.spending_other == 0 and record.living
    return _("Tidak ada pengeluaran sama sekali. Tanyakan lagi.") if nothing else ""


HOUSEHOLD_RULES = (
    Rule("no_members", GALAT, "family_size", _nobody),
    Rule("one_head", GALAT, "family_size", _heads),
    Rule("village_outside", GALAT, "village_code", _village),
    Rule("half_coordinates", GALAT, "latitude", _coordinates),
    Rule("power_without_meter", GALAT, "power", _power),
    Rule("closet_without_toilet", GALAT, "closet", _closet),
    Rule("spouses", PERINGATAN, "family_size", _spouses),
    Rule("family_size", PERINGATAN, "family_size", _size),
    Rule("same_member_twice", PERINGATAN, "family_size", _doubles),
    Rule("floor_area_small", PERINGATAN, "floor_area", _area),
    Rule("title_of_a_rented_house", PERINGATAN, "land_proof", _land_proof),
    Rule("no_spending", PERINGATAN, "spending_food", _spending),
)
