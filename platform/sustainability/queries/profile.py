"""What is known of the site itself."""

from sqlalchemy import select

from foundation.db import db
from sustainability.models import Profile


def profile(lock: bool = False) -> Profile | None:
    """The one row of the site, if somebody has filled it in."""
    wanted = select(Profile)
    return db.session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
