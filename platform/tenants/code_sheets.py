"""The printed invitation: one sheet a person, with the code, the QR, and what to do with them."""

from collections.abc import Sequence

from tenants.invitations import Code
from tenants.permissions import ROLE_LABELS
from tenants.subjects import TenantInfo
from web.formats import long_date
from web.paper import MARGIN, Paper

_STEPS = (
    "1. Buka {address} di ponsel atau komputer, atau pindai kode QR di samping.",
    "2. Masukkan kode di atas.",
    "3. Periksa nama dan peran Anda, lalu buat kata sandi Anda sendiri.",
    "4. Catat nama akun: dengan nama itu dan kata sandi Anda masuk lagi nanti.",
)


def render(tenant: TenantInfo, codes: Sequence[Code], house: str) -> bytes:
    """All of them as one PDF. `house` is the address of the front door. Official Indonesian."""
    paper = Paper(f"Undangan SLRT {tenant.name}")
    for code in codes:
        _draw(paper, tenant, code, house)
    return paper.finished()


def _draw(paper: Paper, tenant: TenantInfo, code: Code, house: str) -> None:
    address = f"{house}/undangan"
    paper.sheet()
    paper.line(f"{tenant.office} {tenant.full_name}", 12, bold=True, after=0)
    paper.line("Sistem Layanan dan Rujukan Terpadu (SLRT)", after=4)
    paper.rule()
    paper.line("Undangan bertugas", 20, bold=True, after=4)
    paper.rows([("Untuk", code.name), ("Peran", str(ROLE_LABELS[code.role])), ("Nama akun", code.login)], size=12)
    paper.line("Kode undangan", 12, after=0)
    top = paper.pdf.y
    paper.line(code.text, 30, bold=True, after=4)
    paper.qr(f"{address}/{code.text}", paper.pdf.w - MARGIN - 42, top - 6, 42)
    for step in _STEPS:
        paper.line(step.format(address=address.partition("://")[2]), 12, width=118, after=2)
    paper.line(
        f"Berlaku sekali, sampai {long_date(code.expires_at)}. Hanya untuk orang yang disebut di atas.", 12, after=2
    )
    paper.line(
        "Jangan difoto dan jangan dikirim lewat grup pesan: siapa pun yang memegang kode ini dapat memakainya.", 12
    )
