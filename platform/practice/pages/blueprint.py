"""The blueprint of the room, and the words its templates need."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _

from foundation.db import db
from practice.queries.runs import RunView
from practice.scenarios import label_of
from reference.queries import place_label
from tenants import access
from tenants.permissions import ROLE_LABELS

practice = Blueprint("practice", "practice", template_folder="templates")


@practice.context_processor
def _who_may() -> dict[str, Any]:
    """`may('practice:reset')` for the templates: what a reader may not do is absent."""
    who = access.optional_subject()
    return {
        "who": who,
        "may": who.may if who else lambda permission: False,
        "role_label": lambda role: ROLE_LABELS[role],
        "step_label": label_of,
        "village_name": lambda code: place_label(db.session(), code),
        "names_of": _names_of,
        "verdict_tag": _verdict_tag,
        "work_url": _work_url,
    }


def _names_of(wrong: Sequence[str]) -> str:
    """What a step should have said, in words."""
    words = {
        "case_type": _("jenis layanan"),
        "kind": _("bentuk keluhan"),
        "consent": _("persetujuan berbagi data"),
        "emergency": _("tanda darurat"),
        "agency": _("lembaga tujuan"),
        "outcome": _("apa yang ditemukan"),
        "finding": _("apa yang ditemukan"),
    }
    return ", ".join(words[name] for name in wrong)


def _verdict_tag(verdict: str) -> tuple[str, str, str]:
    """Label, tone and shape, for `ui.tag`."""
    return {
        "done": (_("Sudah benar"), "done", "check"),
        "early": (_("Terlalu cepat"), "wait", "half"),
        "wrong": (_("Belum sesuai"), "wait", "diamond"),
        "missed": (_("Terlewat"), "stop", "cross"),
        "extra": (_("Tidak perlu"), "stop", "dash"),
    }[verdict]


def _work_url(view: RunView) -> str:
    """Where that role meets its work: a case, an agency by its referral, or the round. Empty while there is none."""
    if view.round_id is not None:
        return url_for("rounds.round", round_id=view.round_id)
    if view.case_id is None:
        return ""
    if view.scenario.role != "agency_officer":
        return url_for("cases.case", case_id=view.case_id)
    return url_for("cases.referral", referral_id=view.referral_id)
