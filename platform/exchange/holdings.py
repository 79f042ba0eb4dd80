"""What this room holds on people."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from exchange import queries
from exchange.models import ImportRow
from registry.held import Holding, of_person


def _row(row: ImportRow) -> list[tuple[str, Any]]:
    told = {"known": _("sudah tercatat, tidak diubah"), "bad": _("ditolak")}
    faults = [(each.column, f"{each.value} ({each.reason})") for each in queries.fault_lines([row])]
    return [(_("Baris"), row.line), (_("Hasil"), told[row.outcome]), *faults]


OWN = Holding(
    ImportRow,
    _l("Baris tentang Anda di daftar yang dimasukkan"),
    "registry",
    of_person(ImportRow.person_id),
    tell=_row,
    erased={"nik_hash": None, "faults": []},
    stays=("outcome",),
    kept=_l("Barisnya tetap sebagai angka; isinya tidak lagi menunjuk kepada siapa pun."),
)
