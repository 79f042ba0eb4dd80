"""The addresses that leave the house on paper and in messages."""

from flask import current_app


def follow_case() -> str:
    """Where a citizen follows a case."""
    return f"{house()}/lacak"


def check_letter(check_code: str) -> str:
    """What the QR code on a letter opens."""
    return f"{house()}/cek/{check_code}"


def house() -> str:
    """The front door."""
    return current_app.config["SLRT"].public_url
