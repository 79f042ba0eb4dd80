"""What may be searched for: a NIK, a family card, a telephone number or a name."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates

from reference.identity import LENGTH, IdentityError, parse_nik, parse_phone
from registry.schemas.person import SHORTEST_NAME
from web.schemas import BaseSchema, Text

_SEPARATORS = re.compile(r"[\s.()\-]")


@dataclass(frozen=True)
class SearchKey:
    """What was typed into the search box: 16 digits, a telephone number in E.164, or a name in lower case."""

    kind: Literal["number", "phone", "name"]
    value: str


def search_key(text: str) -> SearchKey:
    """Read a search text. Raises IdentityError for digits that are no NIK, family card or telephone number."""
    bare = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"\+?[0-9]+", bare):
        return SearchKey("name", " ".join(text.lower().split()))
    if len(bare) == LENGTH:
        return SearchKey("number", bare)
    if not bare.startswith(("0", "+", "62", "8")):
        parse_nik(bare)
    return SearchKey("phone", parse_phone(bare))


class SearchSchema(BaseSchema):
    """One box for a NIK, a family card number, a telephone number or a name."""

    q = Text(required=True, max=200, label=_l("NIK, nomor KK, nomor telepon, atau nama"))

    @validates("q")
    def can_be_searched(self, text: str, **_options: Any) -> None:
        """A number is whole, a name has at least two letters."""
        try:
            key = search_key(text)
        except IdentityError as error:
            raise ValidationError(str(error)) from error
        if len(key.value) < SHORTEST_NAME:
            raise ValidationError(_("Ketik paling sedikit 2 huruf"))
