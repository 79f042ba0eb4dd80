"""What the citizen is told, in plain Indonesian: the code and the next step, never what the case is about."""

from cases import links
from cases.indonesian import long_date
from cases.models import Case, Message
from foundation.crypto import vault
from foundation.db import db
from foundation.jobs import later
from registry.actions import contact_of
from tenants.access import subject

PURPOSE = "message.recipient"

# By the state a case has come to. Citizens are written to in Indonesian, whatever language the officer reads.
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
    "decided": ("Kasus {code} sudah ditetapkan", "Layanan untuk kasus {code} sudah ditetapkan dan mulai dikerjakan."),
    "referred": (
        "Kasus {code} dirujuk",
        "Kasus {code} sudah kami teruskan kepada instansi yang berwenang. Kami mengabari Anda bila ada jawaban.",
    ),
    "informed": (
        "Hasil kasus {code}",
        "Hasil kasus {code} sudah ada dan sudah disampaikan. Bila belum jelas, silakan hubungi kantor kami.",
    ),
    "closed": (
        "Kasus {code} selesai",
        "Kasus {code} sudah ditutup. Bila masalahnya belum selesai, Anda boleh melapor lagi.",
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
    words = {"code": case.code, "promised": long_date(case.promised_on), "url": links.follow_case()}
    office = f"\n{subject().tenant.office} {subject().tenant.full_name}\n"
    return subject_line.format(**words), (body + _ENDING).format(**words) + office


def _masked(address: str) -> str:
    name, _at, host = address.partition("@")
    return f"{name[:1]}•••@{host}"
