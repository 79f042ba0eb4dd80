"""Writing a bulletin, submitting it, and the head's word on it. Published it stays as it is, until it is taken back."""

import re

from flask_babel import gettext as _

from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from reporting.bulletin import figures, paper, queries
from reporting.bulletin.models import Bulletin
from reporting.spans import Span
from tenants import access, audit
from tenants.access import subject
from tenants.letterhead import my_letterhead
from web.i18n import speaking

_LIKE_A_NIK = re.compile(r"(?:\d[ .-]?){16}")


def write(quarter: Span, opening: str, advice: str, version: int) -> Bulletin:
    """Keep these words as a draft. Refused: 403, 409 when it is published or somebody was faster, 422 for a number of
    sixteen digits."""
    access.require("bulletin:write")
    _without_numbers("opening", opening)
    _without_numbers("advice", advice)
    found = queries.bulletin_of(quarter, lock=True)
    if found is None:
        found = Bulletin(quarter=quarter.first, opening=opening, advice=advice, written_by=subject().name, version=1)
        db.session.add(found)
    else:
        _not_published(found)
        _as_read(found, version)
        found.opening, found.advice, found.written_by = opening, advice, subject().name
        found.state, found.version = "draft", found.version + 1
    db.session.flush()
    audit.record("bulletin.written", "bulletin", found.id)
    return found


def submit(quarter: Span, version: int) -> Bulletin:
    """Lay it before the head as it was read. Refused: 403, 404, 409."""
    access.require("bulletin:write")
    found = _as_read(_the(quarter), version)
    found.state, found.sent_back, found.version = "submitted", "", found.version + 1
    db.session.flush()
    audit.record("bulletin.submitted", "bulletin", found.id)
    return found


def send_back(quarter: Span, reason: str, version: int) -> Bulletin:
    """Not like this: it is a draft again, with the reason. Refused: 403, 404, 409."""
    access.require("bulletin:publish")
    found = _as_read(_submitted(quarter), version)
    found.state, found.sent_back, found.version = "draft", reason, found.version + 1
    db.session.flush()
    audit.record("bulletin.sent_back", "bulletin", found.id)
    return found


def publish(quarter: Span, address: str, version: int) -> Bulletin:
    """Publish it under `address`: the words that were read, numbers and paper as they are at this moment.
    Refused: 403, 404, 409 when it was not submitted or somebody was faster."""
    access.require("bulletin:publish")
    found = _as_read(_submitted(quarter), version)
    who, topics, head = subject(), queries.topics(quarter), my_letterhead()
    found.state, found.version = "published", found.version + 1
    found.approved_by, found.approved_title, found.approved_at = who.name, who.title, clock.now()
    found.figures = figures.kept(topics)
    with speaking("id"):  # what an office publishes on paper is Indonesian, whoever presses the button
        found.pdf = paper.bulletin_paper(head, found, quarter, topics, address, who.tenant.timezone)
    db.session.flush()
    audit.record("bulletin.published", "bulletin", found.id)
    return found


def withdraw(quarter: Span, reason: str, version: int) -> Bulletin:
    """Nobody reads it any more; everybody reads why. Its words are a draft again and can be mended.

    Its numbers are none of its own and stay published (decision 0030). Refused: 403, 404, 409 when it is not published
    or somebody was faster, 422 for a number of sixteen digits.
    """
    access.require("bulletin:publish")
    _without_numbers("reason", reason)
    found = _written(quarter)
    if found.state != "published":
        raise Refused(_("Buletin ini tidak sedang terbit."), status=409, code="not_published")
    _as_read(found, version)
    found.state, found.version = "draft", found.version + 1
    found.withdrawn_at, found.withdrawn_why = clock.now(), reason
    found.pdf = None
    db.session.flush()
    audit.record("bulletin.withdrawn", "bulletin", found.id)
    return found


def _the(quarter: Span) -> Bulletin:
    found = _written(quarter)
    _not_published(found)
    return found


def _written(quarter: Span) -> Bulletin:
    found = queries.bulletin_of(quarter, lock=True)
    if found is None:
        raise Refused(_("Buletin ini belum ditulis."), status=404, code="not_found")
    return found


def _submitted(quarter: Span) -> Bulletin:
    found = _the(quarter)
    if found.state != "submitted":
        raise Refused(_("Buletin ini belum diajukan."), status=409, code="not_submitted")
    return found


def _as_read(found: Bulletin, version: int) -> Bulletin:
    if found.version != version:
        message = _("Buletin ini baru saja diubah %(name)s. Muat ulang, lalu baca lagi.", name=found.written_by)
        raise Refused(message, status=409, code="stale")
    return found


def _not_published(found: Bulletin) -> None:
    if found.state == "published":
        raise Refused(_("Buletin ini sudah terbit dan tidak diubah lagi."), status=409, code="published")


def _without_numbers(name: str, words: str) -> None:
    """Everybody reads it: a citizen's number has no place there. The office's own telephone has."""
    if _LIKE_A_NIK.search(words):
        raise Refused(_("Ada nomor yang tampak seperti NIK. Hapus dulu."), field=name, code="personal")
