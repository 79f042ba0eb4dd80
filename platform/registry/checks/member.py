"""Rules about one member of a household."""

from datetime import date

from flask_babel import gettext as _

from registry.checks.record import CHILD, GALAT, GRANDCHILD, HEAD, PARENT, PERINGATAN, SPOUSE, Member, Record, Rule

PRIMARY, JUNIOR, SENIOR, COLLEGE = range(1, 6), range(6, 11), range(11, 18), range(18, 20)
YOUNGEST_AT = {**dict.fromkeys(PRIMARY, 5), **dict.fromkeys(JUNIOR, 10), **dict.fromkeys(SENIOR, 13),
               **dict.fromkeys(COLLEGE, 15), 20: 20, 21: 20, 22: 22}  # fmt: skip
"""Nobody is at that level of schooling at a younger age."""
CHILDREN_ONLY = {"01": (0, 5), "02": (6, 18)}
ELDERLY_ONLY = "08"


def _head_of(record: Record) -> Member | None:
    return record.heads[0] if len(record.heads) == 1 else None


def _years_after_the_head(record: Record, member: Member) -> int | None:
    """How many years younger than the head; None when one of the two ages is not known."""
    head = _head_of(record)
    if head is None or head.age is None or member.age is None:
        return None
    return head.age - member.age


def _nik_agrees(_record: Record, member: Member) -> str:
    person, nik = member.person, member.nik
    if nik is None:
        return ""
    if person.sex != nik.sex:
        return _("NIK menunjukkan jenis kelamin lain. Cocokkan dengan KTP.")
    born = person.birth_date
    if born and (born.day, born.month, born.year % 100) != _without_century(nik.birth_date):
        return _("NIK menunjukkan tanggal lahir lain. Cocokkan dengan KTP.")
    return ""


def _without_century(day: date) -> tuple[int, int, int]:
    return day.day, day.month, day.year % 100


def _nik_known(_record: Record, member: Member) -> str:
    match member.person.nik_state:
        case "unknown":
            return _("NIK belum diketahui")
        case "mismatched":
            return _("NIK tidak padan dengan Dukcapil")
    return (
        _("Kode kecamatan pada NIK tidak ada di daftar wilayah") if member.nik and not member.nik.region_known else ""
    )


def _born(record: Record, member: Member) -> str:
    born = member.person.birth_date
    return _("Tanggal lahir belum tiba") if born and born > record.day else ""


def _very_old(_record: Record, member: Member) -> str:
    return _("Usia %(age)s tahun. Periksa tahun lahirnya.", age=member.age) if (member.age or 0) > 110 else ""


def _young_head(record: Record, member: Member) -> str:
    young = member.person.relation == HEAD and member.age is not None and member.age < 17
    return _("Kepala keluarga baru %(age)s tahun. Periksa.", age=member.age) if young else ""


def _child_before_head(record: Record, member: Member) -> str:
    younger = _years_after_the_head(record, member)
    if member.person.relation not in (CHILD, GRANDCHILD) or younger is None or younger > 0:
        return ""
    return _("Anak atau cucu lebih tua daripada kepala keluarga, atau seumur")


def _child_close_to_head(record: Record, member: Member) -> str:
    younger = _years_after_the_head(record, member)
    close = {CHILD: 12, GRANDCHILD: 25}.get(member.person.relation)
    if close is None or younger is None or not 0 < younger < close:
        return ""
    return _("Hanya %(years)s tahun lebih muda daripada kepala keluarga. Periksa.", years=younger)


def _parent_after_head(record: Record, member: Member) -> str:
    younger = _years_after_the_head(record, member)
    if member.person.relation != PARENT or younger is None or younger < 0:
        return ""
    return _("Orang tua atau mertua tidak lebih tua daripada kepala keluarga. Periksa.")


def _spouse_married(_record: Record, member: Member) -> str:
    wrong = member.person.relation == SPOUSE and member.person.marital_status not in (None, 2)
    return _("Istri/suami tetapi status kawinnya bukan kawin") if wrong else ""


def _same_sex_spouse(record: Record, member: Member) -> str:
    head = _head_of(record)
    same = head is not None and member.person.relation == SPOUSE and member.person.sex == head.person.sex
    return _("Jenis kelamin istri/suami sama dengan kepala keluarga") if same else ""


def _married_child(_record: Record, member: Member) -> str:
    wedded = member.person.marital_status in (2, 3, 4)
    return _("Berusia di bawah 10 tahun tetapi pernah kawin") if wedded and (member.age or 99) < 10 else ""


def _married_young(_record: Record, member: Member) -> str:
    wedded = member.person.marital_status in (2, 3, 4)
    young = wedded and member.age is not None and 10 <= member.age < 19
    return _("Kawin pada usia %(age)s tahun: di bawah 19 tahun. Perlu perhatian.", age=member.age) if young else ""


def _level_at_age(_record: Record, member: Member) -> str:
    level = member.person.school_level
    youngest = YOUNGEST_AT.get(level) if level is not None else None
    if youngest is None or member.age is None or member.age >= youngest:
        return ""
    return _("Jenjang ini tidak mungkin pada usia %(age)s tahun", age=member.age)


def _level_without_school(_record: Record, member: Member) -> str:
    wrong = member.person.schooling == 1 and member.person.school_level is not None
    return _("Tidak pernah sekolah, tetapi jenjang diisi") if wrong else ""


def _old_for_primary(_record: Record, member: Member) -> str:
    person = member.person
    late = person.schooling == 2 and person.school_level in (2, 3, 4, 5) and (member.age or 0) > 18
    return _("Masih di sekolah dasar pada usia %(age)s tahun. Periksa.", age=member.age) if late else ""


def _out_of_school(_record: Record, member: Member) -> str:
    out = member.person.schooling in (1, 3) and member.age is not None and 7 <= member.age <= 18
    return (
        _("Usia sekolah (%(age)s tahun) tetapi tidak bersekolah. Mungkin perlu bantuan.", age=member.age) if out else ""
    )


def _too_young_to_work(_record: Record, member: Member) -> str:
    return _("Berusia di bawah 5 tahun tetapi bekerja") if member.person.working and (member.age or 99) < 5 else ""


def _child_labour(_record: Record, member: Member) -> str:
    young = member.person.working and member.age is not None and 5 <= member.age < 15
    return _("Bekerja pada usia %(age)s tahun. Perlu perhatian.", age=member.age) if young else ""


def _work_without_working(_record: Record, member: Member) -> str:
    person = member.person
    told = person.occupation is not None or person.work_sector is not None
    return (
        _("Tidak bekerja, tetapi status pekerjaan atau lapangan usaha diisi")
        if person.working is False and told
        else ""
    )


def _turnover_of_an_employee(_record: Record, member: Member) -> str:
    person = member.person
    wrong = person.turnover is not None and person.occupation is not None and person.occupation > 3
    return _("Omzet hanya bagi yang berusaha sendiri") if wrong else ""


def _public_servant(_record: Record, member: Member) -> str:
    return _("PNS/TNI/Polri/BUMN/BUMD/pejabat: banyak program menolak.") if member.person.occupation == 5 else ""


def _pregnant_man(_record: Record, member: Member) -> str:
    return _("Laki-laki tercatat hamil") if member.person.pregnant and member.person.sex == "male" else ""


def _pregnant_at_age(_record: Record, member: Member) -> str:
    age = member.age
    odd = member.person.pregnant and member.person.sex == "female" and age is not None and not 12 <= age <= 54
    return _("Hamil pada usia %(age)s tahun. Periksa.", age=age) if odd else ""


def _lonely_in_a_family(record: Record, member: Member) -> str:
    """The old parent in a better-off child's house: the household's status says nothing about such a person."""
    person = member.person
    old = member.age is not None and member.age >= 60 and person.relation != HEAD
    return (
        _("Lansia di rumah orang lain: tanyakan siapa yang menanggung hidupnya.")
        if old and person.support is None
        else ""
    )


def _category_at_age(_record: Record, member: Member) -> str:
    if member.age is None:
        return ""
    for category in member.categories:
        low, high = CHILDREN_ONLY.get(category, (60, 200) if category == ELDERLY_ONLY else (0, 200))
        if not low <= member.age <= high:
            return _(
                "Kategori PPKS %(category)s tidak cocok dengan usia %(age)s tahun", category=category, age=member.age
            )
    return ""


MEMBER_RULES = (
    Rule("nik_disagrees", GALAT, "nik", _nik_agrees),
    Rule("born_tomorrow", GALAT, "birth_date", _born),
    Rule("child_before_head", GALAT, "relation", _child_before_head),
    Rule("spouse_not_married", GALAT, "marital_status", _spouse_married),
    Rule("married_child", GALAT, "marital_status", _married_child),
    Rule("level_at_age", GALAT, "school_level", _level_at_age),
    Rule("level_without_school", GALAT, "school_level", _level_without_school),
    Rule("work_at_age", GALAT, "working", _too_young_to_work),
    Rule("work_without_working", GALAT, "occupation", _work_without_working),
    Rule("turnover_of_an_employee", GALAT, "turnover", _turnover_of_an_employee),
    Rule("pregnant_man", GALAT, "pregnant", _pregnant_man),
    Rule("nik_unsure", PERINGATAN, "nik", _nik_known),
    Rule("very_old", PERINGATAN, "birth_date", _very_old),
    Rule("young_head", PERINGATAN, "relation", _young_head),
    Rule("child_close_to_head", PERINGATAN, "relation", _child_close_to_head),
    Rule("parent_after_head", PERINGATAN, "relation", _parent_after_head),
    Rule("same_sex_spouse", PERINGATAN, "relation", _same_sex_spouse),
    Rule("married_young", PERINGATAN, "marital_status", _married_young),
    Rule("old_for_primary", PERINGATAN, "school_level", _old_for_primary),
    Rule("out_of_school", PERINGATAN, "schooling", _out_of_school),
    Rule("child_labour", PERINGATAN, "working", _child_labour),
    Rule("public_servant", PERINGATAN, "occupation", _public_servant),
    Rule("pregnant_at_age", PERINGATAN, "pregnant", _pregnant_at_age),
    Rule("who_supports", PERINGATAN, "support", _lonely_in_a_family),
    Rule("category_at_age", PERINGATAN, "nik_state", _category_at_age),
)
