"""What may come in: limits on size, depth and characters, so that nonsense is refused and never breaks a page."""

import json
import math
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from flask import Flask, Request, abort, current_app, request
from flask.json.provider import DefaultJSONProvider

View = TypeVar("View", bound=Callable[..., Any])

MAX_BODY = 6 * 1024 * 1024
MAX_FILES = 5
MAX_UPLOAD = MAX_FILES * 5 * 1024 * 1024 + 1024 * 1024
"""What a page that takes files accepts at once; nginx says the same (deploy/nginx.conf)."""
MAX_JSON = 1024 * 1024
MAX_FORM_TEXT = 1024 * 1024
MAX_DEPTH = 40


class StrictJSON(DefaultJSONProvider):
    """JSON as the standard has it: no NaN, lone surrogates, NUL or bottomless nesting. Bad text is a ValueError."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        return strict_loads(s)


def init_app(app: Flask) -> None:
    """Set the limits and refuse unreadable requests before any room sees them."""
    app.json = StrictJSON(app)
    app.config["MAX_CONTENT_LENGTH"] = app.config.get("MAX_CONTENT_LENGTH") or MAX_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_FORM_TEXT
    app.before_request(_refuse_unreadable)


def takes_files(view: View) -> View:
    """Mark a view to which several files may be sent at once. Put it next to the function, below the route."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def read_json() -> Any:
    """The request's JSON, strictly read; answers 400, 413 or 415 by itself."""
    if not request.is_json:
        abort(415)
    return _parsed(request)


def strict_loads(text: str | bytes) -> Any:
    """Parse JSON or raise ValueError; also for what Python's own parser lets through or dies of."""
    try:
        value = json.loads(text.decode("utf-8") if isinstance(text, bytes) else text, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    _check(value)
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _check(value: Any) -> None:
    """Walk level by level (no recursion) and refuse depth and text that a database cannot hold."""
    level = [value]
    for _depth in range(MAX_DEPTH):
        level = [child for item in level for child in _children(item)]
        if not level:
            return
    raise ValueError("nested too deeply")


def _children(item: Any) -> list[Any]:
    if isinstance(item, dict):
        return [*item.keys(), *item.values()]
    if isinstance(item, list):
        return item
    if isinstance(item, str):
        item.encode("utf-8")  # UnicodeEncodeError is a ValueError: lone surrogates
        if "\x00" in item:
            raise ValueError("NUL in text")
    if isinstance(item, float) and not math.isfinite(item):
        raise ValueError("a number too large")  # 1e999
    return []


def _refuse_unreadable() -> None:
    """Addresses and forms with NUL, parts of forms without a name, and JSON that is none: 400. Forms are parsed here at
    the latest."""
    if "\x00" in request.path or _has_nul(request.args):
        abort(400)
    if request.method not in {"POST", "PUT", "PATCH", "DELETE"}:
        return
    if getattr(current_app.view_functions.get(request.endpoint or ""), "takes_files", False):
        request.max_content_length = MAX_UPLOAD
    if request.is_json:
        _refuse_bad_json()
    elif None in request.form or None in request.files or _has_nul(request.form):  # a part that names no field
        abort(400)


def _refuse_bad_json() -> None:
    if (request.content_length or 0) > MAX_JSON:
        abort(413)
    if request.get_data(cache=True):
        _parsed(request)


def _has_nul(fields: Any) -> bool:
    return any("\x00" in name or "\x00" in value for name, value in fields.items(multi=True))


def _parsed(request: Request) -> Any:
    if (request.content_length or 0) > MAX_JSON:
        abort(413)
    body = request.get_data(cache=True)
    if len(body) > MAX_JSON:
        abort(413)
    try:
        return strict_loads(body)
    except ValueError:
        abort(400)
