"""Security headers on every answer: pages, errors, static files, JSON."""

import secrets

from flask import Flask, Response, g, request

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}

_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)


def init_app(app: Flask) -> None:
    """Send the headers, and offer `csp_nonce()` to templates."""
    app.after_request(_protect)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def may_be_framed(response: Response) -> Response:
    """A file that a page of this house shows inside itself."""
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'self'"
    return response


def with_own_frames(response: Response) -> Response:
    """A page that shows such a file."""
    response.headers["Content-Security-Policy"] = f"{_POLICY.format(nonce=csp_nonce())}; frame-src 'self'"
    return response


def csp_nonce() -> str:
    """This answer's nonce for inline scripts, made on first use."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return g.csp_nonce


def _protect(response: Response) -> Response:
    policy = _POLICY.format(nonce=csp_nonce())
    wanted = {**_ALWAYS, "Content-Security-Policy": policy, "Cache-Control": "no-store"}
    if request.is_secure:
        wanted["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    for name, _value in response.headers:
        wanted.pop(name, None)  # what a view has said about its answer counts
    response.headers.extend(wanted)
    return response
