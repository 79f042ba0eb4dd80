"""What comes with a boundary file."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from web.schemas import BaseSchema


class BoundarySchema(BaseSchema):
    """The file itself is read apart; here stands what is said about it."""

    boundary = fields.Raw(load_default=None, metadata={"label": _l("Berkas GeoJSON")})
    incomplete = fields.Boolean(
        load_default=False, metadata={"label": _l("Pakai juga bila belum semua wilayah tergambar")}
    )
