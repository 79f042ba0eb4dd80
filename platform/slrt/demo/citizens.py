"""Invented citizens with a NIK that fits their village, sex and birthday. None of them exists."""

from datetime import date, timedelta
from random import Random
from typing import Any

from slrt.demo.places import FIRST_NAMES, Place

STREETS = ("Melati", "Kenanga", "Merdeka", "Pahlawan", "Mawar")
OLDEST, YOUNGEST = date(1940, 1, 1), date(2004, 12, 31)


def citizen(place: Place, village: str, number: int, chance: Random) -> dict[str, Any]:
    """A person as typed at the desk, for PersonSchema; `number` keeps every NIK of a demonstration apart."""
    sex = chance.choice(("male", "female"))
    born = OLDEST + timedelta(days=chance.randrange((YOUNGEST - OLDEST).days))
    name = f"{chance.choice(FIRST_NAMES[sex])} {chance.choice(place.surnames)}"
    kecamatan = "".join(village.split(".")[:3])
    return {
        "name": name,
        "nik": f"{kecamatan}{born.day + (40 if sex == 'female' else 0):02}{born:%m%y}{number:04}",
        "family_card": f"{kecamatan}{date(2015, 3, 1 + number % 28):%d%m%y}{number:04}",
        "birth_place": place.seat,
        "phone": f"0812{chance.randrange(10**8):08}",
        "email": f"warga{number}@contoh.test" if number % 4 == 0 else "",
        "address": f"Jalan {chance.choice(STREETS)} {chance.randrange(1, 90)}, RT {chance.randrange(1, 9):02}",
        "village_code": village,
    }
