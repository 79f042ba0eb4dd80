"""What this room itself holds on people."""

from flask_babel import lazy_gettext as _l

from privacy.models import BreachPerson, DataRequest, RetentionItem
from registry.held import GONE, Holding, of_person

OWN = (
    Holding(
        DataRequest, _l("Permintaan Anda atas data Anda"), "request", of_person(DataRequest.person_id),
        shown={
            "kind": _l("Permintaan"), "asked_at": _l("Diminta"), "wish": _l("Isi"), "state": _l("Status"),
            "decided_at": _l("Dijawab"), "note": _l("Jawaban"),
        },
        erased={"asker_name": GONE, "identity_note": "", "wish": ""},
        stays=(
            "kind", "variable", "asker", "identity", "taken_name", "state", "decided_name", "note", "outcome",
        ),
        kept=_l("Membuktikan bahwa permintaan warga dijawab tepat waktu."),
    ),
    Holding(
        BreachPerson, _l("Kegagalan pelindungan yang menyangkut data Anda"), "request",
        of_person(BreachPerson.person_id),
        shown={"breach_id": _l("Nomor kejadian"), "why": _l("Bagaimana diketahui")}, stays=("why",),
        kept=_l("Membuktikan siapa yang harus diberi tahu."),
    ),
    Holding(
        RetentionItem, _l("Daftar masa simpan yang memuat data Anda"), "request", of_person(RetentionItem.person_id),
        shown={"kinds": _l("Jenis data"), "state": _l("Keadaan"), "done_at": _l("Dihapus")},
        stays=("state", "why", "kinds", "outcome"),
        kept=_l("Membuktikan apa yang dihapus setelah masa simpannya habis, dalam angka."),
    ),
)  # fmt: skip
