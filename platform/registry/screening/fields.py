"""What a rule may speak of: every plain variable of the registry, and a few that follow from others."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from flask_babel import lazy_gettext as _l

from reference import codes
from reference.codes import Code
from registry.screening.language import Number, Word

_KINDS = {"number": "number", "decimal": "number", "flag": "flag", "choice": "choice"}


@dataclass(frozen=True)
class Field:
    """A variable as rules know it: `kind` number, flag or choice; `level` person or household."""

    name: str
    kind: str
    level: str
    label: object
    codes: Mapping[str, Code] | None = None
    unit: str = ""

    @property
    def ordered(self) -> bool:
        """Whether < and > mean something."""
        return self.kind == "number" or self.numbered

    @property
    def numbered(self) -> bool:
        """Whether its codes are stored as small numbers, as DTSEN numbers them."""
        return self.codes is not None and all(code.isdigit() for code in self.codes)

    def code(self, written: Word | Number) -> str | None:
        """The code that a word or a number on the other side of a comparison stands for; None when it has no such."""
        text = f"{written.value:g}" if isinstance(written, Number) else written.name
        return text if self.codes is not None and text in self.codes else None


@cache
def fields() -> Mapping[str, Field]:
    """Every field by name. Words and numbers in clear only: a rule never sees a NIK, a name or an address."""
    plain = {
        name: Field(name, _KINDS[variable.kind], variable.level, variable, variable.codes, variable.unit)
        for name, variable in codes.VARIABLES.items()
        if variable.kind in _KINDS and not name.endswith("itude")
    }
    return plain | {
        "age": Field("age", "number", "person", _l("Umur"), unit="tahun"),
        "desil": Field("desil", "number", "person", _l("Desil")),
        "dtsen_status": Field("dtsen_status", "choice", "person", _l("Status DTSEN"), codes.REGISTRY_STATUSES),
    }


DERIVED = ("age", "desil", "dtsen_status")
"""Fields that are worked out and not a column of their own; where both hold a welfare status, the person's own goes
before the household's."""
