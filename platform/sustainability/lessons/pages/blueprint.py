"""The blueprint of lessons, and the way between its pages."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l

from sustainability.lessons.machine import STATE_TAGS, State
from sustainability.lessons.words import GRADES, TOPICS
from sustainability.words import SOURCES
from tenants.access import optional_subject, subject

lessons = Blueprint("lessons", "lessons")

_SECTIONS = (
    ("library", _l("Semua pelajaran"), "lesson:read"),
    ("alike", _l("Daerah seperti kita"), "lesson:write"),
    ("questions", _l("Pertanyaan"), "lesson:write"),
    ("notes", _l("Tulisan kita"), "lesson:write"),
    ("review", _l("Tinjauan provinsi"), "lesson:review"),
    ("events", _l("Pertemuan"), "lesson:read"),
)
"""Endpoint, label, who sees it."""


@lessons.context_processor
def _around_every_page() -> dict[str, Any]:
    who = optional_subject()
    return {
        "where": who.tenant.full_name if who else "",
        "may_write": who is not None and who.may("lesson:write"),
        "topic_labels": TOPICS,
        "grade_labels": GRADES,
        "source_labels": SOURCES,
    }


@lessons.app_template_global()
def lesson_sections(here: str) -> list[dict[str, Any]]:
    """The parts of lessons for `ui.filters`."""
    return [
        {"label": label, "url": url_for(f"lessons.{name}"), "current": name == here}
        for name, label, permission in _SECTIONS
        if subject().may(permission)
    ]


@lessons.app_template_filter("lesson_tag")
def tag_of(state: str) -> tuple[Any, str, str]:
    """Label, tone and shape."""
    return STATE_TAGS[State(state)]
