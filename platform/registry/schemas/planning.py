"""What a file of the planning figures is asked with."""

from flask_babel import lazy_gettext as _l

from web.schemas import BaseSchema, Choice, Text

FORMATS = (("xlsx", _l("Excel (XLSX)")), ("csv", _l("CSV")))


class PlanningExportSchema(BaseSchema):
    """Why, and as what."""

    reason = Text(
        required=True,
        min=5,
        max=300,
        label=_l("Keperluan"),
        hint=_l("Misalnya: bahan Renja dan RKA dinas sosial. Dicatat di catatan akses."),
    )
    format = Choice(FORMATS, required=True, label=_l("Bentuk berkas"))
