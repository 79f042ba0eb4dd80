"""Requests for data sets: an agency sees its own, the office all of its site. The database narrows it as well."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from foundation.clock import now, today
from foundation.db import db
from foundation.errors import Refused
from privacy import columns
from privacy.models import ShareAgreement, ShareDownload, ShareRequest
from reference import codes
from reference.queries import districts_and_villages, place_labels
from tenants.access import subject
from web.formats import plain_date
from web.pagination import Page, decode_cursor, page_of

SIZE = 30
MOST_LISTED = 200
COUNTED = 100


@dataclass(frozen=True)
class ShareView:
    """One request with everything its page shows."""

    share: ShareRequest
    agreement: ShareAgreement | None
    downloads: Sequence[ShareDownload]
    places: dict[str, str]

    @property
    def fetchable(self) -> bool:
        """Whether there is a file to fetch now, for this reader."""
        return is_open(self.share) and is_recipient(self.share)

    def what(self, of: dict[str, Any]) -> list[tuple[str, str]]:
        """Columns and people of what was asked or allowed, as label and words."""
        grouped = columns.by_group(of["columns"])
        listed = "; ".join(f"{group}: {', '.join(str(each.label) for each in inside)}" for group, inside in grouped)
        whole = ", ".join(str(columns.WHOLE[slug]) for slug in of["whole"]) or _("tidak ada, semua disamarkan")
        villages = ", ".join(self.places[code] for code in of["villages"]) or _("seluruh desa")
        lines = [(_("Kolom"), listed), (_("Nomor utuh"), whole), (_("Desa"), villages)]
        if of["programme"]:
            lines.append((_("Peserta program"), _programme_words(of)))
        return lines


def is_open(share: ShareRequest) -> bool:
    """Whether its file can still be fetched."""
    return share.state == "ready" and share.expires_at is not None and now() < share.expires_at


def is_recipient(share: ShareRequest) -> bool:
    """An agency fetches its own; what came by letter is fetched, and handed over, by who may decide."""
    who = subject()
    return share.agency_id == who.agency_id if share.agency_id else who.may("share:decide")


def shares(state: str | None = None, cursor: str | None = None, size: int = SIZE) -> Page[ShareRequest]:
    """Newest first. 1 statement."""
    wanted = select(ShareRequest).order_by(ShareRequest.id.desc())
    if state is not None:
        wanted = wanted.where(ShareRequest.state == state)
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(ShareRequest.id < after[0])
    return page_of(db.session.scalars(wanted.limit(size + 1)).all(), size, lambda row: (row.id,))


def waiting() -> int:
    """How many wait for a decision, counted up to COUNTED."""
    asked: Any = select(ShareRequest.id).where(ShareRequest.state == "asked").limit(COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(asked)) or 0


def get_share(share_id: int, locked: bool = False) -> ShareRequest:
    """One request. Refused (404): unknown, another site's, or another agency's."""
    wanted = select(ShareRequest).where(ShareRequest.id == share_id)
    found = db.session.scalars(wanted.with_for_update() if locked else wanted).one_or_none()
    if found is None:
        raise Refused(_("Permintaan data ini tidak ada di daftar Anda."), status=404, code="not_found")
    return found


def share_view(share_id: int) -> ShareView:
    """The page about one request. 4 statements at most."""
    share = get_share(share_id)
    fetched = select(ShareDownload).where(ShareDownload.share_id == share_id).order_by(ShareDownload.id.desc())
    wanted = {*share.asked["villages"], *(share.allowed or share.asked)["villages"]}
    return ShareView(
        share=share,
        agreement=agreement(share.agreement_id) if share.agreement_id else None,
        downloads=db.session.scalars(fetched.limit(MOST_LISTED)).all(),
        places=place_labels(db.session(), wanted),
    )


def agreements() -> Sequence[ShareAgreement]:
    """The newest two hundred, ended ones too."""
    return db.session.scalars(select(ShareAgreement).order_by(ShareAgreement.id.desc()).limit(MOST_LISTED)).all()


def agreement(agreement_id: int) -> ShareAgreement:
    """One of them. Refused (404)."""
    found = db.session.scalars(select(ShareAgreement).where(ShareAgreement.id == agreement_id)).one_or_none()
    if found is None:
        raise Refused(_("Perjanjian ini tidak ada."), status=404, code="not_found")
    return found


def agreement_choices() -> list[tuple[int, str]]:
    """Those in force today: an agency's own, for the office all."""
    day = _today()
    standing = select(ShareAgreement).where(ShareAgreement.ended_at.is_(None), ShareAgreement.valid_until >= day)
    mine = subject().agency_id
    if mine is not None:
        standing = standing.where(ShareAgreement.agency_id == mine)
    rows = db.session.scalars(standing.order_by(ShareAgreement.id.desc()).limit(MOST_LISTED))
    return [
        (row.id, f"{row.number}, {row.partner} ({_('sampai %(day)s', day=plain_date(row.valid_until))})")
        for row in rows
    ]


def site_villages() -> set[str]:
    """Codes of all villages of the reader's site."""
    code = subject().tenant.region_code
    grouped = districts_and_villages(db.session(), code) if code else []
    return {village.code for _district, inside in grouped for village in inside}


def for_the_log(share_ids: Collection[int]) -> dict[int, str]:
    """How the access log calls requests."""
    named = select(ShareRequest.id, ShareRequest.number, ShareRequest.requester).where(ShareRequest.id.in_(share_ids))
    return {row.id: f"{row.number or row.id}, {row.requester}" for row in db.session.execute(named)}


def _today() -> date:
    return today(subject().tenant.timezone)


def _programme_words(of: dict[str, Any]) -> str:
    words = [codes.PROGRAMMES[of["programme"]].label]
    if of["standing"]:
        words.append(codes.STANDINGS[of["standing"]].label)
    for key, text in (("period_from", _("sejak")), ("period_until", _("sampai"))):
        if of[key]:
            words.append(f"{text} {plain_date(date.fromisoformat(of[key]))}")
    return ", ".join(words)
