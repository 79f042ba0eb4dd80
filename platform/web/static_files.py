"""Static files: our own, and third-party ones straight from their installed packages, all from this origin."""

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import metadata, resources
from pathlib import Path

from flask import Flask, Response, current_app, request, send_file, url_for

OWN = Path(__file__).parent / "static"
A_YEAR = 31_536_000


@dataclass(frozen=True)
class Vendored:
    """A file inside an installed distribution."""

    distribution: str
    package: str
    path: str

    @cached_property
    def version(self) -> str:
        return metadata.version(self.distribution)

    @property
    def location(self) -> Path:
        return Path(str(resources.files(self.package).joinpath(self.path)))


VENDORED = {
    "bootstrap.min.css": Vendored("bootstrap-flask", "flask_bootstrap", "static/bootstrap5/css/bootstrap.min.css"),
    "htmx.min.js": Vendored("django-js-lib-htmx", "js_lib_htmx", "static/htmx/htmx.min.js"),
}


def init_app(app: Flask) -> None:
    """Offer `asset('app.js')` and `vendor('htmx.min.js')` to templates; versioned files may be kept a year."""
    app.jinja_env.globals.update(asset=asset, vendor=vendor)
    app.after_request(_cache)


def asset(name: str) -> str:
    """Address of one of our own static files, with a mark that changes when the file does."""
    return _asset(request.script_root, name, _path(name).stat().st_mtime_ns if current_app.debug else 0)


def vendor(name: str) -> str:
    """Address of a third-party file, with its package's version."""
    return _vendor(request.script_root, name)


def send_vendored(name: str) -> Response:
    """The file itself."""
    return send_file(VENDORED[name].location, etag=True, conditional=True)


@lru_cache(maxsize=256)
def _asset(_root: str, name: str, _changed: int) -> str:
    mark = hashlib.sha256(_path(name).read_bytes()).hexdigest()[:10]
    return url_for("web.static", filename=name, v=mark)


@lru_cache(maxsize=256)
def _vendor(_root: str, name: str) -> str:
    return url_for("web.vendor", name=name, v=VENDORED[name].version)


@lru_cache(maxsize=256)
def _path(name: str) -> Path:
    return OWN / name


def _cache(response: Response) -> Response:
    is_file = request.endpoint in {"web.static", "web.vendor"} and response.status_code in {200, 206, 304}
    if is_file:
        kept = f"public, max-age={A_YEAR}, immutable" if "v" in request.args else "public, max-age=300"
        response.headers["Cache-Control"] = kept
    return response
