"""How often one address may knock, and how often one secret may be guessed at.

Counted in Valkey, by all processes together; in memory while it is away.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from flask import Flask, Response, g
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from foundation.crypto import vault

_WRONG = "slrt_wrong_try"
_TOO_MANY = 429
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


def per_secret(rate: str, of: Callable[[], str], scope: str) -> Callable[[View], View]:
    """At most that many wrong tries of one secret, whoever tries from wherever, over all views of the same `scope`.

    `of()` says which secret this request is about; it is counted when the view has called `wrong_try`.
    """
    limit = _limiter.shared_limit(
        rate,
        scope=scope,
        key_func=lambda: vault().lookup(of(), scope).hex(),
        methods=["POST"],
        deduct_when=lambda _answer: g.get(_WRONG, False),
    )
    return lambda view: cast(View, limit(view))


def wrong_try() -> None:
    """What was typed in this request opened nothing."""
    setattr(g, _WRONG, True)


def init_app(app: Flask, redis_url: str) -> None:
    """Connect the counters. A Unix socket's address is spelled differently there."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", redis_url.replace("unix://", "redis+unix://", 1))
    _limiter.init_app(app)
    app.after_request(_say_when)


def _say_when(answer: Response) -> Response:
    """Whoever knocked too often learns in how many seconds it will be heard again."""
    limit = _limiter.current_limit
    if answer.status_code == _TOO_MANY and limit is not None:
        answer.headers["Retry-After"] = str(max(1, round(limit.reset_at - time.time())))
    return answer
