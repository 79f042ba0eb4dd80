"""Villages as people write them: by code, by name, by name and kecamatan."""

import re
from collections import defaultdict
from collections.abc import Mapping

from flask_babel import gettext as _

from foundation.db import db
from foundation.errors import Refused
from reference.queries import districts_and_villages
from tenants.access import subject

_PREFIX = re.compile(r"^(desa|kelurahan|kel\.?|ds\.?)\s+")


class Villages:
    """The villages of the subject's own district, looked up once for however many rows. 1 statement."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        """Code -> "Desa Lalang, Manggar"."""
        self.by_district: list[tuple[str, dict[str, str]]] = []
        self._named: Mapping[str, list[str]] = defaultdict(list)
        for district, villages in districts_and_villages(db.session(), subject().tenant.region_code or ""):
            self.by_district.append((district.name, {each.code: each.title for each in villages}))
            for each in villages:
                self.codes[each.code] = f"{each.title}, {district.name}"
                self._named[each.name.casefold()].append(each.code)
                self._named[f"{each.name}, {district.name}".casefold()].append(each.code)

    def read(self, typed: str | None) -> list[str]:
        """The codes meant, each once. Refused at `villages`: unknown, of another district, or named like another."""
        parts = [part.strip() for part in re.split(r"[\n;]", typed or "")]
        return list(dict.fromkeys(self._code(part) for part in parts if part))

    def written(self, codes: list[str]) -> str:
        """As a form shows them again."""
        return "\n".join(self.codes.get(code, code).split(" ", 1)[-1] for code in codes)

    def _code(self, part: str) -> str:
        digits = part.replace(".", "")
        if digits.isdigit():
            dotted = ".".join(filter(None, (digits[:2], digits[2:4], digits[4:6], digits[6:])))
            if dotted not in self.codes:
                raise self._refused(_("%(code)s bukan kode desa di kabupaten/kota ini", code=part))
            return dotted
        found = self._named.get(_PREFIX.sub("", " ".join(part.casefold().split())), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise self._refused(_("Ada beberapa desa bernama %(name)s: tulis juga kecamatannya", name=part))
        raise self._refused(_("%(name)s tidak ada di kabupaten/kota ini", name=part))

    def _refused(self, words: str) -> Refused:
        return Refused(words, field="villages", code="unknown_village")
