"""What colleagues of one office give each other: remarks and cases."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from web.schemas import BIGINT, BaseSchema, Number, Text

_MARK = re.compile(r"(\d{1,18})\.(\d{1,9})", re.ASCII)


def _reason(required: bool, hint: Any) -> Text:
    return Text(required=required, max=500, multiline=True, label=_l("Alasan"), hint=hint)


def _to() -> Number:
    return Number(required=True, min=1, max=BIGINT - 1, label=_l("Diserahkan kepada"))


class CaseNoteSchema(BaseSchema):
    """A remark among colleagues, and whose attention it asks for."""

    body = Text(
        required=True,
        max=2000,
        multiline=True,
        label=_l("Catatan untuk rekan"),
        hint=_l("Hanya dibaca di kantor ini. Tulis @nama untuk memanggil rekan, misalnya @rina.marlina"),
    )
    mentions = fields.List(
        Number(required=True, min=1, max=BIGINT - 1),
        load_default=list,
        validate=validate.Length(max=50),
        metadata={"label": _l("Panggil rekan"), "hint": _l("Mereka menemukannya di Kotak masuk.")},
    )


class AssignmentSchema(BaseSchema):
    """Giving one case to a colleague."""

    to = _to()
    reason = _reason(False, _l("Wajib bila kasus sudah ada petugasnya. Dibaca di perjalanan kasus."))
    version = Number(required=True, min=1, label=_l("Versi"))


class CaseMark(Text):
    """A case as a list showed it, "4231.7": its number and its version. Loads as the pair."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        found = _MARK.fullmatch(super()._deserialize(value, attr, data, **kwargs) or "")
        if found is None:
            raise self.make_error("invalid")
        return int(found[1]), int(found[2])


_TICK: Any = _l("Centang kasus yang akan diserahkan")


class BulkAssignmentSchema(BaseSchema):
    """Giving several cases to one colleague."""

    cases = fields.List(
        CaseMark(required=True, max=40, metadata={"description": "`id.version` of a case as last read"}),
        required=True,
        validate=validate.Length(min=1, max=200, error=_TICK),
        error_messages={"required": _TICK},
        metadata={"label": _l("Kasus")},
    )
    to = _to()
    reason = _reason(False, _l("Wajib bila ada kasus yang sudah punya petugas."))


class HandOverSchema(BaseSchema):
    """Giving away a whole desk."""

    from_id = Number(required=True, min=1, max=BIGINT - 1, label=_l("Semua kasus terbuka dari"))
    to = _to()
    reason = _reason(True, _l("Misalnya: cuti sampai 4 Desember, pindah tugas. Dibaca di perjalanan setiap kasus."))


class AfterSchema(BaseSchema):
    """Which page of a list."""

    after = Text(max=1000, metadata={"description": "`next` of the page before"})


class InboxPageSchema(AfterSchema):
    """Which part of the inbox."""

    all = fields.Boolean(load_default=False, metadata={"description": "Read lines too"})


class ReadSchema(BaseSchema):
    """Up to which line everything has been seen."""

    newest = Number(required=True, min=1, max=BIGINT - 1, label=_l("Terbaru"))
