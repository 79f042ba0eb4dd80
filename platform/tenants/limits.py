"""How often one address may knock. Counted in Valkey, by all processes together; in memory while it is away."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

View = TypeVar("View", bound=Callable[..., Any])

_limiter = Limiter(
    get_remote_address,
    in_memory_fallback_enabled=True,
    swallow_errors=True,
    key_prefix="slrt",
    storage_options={"socket_connect_timeout": 1, "socket_timeout": 1},
)


def per_address(rate: str, methods: Sequence[str] | None = None) -> Callable[[View], View]:
    """At most that rate ("30 per minute") from one network address, else 429. An office shares one address."""
    limit = _limiter.limit(rate, methods=list(methods) if methods else None)
    return lambda view: cast(View, limit(view))


def init_app(app: Flask, redis_url: str) -> None:
    """Connect the counters. A Unix socket's address is spelled differently there."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", redis_url.replace("unix://", "redis+unix://", 1))
    _limiter.init_app(app)
