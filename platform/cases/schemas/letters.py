"""What people type for letters."""

from flask_babel import lazy_gettext as _l

from cases.schemas.case import one_time_code
from web.schemas import BIGINT, BaseSchema, Number, Text


class LetterSchema(BaseSchema):
    """What is typed for a letter; each kind asks for what its words need."""

    addressee = Text(required=True, max=200, label=_l("Kepada siapa surat ini ditujukan?"))
    purpose = Text(
        required=True, max=300, label=_l("Untuk keperluan apa?"), hint=_l("Lanjutan kalimat: untuk keperluan …")
    )
    note = Text(required=True, max=3000, multiline=True, label=_l("Uraian"))
    referral_id = Number(required=True, min=1, max=BIGINT - 1, label=_l("Tentang rujukan yang mana?"))


class SignSchema(BaseSchema):
    """Signing what was looked at."""

    seen = Text(required=True, max=64)
    code = one_time_code()


class WithdrawSchema(BaseSchema):
    """Why a letter no longer counts. Shown to nobody outside the office."""

    reason = Text(required=True, max=300, label=_l("Mengapa surat ini dicabut?"))
