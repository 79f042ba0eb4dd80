"""When an action declines: nothing half-done stays, what was typed does, and the next try knows the newest version."""

from foundation.db import db
from foundation.errors import Refused
from web.forms import Form
from web.transaction import keep_on_refusal


def take_back(refusal: Refused) -> None:
    """Undo what the action began. What is not the reader's (403, 404) becomes that page instead of a form."""
    if refusal.status in (403, 404):
        raise refusal
    db.session.rollback()


def show_again(form: Form, version: int) -> None:
    """The form may be sent once more, over the state that is shown beside it. The look at the case stays audited."""
    form.values = form.values.copy()
    form.values["version"] = str(version)
    keep_on_refusal()
