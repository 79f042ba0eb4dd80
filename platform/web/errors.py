"""Every failure answers in the reader's language: a page for people, application/problem+json for programs."""

from typing import Any

import structlog
from flask import Flask, Response, json, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from marshmallow import ValidationError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from foundation.errors import Refused
from web import shell

log = structlog.get_logger(__name__)
RETRY_AFTER = 5
"""Seconds after which a program may ask again while the database is away."""


def init_app(app: Flask) -> None:
    """Handle what rooms refuse, what Flask refuses and what nobody foresaw."""
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(CSRFError, _on_csrf_error)
    app.register_error_handler(Refused, _on_refusal)
    app.register_error_handler(ValidationError, _on_invalid)
    app.register_error_handler(OperationalError, _on_database_away)
    app.register_error_handler(InternalServerError, _on_failure)


def wants_json() -> bool:
    """Programs ask under /api/, send JSON, or prefer it."""
    if request.path.startswith("/api/") or request.is_json:
        return True
    kinds = ["text/html", "application/json", "application/problem+json"]
    return (request.accept_mimetypes.best_match(kinds) or "text/html") != "text/html"


def problem(status: int, detail: str, code: str, **more: Any) -> Response:
    """An application/problem+json answer (RFC 9457)."""
    title, _advice = words_for(status)
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code, **more}
    return Response(json.dumps(body), status, content_type="application/problem+json")


def words_for(status: int) -> tuple[str, str]:
    """Title and advice of an error page."""
    match status:
        case 400:
            return _("Permintaan tidak dapat dibaca"), _(
                "Kembali ke halaman sebelumnya, periksa isian, lalu kirim lagi."
            )
        case 401:
            return _("Anda perlu masuk dulu"), _("Masuk dengan akun Anda, lalu buka lagi halaman ini.")
        case 403:
            return _("Halaman ini bukan untuk peran Anda"), _(
                "Bila seharusnya boleh, hubungi admin SLRT di daerah Anda."
            )
        case 404 | 410:
            return _("Halaman tidak ditemukan"), _("Periksa alamat atau kode yang diketik. Mungkin sudah dipindahkan.")
        case 405:
            return _("Halaman ini tidak dapat dibuka dengan cara itu"), _(
                "Buka lewat tautan atau tombol di dalam situs."
            )
        case 409:
            return _("Data sudah berubah"), _("Orang lain mengubahnya lebih dulu. Muat ulang, lalu periksa isian Anda.")
        case 413:
            return _("Kiriman terlalu besar"), _("Satu berkas paling besar 5 MB. Perkecil berkasnya, lalu kirim lagi.")
        case 415:
            return _("Jenis kiriman tidak dikenal"), _("Kirim dengan jenis yang disebut di petunjuk.")
        case 422:
            return _("Isian perlu diperbaiki"), _("Kembali ke halaman sebelumnya dan perbaiki isian.")
        case 429:
            return _("Terlalu banyak permintaan"), _("Tunggu beberapa menit, lalu coba lagi.")
        case 503:
            return _("Layanan sedang tidak tersedia"), _(
                "Coba lagi beberapa menit lagi. Isian yang sudah tersimpan tetap aman."
            )
        case _ if status < 500:
            return _("Permintaan tidak dapat dipenuhi"), _("Kembali ke halaman sebelumnya, lalu coba lagi.")
        case _:
            return _("Terjadi gangguan di sistem"), _(
                "Bukan salah Anda. Coba lagi; bila tetap gagal, hubungi admin SLRT."
            )


def _on_http_error(error: HTTPException) -> Response:
    status = error.code or 500
    answer = _answer(status, code=_slug(error), **_field_errors(error))
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if value := dict(error.get_headers()).get(name):
            answer.headers[name] = value
    return answer


def _on_csrf_error(error: CSRFError) -> Response:
    detail = _("Formulir ini sudah terlalu lama terbuka atau Anda sudah keluar. Muat ulang halaman, lalu kirim lagi.")
    return _answer(400, detail, "csrf")


def _on_refusal(refusal: Refused) -> Response:
    more: dict[str, Any] = {"field": refusal.field} if refusal.field else {}
    return _answer(refusal.status, str(refusal.message), refusal.code, **more)


def _on_invalid(error: ValidationError) -> Response:
    return _answer(422, code="invalid", errors=_plain(error.normalized_messages()))


def _on_database_away(error: OperationalError) -> Response:
    """It restarts, or refuses for the moment. Nothing of this request is kept; the same one may be sent again."""
    log.warning("database_away", fault=type(error.orig).__name__)
    shell.show_solo()
    answer = _answer(503, code="unavailable")
    answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


def _on_failure(error: InternalServerError) -> Response:
    shell.show_solo()
    return _answer(500, code="internal")


def _answer(status: int, detail: str = "", code: str = "error", **more: Any) -> Response:
    if wants_json():
        return problem(status, detail or words_for(status)[1], code, **more)
    title, advice = words_for(status)
    try:
        return _page(status, title, detail or advice)
    except Exception:
        log.exception("error_page_failed", status=status)
        return _bare_page(status, title, detail or advice)


def _page(status: int, title: str, text: str) -> Response:
    try:
        shell.current_shell()
    except Exception:  # the frame needs the database or a signed-in reader; an error page needs neither
        log.warning("error_page_without_frame", status=status, exc_info=True)
        shell.show_solo()
    return make_response(render_template("web/error.html", status=status, title=title, text=text), status)


def _bare_page(status: int, title: str, text: str) -> Response:
    heading, words = escape(title), escape(text)
    body = f"<!doctype html><meta charset=utf-8><title>{heading}</title><h1>{heading}</h1><p>{words}</p>"
    return Response(body, status, content_type="text/html; charset=utf-8")


def _slug(error: HTTPException) -> str:
    return error.name.lower().replace(" ", "_")


def _field_errors(error: HTTPException) -> dict[str, Any]:
    """What webargs found wrong with the input, if it was webargs that refused."""
    data = getattr(error, "data", None)
    return {"errors": _plain(data["messages"])} if isinstance(data, dict) and "messages" in data else {}


def _plain(messages: Any) -> Any:
    """Lazy translations become text here, in the reader's language."""
    if isinstance(messages, dict):
        return {str(key): _plain(value) for key, value in messages.items()}
    return [_plain(value) for value in messages] if isinstance(messages, list) else str(messages)
