"""Which part of the queue is looked at, and the name under which it is kept."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from cases.ages import AGES
from cases.desks import desk_label, desks
from cases.machine import STATE_LABELS
from reference import codes
from web.schemas import BaseSchema, Choice, Text

_PLACE = re.compile(r"^\d\d\.\d\d\.\d\d(\.\d{4})?$", re.ASCII)
_PLACE_FORM: Any = _l("Kode wilayah ditulis seperti 33.11.01.2001")
_SLUG = re.compile(r"^[a-z0-9_]{1,60}$", re.ASCII)
_OWNER = re.compile(r"^(me|none|[1-9]\d{0,17})$", re.ASCII)


class QueueSchema(BaseSchema):
    """Which part of the queue; without a state the open cases."""

    state = Choice(
        lambda: [(state.value, label) for state, (label, _tone, _shape) in STATE_LABELS.items()], label=_l("Status")
    )
    desk = Choice(lambda: [("me", _l("Meja saya")), *((desk, desk_label(desk)) for desk in desks())], label=_l("Meja"))
    due = Choice([("late", _l("Lewat tenggat")), ("today", _l("Hari ini"))], label=_l("Tenggat"))
    age = Choice(
        lambda: [(age.slug, age.label) for age in AGES.values()],
        label=_l("Umur di status itu"),
        hint=_l("Hari kerja sejak kasus masuk ke statusnya sekarang"),
    )
    village = Text(
        max=13,
        label=_l("Wilayah"),
        validate=validate.Regexp(_PLACE, error=_PLACE_FORM),
        metadata={"description": "A village, or a kecamatan with all its villages"},
    )
    sector = Choice(lambda: codes.choices(codes.SECTORS), label=_l("Sektor"))
    case_type = Text(max=60, validate=validate.Regexp(_SLUG), label=_l("Jenis layanan"))
    owner = Text(
        max=18,
        validate=validate.Regexp(_OWNER),
        label=_l("Petugas"),
        metadata={"description": "A membership's number, `me`, or `none` for what nobody looks after"},
    )
    emergency = Choice([("1", _l("Hanya yang darurat"))], label=_l("Darurat"))
    after = Text(max=1000, metadata={"description": "`next` of the page before"})


class SavedViewSchema(BaseSchema):
    """A name for a view of the queue."""

    name = Text(
        required=True,
        max=60,
        label=_l("Nama tampilan"),
        hint=_l("Misalnya: PBI lewat tenggat di Manggar. Jangan tulis nama warga."),
    )
    shared = fields.Boolean(load_default=False, metadata={"label": _l("Rekan di kantor ini boleh membukanya juga")})


class KeptViewSchema(SavedViewSchema):
    """A view and its name, for programs."""

    view = fields.Nested(QueueSchema(exclude=["after"]), required=True, metadata={"label": _l("Tampilan")})
