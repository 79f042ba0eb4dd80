"""The access log: who looked at or changed what. No role of the application may change or delete a line."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from foundation.clock import now
from foundation.db import db
from foundation.writing import append, line_of
from tenants.models import AuditEntry, Membership
from tenants.subjects import optional_subject

_LINE = line_of(AuditEntry, "at", "membership_id", "actor", "action", "subject_kind", "subject_id", "detail")

_words: dict[str, LazyString] = {
    "signin.in": _l("Masuk"),
    "signin.out": _l("Keluar"),
    "recovery.use": _l("Masuk dengan kode cadangan"),
    "recovery.renew": _l("Membuat kode cadangan baru"),
    "second_factor.set": _l("Menyiapkan verifikasi dua langkah"),
    "password.change": _l("Mengganti kata sandi"),
    "session.end": _l("Mengakhiri sesi"),
    "token.create": _l("Membuat token API"),
    "token.revoke": _l("Mencabut token API"),
    "site.take_up": _l("Mulai meninjau permohonan daerah"),
    "site.ask": _l("Bertanya kepada pemohon"),
    "site.approve": _l("Menyetujui permohonan daerah"),
    "site.refuse": _l("Menolak permohonan daerah"),
    "site.send_back": _l("Mengembalikan daerah ke penyiapan"),
    "site.go_live": _l("Menyatakan daerah aktif"),
    "site.end_support": _l("Mencatat dukungan APBN berakhir"),
    "site.suspend": _l("Membekukan daerah"),
    "site.resume": _l("Membuka kembali daerah"),
    "site.close": _l("Menutup daerah"),
    "site.tell": _l("Mengirim pesan ke daerah"),
    "office.take_out": _l("Mengunduh semua data kantor"),
    "site.ask_erase": _l("Meminta penghapusan data daerah"),
    "site.confirm_erase": _l("Memastikan penghapusan data daerah"),
    "site.start_trial": _l("Memulai uji jalan"),
    "site": _l("daerah"),
    "readiness.show": _l("Mengisi kesiapan"),
    "readiness": _l("kesiapan"),
    "office": _l("kantor"),
    "boundary": _l("batas wilayah"),
    "boundary.put": _l("Mengunggah batas wilayah"),
    "boundary.used_again": _l("Memakai lagi batas wilayah yang lama"),
    "boundary.removed": _l("Menghapus batas wilayah dari peta"),
    "office.letterhead_set": _l("Mengubah kop surat"),
    "membership": _l("akun"),
    "membership.added": _l("Menambah pengguna"),
    "membership.changed": _l("Mengubah data pengguna"),
    "membership.role_changed": _l("Mengganti peran pengguna"),
    "membership.villages_set": _l("Mengubah desa binaan"),
    "membership.ended": _l("Mengakhiri tugas pengguna"),
    "membership.signed_out": _l("Mengakhiri sesi pengguna"),
    "second_factor.reset": _l("Mereset verifikasi dua langkah pengguna"),
    "invitation.sent": _l("Mengundang pengguna"),
    "invitation.printed": _l("Mencetak kode undangan"),
    "invitation.withdrawn": _l("Menarik undangan"),
    "invitation.accepted": _l("Menerima undangan"),
    "token": _l("token"),
    "audit": _l("catatan akses"),
    "audit.exported": _l("Mengunduh catatan akses"),
    "audit.printed": _l("Mencetak daftar pembuka data untuk warga"),
}


def describe(words: Mapping[str, LazyString]) -> None:
    """A room tells at start how its actions ("case.view") and things ("case") read in the log."""
    _words.update(words)


def words_for(slug: str) -> str:
    """How an action or a kind of thing reads; the slug itself when no room has said."""
    return str(_words.get(slug, slug))


def record(action: str, subject_kind: str, subject_id: int | None = None, *, actor: str = "", **detail: Any) -> None:
    """Add a line in the present context. `detail` holds ids and reasons, never a name, NIK or phone.

    `actor` names who did it when that is not whoever is signed in here: a supervisor of the province, a citizen.
    """
    who = optional_subject()
    append(
        _LINE,
        at=now(),
        membership_id=who.membership_id if who and not actor else None,
        actor=actor or (who.name if who else "-"),
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        detail=detail,
    )


def record_for(action: str, tenant_id: int, membership_id: int, name: str = "") -> None:
    """A line about somebody's own account, written as the sign-in role, which is in no tenant's context."""
    this = select(Membership.name).where(Membership.tenant_id == tenant_id, Membership.id == membership_id)
    db.session.add(
        AuditEntry(
            tenant_id=tenant_id,
            membership_id=membership_id,
            actor=name or db.session.scalars(this).one(),
            action=action,
            subject_kind="membership",
            subject_id=membership_id,
            detail={},
        )
    )
    db.session.flush()
