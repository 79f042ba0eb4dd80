"""What an office says to a mark on its own data."""

from flask_babel import lazy_gettext as _l

from reporting.quality.checks import CHECKS
from reporting.quality.figures import FIGURES
from sustainability.lessons.personal import SharedText
from web.schemas import BaseSchema, Choice


class WordSchema(BaseSchema):
    """Seen by the province and the ministry: no name stands in it, and no number of a person."""

    words = SharedText(
        required=True, min=10, max=500, multiline=True, label=_l("Penjelasan daerah"),
        hint=_l(
            "Apa sebabnya dan sampai kapan, dalam satu atau dua kalimat. Dibaca provinsi dan kementerian: jangan tulis"
            " nama, NIK, atau nomor telepon."
        ),
    )  # fmt: skip


class ExplanationSchema(WordSchema):
    """The same for programs, with the check or figure that it is about."""

    about = Choice(
        lambda: [(slug, each.name) for slug, each in (*CHECKS.items(), *FIGURES.items())],
        required=True, label=_l("Pemeriksaan atau angka"),
    )  # fmt: skip
