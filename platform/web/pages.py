"""The shell's own doors: third-party files, the language switch, and the page that shows every component."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, Response, abort, render_template, request
from werkzeug.wrappers import Response as RedirectResponse

from web import examples, i18n, static_files

View = TypeVar("View", bound=Callable[..., object])

web = Blueprint("web", __name__, static_folder="static", static_url_path="/static/web", template_folder="templates")


def _for_everyone(view: View) -> View:
    """Mark a door as public: this room lies below the one that knows readers and permissions."""
    view.public = True  # type: ignore[attr-defined]
    return view


@web.get("/static/vendor/<name>")
@_for_everyone
def vendor(name: str) -> Response:
    """A third-party file from its installed package."""
    if name not in static_files.VENDORED:
        abort(404)
    return static_files.send_vendored(name)


@web.route("/bahasa/<language>", methods=["GET", "POST"])
@_for_everyone
def language(language: str) -> RedirectResponse:
    """Remember the reader's language and go back."""
    if language not in i18n.LANGUAGES:
        abort(404)
    return i18n.remember_language(language)


@web.get("/design")
@_for_everyone
def design() -> str:
    """Every component in every state; browser tests photograph it."""
    mode = request.args.get("mode", "")
    return render_template("web/design.html", **examples.for_design_page(mode))
