"""Pasted reports become drafts: filled in as far as they were understood, the rest beside it."""

from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from cases.models import CaseDraft
from cases.reports import Report, find_case_type, find_kind, find_village, read
from cases.reports.kept import KeptReport, sealed
from foundation.db import db
from foundation.errors import Refused
from registry.queries import village_choices
from settings.queries import rules
from tenants import access, audit, receipts
from tenants.access import subject

MOST_REPORTS = 20
"""In one paste: more is a spreadsheet's work."""
_LONGEST_SUMMARY = 160
_AS_READ = ("story", "point", "landmark", "proxy_name", "proxy_relation")
_PERSON = ("name", "nik", "family_card", "sex", "birth_date", "birth_place", "phone")


def take_in(text: str, request_key: UUID) -> list[CaseDraft]:
    """A draft for each report in the text; the same paste sent twice makes them once (then none are returned).

    Refused (422) when there is no line in it, or too many reports.
    """
    access.require("case:register")
    receipt = receipts.once(request_key, {"text": text}, "paste")
    if receipt.subject_id is not None:
        return []
    reports = read(text)
    if not reports:
        raise Refused(_("Tempel teks laporannya dulu."), field="text")
    if len(reports) > MOST_REPORTS:
        raise Refused(_("Paling banyak %(most)s laporan sekali tempel.", most=MOST_REPORTS), field="text")
    drafts = [_draft(report) for report in reports]
    receipt.subject_id = drafts[0].id
    audit.record("report.pasted", "draft", drafts[0].id, drafts=[draft.id for draft in drafts])
    return drafts


def _draft(report: Report) -> CaseDraft:
    body, unclear = _placed(report)
    kept = KeptReport(
        person=_person(report, body.get("village_code", "")),
        facts=[list(each) for each in report.facts],
        unread=[[line.text, str(line.problem)] for line in report.unread] + unclear,
    )
    draft = CaseDraft(membership_id=subject().membership_id, body=body, report_cipher=sealed(kept))
    db.session.add(draft)
    db.session.flush()
    return draft


def _placed(report: Report) -> tuple[dict[str, Any], list[list[str]]]:
    """What goes into the fields of the case, and what was read but fits no list of this site."""
    said = report.fields
    body: dict[str, Any] = {name: said[name] for name in _AS_READ if name in said}
    if summary := said.get("summary") or _first_sentence(said.get("story", "")):
        body["summary"] = summary
    if "emergency" in said:
        body["emergency"] = bool(said["emergency"])
    types = {slug: each.label for slug, each in rules().case_types.items()}
    found = {
        "case_type": find_case_type(said.get("case_type", ""), types),
        "kind": find_kind(said.get("kind", "")),
        "village_code": find_village(said.get("village", ""), said.get("district", ""), village_choices()),
    }
    if found["case_type"] and found["kind"] not in rules().case_types[found["case_type"]].kinds:
        found["kind"] = None
    body |= {name: slug for name, slug in found.items() if slug}
    return body, _unclear(said, found)


def _unclear(said: dict[str, str], found: dict[str, str | None]) -> list[list[str]]:
    words = {
        "case_type": (_("Jenis layanan"), said.get("case_type")),
        "kind": (_("Jenis pengaduan"), said.get("kind")),
        "village_code": (_("Desa"), ", ".join(filter(None, (said.get("village"), said.get("district"))))),
    }
    reason = _("Tidak ada di daftar, pilih sendiri")
    return [[f"{label}: {text}", reason] for name, (label, text) in words.items() if text and not found[name]]


def _person(report: Report, village_code: str) -> dict[str, str]:
    said = report.fields
    about = {name: said[name] for name in _PERSON if name in said}
    neighbourhood = "/".join(said.get("neighbourhood", "").split("\n"))
    parts = (
        said.get("address", "").replace("\n", ", "),
        said.get("hamlet"),
        neighbourhood and f"RT/RW {neighbourhood}",
    )
    if address := ", ".join(filter(None, parts)):
        about["address"] = address
    return about | ({"village_code": village_code} if village_code else {})


def _first_sentence(story: str) -> str:
    """The heading of the case, from the first words of the complaint: whole words, never cut inside one."""
    first = story.split("\n", maxsplit=1)[0].split(". ", maxsplit=1)[0].strip(" .")
    if len(first) <= _LONGEST_SUMMARY:
        return first
    return first[: _LONGEST_SUMMARY - 1].rsplit(" ", 1)[0][: _LONGEST_SUMMARY - 1] + "…"
