"""What is asked, confirmed and done about erasing an office's data, and the certificate that it is gone."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from foundation.db import db
from foundation.errors import Refused
from reference.calendar import timezone_of
from tenants.office_time import office_day
from tenants.sites.machine import Stage
from tenants.sites.models import Erasure, Site
from web.formats import long_date
from web.paper import Paper


def any_site(site_id: int) -> Site:
    """A site that this reader sees: on its own desk, or for the ministry any. Refused (404)."""
    found = db.session.scalars(select(Site).where(Site.id == site_id, Site.state != Stage.DRAFT)).one_or_none()
    if found is None:
        raise Refused(_("Daerah itu tidak ada di meja Anda."), status=404, code="not_found")
    return found


def erasure_of(site_id: int) -> Erasure | None:
    """What has been asked for, if anything."""
    return db.session.get(Erasure, site_id, populate_existing=True)


def certificate(site_id: int) -> bytes:
    """The proof as a PDF: rows per table, who asked and who confirmed, and a hash. Refused (404) before it is done."""
    site, erasure = any_site(site_id), erasure_of(site_id)
    if erasure is None or erasure.done_at is None or erasure.confirmed_at is None:
        raise Refused(_("Datanya belum dihapus."), status=404, code="not_found")
    counts, timezone = erasure.counts or {}, timezone_of(site.region_code)

    def day(moment: datetime) -> str:
        return long_date(office_day(moment, timezone))

    paper = Paper(f"Bukti penghapusan data {site.name}")
    paper.sheet()
    paper.line("BUKTI PENGHAPUSAN DATA", 15, bold=True, align="C")
    paper.line(f"SLRT {site.name} ({site.region_code})", 13, align="C", after=4)
    paper.rule()
    paper.rows(
        [
            ("Ditutup", day(erasure.closed_at)),
            ("Diminta oleh", f"{erasure.asked_by}, {day(erasure.asked_at)}"),
            ("Dipastikan oleh", f"{erasure.confirmed_by}, {day(erasure.confirmed_at)}"),
            ("Dihapus", day(erasure.done_at)),
            ("Baris dihapus", str(sum(counts.values()))),
        ]
    )
    paper.line("Baris per tabel", 12, bold=True)
    paper.rows([(name, str(number)) for name, number in sorted(counts.items())], size=10, label=90)
    paper.line("Sidik jari (SHA-256) isi bukti ini", 12, bold=True)
    paper.line(erasure.digest or "", 10)
    paper.line("Cadangan basis data yang lebih lama habis menurut masa simpannya sendiri.", 10)
    return paper.finished()
