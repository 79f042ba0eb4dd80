"""The exit plan on paper, for the desk of the regent or mayor. Official Indonesian whatever the reader's language."""

from collections.abc import Sequence
from datetime import date

from cases.indonesian import plain_date
from sustainability.models import PlanEvent
from sustainability.plan_machine import STATE_LABELS, State
from sustainability.queries.plan import ActionView, PlanView, YearOfPlan
from sustainability.words import ACTION_STATES, SOURCES
from tenants.letterhead import Letterhead
from tenants.office_time import office_day
from tenants.subjects import TenantInfo
from web.documents import BY_HAND, Block, Document, Heading, Pairs, Signatures, Table, Words, as_docx, as_pdf
from web.formats import rupiah
from web.i18n import speaking

_SIGNERS = {"approve_social": "Kepala Dinas Sosial", "approve_bappeda": "Bappeda"}


def plan_pdf(head: Letterhead, tenant: TenantInfo, view: PlanView, today: date) -> bytes:
    """To sign and to file."""
    return as_pdf(_document(head, tenant, view, today))


def plan_docx(head: Letterhead, tenant: TenantInfo, view: PlanView, today: date) -> bytes:
    """To go on with in a word processor."""
    return as_docx(_document(head, tenant, view, today))


def _document(head: Letterhead, tenant: TenantInfo, view: PlanView, today: date) -> Document:
    plan = view.plan
    with speaking("id"):
        state = str(STATE_LABELS[State(plan.state)][0])
        blocks: list[Block] = [
            Pairs(
                [
                    ("Daerah", tenant.full_name),
                    ("Dukungan APBN berakhir", plain_date(plan.ends_on)),
                    ("Edisi dan keadaan", f"{plan.edition} ({state}), per {plain_date(today)}"),
                    ("Biaya tindakan", rupiah(view.cost)),
                ]
            ),
            Heading("Tujuan"),
            Words(plan.goal),
            Heading("Ringkasan"),
            Words(_summary(view)),
            *_warnings(view),
            Heading("Tindakan"),
            _actions(view.standing),
            *_money(view.years),
            Heading("Persetujuan"),
            Signatures([_signer(view.approvals, name, role, tenant) for name, role in _SIGNERS.items()]),
        ]
    subtitle = f"Sistem Layanan dan Rujukan Terpadu (SLRT) {tenant.full_name}"
    return Document(head, "Rencana Pengakhiran Dukungan APBN", subtitle, blocks)


def _summary(view: PlanView) -> str:
    late = f", {view.late} lewat tenggat" if view.late else ""
    return f"{len(view.standing)} tindakan: {view.done} selesai dengan bukti yang berlaku{late}."


def _warnings(view: PlanView) -> list[Block]:
    """What must be known before signing."""
    found: list[Block] = []
    for year in view.years:
        if year.over:
            asked = f"{year.year} kebutuhan dan tindakan melebihi seluruh sumber"
            found.append(Words(f"Perhatian: {asked} sebesar {rupiah(year.over)}.", strong=True))
        for source, lacking in year.short.items():
            text = f"Perhatian: {year.year} tindakan meminta {rupiah(lacking)} lebih banyak dari {SOURCES[source]}."
            found.append(Words(text, strong=True))
    if view.unsourced:
        found.append(Words(f"Perhatian: {rupiah(view.unsourced)} belum punya sumber dana.", strong=True))
    return found


def _actions(actions: Sequence[ActionView]) -> Table:
    rows = [
        (
            str(number),
            each.row.title,
            f"{each.row.owner}\n{each.office}",
            plain_date(each.row.due_on),
            _cost(each),
            _standing(each),
        )
        for number, each in enumerate(actions, start=1)
    ]
    heads = ("No", "Tindakan", "Penanggung jawab", "Tenggat", "Biaya dan sumber", "Keadaan dan bukti")
    return Table(heads, (8, 46, 34, 24, 28, 30), rows)


def _cost(each: ActionView) -> str:
    if not each.row.cost:
        return "tanpa biaya"
    source = str(SOURCES[each.row.source]) if each.row.source else "belum ada sumber"
    return f"{rupiah(each.row.cost)}\n{source}, {each.row.year}"


def _standing(each: ActionView) -> str:
    words = "lewat tenggat" if each.late else str(ACTION_STATES[each.row.state]).lower()
    if each.proof_expired:
        words = "bukti kedaluwarsa"
    proof = each.row.evidence or (f"bukti: {each.row.proof}" if each.row.proof else "")
    return "\n".join(filter(None, (words, proof)))


def _money(years: Sequence[YearOfPlan]) -> list[Block]:
    if not years:
        return []
    rows = [
        (
            str(each.year), rupiah(each.need), rupiah(each.actions), rupiah(each.sources),
            f"kurang {rupiah(each.over)}" if each.over else "tercukupi",
        )
        for each in years
    ]  # fmt: skip
    heads = ("Tahun", "Kebutuhan layanan", "Biaya tindakan", "Semua sumber", "Selisih")
    return [Heading("Biaya terhadap sumber dana"), Table(heads, (16, 38, 38, 38, 40), rows)]


def _signer(approvals: Sequence[PlanEvent], name: str, role: str, tenant: TenantInfo) -> tuple[str, str, str]:
    signed = next((each for each in approvals if each.move == name), None)
    if signed is None:
        return f"{role},", BY_HAND, "belum menyetujui"
    when = plain_date(office_day(signed.at, tenant.timezone))
    return f"{role},", signed.actor_name, f"disetujui {when} dengan kode sekali pakai"
