"""What an applicant may see: which districts can still apply, and one's own application."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reference.models import REGENCY
from reference.queries import children, region
from tenants.sites.machine import MOVES, STAGE_LABELS, Stage

_TAKEN = text("SELECT site_taken(:region)")
_APPLICATION = text("SELECT * FROM site_application_of(:code, :proof)")
_STEPS = text("SELECT * FROM site_steps_of(:code, :proof)")
NEEDED = ("social_name", "social_title", "social_phone", "planning_name", "planning_phone", "letter_number")


@dataclass(frozen=True)
class Key:
    """What opens one application: its code, and an e-mail address, four digits, or the secret of a link."""

    code: str
    proof: str


@dataclass(frozen=True)
class Step:
    """What has happened to it."""

    at: datetime
    title: str
    note: str


@dataclass(frozen=True)
class Application:
    """An application as its applicant sees it."""

    site_id: int
    region_code: str
    name: str
    stage: Stage
    since: datetime
    desk: str
    code: str
    said: dict[str, str | None]
    has_letter: bool
    mails: int
    sent_at: datetime | None
    steps: list[Step]

    @property
    def missing(self) -> list[str]:
        """What must still be filled in before it can be sent."""
        return [*(name for name in NEEDED if not self.said[name]), *([] if self.has_letter else ["letter"])]

    @property
    def label(self) -> tuple[object, str, str]:
        """Words, tone and shape of its stage."""
        return STAGE_LABELS[self.stage]

    @property
    def question(self) -> str:
        """What the reviewer asks, while an answer is waited for."""
        return self.steps[0].note if self.stage is Stage.QUESTIONS and self.steps else ""


def provinces() -> Sequence[tuple[str, str]]:
    """Code and name of each."""
    return _names(None)


def districts(province: str) -> Sequence[tuple[str, str]]:
    """Code and name of each regency and city of a province."""
    return _names(province)


def district_name(code: str) -> str | None:
    """The regency or city under that code, in use today."""
    found = region(db.session(), code)
    return found.name if found is not None and found.level == REGENCY and found.valid_to is None else None


def is_taken(region_code: str) -> bool:
    """Whether that district has an office or an open application."""
    return bool(_rows(_TAKEN, region=region_code)[0][0])


def application(key: Key) -> Application | None:
    """The application that this key opens."""
    found = _rows(_APPLICATION, code=key.code, proof=key.proof)
    if not found:
        return None
    row = found[0]
    steps = [Step(each.at, str(MOVES[each.move].told), each.note) for each in _rows(_STEPS, **vars(key))]
    return Application(
        site_id=row.site_id,
        region_code=row.region_code,
        name=row.name,
        stage=Stage(row.state),
        since=row.state_since,
        desk=row.desk,
        code=row.code,
        said={name: getattr(row, name) for name in (*NEEDED, "social_email")},
        has_letter=row.has_letter,
        mails=row.mails,
        sent_at=row.sent_at,
        steps=steps,
    )


def tidied(code: str) -> str:
    """A code as it is kept, whatever blanks and dashes were typed."""
    bare = "".join(letter for letter in code.upper() if letter.isalnum())
    return f"{bare[:2]}-{bare[2:7]}-{bare[7:]}" if len(bare) == 12 else code.strip().upper()


def proof_of(typed: str) -> str:
    """An e-mail address, or the digits of a telephone number."""
    return typed.strip().lower()


def _names(above: str | None) -> Sequence[tuple[str, str]]:
    return [(each.code, each.name) for each in children(db.session(), above)]


def _rows(function: Any, **values: object) -> Sequence[Any]:
    with enter(Context(Reader.PUBLIC)), db.engine.begin() as connection:
        return connection.execute(function, values).all()
