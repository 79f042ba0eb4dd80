"""NIK, family card and phone at rest: AES-GCM to read back, a keyed hash to find again (UU 27/2022)."""

import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, current_app

_NONCE = 12


class Vault:
    """Encrypts with the newest key, decrypts with any, and hashes for exact look-up."""

    def __init__(self, data_keys: dict[str, bytes], lookup_key: bytes) -> None:
        self._ciphers = {name: AESGCM(key) for name, key in data_keys.items()}
        self._newest = next(iter(data_keys))
        self._lookup_key = lookup_key

    def encrypt(self, text: str, purpose: str) -> bytes:
        """Key name, nonce and ciphertext in one value; `purpose` binds it to its column."""
        return self.seal(text.encode(), purpose)

    def decrypt(self, value: bytes, purpose: str) -> str:
        """The text again. Raises cryptography's InvalidTag for a value of another purpose or key."""
        return self.unseal(value, purpose).decode()

    def seal(self, content: bytes, purpose: str) -> bytes:
        """The same for the bytes of a file."""
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[self._newest].encrypt(nonce, content, purpose.encode())
        return self._newest.encode() + b":" + nonce + sealed

    def unseal(self, value: bytes, purpose: str) -> bytes:
        """The bytes again. Raises cryptography's InvalidTag for a value of another purpose or key."""
        name, _, rest = value.partition(b":")
        return self._ciphers[name.decode()].decrypt(rest[:_NONCE], rest[_NONCE:], purpose.encode())

    def lookup(self, text: str, purpose: str) -> bytes:
        """The same text always gives the same 32 bytes; without the key it cannot be guessed back."""
        return hmac.digest(self._lookup_key, f"{purpose}:{text}".encode(), "sha256")


def init_app(app: Flask, vault: Vault) -> None:
    """Give the application its keys."""
    app.extensions["slrt_vault"] = vault


def vault() -> Vault:
    """The keys of the running application."""
    return current_app.extensions["slrt_vault"]
