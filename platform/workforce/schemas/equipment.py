"""Equipment and its moves."""

from flask_babel import lazy_gettext as _l

from web.schemas import BaseSchema, Choice, Day, Number, Text
from workforce.posts import FUNDING
from workforce.stock import KINDS


class EquipmentSchema(BaseSchema):
    """One thing."""

    kind = Choice(list(KINDS.items()), required=True, label=_l("Jenis barang"))
    label = Text(required=True, min=2, max=100, label=_l("Merek dan tipe"))
    serial = Text(required=True, min=2, max=60, label=_l("Nomor seri"))
    funding = Choice(
        [each for each in FUNDING.items() if each[0] != "unpaid"], required=True, label=_l("Dibeli dengan dana")
    )


class MoveSchema(BaseSchema):
    """A move: when, to whom where it goes to somebody, in which condition."""

    day = Day(required=True, label=_l("Tanggal"))
    worker = Number(min=1, max=2**63 - 1, label=_l("Kepada"))
    condition = Text(max=300, multiline=True, label=_l("Keadaan barang"), hint=_l("Misalnya: layar retak di sudut."))
    version = Number(required=True, min=1)
