"""The stories of invented citizens (`stories.toml`), and the citizens themselves."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

_OLDEST, _YOUNGEST = date(1944, 1, 1), date(2003, 12, 31)
_NAMES = {
    "male": ("Awan", "Bayu", "Embun", "Gandi", "Jati", "Langit", "Ombak", "Rimba", "Surya", "Teja"),
    "female": ("Bulan", "Cempaka", "Dahlia", "Intan", "Kirana", "Lembayung", "Mawar", "Nilam", "Purnama", "Sekar"),
}
_FAMILY = ("Contoh", "Rekaan", "Latihan", "Peraga")
"""Nobody is called that: whoever reads a name of a practice room sees that it is none."""


@dataclass(frozen=True)
class Story:
    """What somebody brings, and the words with which the office deals with it."""

    case_type: str
    kind: str
    summary: str
    words: str
    finding: str
    recommendation: str
    decision: str
    service: str
    answer: str
    agency: str | None = None

    def intake(self, village: str) -> dict[str, object]:
        """As it is registered at the counter, for CaseIntakeSchema."""
        return {
            "case_type": self.case_type, "kind": self.kind, "channel": "walk_in", "emergency": False,
            "summary": self.summary, "story": self.words, "village_code": village, "consent_share": True,
        }  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """Who is proposed in an update round, and why."""

    kind: str
    reason: str
    note: str
    programme: str | None = None

    def said(self) -> dict[str, object]:
        """As a village proposes it, for ProposalSchema."""
        return {name: value for name, value in vars(self).items() if value}


@cache
def stories() -> tuple[Story, ...]:
    """All of them."""
    with (Path(__file__).parent / "stories.toml").open("rb") as file:
        return tuple(Story(**each) for each in tomllib.load(file)["story"])


def citizen(village: str, number: int, chance: Random) -> dict[str, Any]:
    """An invented person as typed at the desk, for PersonSchema; `number` keeps their NIKs apart."""
    sex = chance.choice(("male", "female"))
    name = f"{chance.choice(_NAMES[sex])} {_FAMILY[number % len(_FAMILY)]}"
    born = _OLDEST + timedelta(days=chance.randrange((_YOUNGEST - _OLDEST).days))
    return person(village, number, name, sex, born)


def person(village: str, number: int, name: str, sex: str, born: date) -> dict[str, Any]:
    """The same for somebody with a name and a birthday."""
    kecamatan = "".join(village.split(".")[:3])
    day = born.day + (40 if sex == "female" else 0)
    return {
        "name": name,
        "nik": f"{kecamatan}{day:02}{born:%m%y}{number:04}",
        "family_card": f"{kecamatan}010115{number:04}",
        "birth_place": "Kota Rekaan",
        "phone": f"0899{number:08}",
        "address": f"Jalan Latihan {number % 90 + 1}, RT 01",
        "village_code": village,
    }
