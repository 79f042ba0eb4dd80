"""What the doors of this room share: the way between its pages."""

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from tenants.access import optional_subject

workforce = Blueprint("workforce", __name__, template_folder="../templates")


@workforce.context_processor
def _ways() -> dict[str, object]:
    """The room has one entry in the frame; the way between its pages stands at the top of each."""
    who = optional_subject()
    may = {
        "may_manage": lambda: who is not None and who.may("workforce:manage"),
        "may_keep": lambda: who is not None and who.may("people:manage"),
    }
    if who is None or not who.may("workforce:read"):
        return {"ways": [], **may}
    places = [
        ("workforce.roster", _("Tenaga")),
        ("workforce.villages", _("Desa")),
        ("workforce.pay", _("Honor")),
        *([("workforce.trainings", _("Pelatihan"))] if who.may("training:manage") else []),
        ("workforce.untrained", _("Belum dilatih")),
        ("workforce.equipment", _("Perlengkapan")),
    ]
    return {"ways": [_way(endpoint, label) for endpoint, label in places], **may}


def _way(endpoint: str, label: str) -> dict[str, object]:
    return {"label": label, "url": url_for(endpoint), "current": request.endpoint == endpoint}
