"""Nothing that is shared between regions names a citizen: numbers of people are found in words and in files.

What this finds is what a machine can find: sixteen digits (NIK, family card) and mobile numbers, also between spaces
and dots. Names and addresses are for the manager who approves and the province that reviews.
"""

from io import BytesIO
from itertools import islice
from typing import Any

from flask_babel import gettext as _
from marshmallow import ValidationError
from pypdf import PdfReader

from foundation.logging import without_personal_numbers
from web.schemas import Text

_PAGES = 40
"""Of a PDF that are read: a practice note's paper is short."""


class SharedText(Text):
    """Text that leaves the district: refused while a NIK, a family card or a mobile number stands in it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text and holds_personal_numbers(text):
            raise ValidationError(_("Memuat NIK, nomor KK, atau nomor telepon. Hapus nomornya: tulisan ini dibagikan."))
        return text


def holds_personal_numbers(text: str) -> bool:
    """Whether something in it looks like a number of a person."""
    return without_personal_numbers(text) != text


def pdf_holds_personal_numbers(content: bytes) -> bool:
    """The same of the words of a PDF. A scanned page has none: whoever reviews looks at it."""
    try:
        pages = PdfReader(BytesIO(content)).pages
        return any(holds_personal_numbers(page.extract_text()) for page in islice(pages, _PAGES))
    except Exception:  # a parser of hostile input: whatever it stumbles over, these are no words that could be read
        return False
