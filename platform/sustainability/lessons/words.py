"""How the slugs of lessons read."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

TOPICS: dict[str, LazyString] = {
    "law": _l("Dasar hukum"),
    "funding": _l("Pendanaan"),
    "institution": _l("Kelembagaan"),
    "people": _l("Sumber daya manusia"),
    "desks": _l("Puskesos"),
    "partners": _l("OPD dan mitra"),
    "use": _l("Penggunaan dan penyelesaian"),
    "data": _l("Data dan komunikasi"),
}
GRADES: dict[str, LazyString] = {
    "growing": _l("Tumbuh"),
    "developing": _l("Berkembang"),
    "independent": _l("Mandiri"),
}
