"""Whether this process can serve: asked by the load balancer and by the demonstration's launcher."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from foundation.db import db
from foundation.jobs import redis
from tenants import access

health = Blueprint("health", __name__)


@health.get("/sehat")
@access.public
def alive() -> ResponseReturnValue:
    """200 when the database and the queue answer; the reason is in the log, not in the answer."""
    db.session.execute(text("SELECT 1"))
    redis().ping()
    return {"status": "ok"}
