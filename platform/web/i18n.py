"""Two languages: Indonesian is the source, English the translation. The reader's choice lives in a cookie."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from flask import Flask, g, has_request_context, redirect, request
from flask_babel import Babel, force_locale, get_locale, gettext
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.wrappers import Response

from web import catalogues
from web.redirects import local_path

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
COOKIE = "lang"
A_YEAR = 31_536_000
MOST_TEXTS = 20_000
"""Texts kept per language; there are far fewer, unless somebody translates what is typed."""

_language: ContextVar[str | None] = ContextVar("slrt_language", default=None)
"""A page asks for its language hundreds of times; Flask-Babel looks through four proxies each time."""

TimezoneProvider = Callable[[], str | None]


def _jakarta() -> str | None:
    return "Asia/Jakarta"


_timezone_of_reader: TimezoneProvider = _jakarta


def set_timezone_provider(provider: TimezoneProvider) -> None:
    """Let a room above tell the reader's IANA time zone; None means Asia/Jakarta."""
    global _timezone_of_reader  # noqa: PLW0603 - one house per process, told once at start
    _timezone_of_reader = provider


def init_app(app: Flask) -> None:
    """Install Flask-Babel and make sure the compiled translations are as new as their sources."""
    catalogues.compile_if_older()
    app.config["BABEL_DEFAULT_LOCALE"] = "id"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Jakarta"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(catalogues.FOLDER)
    Babel(app, locale_selector=choose_language, timezone_selector=current_timezone)
    app.before_request(_remember_for_this_request)
    app.teardown_request(_forget_after_this_request)
    app.jinja_env.globals.update(current_language=current_language, language_url=language_url, _=_in_template)


def choose_language() -> str:
    """`?lang=` wins, then the cookie, then Indonesian: the office's language, not the browser's."""
    if not has_request_context():
        return "id"
    for wish in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return str(wish)
    return "id"


def current_language() -> str:
    """The language in which this request, or whatever runs outside of one, speaks."""
    language = _language.get()
    if language is None:
        locale = get_locale()
        language = locale.language if locale else "id"
    return language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Inside, words and numbers are in that language, whatever the reader's: for paper and for mail to others."""
    before = _language.set(language)
    try:
        with force_locale(language):
            yield
    finally:
        _language.reset(before)


def _remember_for_this_request() -> None:
    _language.set(choose_language())


def _forget_after_this_request(_fault: BaseException | None) -> None:
    _language.set(None)


class _Said(dict[str, Markup]):
    """What a text without variables reads in one language, as templates write it: looked up once."""

    def __missing__(self, text: str) -> Markup:
        words = Markup(gettext(text)) % {}  # noqa: S704 - written by translators, as Jinja's own `_` takes it
        if len(self) < MOST_TEXTS:
            self[text] = words
        return words


_said = {language: _Said() for language in LANGUAGES}


@pass_eval_context
def _in_template(how: EvalContext, text: str, **variables: Any) -> str:
    """`_('…')` in a template: a page says dozens of fixed texts, so each costs a look into a dict."""
    if variables or not how.autoescape:
        words = gettext(text)
        return (Markup(words) if how.autoescape else words) % variables  # noqa: S704 - the variables are escaped
    return _said[current_language()][text]


def language_url(language: str) -> str:
    """Where the switch in the bar points to; a GET page comes back to itself."""
    here = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return f"/bahasa/{language}?next={quote(here)}"


def remember_language(language: str) -> Response:
    """Go back to where the reader was, now in that language."""
    answer = redirect(_without_lang(local_path(request.values.get("next"))), 303)
    answer.set_cookie(COOKIE, language, max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def _without_lang(path: str) -> str:
    """`?lang=` would overrule the cookie just set."""
    parts = urlsplit(path)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "lang"]
    return parts._replace(query=urlencode(query)).geturl()


def current_timezone() -> str:
    """The IANA time zone on whose wall this request reads days and hours. Asked once per request: formatting a list
    must not ask the provider for each row."""
    if "reader_timezone" not in g:
        g.reader_timezone = _timezone_of_reader() or "Asia/Jakarta"
    return g.reader_timezone
