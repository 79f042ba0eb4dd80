"""Settings, read once from the environment. Nothing else in the house reads `os.environ`."""

import base64
import os
from dataclasses import dataclass, field
from pathlib import Path


class SettingsError(RuntimeError):
    """A setting is missing or unusable; the message names it and says what it should be."""


@dataclass(frozen=True)
class Settings:
    """What differs between a laptop, a test and a production server.

    `data_keys` are 32-byte AES keys by name; the first encrypts, all decrypt (rotation).
    `lookup_key` makes the keyed hashes by which a NIK is found without being readable.
    """

    database_url: str
    redis_url: str
    secret_key: str
    data_keys: dict[str, bytes]
    lookup_key: bytes
    public_url: str = "http://127.0.0.1:8000"
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 1025
    mail_from: str = "slrt@localhost"
    gateway_url: str = ""
    """Where SMS and WhatsApp leave; empty: this deployment has none."""
    gateway_key: bytes = b""
    """The secret this house and its gateway share, for notes in both directions."""
    allow_private_urls: bool = False
    """Configured addresses may lie inside this network, over plain HTTP: for tests and demonstrations alone."""
    demo: bool = False
    secure_cookies: bool = False
    session_hours: int = 10
    flask: dict[str, object] = field(default_factory=dict)

    @property
    def sqlalchemy_url(self) -> str:
        """The database address with the driver named, as SQLAlchemy wants it."""
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)


def from_environment() -> Settings:
    """Read every setting; raises SettingsError naming the first that is missing."""
    return Settings(
        database_url=_required("DATABASE_URL"),
        redis_url=_required("REDIS_URL"),
        secret_key=_required("SLRT_SECRET_KEY"),
        data_keys=parse_data_keys(_required("SLRT_DATA_KEYS")),
        lookup_key=_key("SLRT_LOOKUP_KEY", _required("SLRT_LOOKUP_KEY")),
        public_url=os.environ.get("SLRT_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
        smtp_host=os.environ.get("SMTP_HOST", "127.0.0.1"),
        smtp_port=int(os.environ.get("SMTP_PORT", "1025")),
        mail_from=os.environ.get("SLRT_MAIL_FROM", "slrt@localhost"),
        gateway_url=os.environ.get("SLRT_GATEWAY_URL", ""),
        gateway_key=_gateway_key(),
        allow_private_urls=os.environ.get("SLRT_ALLOW_PRIVATE_URLS") == "1",
        demo=os.environ.get("SLRT_DEMO") == "1",
        secure_cookies=os.environ.get("SLRT_SECURE_COOKIES") == "1",
    )


def parse_data_keys(text: str) -> dict[str, bytes]:
    """`name:base64,name:base64` -> keys by name, in the order given."""
    keys = dict(pair.split(":", 1) for pair in text.split(",") if ":" in pair)
    if not keys:
        raise SettingsError("SLRT_DATA_KEYS: expected name:base64[,name:base64]")
    return {name.strip(): _key("SLRT_DATA_KEYS", value) for name, value in keys.items()}


def new_secrets() -> dict[str, str]:
    """Fresh secrets for a first start, as environment values."""

    def random_key() -> str:
        return base64.b64encode(os.urandom(32)).decode()

    return {
        "SLRT_SECRET_KEY": random_key(),
        "SLRT_DATA_KEYS": f"k1:{random_key()}",
        "SLRT_LOOKUP_KEY": random_key(),
    }


def project_root() -> Path:
    """The checkout: where migrations and deploy lie."""
    return Path(__file__).resolve().parents[2]


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise SettingsError(f"{name} is not set; deploy/env.example shows every setting")
    return value


def _gateway_key() -> bytes:
    """Needed as soon as there is a gateway."""
    return _key("SLRT_GATEWAY_KEY", _required("SLRT_GATEWAY_KEY")) if os.environ.get("SLRT_GATEWAY_URL") else b""


def _key(name: str, text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != 32:
        raise SettingsError(f"{name}: a key must be 32 bytes in base64, got {len(key)}")
    return key
