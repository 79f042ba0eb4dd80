"""One transaction per request, committed at the edge: whoever answers below 400 has said "keep it"."""

from flask import Flask, Response, g

from foundation.db import db


def init_app(app: Flask) -> None:
    """Commit or roll back after each request, before the answer leaves."""
    app.after_request(_settle)


def keep_on_refusal() -> None:
    """Commit this request although it answers 4xx: a counted wrong password, an audit row."""
    g.keep_on_refusal = True


def settle() -> None:
    """Commit what was done as one reader before the rest of the page is read as another (own account pages)."""
    db.session.commit()


def _settle(response: Response) -> Response:
    if not db.session().in_transaction():
        return response  # whoever only read has nothing to settle
    if response.status_code < 400 or g.get("keep_on_refusal"):
        db.session.commit()
    else:
        db.session.rollback()
    return response
