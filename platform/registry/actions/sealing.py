"""Numbers that lie encrypted beside a keyed hash, and come back in clear only through `disclosure`."""

from foundation.crypto import vault


def sealed(text: str, purpose: str) -> tuple[bytes, bytes]:
    """Cipher and keyed hash of a number for the column `purpose`."""
    return vault().encrypt(text, purpose), vault().lookup(text, purpose)


def clear(cipher: bytes | None, purpose: str) -> str | None:
    """The number again, or nothing where nothing is kept."""
    return vault().decrypt(cipher, purpose) if cipher is not None else None
