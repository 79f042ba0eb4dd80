"""What the citizen is told, in plain Indonesian: the code and the next step, never what the case is about."""

from sqlalchemy import select

from cases import links
from cases.indonesian import long_date
from cases.models import Case, Message
from foundation.crypto import vault
from foundation.db import db
from foundation.jobs import later
from foundation.tenancy import current_tenant_id
from registry.actions import contact_of
from tenants.models import Tenant

PURPOSE = "message.recipient"

# By the state a case has come to, or by the step where the state says too little. Citizens are written to in
# Indonesian, whatever language the officer reads.
TEMPLATES = {
    "registered": (
        "Kasus {code} sudah terdaftar",
        "Laporan Anda sudah kami terima dengan kode {code}.\nKami menargetkan selesai paling lambat {promised}.",
    ),
    "needs_correction": (
        "Kasus {code}: ada berkas yang perlu dilengkapi",
        "Kasus Anda dengan kode {code} belum dapat dilanjutkan karena ada berkas yang perlu dilengkapi.\n"
        "Silakan hubungi atau datangi kantor kami dengan membawa kode ini.",
    ),
    "visiting": (
        "Kasus {code}: petugas akan berkunjung",
        "Untuk kasus {code}, petugas kami akan berkunjung ke rumah Anda. Mohon siapkan KTP dan Kartu Keluarga.",
    ),
    "start_emergency_help": ("Kasus {code} sedang ditangani", "Bantuan darurat untuk kasus {code} sudah dimulai."),
    "decided": ("Kasus {code} sudah ditetapkan", "Layanan untuk kasus {code} sudah ditetapkan dan mulai dikerjakan."),
    "referred": (
        "Kasus {code} dirujuk",
        "Kasus {code} sudah kami teruskan kepada instansi yang berwenang. Kami mengabari Anda bila ada jawaban.",
    ),
    "proposed": (
        "Kasus {code} diusulkan ke pusat",
        "Kasus {code} sudah kami usulkan ke Kementerian Sosial. Kami mengabari Anda bila ada jawaban.",
    ),
    "informed": (
        "Hasil kasus {code}",
        "Hasil kasus {code} sudah ada dan sudah disampaikan. Bila belum jelas, silakan hubungi kantor kami.",
    ),
    "closed": (
        "Kasus {code} selesai",
        "Kasus {code} sudah ditutup. Bila masalahnya belum selesai, Anda boleh menyampaikan keberatan.",
    ),
    "rejected": (
        "Kasus {code} tidak dapat dilanjutkan",
        "Kasus {code} tidak dapat kami lanjutkan. Silakan tanyakan alasannya; Anda boleh menyampaikan keberatan.",
    ),
    "duplicate": (
        "Kasus {code} digabung",
        "Kasus {code} sama dengan kasus Anda yang lain. Kami melanjutkan kasus yang lain itu.",
    ),
    "reopen": (
        "Kasus {code} dibuka kembali",
        "Keberatan Anda kami terima. Kasus {code} dibuka kembali, kami menargetkan selesai paling lambat {due}.",
    ),
}
_ENDING = "\n\nMengikuti kasus: {url}\nSiapkan kode kasus dan empat angka terakhir NIK atau nomor telepon Anda.\n"


def tell_citizen(case: Case, occasion: str) -> Message | None:
    """Have the citizen written to, if this occasion is one to write about and there is an address to write to."""
    address = contact_of(case.person_id).email if occasion in TEMPLATES else None
    if address is None:
        return None
    subject_line, body = _worded(case, occasion)
    message = Message(
        case_id=case.id,
        channel="email",
        recipient_cipher=vault().encrypt(address, PURPOSE),
        recipient_masked=_masked(address),
        subject=subject_line,
        body=body,
    )
    db.session.add(message)
    db.session.flush()
    later("cases.send_message", message_id=message.id)
    return message


def _worded(case: Case, occasion: str) -> tuple[str, str]:
    subject_line, body = TEMPLATES[occasion]
    due = long_date(case.due_on or case.promised_on)
    words = {"code": case.code, "promised": long_date(case.promised_on), "due": due, "url": links.follow_case()}
    return subject_line.format(**words), (body + _ENDING).format(**words) + f"\n{_office()}\n"


def _office() -> str:
    """Who writes; read from the tenant, because the clock has no office of its own."""
    named = select(Tenant.office, Tenant.full_name).where(Tenant.id == current_tenant_id())
    return " ".join(db.session.execute(named).one())


def _masked(address: str) -> str:
    name, _at, host = address.partition("@")
    return f"{name[:1]}•••@{host}"
